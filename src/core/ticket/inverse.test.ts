import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refusal } from "#core/refusal.ts";
import { changesBetween } from "#core/ticket/change-list.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import { inverseOf } from "#core/ticket/inverse.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, instant, toIso } from "#core/time/instant.ts";
import { coreStory } from "../../../test/kit/core-story.ts";

type Verb = Exclude<TicketVerb, { type: "open-ticket" }>;

const verbs: readonly Verb[] = [
  { type: "assign-ticket", assignee: "bob" },
  { type: "assign-ticket", assignee: null },
  { type: "join-ticket", person: "carol" },
  { type: "leave-ticket", person: "carol" },
  { type: "rank-ticket", rank: 3 },
  { type: "rank-ticket", rank: null },
  { type: "change-priority", priority: "P1", reason: "worse" },
  { type: "change-priority", urgency: 1, reason: "sooner" },
  { type: "change-priority", priority: "P3", reason: "better" },
  { type: "classify-ticket", kind: "request" },
  { type: "classify-ticket", service: "gates", component: "turnstile" },
  { type: "pause-ticket", reason: "customer", note: "asked" },
  { type: "pause-ticket", reason: "vendor", vendor: "cloud", reference: "V-7" },
  { type: "resume-ticket" },
  { type: "add-task", task: "t1", text: "look", assignee: "bob" },
  { type: "change-task", task: "t1", isDone: true },
  { type: "change-task", task: "t1", text: "look twice", assignee: null },
  { type: "remove-task", task: "t1" },
  { type: "start-runbook", runbook: "r1", version: 2, steps: ["a", "b"] },
  { type: "tick-step", runbook: "r1", step: "a", isDone: true, note: "fine" },
  { type: "tick-step", runbook: "r1", step: "a", isDone: false },
  { type: "link-ticket", link: "blocks", otherId: 2 },
  { type: "unlink-ticket", link: "blocks", otherId: 2 },
  { type: "escalate-ticket" },
  { type: "reply-to-ticket", by: "agent", visibility: "public", channel: "portal", text: "…" },
];

/** What an undo gives back; clocks and the ball keep what passed in between. */
const restored = (ticket: Ticket) => ({
  assignee: ticket.assignee,
  collaborators: [...ticket.collaborators].sort(),
  rank: ticket.rank,
  priority: [ticket.priority, ticket.impact, ticket.urgency],
  what: [ticket.kind, ticket.class, ticket.service, ticket.component],
  pause: ticket.pause === null ? null : { ...ticket.pause, since: null },
  tasks: ticket.tasks.map(({ id, text, assignee, doneAt }) => ({ id, text, assignee, isDone: doneAt !== null })),
  runbooks: ticket.runbooks.map(({ id, version, steps, done }) => ({
    id,
    version,
    steps,
    done: done.map(({ step, note }) => [step, note]),
  })),
  links: ticket.links.map(({ type, ticketId }) => `${type} ${ticketId}`).sort(),
});

const opening = instant("2026-03-24T08:00:00Z");
const isDone = (act: () => unknown): boolean => {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

describe("taking back", () => {
  test("gives every field back, whatever happened before", () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...verbs), { maxLength: 8 }), fc.constantFrom(...verbs), (life, verb) => {
        const story = coreStory();
        story.open(toIso(opening), { ticketId: 2 });
        story.open(toIso(opening));
        let at = opening;
        const later = (): string => {
          at = (at + 60_000) as Instant;
          return toIso(at);
        };
        for (const each of life) isDone(() => story.does(later(), each));
        const before = story.ticket();
        fc.pre(isDone(() => story.does(later(), verb)));
        const inverse = inverseOf(before, verb);
        if (inverse === null || changesBetween(before, story.ticket()).length === 0) return;
        story.does(later(), inverse as Verb);
        expect(restored(story.ticket())).toEqual(restored(before));
        taken += 1;
      }),
      { numRuns: 400 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  test.each<Verb>([
    { type: "reply-to-ticket", by: "agent", visibility: "public", channel: "portal", text: "…" },
    { type: "resolve-ticket", solution: "…" },
    { type: "merge-ticket", into: 2 },
    { type: "hand-over-ticket", team: "applications", reason: "…" },
    { type: "close-ticket", reason: "withdrawn" },
    { type: "assign-ticket", assignee: null },
  ])("there is none for $type", (verb) => {
    const story = coreStory();
    story.open(toIso(opening));
    expect(inverseOf(story.ticket(), verb)).toBeNull();
  });

  test("a change is told field by field", () => {
    const story = coreStory();
    story.open(toIso(opening));
    const before = story.ticket();
    story.does("2026-03-24T09:00:00Z", { type: "assign-ticket", assignee: "bob" });
    expect(changesBetween(before, story.ticket())).toEqual([{ field: "assignee", before: null, after: "bob" }]);
    expect(changesBetween(before, before)).toEqual([]);
  });
});
