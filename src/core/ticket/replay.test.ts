import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refusal } from "#core/refusal.ts";
import { explainClock } from "#core/sla/explain.ts";
import { applyToTicket, measureOf, termsOf } from "#core/ticket/apply.ts";
import { ballStretches } from "#core/ticket/ball.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { hours, type Instant, instant, toIso } from "#core/time/instant.ts";
import { coreStory, type Edition } from "../../../test/kit/core-story.ts";
import { baseModel, modelWith } from "../../../test/kit/model.ts";

type Verb = Exclude<TicketVerb, { type: "open-ticket" }>;

const says = (by: "agent" | "contact", visibility: "public" | "internal"): Verb => ({
  type: "reply-to-ticket",
  by,
  visibility,
  channel: "portal",
  text: "…",
});
const verbs: readonly Verb[] = [
  says("agent", "public"),
  says("contact", "public"),
  says("agent", "internal"),
  { type: "pause-ticket", reason: "customer" },
  { type: "pause-ticket", reason: "vendor", vendor: "cloud" },
  { type: "pause-ticket", reason: "change-window" },
  { type: "resume-ticket" },
  { type: "escalate-ticket" },
  { type: "hand-back-ticket", reason: "yours" },
  { type: "assign-ticket", assignee: "bob" },
  { type: "change-priority", priority: "P1", reason: "worse" },
  { type: "change-priority", priority: "P2", reason: "as before" },
  { type: "change-priority", priority: "P3", reason: "better" },
  { type: "classify-ticket", service: "gates", component: "turnstile" },
  { type: "override-coverage", decision: "covered", reason: "ours" },
  { type: "restore-service", how: "workaround" },
  { type: "report-failure-again" },
  { type: "resolve-ticket", solution: "done" },
  { type: "reopen-ticket", reason: "not done", newTicketId: 2 },
  { type: "close-ticket" },
  { type: "wake-ticket" },
  { type: "rate-ticket", score: 2, words: "…" },
  { type: "complain", words: "…" },
  { type: "log-time", entry: "e1", minutes: 90, activity: "analysis" },
  { type: "correct-time", entry: "e1", minutes: 30, reason: "less" },
  { type: "add-task", task: "t1", text: "…", assignee: "bob" },
  { type: "change-task", task: "t1", isDone: true },
  { type: "remove-task", task: "t1" },
  { type: "start-runbook", runbook: "r1", version: 1, steps: ["a", "b"] },
  { type: "tick-step", runbook: "r1", step: "b", isDone: true },
  { type: "drop-runbook", runbook: "r1" },
  { type: "reply-to-ticket", by: "agent", visibility: "internal", channel: "portal", text: "…", mentions: ["carol"] },
  { type: "link-ticket", link: "blocks", otherId: 3 },
  { type: "unlink-ticket", link: "blocks", otherId: 3 },
];

const life = fc.record({
  priority: fc.constantFrom("P1", "P2", "P3", "P4"),
  retarget: fc.constantFrom("fair", "from-start", "from-change"),
  changes: fc.subarray(["2026-03-26T09:00:00Z", "2026-03-31T13:20:00Z"]),
  steps: fc.array(fc.record({ verb: fc.constantFrom(...verbs), afterMinutes: fc.integer({ min: 0, max: 1_500 }) }), { maxLength: 18 }),
} as const);

// The Friday before summer time begins in Paris and London.
const opening = instant("2026-03-24T08:00:00Z");

