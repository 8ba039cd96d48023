import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openBook } from "#core/agreement/book.ts";
import { applyToIncident } from "#core/incident/apply.ts";
import { cadenceOf, isOverdue, reminderAt } from "#core/incident/cadence.ts";
import { conferenceOf } from "#core/incident/conference.ts";
import { decideIncident, followTicket, type IncidentOrder } from "#core/incident/decide.ts";
import { commanderOf, type Incident, isSuggested, stateOf } from "#core/incident/incident.ts";
import { momentsOf } from "#core/incident/measures.ts";
import { firstReminder, isDayOver, nextReminder, reviewDueOn } from "#core/incident/review.ts";
import { type LogRow, timelineOf } from "#core/incident/timeline.ts";
import type { Document } from "#core/model/document.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, instant, minutes, toIso } from "#core/time/instant.ts";

const at = (time: string): Instant => instant(`2026-03-02T${time}:00Z`);

const ticketOf = (changes: Partial<Ticket> = {}): Ticket =>
  ({
    ...{ id: 7, customerId: "bank", kind: "incident", priority: "P1", status: "open", clocks: [], agreementId: "bank" },
    ...{ openedAt: at("09:00"), respondedAt: null, restoredAt: null, resolvedAt: null, closedAt: null },
    ...changes,
  }) as Ticket;

const document = {
  zone: "Europe/Madrid",
  calendars: { office: { zone: "Europe/Madrid", hours: { "mon-fri": ["09:00-17:00"] }, holidays: ["2026-03-19"] } },
  customers: { bank: { name: "Banco Sur", zone: "Europe/Madrid", contacts: { ana: { name: "Ana" } } } },
} as unknown as Document;

const declare: IncidentOrder = {
  ...{ type: "declare-incident", reason: null, commander: "person:alice", conference: null },
  checklist: [{ id: "first", text: "Tell the customer" }],
};

function asked(incident: Incident | null, order: IncidentOrder, when: Instant, ticket = ticketOf()): Incident {
  const events = decideIncident({ incident, ticket, document, actor: "agent:alice", at: when }, order);
  return events.reduce<Incident | null>(applyToIncident, incident)!;
}

const declared = asked(null, declare, at("09:10"));
const nothingTold = { count: 0, lastAt: null };

describe("a major incident", () => {
  it.each<[Partial<Ticket>, boolean]>([
    [{}, true],
    [{ priority: "P2" }, false],
    [{ kind: "request" }, false],
    [{ status: "resolved" }, false],
  ])("%o is suggested: %s", (changes, expected) => {
    expect(isSuggested(ticketOf(changes))).toBe(expected);
  });

  it.each<[string, IncidentOrder, Partial<Ticket>, string]>([
    ["of a request", declare, { kind: "request" }, "not-an-incident"],
    ["of what is over", declare, { status: "resolved" }, "incident-over"],
    ["led by a contact", { ...declare, commander: "contact:ana" } as IncidentOrder, {}, "commander-is-ours"],
    ["not declared", { type: "end-incident", note: null }, {}, "no-incident"],
  ])("is refused %s", (_, order, changes, code) => {
    expect(() => asked(null, order, at("09:10"), ticketOf(changes))).toThrow(expect.objectContaining({ code }));
  });

  it("ends with its ticket at the instant of the resolution, however late that is noticed, and goes on with its reopening", () => {
    const resolved = ticketOf({ status: "resolved", resolvedAt: at("10:00") });
    expect(stateOf(declared, resolved)).toEqual({ isOver: true, status: "resolved", endedAt: at("10:00"), endedHow: "resolution" });
    const [ended] = followTicket({ incident: declared, ticket: resolved, document, actor: "system", at: at("11:00") });
    expect(ended).toMatchObject({ type: "incident.ended", at: at("10:00") });
    const over = applyToIncident(declared, ended!);
    expect(followTicket({ incident: over, ticket: resolved, document, actor: "system", at: at("11:01") })).toEqual([]);
    expect(stateOf(over, ticketOf())).toMatchObject({ isOver: false, endedAt: null });
    const [again] = followTicket({ incident: over, ticket: ticketOf(), document, actor: "system", at: at("11:02") });
    expect(applyToIncident(over, again!)).toMatchObject({ endedAt: null, endedHow: null });
  });

  it("that was ended by hand stays so, whatever becomes of its ticket, until it is taken up by hand", () => {
    const over = asked(declared, { type: "end-incident", note: "Watched" }, at("10:00"));
    for (const ticket of [ticketOf(), ticketOf({ status: "resolved", resolvedAt: at("10:30") })]) {
      expect(stateOf(over, ticket)).toMatchObject({ isOver: true, endedAt: at("10:00"), endedHow: "by-hand" });
      expect(followTicket({ incident: over, ticket, document, actor: "system", at: at("11:00") })).toEqual([]);
    }
    expect(stateOf(asked(over, { type: "take-up-incident", reason: "Again" }, at("11:00")), ticketOf()).isOver).toBe(false);
  });

  it("is always led by somebody, and its checklist holds each tick, in whatever order they come", () => {
    const order = fc.oneof(
      fc.record({
        type: fc.constant("give-role" as const),
        role: fc.constantFrom("commander", "scribe", "driver"),
        holder: fc.constantFrom("person:alice", "person:bob", "contact:ana", null),
      }),
      fc.record({ type: fc.constant("add-item" as const), item: fc.constantFrom("a", "b", "c"), text: fc.constant("x") }),
      fc.record({ type: fc.constant("tick-item" as const), item: fc.constantFrom("first", "a", "b"), isDone: fc.boolean() }),
      fc.record({ type: fc.constant("end-incident" as const), note: fc.constant(null) }),
      fc.record({ type: fc.constant("take-up-incident" as const), reason: fc.constant("x") }),
    );
    fc.assert(
      fc.property(fc.array(order, { maxLength: 40 }), (orders) => {
        let incident = declared;
        orders.forEach((each, n) => {
          const when = (at("09:11") + n) as Instant;
          try {
            const after = asked(incident, each as IncidentOrder, when);
            // The same again changes nothing, but for what is added.
            if (each.type !== "add-item") expect(asked(after, each as IncidentOrder, when)).toBe(after);
            if (each.type === "tick-item") expect(after.checklist.find(({ id }) => id === each.item)!.doneAt !== null).toBe(each.isDone);
            incident = after;
          } catch (error) {
            expect(error).toMatchObject({ name: "Refusal" });
          }
          expect(commanderOf(incident)).toMatch(/^person:/);
          expect(new Set(incident.roles.map(({ role }) => role)).size).toBe(incident.roles.length);
        });
      }),
    );
  });

  it("meets where nobody can guess, in addresses that take any name", () => {
    const model = { ...document, incidents: { conference: "https://meet.example.org/{customer}/{ticket}/{room}" } };
    expect(conferenceOf(model, "s3cret", 7, "bänk & co")).toBe("https://meet.example.org/b%C3%A4nk%20%26%20co/7/incident-7-s3cret");
    expect(conferenceOf(document, "s3cret", 7, "bank")).toBeNull();
  });
});

