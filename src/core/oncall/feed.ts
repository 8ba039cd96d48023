/**
 * Calendars of others in the rota: whom the words of an event mean, who is on call by them, when somebody is away. What has been stays as it
 * was, whatever a calendar says of it later.
 */
import type { Person } from "#core/model/document.ts";
import type { FeedLayer, Leave } from "#core/model/rota.ts";
import type { FeedEvent } from "#core/oncall/calendar-events.ts";
import { pairsOf } from "#core/oncall/stretch.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Intervals, merged } from "#core/time/intervals.ts";

export type FeedShift = FeedLayer["shifts"][number];

/** What somebody said of an event's words. */
export type Meaning = { words: string; person: string };

/** Words that mean nobody yet, with when that is first so. */
export type UnknownWords = { words: string; events: number; from: Instant };

const mostUnknown = 100;

type People = Readonly<Record<string, Person>>;

/** Without regard to capitals, accents and spaces. */
const folded = (words: string): string =>
  words
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .toLowerCase();

/**
 * Whom an event means, in this order: whom somebody said its words mean; whose mail address takes part or stands in the words; who is
 * called so, by name or key. Null where that is nobody, or where two are called the same.
 */
export function personFinder(
  people: People,
  meanings: readonly Meaning[],
): (event: Pick<FeedEvent, "words" | "addresses">) => string | null {
  const said = new Map(meanings.filter(({ person }) => Object.hasOwn(people, person)).map(({ words, person }) => [folded(words), person]));
  const byAddress = new Map<string, string>();
  const byName = new Map<string, string | null>();
  const name = (words: string, key: string): void => void byName.set(words, byName.has(words) && byName.get(words) !== key ? null : key);
  for (const [key, person] of Object.entries(people)) {
    if (person.email !== undefined) byAddress.set(person.email.toLowerCase(), key);
    name(folded(person.name), key);
    name(folded(key), key);
  }
  return ({ words, addresses }) => {
    const meant = folded(words);
    const written = words.toLowerCase().match(/[^\s<>()"',;:]+@[^\s<>()"',;:]+/g) ?? [];
    const called = [...written, ...addresses].find((address) => byAddress.has(address));
    return said.get(meant) ?? (called === undefined ? undefined : byAddress.get(called)) ?? byName.get(meant) ?? null;
  };
}

/**
 * Who is on call by a calendar. Of events that overlap the one that begins earlier wins, and of those that begin together the one written
 * first; the other has what is left of it.
 * @param events in the order in which they begin
 */
export function shiftsOfEvents(
  events: readonly FeedEvent[],
  personOf: (event: FeedEvent) => string | null,
): { shifts: FeedShift[]; unknown: UnknownWords[] } {
  const shifts: FeedShift[] = [];
  const unknown = new Map<string, UnknownWords>();
  let end = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    const person = personOf(event);
    if (person === null) {
      const before = unknown.get(event.words);
      unknown.set(event.words, { words: event.words, events: (before?.events ?? 0) + 1, from: before?.from ?? event.from });
      continue;
    }
    const from = Math.max(event.from, end) as Instant;
    if (from < event.to) push(shifts, { person, from, to: event.to });
    end = Math.max(end, event.to);
  }
  return { shifts, unknown: [...unknown.values()].slice(0, mostUnknown) };
}

/** As it was before `now`, and as it is read from now on. */
export function keepPast(before: readonly FeedShift[], fresh: readonly FeedShift[], now: Instant): FeedShift[] {
  const shifts: FeedShift[] = [];
  for (const shift of before) if (shift.from < now) push(shifts, { ...shift, to: Math.min(shift.to, now) as Instant });
  // One that goes on is one shift; others that follow one another stay two, as their calendar has them.
  for (const shift of fresh) if (shift.to > now) push(shifts, { ...shift, from: Math.max(shift.from, now) as Instant }, now);
  return shifts;
}

function push(shifts: FeedShift[], shift: FeedShift, seam: number | null = null): void {
  const last = shifts.at(-1);
  if (last !== undefined && last.to === shift.from && shift.from === seam && last.person === shift.person) {
    shifts[shifts.length - 1] = { ...last, to: shift.to };
  } else shifts.push(shift);
}

/** When the owner of a calendar is away: whatever they are busy with, as sorted intervals. */
export const awayOf = (events: readonly FeedEvent[]): Intervals =>
  merged(events.filter(({ isFree }) => !isFree).flatMap(({ from, to }) => [from, to]));

export type LeaveChange = {
  /** Leave that ends at another instant than it did: at its beginning or now, when it is not in the calendar any more. */
  ended: { id: number; to: Instant }[];
  added: { from: Instant; to: Instant }[];
};

/** What becomes of the leave that a calendar gave before, `standing`, when it now says `away`. Nothing before `now` changes. */
export function leaveChange(standing: readonly Leave[], away: Intervals, now: Instant): LeaveChange {
  const wanted = pairsOf(away).filter(([, to]) => to > now);
  const kept = new Set<number>();
  const ended: LeaveChange["ended"] = [];
  for (const { id, from, to } of standing) {
    if (to <= now || to <= from) continue;
    const same = wanted.findIndex(([start, end], i) => !kept.has(i) && end === to && (start === from || (start <= now && from <= now)));
    if (same >= 0) kept.add(same);
    else ended.push({ id, to: Math.max(from, now) as Instant });
  }
  const added = wanted.filter((_, i) => !kept.has(i)).map(([from, to]) => ({ from: Math.max(from, now) as Instant, to }));
  return { ended, added };
}
