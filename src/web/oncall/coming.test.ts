import { describe, expect, it } from "vitest";
import type { Document } from "../api/wire.ts";
import { comingOf } from "./coming.ts";

const document = {
  escalationPolicies: {
    payments: {
      steps: [
        { after: "0m", notify: ["schedule:first"] },
        { after: "5m", notify: ["schedule:second", "person:petra"] },
      ],
      repeat: 1,
    },
  },
  lastResort: ["lead:engineering"],
} as unknown as Document;
const page = { state: "open" as const, policy: "payments", targets: [], nextStep: 1, round: 0 };

describe("what comes next", () => {
  it.each([
    ["the next step", {}, { what: "step", step: 1, targets: ["schedule:second", "person:petra"] }],
    ["the first step again", { nextStep: 2 }, { what: "again", targets: ["schedule:first"] }],
    ["the last resort", { nextStep: 2, round: 1 }, { what: "last-resort", targets: ["lead:engineering"] }],
    ["the last resort once more", { state: "exhausted" as const, nextStep: 2 }, { what: "last-resort", targets: ["lead:engineering"] }],
    ["whom somebody chose", { policy: null, targets: ["person:ana"], nextStep: 0 }, { what: "step", step: 0, targets: ["person:ana"] }],
    ["the last resort after them", { policy: null, targets: ["person:ana"] }, { what: "last-resort", targets: ["lead:engineering"] }],
    ["the last resort where the policy is gone", { policy: "old" }, { what: "last-resort", targets: ["lead:engineering"] }],
  ])("is %s", (_, change, expected) => {
    expect(comingOf({ ...page, ...change }, document)).toEqual(expected);
  });

  it("is a step of which nobody can say whom it calls while the model is on its way", () => {
    expect(comingOf(page, undefined)).toEqual({ what: "step", step: 1, targets: null });
  });

  it("is the administrators where the model names no last resort", () => {
    expect(comingOf({ ...page, state: "exhausted" }, undefined)).toEqual({ what: "last-resort", targets: ["role:administrator"] });
  });
});
