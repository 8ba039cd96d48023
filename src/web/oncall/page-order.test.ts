import { describe, expect, it } from "vitest";
import { missingIn, orderOf, type PageDraft } from "./page-order.ts";

const draft: PageDraft = {
  ...{ how: "targets", targets: ["schedule:nights", "person:petra"], policy: "payments", customerId: "andina" },
  ...{ ticketId: null, urgency: "high", summary: "  No card is accepted  " },
};

describe("calling somebody by hand", () => {
  it("sends those who were chosen, and no policy that was looked at before", () => {
    expect(orderOf(draft)).toEqual({
      ...{ customerId: "andina", targets: ["schedule:nights", "person:petra"], urgency: "high", summary: "No card is accepted" },
    });
  });

  it("sends a policy, and nobody who was chosen before", () => {
    expect(orderOf({ ...draft, how: "policy", ticketId: 4711, urgency: "low" })).toEqual({
      ...{ customerId: "andina", ticketId: 4711, policy: "payments", urgency: "low", summary: "No card is accepted" },
    });
  });

  it.each([
    [{}, { whom: false, summary: false }],
    [{ targets: [] }, { whom: true, summary: false }],
    [
      { how: "policy" as const, targets: [] },
      { whom: false, summary: false },
    ],
    [
      { how: "policy" as const, policy: "" },
      { whom: true, summary: false },
    ],
    [{ summary: " \n " }, { whom: false, summary: true }],
  ])("misses what is not said: %j", (change, missing) => {
    expect(missingIn({ ...draft, ...change })).toEqual(missing);
  });
});
