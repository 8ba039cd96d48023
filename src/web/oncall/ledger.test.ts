import { describe, expect, it } from "vitest";
import type { PageDelivery, PageFact } from "../api/pages.ts";
import { ledgerLines } from "./ledger.ts";

const envelope = { customerId: "andina", pageId: 7, actor: "system", actorName: "Guardia" };
const told = (recipient: string, via = recipient) => ({ recipient, via, layer: via === recipient ? null : "weeks" });
const step = (at: string, index: number, round: number, ...names: ReturnType<typeof told>[]): PageFact => ({
  ...{ ...envelope, type: "page.step-fired", at, step: index, round, told: names, gaps: [] },
});
const exhausted = (at: string): PageFact => ({ ...envelope, type: "page.exhausted", at, told: [told("role:administrator")] });
const delivery = (id: number, recipient: string, wantedAt: string, index: number | null, round: number | null): PageDelivery => ({
  ...{ id, recipient, step: index, round, state: "sent", wantedAt, lines: null },
});

const facts: PageFact[] = [
  step("2026-11-22T10:00:00.000Z", 0, 0, told("person:ana", "schedule:nights"), told("person:bob")),
  { ...envelope, type: "page.acknowledged", at: "2026-11-22T10:02:00.000Z", via: "sms", expiresAt: null },
  step("2026-11-22T11:00:00.000Z", 0, 1, told("person:ana", "schedule:nights")),
  exhausted("2026-11-22T12:00:00.000Z"),
  exhausted("2026-11-22T13:00:00.000Z"),
];
// As the server tells them: the newest first.
const deliveries = [
  delivery(5, "role:administrator", "2026-11-22T13:00:00.000Z", null, null),
  delivery(4, "role:administrator", "2026-11-22T12:00:00.000Z", null, null),
  delivery(3, "person:ana", "2026-11-22T11:00:00.000Z", 0, 1),
  delivery(1, "person:ana", "2026-11-22T10:00:00.000Z", 0, 0),
];

describe("a page's log with its deliveries", () => {
  it("has each recipient's delivery under the step, the round or the hour that called them", () => {
    const ids = ledgerLines({ facts, deliveries }).map(({ callings }) =>
      callings.map((calling) => [calling.recipient, calling.delivery?.id ?? null]),
    );
    expect(ids).toEqual([
      [
        ["person:ana", 1],
        ["person:bob", null],
      ],
      [],
      [["person:ana", 3]],
      [["role:administrator", 4]],
      [["role:administrator", 5]],
    ]);
  });

  it("says why somebody was called where it was not for their own name", () => {
    const [first] = ledgerLines({ facts, deliveries });
    expect(first?.callings.map(({ via, layer }) => [via, layer])).toEqual([
      ["schedule:nights", "weeks"],
      [null, null],
    ]);
  });
});
