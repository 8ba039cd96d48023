/**
 * What people may record in the rota while it runs, and when: who stands in, who is away. What was stays as it was: nothing recorded begins
 * before now, and what is taken back while it runs ends now.
 */
import type { Book } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import type { Leave, Override, Rota } from "#core/model/rota.ts";
import { momentIn } from "#core/oncall/stretch.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { endInstant } from "#core/time/wall.ts";
import { type Zone, zoneNamed } from "#core/time/zone.ts";

/** `[from, to)` */
export type Period = { from: Instant; to: Instant };

/** As somebody wrote it: instants with their offset, or dates and times on the wall. `from` left out: now; `to` null: until further notice. */
export type WrittenPeriod = { from?: string | undefined; to: string | null };

/** Leave until further notice ends where calendars do. */
export const farthestEnd = endInstant as Instant;

/** Whoever changes the rota: `person` is their key in the model, `actor` their name in the log. */
export type Changer = { readonly person: string; readonly actor: string; readonly mayChangeOthers: boolean };

/** Refuses `bad-moment` for a date or time that does not exist. */
export function momentOf(text: string, zone: Zone, end: "from" | "to"): Instant {
  const at = momentIn(text, zone, end);
  if (at !== null) return at;
  throw new Refusal(
    "bad-moment",
    `"${text}" is no date or time that there is: write an instant with its offset, or a local date or time, like 2026-03-29T09:00.`,
    { text },
  );
}

/** When it begins and ends; `isBegun`: its beginning was moved to now. Refuses `bad-moment`, `ends-before-it-begins`, `rota-past`. */
export function periodOf({ from, to }: WrittenPeriod, zone: Zone, now: Instant): Period & { isBegun: boolean } {
  const begins = from === undefined ? now : momentOf(from, zone, "from");
  const ends = to === null ? farthestEnd : momentOf(to, zone, "to");
  if (from !== undefined) requireOrder(begins, ends);
  if (ends > now) return { from: Math.max(begins, now) as Instant, to: ends, isBegun: begins < now };
  throw new Refusal("rota-past", `That ended at ${toIso(ends)}, and what was stays as it was: name a time that is yet to come.`, {
    to: toIso(ends),
  });
}

/** The same for what must be yet to begin: what somebody is asked for. Refuses `rota-begun` too. */
export function periodToCome(written: { from: string; to: string }, zone: Zone, now: Instant): Period {
  const { from, to, isBegun } = periodOf(written, zone, now);
  if (!isBegun && from > now) return { from, to };
  throw new Refusal("rota-begun", "That has begun already, and nobody could answer in time: whoever takes over records it themselves.", {});
}

function requireOrder(from: Instant, to: Instant): void {
  if (from < to) return;
  const facts = { from: toIso(from), to: toIso(to) };
  throw new Refusal("ends-before-it-begins", `It would end (${facts.to}) before it begins (${facts.from}): exchange the two.`, facts);
}

/** The schedule's own wall. Refuses `unknown-schedule`. */
export function zoneOfSchedule(document: Document | null, schedule: string): Zone {
  const found = document?.schedules?.[schedule];
  if (found !== undefined) return zoneNamed(found.zone);
  const known = Object.keys(document?.schedules ?? {});
  throw new Refusal("unknown-schedule", `The model has no schedule "${schedule}"; it has ${known.slice(0, 20).join(", ") || "none yet"}.`, {
    schedule,
    known: known.slice(0, 20).join(", "),
  });
}

/** The wall that a person lives by: their own zone, or the provider's. */
export const zoneOfPerson = (document: Document | null, person: string): Zone =>
  zoneNamed(document?.people?.[person]?.zone ?? document?.zone ?? "UTC");

/** Only people of the model can be reached when it matters. Refuses `unknown-person`. */
export function requirePersonOfModel(document: Document | null, person: string): void {
  if (document?.people !== undefined && Object.hasOwn(document.people, person)) return;
  const known = Object.keys(document?.people ?? {});
  throw new Refusal(
    "unknown-person",
    `There is nobody called "${person}" in the model; it knows ${known.slice(0, 20).join(", ") || "nobody yet"}.`,
    { person },
  );
}

/** Refuses `rota-of-others` to whoever may speak only for themselves. */
export function requireOneself({ person, mayChangeOthers }: Changer, other: string): void {
  if (mayChangeOthers || person === other) return;
  throw new Refusal(
    "rota-of-others",
    `You may record this for yourself (${person}) and not for ${other}: ask somebody who may change the model (model:write).`,
    { person: other, oneself: person },
  );
}

export type Recorded = Period & { recordedBy: string; takenBackAt: Instant | null };

/** Of an override: whoever recorded it, and those who may change others'. Who was put on call by somebody else asks for a swap. */
export const mayTakeBackOverride = ({ actor, mayChangeOthers }: Changer, { recordedBy }: Pick<Recorded, "recordedBy">): boolean =>
  mayChangeOthers || recordedBy === actor;

/** Of leave: the same, and whoever is away: they know best when they are back. */
export const mayTakeBackLeave = (changer: Changer, leave: Pick<Recorded, "recordedBy"> & { person: string }): boolean =>
  changer.person === leave.person || mayTakeBackOverride(changer, leave);

/** Where it ends when it is taken back now: at once while it runs, where it began when it is yet to come. Refuses `rota-over`. */
export function endTakenBack({ from, to, takenBackAt }: Omit<Recorded, "recordedBy">, now: Instant): Instant {
  if (takenBackAt === null && to > now) return Math.max(from, now) as Instant;
  throw new Refusal("rota-over", "That is over or was taken back already, and what was stays as it was: look at the list again.", {});
}

/** Refuses `rota-not-yours`. */
export function requireMay(may: boolean): void {
  if (may) return;
  throw new Refusal(
    "rota-not-yours",
    "Somebody else recorded this: ask them, or somebody who may change the model (model:write), or ask a colleague to swap.",
    {},
  );
}

/** What one change does to the rota, in order. */
export type Change =
  | { kind: "override"; override: Omit<Override, "id"> }
  | { kind: "leave"; leave: Omit<Leave, "id"> }
  | { kind: "end-override"; id: number; at: Instant }
  | { kind: "end-leave"; id: number; at: Instant };

/** Of what is not recorded yet: the newest of all. */
const nextId = (list: readonly { id: number }[]): number => list.reduce((highest, { id }) => Math.max(highest, id), 0) + 1;

/** The rota afterwards. */
export function changedRota(rota: Rota, changes: readonly Change[]): Rota {
  let [overrides, leave] = [rota.overrides, rota.leave];
  for (const change of changes) {
    if (change.kind === "override") overrides = [...overrides, { id: nextId(overrides), ...change.override }];
    if (change.kind === "leave") leave = [...leave, { id: nextId(leave), ...change.leave }];
    if (change.kind === "end-override") overrides = ended(overrides, change);
    if (change.kind === "end-leave") leave = ended(leave, change);
  }
  return { ...rota, overrides, leave };
}

const ended = <T extends Period & { id: number }>(list: readonly T[], { id, at }: { id: number; at: Instant }): T[] =>
  list.flatMap((each) => (each.id !== id ? [each] : at > each.from ? [{ ...each, to: at }] : []));

/** The schedules that the model has now, in its order: those that a leave can touch. */
export const schedulesOf = (book: Book, now: Instant): string[] => Object.keys(book.documentAt(now)?.schedules ?? {});
