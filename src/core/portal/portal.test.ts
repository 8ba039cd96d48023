import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openBook } from "#core/agreement/book.ts";
import { type Announcement, byWeight, isCurrent, requireAnnouncement, speaksTo } from "#core/portal/announcement.ts";
import { agreementsOf, servicesOf } from "#core/portal/entitlement.ts";
import { previewOpening } from "#core/portal/preview.ts";
import type { Facts } from "#core/ticket/priority.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { perform, type World } from "#core/world.ts";
import { storyModel } from "../../../test/journeys/model.ts";

const book = openBook([{ version: 1, effectiveAt: 0 as Instant, document: storyModel }]);
const monday = instant("2026-03-02T09:00:00Z");
const urgent: Facts = { affected: "everybody", hasWorkaround: false, atStake: "money" };
const asked = { customerId: "bank", channel: "portal", service: "payments", component: "ledger", facts: urgent } as const;

describe("the preview of an opening", () => {
  it("tells clause, priority and due instants before anything is sent", () => {
    const preview = previewOpening(book, asked, monday);
    expect(preview).toMatchObject({
      priority: "P1",
      coverage: { decision: "covered", clause: "§2" },
      agreement: { id: expect.any(String) },
    });
    expect(preview.pause).toBeNull();
    expect(preview.hours).toEqual({ isOpen: true, opensAt: null });
    expect(preview.promises).toEqual([
      { objective: "response", written: "15m", dueAt: instant("2026-03-02T09:15:00Z") },
      { objective: "restoration", written: "2h", dueAt: instant("2026-03-02T11:00:00Z") },
      { objective: "resolution", written: "4h", dueAt: instant("2026-03-02T13:00:00Z") },
    ]);
  });

  it("quotes the clause and where to turn, and promises nothing, of what is excluded", () => {
    const preview = previewOpening(book, { customerId: "factory", channel: "portal", service: "gate", component: "turnstile" }, monday);
    expect(preview.coverage).toMatchObject({ decision: "excluded", clause: "§7.2", redirect: { phone: "+34 900 000 000" } });
    expect(preview.promises).toEqual([]);
    expect(preview.closesAt).not.toBeNull();
  });

  it("waits for a quote where the work is billable, and says when the office opens", () => {
    const sunday = instant("2026-03-01T20:00:00Z");
    const preview = previewOpening(
      book,
      { customerId: "factory", channel: "portal", service: "gate", component: "software", kind: "evolution" },
      sunday,
    );
    expect(preview).toMatchObject({ coverage: { decision: "billable", clause: "§4" }, pause: "quote" });
    expect(preview.hours).toEqual({ isOpen: false, opensAt: instant("2026-03-02T08:00:00Z") });
  });

  it("promises what the opening then promises, at any time and for any facts", () => {
    const facts = fc.record({
      affected: fc.constantFrom("one", "some", "everybody"),
      hasWorkaround: fc.boolean(),
      atStake: fc.constantFrom("nothing", "money", "safety"),
    }) as fc.Arbitrary<Facts>;
    const place = fc.constantFrom(
      { customerId: "bank", service: "payments", component: "ledger" },
      { customerId: "factory", service: "gate", component: "software" },
      { customerId: "factory", service: "gate", component: "turnstile" },
    );
    fc.assert(
      fc.property(place, facts, fc.integer({ min: 0, max: 40 * 86_400_000 }), (where, told, later) => {
        const now = (monday + later) as Instant;
        const preview = previewOpening(book, { ...where, channel: "portal", facts: told }, now);
        const world: World = { book, tickets: new Map(), pages: new Map() };
        perform(
          world,
          { type: "open-ticket", ticketId: 7, actor: "contact:x", subject: "s", description: "", channel: "portal", facts: told, ...where },
          now,
        );
        const ticket = world.tickets.get(7)!;
        expect(preview.coverage).toEqual(ticket.coverage);
        expect(preview.priority).toBe(ticket.priority);
        const due = ticket.clocks
          .filter(({ party, target }) => party === "sla" && target !== null)
          .map(({ objective, dueAt }) => [objective, dueAt]);
        const promised = preview.promises.map(({ objective, dueAt }) => [objective, dueAt]);
        expect(promised).toHaveLength(due.length);
        expect(promised).toEqual(expect.arrayContaining(due));
      }),
      { numRuns: 100 },
    );
  });

  it("refuses what an opening refuses", () => {
    expect(() => previewOpening(book, { ...asked, component: "nonsense" }, monday)).toThrow(/no component "nonsense"/);
  });
});

describe("what a customer has", () => {
  it("is what agreements in force name", () => {
    expect(servicesOf(agreementsOf(book, "bank", monday))).toEqual(["payments"]);
    expect(agreementsOf(book, "bank", instant("2025-12-31T10:00:00Z"))).toEqual([]);
    expect(agreementsOf(book, "nobody", monday)).toEqual([]);
  });
});

describe("an announcement", () => {
  const told = { severity: "maintenance", from: monday, until: instant("2026-03-02T10:00:00Z") } as const;

  it("is current from its first instant to before its last", () => {
    expect(isCurrent(told, (monday - 1) as Instant)).toBe(false);
    expect(isCurrent(told, monday)).toBe(true);
    expect(isCurrent(told, (told.until - 1) as Instant)).toBe(true);
    expect(isCurrent(told, told.until)).toBe(false);
    expect(isCurrent({ ...told, until: null }, instant("2036-01-01T00:00:00Z"))).toBe(true);
  });

  it("speaks to the customers it names, or to all, and of services to those who have them", () => {
    const reader = { customers: ["bank"], services: new Set(["payments"]) };
    const spoken = (customers: string[] | null, services: string[]): boolean => speaksTo({ customers, services }, reader);
    expect(spoken(null, [])).toBe(true);
    expect(spoken(["factory"], [])).toBe(false);
    expect(spoken(["factory", "bank"], [])).toBe(true);
    expect(spoken(null, ["gate"])).toBe(false);
    expect(spoken(null, ["gate", "payments"])).toBe(true);
  });

  it("stands before what weighs less", () => {
    const list: Pick<Announcement, "severity" | "from">[] = [
      { severity: "information", from: instant("2026-03-05T09:00:00Z") },
      { severity: "disruption", from: monday },
      { severity: "maintenance", from: monday },
      { severity: "disruption", from: instant("2026-03-03T09:00:00Z") },
    ];
    expect(list.sort(byWeight).map(({ severity, from }) => `${severity} ${new Date(from).getUTCDate()}`)).toEqual([
      "disruption 3",
      "disruption 2",
      "maintenance 2",
      "information 5",
    ]);
  });

  it("is refused when it says nothing, is never shown, or names whom the model does not know", () => {
    const good = { ...told, customers: ["bank"], services: ["payments"], texts: { en: { title: "Tonight", body: "" } } };
    const refusal = (change: object): string => {
      try {
        requireAnnouncement({ ...good, ...change }, storyModel);
        return "none";
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(refusal({})).toBe("none");
    expect(refusal({ texts: {} })).toBe("announcement-without-text");
    expect(refusal({ texts: { ...good.texts, fr: { title: " ", body: "Ce soir" } } })).toBe("announcement-without-text");
    expect(refusal({ until: monday })).toBe("announcement-never-shown");
    expect(refusal({ customers: ["nobody"] })).toBe("unknown-customer");
    expect(refusal({ services: ["nothing"] })).toBe("unknown-service");
  });
});
