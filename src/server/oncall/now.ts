/** Who is on call now, and until when. */
import type { Book } from "#core/agreement/book.ts";
import { onCallIn, shiftsIn } from "#core/oncall/rota.ts";
import { after, hours, type Instant, toIso } from "#core/time/instant.ts";
import type { OnCallNow } from "#server/oncall/schema.ts";

/** A turn that lasts longer has no end that anybody waits for. */
const farthest = hours(24 * 28);

/** Each schedule of the model in its order; nobody where nobody is. */
export function onCallNow(book: Book, now: Instant): OnCallNow[] {
  const document = book.documentAt(now);
  return Object.keys(document?.schedules ?? {}).map((schedule) => {
    const onCall = onCallIn(book, schedule, now);
    const person = onCall?.person ?? null;
    const until = endOf(book, schedule, person, now);
    return {
      schedule,
      person,
      personName: person === null ? null : (document?.people?.[person]?.name ?? person),
      layer: onCall?.layer ?? null,
      until: until === null ? null : toIso(until),
    };
  });
}

/** When this stretch ends: of a person also over a change of layer, of a gap at the next shift's beginning. */
function endOf(book: Book, schedule: string, person: string | null, now: Instant): Instant | null {
  const last = after(now, farthest);
  let end: Instant = now;
  for (const { from, to, person: who } of shiftsIn(book, schedule, now, last)) {
    if (person === null) return from;
    if (from > end || who !== person) return end;
    end = to;
  }
  return person === null || end >= last ? null : end;
}
