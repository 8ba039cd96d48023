/** A ticket as a row of a list: what one needs to choose the next one. */
import type { z } from "@hono/zod-openapi";
import type { Document, Language } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import type { Measure } from "#core/sla/clock.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import type { LiveClock } from "#server/database/live-clocks.ts";
import { type ListedTicket, listedOf } from "#server/ticket/list.ts";
import type { summarySchema } from "#server/ticket/schema-answers.ts";

export type Summary = z.infer<typeof summarySchema>;

export type SummaryScene = {
  document: Document | null;
  measure: Pick<Measure, "calendar">;
  language: Language;
  now: Instant;
  /** Names of people who are not in the model, by their key. */
  names: ReadonlyMap<string, string>;
};

export const summaryOf = (ticket: Ticket, scene: SummaryScene): Summary => summaryOfListed(listedOf(ticket), scene);

export function summaryOfListed(ticket: ListedTicket, { document, measure, language, now, names }: SummaryScene): Summary {
  const { id, customerId, subject, kind, status, priority, tier, team, assignee, rank, openedAt, clocks } = ticket;
  const known = team === null ? undefined : document?.teams[team]?.name;
  return {
    id,
    customerId,
    subject,
    kind,
    status,
    priority,
    tier,
    team,
    assignee,
    rank,
    customerName: document?.customers[customerId]?.name ?? customerId,
    teamName: known === undefined ? team : textIn(known, language),
    assigneeName: assignee === null ? null : (document?.people?.[assignee]?.name ?? names.get(assignee) ?? assignee),
    coverage: ticket.coverage,
    pause: ticket.pause as Summary["pause"],
    openedAt: toIso(openedAt),
    nextBreachAt: written(ticket.nextBreachAt),
    clocks: clocks.map((clock) => clockSummary(clock, measure, now)),
  };
}

// Field by field, and no spreading: a page has hundreds of clocks, and `wire` would take as long as reading them.
const written = (at: Instant | null): string | null => (at === null ? null : toIso(at));

function clockSummary(clock: LiveClock, measure: Pick<Measure, "calendar">, now: Instant): Summary["clocks"][number] {
  const { objective, party, startedAt, dueAt, verdict, breachedAt, runningSince } = clock;
  return {
    objective,
    party,
    verdict,
    startedAt: toIso(startedAt),
    dueAt: written(dueAt),
    breachedAt: written(breachedAt),
    isPaused: runningSince === null,
    consumedPercent: consumedPercent(clock, measure, now),
  };
}

type Consumed = Pick<LiveClock, "limit" | "base" | "consumed" | "runningSince"> & { readonly target: { readonly calendar: string } | null };

/** Share of the target's open time that is consumed, to a tenth of a percent; shown, never compared. Above 100 when overdue. */
export function consumedPercent(clock: Consumed, measure: Pick<Measure, "calendar">, now: Instant): number | null {
  const { target, limit, base, consumed, runningSince } = clock;
  if (target === null || limit === null || limit <= base) return null;
  const running = runningSince === null ? 0 : measure.calendar(target.calendar).openBetween(runningSince, now);
  return Math.round(((consumed + running - base) / (limit - base)) * 1_000) / 10;
}
