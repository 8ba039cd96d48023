/** Who is on call now, and until when. */
import type { Book } from "#core/agreement/book.ts";
import { standsUntil } from "#core/oncall/explain.ts";
import { onCallIn } from "#core/oncall/rota.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import type { OnCallNow } from "#server/oncall/schema.ts";

/** Each schedule of the model in its order; nobody where nobody is. */
export function onCallNow(book: Book, now: Instant): OnCallNow[] {
  const document = book.documentAt(now);
  return Object.keys(document?.schedules ?? {}).map((schedule) => {
    const onCall = onCallIn(book, schedule, now);
    const person = onCall?.person ?? null;
    const until = standsUntil(book, schedule, now);
    return {
      schedule,
      person,
      personName: person === null ? null : (document?.people?.[person]?.name ?? person),
      layer: onCall?.layer ?? null,
      until: until === null ? null : toIso(until),
    };
  });
}
