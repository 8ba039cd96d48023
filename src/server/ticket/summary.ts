/** A ticket as a row of a list: what one needs to choose the next one. */
import type { z } from "@hono/zod-openapi";
import type { Document, Language } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import { type Clock, isLive, type Measure } from "#core/sla/clock.ts";
import { nextBreach } from "#core/sla/deadline.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
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

export function summaryOf(ticket: Ticket, { document, measure, language, now, names }: SummaryScene): Summary {
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
    coverage: ticket.coverage?.decision ?? null,
    pause: ticket.pause?.reason ?? null,
    openedAt: toIso(openedAt),
    nextBreachAt: written(nextBreach(clocks)),
    clocks: clocks
      .filter((clock) => clock.party === "sla" && isLive(clock) && clock.target !== null)
      .map((clock) => clockSummary(clock, measure, now)),
  };
}

// Field by field, and no spreading: a page has hundreds of clocks, and `wire` would take as long as reading them.
const written = (at: Instant | null): string | null => (at === null ? null : toIso(at));

function clockSummary(clock: Clock, measure: Pick<Measure, "calendar">, now: Instant): Summary["clocks"][number] {
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

/** Share of the target's open time that is consumed, to a tenth of a percent; shown, never compared. Above 100 when overdue. */
export function consumedPercent(clock: Clock, measure: Pick<Measure, "calendar">, now: Instant): number | null {
  const { target, limit, base, consumed, runningSince } = clock;
  if (target === null || limit === null || limit <= base) return null;
  const running = runningSince === null ? 0 : measure.calendar(target.calendar).openBetween(runningSince, now);
  return Math.round(((consumed + running - base) / (limit - base)) * 1_000) / 10;
}
