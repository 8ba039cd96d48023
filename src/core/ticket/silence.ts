/** Silence towards the customer is news of its own: rules "no public update for…" and when they speak. */
import type { Book } from "#core/agreement/book.ts";
import type { Terms } from "#core/agreement/terms.ts";
import type { Instant } from "#core/time/instant.ts";

/** When each silence rule speaks, if nobody says anything publicly after `since`; earliest first. */
export function silencesFrom(terms: Terms, since: Instant, book: Book): { rule: number; at: Instant }[] {
  if (terms.silences.every((span) => span === null)) return [];
  const calendar = book.calendar(terms.agreement.calendar);
  return terms.silences
    .flatMap((span, rule) => (span === null ? [] : [{ rule, at: calendar.due(since, span) }]))
    .sort((a, b) => a.at - b.at);
}