describe("updates to the customer", () => {
  it.each<[string, string | undefined, Instant | null, string]>([
    ["half an hour after the declaration where nobody said anything", undefined, null, "09:40"],
    ["at the model's cadence", "15m", null, "09:25"],
    ["counted from the newest public reply", "15m", at("09:20"), "09:35"],
  ])("are due %s", (_, updateEvery, lastAt, expected) => {
    const model = updateEvery === undefined ? document : { ...document, incidents: { updateEvery } };
    const cadence = cadenceOf(declared, ticketOf(), { count: 0, lastAt }, model);
    expect(cadence.dueAt).toBe(at(expected));
    expect([isOverdue(cadence, cadence.dueAt!), isOverdue(cadence, (cadence.dueAt! + 1) as Instant)]).toEqual([false, true]);
  });

  it("are the agreement's where it promises them: its clock counts, and pauses", () => {
    const clock = {
      objective: "update",
      party: "sla",
      target: {},
      stoppedAt: null,
      breachedAt: null,
      dueAt: at("09:50"),
      runningSince: at("09:00"),
    };
    const running = ticketOf({ clocks: [clock] as never });
    expect(cadenceOf(declared, running, nothingTold, document)).toMatchObject({ basis: "agreement", dueAt: at("09:50"), isPaused: false });
    const paused = ticketOf({ clocks: [{ ...clock, dueAt: null, runningSince: null }] as never });
    expect(cadenceOf(declared, paused, nothingTold, document)).toMatchObject({ dueAt: null, isPaused: true });
    const breached = ticketOf({ clocks: [{ ...clock, dueAt: null, breachedAt: at("09:50") }] as never });
    const late = cadenceOf(declared, breached, nothingTold, document);
    expect([late.dueAt, isOverdue(late, at("10:05")), reminderAt(declared, late, document)]).toEqual([at("09:50"), true, at("09:50")]);
    const internal = ticketOf({ clocks: [{ ...clock, party: "ola" }] as never });
    expect(cadenceOf(declared, internal, nothingTold, document).basis).toBe("default");
  });

  it("are reminded of at the due instant and each cadence after, once each, and not when it is over", () => {
    const cadence = cadenceOf(declared, ticketOf(), nothingTold, document);
    expect(reminderAt(declared, cadence, document)).toBe(at("09:40"));
    const missed = { type: "incident.update-missed", dueAt: at("09:40"), told: [], isRepeated: false } as const;
    const told = applyToIncident(declared, { ...missed, customerId: "bank", ticketId: 7, at: at("09:41"), actor: "system" });
    expect(reminderAt(told, cadence, document)).toBe(at("10:11"));
    const over = cadenceOf(told, ticketOf({ status: "resolved", resolvedAt: at("09:50") }), nothingTold, document);
    expect(reminderAt(told, over, document)).toBeNull();
  });
});