function tell(sample: typeof life extends fc.Arbitrary<infer T> ? T : never) {
  const first = modelWith({ retarget: sample.retarget });
  const later: Edition[] = sample.changes.map((from, index) => ({
    from,
    document: {
      ...modelWith({
        retarget: sample.retarget,
        targets: { P2: { response: "30m", resolution: `${3 + index}bd@close` }, P3: { resolution: "10h" } },
      }),
      calendars: { office: { zone: "Europe/Paris", hours: { "mon-sat": ["08:00-20:00"] }, holidays: ["2026-03-30"] } },
    },
  }));
  const story = coreStory([{ from: "2026-01-01T00:00:00Z", document: first }, ...later]);
  let at = opening;
  story.open(toIso(at), { ticketId: 3, priority: "P4" });
  story.open(toIso(at), { priority: sample.priority });
  for (const { verb, afterMinutes } of sample.steps) {
    at = (at + afterMinutes * 60_000) as Instant;
    try {
      story.does(toIso(at), verb);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return { story, end: at };
}

const refold = (
  events: ReturnType<typeof tell>["story"]["log"],
  book: ReturnType<typeof tell>["story"]["world"]["book"],
): Map<number, Ticket> => {
  const tickets = new Map<number, Ticket>();
  for (const event of events) tickets.set(event.ticketId, applyToTicket(tickets.get(event.ticketId), event, book));
  return tickets;
};

describe("a ticket's record is only a cache of its log", () => {
  test("incremental is replay, through a store and back", () => {
    fc.assert(
      fc.property(life, (sample) => {
        const { story } = tell(sample);
        const events = JSON.parse(JSON.stringify(story.log));
        expect(refold(events, story.world.book)).toEqual(story.world.tickets);
      }),
      { numRuns: 300 },
    );
  });

  test("verdicts do not depend on when somebody looked", () => {
    fc.assert(
      fc.property(life, ({ steps, ...rest }) => {
        const glances = steps.flatMap(({ verb, afterMinutes }) => [
          { verb: { type: "wake-ticket" } as Verb, afterMinutes: Math.floor(afterMinutes / 3) },
          { verb, afterMinutes: afterMinutes - Math.floor(afterMinutes / 3) },
        ]);
        const [looked, unseen] = [tell({ ...rest, steps: glances }), tell({ ...rest, steps })];
        for (const { story, end } of [looked, unseen]) story.until(toIso(end));
        expect(looked.story.ticket()).toEqual(unseen.story.ticket());
      }),
      { numRuns: 100 },
    );
  });

  test("verdicts need no breach events: the facts alone give them", () => {
    fc.assert(
      fc.property(life, (sample) => {
        const { story, end } = tell(sample);
        story.until(toIso(end));
        const facts = story.log.filter(({ type }) => !type.startsWith("clock.") && type !== "notification.requested");
        const folded = refold(facts, story.world.book);
        const verdicts = (ticket: Ticket | undefined) =>
          ticket?.clocks
            .filter(({ stoppedAt }) => stoppedAt !== null)
            .map(({ objective, round, verdict, breachedAt }) => [objective, round, verdict, breachedAt]);
        expect(verdicts(folded.get(1))).toEqual(verdicts(story.world.tickets.get(1)));
      }),
      { numRuns: 200 },
    );
  });
});

describe("the ball's stretches partition a ticket's life", () => {
  test("from opening to closing, without gap or overlap", () => {
    fc.assert(
      fc.property(life, (sample) => {
        const { story, end } = tell(sample);
        const ticket = story.ticket();
        const stretches = ballStretches(ticket.ball, end);
        const total = stretches.reduce((sum, { from, to }) => sum + (to - from), 0);
        const closed = ticket.closedAt ?? end;
        // A reopened ticket was held by nobody of ours while it was closed.
        if (ticket.reopenCount === 0) expect(total).toBe(closed - ticket.openedAt);
        for (const [index, stretch] of stretches.entries()) expect(stretch.from).toBeGreaterThanOrEqual(stretches[index - 1]?.to ?? 0);
      }),
      { numRuns: 200 },
    );
  });
});

describe("an explanation adds up to the due time", () => {
  test("to the millisecond, for every clock, running, paused, met or breached", () => {
    fc.assert(
      fc.property(life, fc.integer({ min: 0, max: 100 }), (sample, laterHours) => {
        const { story, end } = tell(sample);
        const now = (end + hours(laterHours)) as Instant;
        story.until(toIso(now));
        const ticket = story.ticket();
        const terms = termsOf(ticket, now, story.world.book)!;
        for (const clock of ticket.clocks) {
          const explained = explainClock(clock, now, measureOf(story.world.book, terms));
          for (const [index, { from }] of explained.stretches.entries())
            if (index > 0) expect(from).toBe(explained.stretches[index - 1]!.to);
          expect(explained.stretches[0]?.from ?? clock.startedAt).toBe(clock.startedAt);
          const isDueSomewhere =
            explained.dueAt !== null && clock.verdict !== "void" && (clock.stoppedAt === null || clock.breachedAt !== null);
          if (isDueSomewhere && clock.limit !== null) expect(explained.countedUntilDue).toBe(clock.limit);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("thresholds are monotone", () => {
  test("and never later than the due instant", () => {
    fc.assert(
      fc.property(life, (sample) => {
        const { story, end } = tell({ ...sample, changes: [] });
        story.until(toIso((end + hours(2_000)) as Instant));
        const fired = new Map<string, { percent: number; at: number }>();
        for (const event of story.log) {
          if (event.type !== "clock.warned") continue;
          const clock = `${event.ticketId}/${event.objective}/${event.party}/${event.percent}`;
          expect(event.at).toBeLessThanOrEqual(event.dueAt);
          expect(fired.has(`${clock}/${event.dueAt}`)).toBe(false);
          fired.set(`${clock}/${event.dueAt}`, event);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("the model of these stories is not empty", () => expect(Object.keys(baseModel.agreements)).toHaveLength(1));
});
