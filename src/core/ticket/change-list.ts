/** What a change does to a ticket, field by field: what a preview shows. */
import { nextBreach } from "#core/sla/deadline.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, toIso } from "#core/time/instant.ts";

type Value = string | number | boolean | null;
export type FieldChange = { readonly field: string; readonly before: Value; readonly after: Value };

const isoOf = (at: Instant | null): string | null => (at === null ? null : toIso(at));

/** In the order in which they are told. Lists are told by how long they are. */
const shown: readonly (readonly [field: string, of: (ticket: Ticket) => Value])[] = [
  ["status", ({ status }) => status],
  ["priority", ({ priority }) => priority],
  ["impact", ({ impact }) => impact],
  ["urgency", ({ urgency }) => urgency],
  ["kind", ({ kind }) => kind],
  ["class", (ticket) => ticket.class],
  ["service", ({ service }) => service],
  ["component", ({ component }) => component],
  ["coverage", ({ coverage }) => coverage?.decision ?? null],
  ["tier", ({ tier }) => tier],
  ["team", ({ team }) => team],
  ["assignee", ({ assignee }) => assignee],
  ["pause", ({ pause }) => pause?.reason ?? null],
  ["rank", ({ rank }) => rank],
  ["collaborators", ({ collaborators }) => collaborators.join(", ") || null],
  ["links", ({ links }) => links.length],
  ["tasks", ({ tasks }) => tasks.length],
  ["tasksDone", ({ tasks }) => tasks.filter(({ doneAt }) => doneAt !== null).length],
  ["runbooks", ({ runbooks }) => runbooks.length],
  ["timeMinutes", ({ timeMinutes }) => timeMinutes],
  ["mergedInto", ({ mergedInto }) => mergedInto],
  ["respondedAt", ({ respondedAt }) => isoOf(respondedAt)],
  ["closesAt", ({ closesAt }) => isoOf(closesAt)],
  ["nextBreachAt", ({ clocks }) => isoOf(nextBreach(clocks))],
];

/** The fields that differ. Instants are ISO 8601. */
export function changesBetween(before: Ticket, after: Ticket): FieldChange[] {
  return shown.flatMap(([field, of]) => {
    const change = { field, before: of(before), after: of(after) };
    return change.before === change.after ? [] : [change];
  });
}
