/** Hand-overs: the instants at which a schedule's watch passes from one person to another. */
import type { Book } from "#core/agreement/book.ts";
import { shiftsIn } from "#core/oncall/rota.ts";
import { after, hours, type Instant } from "#core/time/instant.ts";

/** `from` is whoever stood last, be it before a gap; null when nobody did for five weeks. */
export type Handover = { schedule: string; at: Instant; from: string | null; to: string };

/** Whoever stood longer ago hands over nothing. */
const memoryMs = hours(35 * 24);
/** Looked for in growing windows: the next one is mostly near. */
const windows = [2, 40, 400].map((days) => hours(24 * days));

/** Those in `[from, to)`, in order. A shift that goes on with the same person, by another layer or after a gap, hands nothing over. */
export function handoversIn(book: Book, schedule: string, from: Instant, to: Instant): Handover[] {
  const handovers: Handover[] = [];
  let last: string | null = null;
  for (const { from: at, person } of shiftsIn(book, schedule, (from - memoryMs) as Instant, to)) {
    if (person !== last && at >= from) handovers.push({ schedule, at, from: last, to: person });
    last = person;
  }
  return handovers;
}

/** The first at or after an instant; null when there is none within 400 days. */
export function nextHandover(book: Book, schedule: string, at: Instant): Handover | null {
  for (const window of windows) {
    const [first] = handoversIn(book, schedule, at, after(at, window));
    if (first !== undefined) return first;
  }
  return null;
}

/** The one before: notes written since are for the next. */
export function handoverBefore(book: Book, schedule: string, at: Instant): Instant {
  return handoversIn(book, schedule, (at - memoryMs) as Instant, at).at(-1)?.at ?? ((at - memoryMs) as Instant);
}