const row = (position: number, type: string, time: string, facts: Record<string, unknown> = {}): LogRow => ({
  ...{ position, type, at: at(time), recordedAt: at(time), actor: "agent:alice", facts },
});

describe("the time line", () => {
  it("puts what was written later where it belongs, marked, and leaves book-keeping out", () => {
    const lines = timelineOf([
      row(1, "ticket.opened", "09:00", { description: "It fails" }),
      row(2, "notification.requested", "09:00"),
      row(3, "ticket.replied", "09:20", { visibility: "internal", by: "agent", text: "Hm" }),
      row(4, "incident.entry-written", "09:30", { kind: "finding", text: "The disk was full", saidAt: at("09:10") }),
      row(5, "ticket.replied", "09:30", { visibility: "public", by: "agent", text: "We know" }),
    ]);
    expect(lines.map(({ id, topic, text, isPublic, writtenAt }) => [id, topic, text, isPublic, writtenAt])).toEqual([
      ["1", "ticket", "It fails", true, null],
      ["4", "entry", "The disk was full", false, at("09:30")],
      ["3", "internal", "Hm", false, null],
      ["5", "update", "We know", true, null],
    ]);
  });

  it("keeps long texts and strange facts within bounds", () => {
    const [line] = timelineOf([row(1, "ticket.replied", "09:00", { text: "x".repeat(9_000), attachments: [{}], blob: "y".repeat(999) })]);
    expect(line!.text).toHaveLength(2_000);
    expect(line!.facts).toEqual({});
  });
});

describe("what the log says of how it went", () => {
  it("reads each instant and the longest silence, from the declaration to the end", () => {
    const ticket = ticketOf({ respondedAt: at("09:20"), restoredAt: at("10:00"), resolvedAt: at("10:30"), status: "resolved" });
    const opened = { ...row(1, "ticket.opened", "09:00"), recordedAt: at("09:02") };
    const rows = [
      opened,
      row(2, "page.step-fired", "09:03", { told: [] }),
      row(3, "page.step-fired", "09:04", { told: [{ recipient: "person:bob" }] }),
      row(4, "page.acknowledged", "09:06"),
      row(5, "ticket.replied", "09:20", { visibility: "public", by: "agent" }),
      row(6, "ticket.replied", "09:25", { visibility: "public", by: "contact" }),
      row(7, "ticket.replied", "10:10", { visibility: "public", by: "agent" }),
      row(8, "ticket.replied", "10:50", { visibility: "public", by: "agent" }),
    ];
    const moments = momentsOf(declared, ticket, rows, at("12:00"));
    expect(moments).toMatchObject({ detectedAt: at("09:02"), pagedAt: at("09:04"), acknowledgedAt: at("09:06"), restoredAt: at("10:00") });
    expect(moments).toMatchObject({ toDetectMs: minutes(2), toPageMs: minutes(2), toAcknowledgeMs: minutes(6), toResolveMs: minutes(90) });
    expect(moments).toMatchObject({ updates: 2, longestSilenceMs: minutes(50) });
  });
});

describe("the review's day", () => {
  const book = openBook([
    {
      version: 1,
      effectiveAt: at("00:00"),
      document: { ...document, agreements: { bank: agreement() }, teams: {}, services: {} } as Document,
    },
  ]);

  it.each([
    ["five business days later, over a weekend", "2026-03-02T10:00:00Z", "2026-03-09"],
    ["over a holiday", "2026-03-16T10:00:00Z", "2026-03-24"],
    ["of an end in the night, from the next opening", "2026-03-02T22:00:00Z", "2026-03-10"],
  ])("is %s", (_, ended, expected) => {
    expect(reviewDueOn({ customerId: "bank", agreementId: "bank" }, instant(ended), book)).toBe(expected);
  });

  it("is in a week, by the customer's date, where no agreement holds", () => {
    expect(reviewDueOn({ customerId: "bank", agreementId: null }, instant("2026-03-02T23:30:00Z"), book)).toBe("2026-03-10");
  });

  it("is in time until it ends, in the customer's zone, also when the clocks change", () => {
    const zone = "Europe/Madrid";
    expect(isDayOver("2026-03-29", zone, instant("2026-03-29T21:59:59.999Z"))).toBe(false);
    expect(isDayOver("2026-03-29", zone, instant("2026-03-29T22:00:00Z"))).toBe(true);
    expect(toIso(firstReminder("2026-03-27", zone, 0))).toBe("2026-03-27T08:00:00.000Z");
    expect(toIso(nextReminder(zone, instant("2026-03-27T08:00:01Z")))).toBe("2026-04-03T07:00:00.000Z");
  });
});

function agreement(): Document["agreements"][string] {
  const coverage = [{ id: "all", decision: "covered" as const, clause: "§1", text: "All" }];
  return { customer: "bank", name: "Bank", kind: "continuous", from: "2026-01-01", services: [], calendar: "office", coverage };
}
