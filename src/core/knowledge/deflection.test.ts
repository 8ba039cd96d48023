import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Asked, figuresOf, occasionsOf, type View } from "#core/knowledge/deflection.ts";
import { hours, type Instant, instant } from "#core/time/instant.ts";

const at = (text: string): Instant => instant(`2026-03-${text}:00Z`);
const view = (when: string, more: Partial<View> = {}): View => ({
  ...{ articleId: "cards", customerId: "acme", reader: "ana", origin: "search", service: "payments" },
  at: at(when),
  ...more,
});
const ticket = (when: string, more: Partial<Asked> = {}): Asked => ({
  customerId: "acme",
  requester: "ana",
  service: "payments",
  openedAt: at(when),
  ...more,
});
const now = at("20T09:00");

describe("an occasion", () => {
  it.each([
    ["no ticket", [], "deflected"],
    ["a ticket about the same service", [ticket("03T12:00")], "asked"],
    ["a ticket in the last minute of the seven days", [ticket("09T08:59")], "asked"],
    ["a ticket when they are over", [ticket("09T09:00")], "deflected"],
    ["a ticket before the reading", [ticket("02T08:59")], "deflected"],
    ["a ticket about another service", [ticket("03T12:00", { service: "gate" })], "deflected"],
    ["a ticket about no service", [ticket("03T12:00", { service: null })], "asked"],
    ["a ticket of a colleague", [ticket("03T12:00", { requester: "ben" })], "deflected"],
    ["a ticket of a namesake at another customer", [ticket("03T12:00", { customerId: "other" })], "deflected"],
  ] as [string, Asked[], string][])("%s: %#", (_name, tickets, outcome) => {
    expect(occasionsOf([view("02T09:00")], tickets, now).map((each) => each.outcome)).toEqual([outcome]);
  });

  it("waits until its seven days are over, to the millisecond", () => {
    const end = (at("02T09:00") + hours(168)) as Instant;
    expect(occasionsOf([view("02T09:00")], [], (end - 1) as Instant)[0]?.outcome).toBe("waiting");
    expect(occasionsOf([view("02T09:00")], [], end)[0]?.outcome).toBe("deflected");
  });

  it("is one for all that is read within seven days, and counts from the last reading", () => {
    const views = [view("02T09:00"), view("05T09:00", { articleId: "fees" }), view("10T09:00")];
    expect(occasionsOf(views, [ticket("11T09:00")], now).map(({ articleId, outcome }) => [articleId, outcome])).toEqual([
      ["fees", "asked"],
      ["cards", "asked"],
    ]);
  });

  it("is none for who browsed, came by a link, or was sent from a ticket", () => {
    expect(
      occasionsOf(
        (["browse", "link", "ticket"] as const).map((origin) => view("02T09:00", { origin })),
        [],
        now,
      ),
    ).toEqual([]);
  });

  it("never counts more than was read, nor anything twice, nor better for more tickets", () => {
    const hour = fc.integer({ min: 0, max: 24 * 30 });
    const who = fc.constantFrom("ana", "ben");
    const what = fc.constantFrom("payments", "gate", null);
    const someView = fc
      .record({ hour, reader: who, service: what })
      .map(({ hour: each, ...more }) => view("01T00:00", { ...more, at: (at("01T00:00") + hours(each)) as Instant }));
    const someTicket = fc
      .record({ hour, requester: who, service: what })
      .map(({ hour: each, ...more }) => ticket("01T00:00", { ...more, openedAt: (at("01T00:00") + hours(each)) as Instant }));
    fc.assert(
      fc.property(fc.array(someView, { maxLength: 20 }), fc.array(someTicket, { maxLength: 10 }), someTicket, (views, tickets, another) => {
        const [few, more] = [tickets, [...tickets, another]].map((each) => figuresOf(occasionsOf(views, each, now)));
        expect(few!.occasions).toBe(few!.deflected + few!.asked + few!.waiting);
        expect(few!.occasions).toBeLessThanOrEqual(views.length);
        expect(more!.deflected).toBeLessThanOrEqual(few!.deflected);
      }),
      { numRuns: 100 },
    );
  });
});
