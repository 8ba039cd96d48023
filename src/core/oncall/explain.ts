/** Who is on call at an instant, and why: by which override or layer, whose turn it is, who is passed over; or why nobody is. */
import type { Book } from "#core/agreement/book.ts";
import { type LayerWhy, leaveEnd } from "#core/oncall/layer.ts";
import { scheduleAt, shiftsIn } from "#core/oncall/rota.ts";
import type { Claim, CompiledSchedule, Shift } from "#core/oncall/shift.ts";
import { after, hours, type Instant } from "#core/time/instant.ts";
import { contains } from "#core/time/intervals.ts";

/** By what somebody is on call; `gap`: by nothing, nobody is. */
export type Ground = "override" | "layer" | "feed" | "gap";

export type Explanation = {
  at: Instant;
  person: string | null;
  /** Of `layer` and `feed`. */
  layer: string | null;
  ground: Ground;
  /** Since when this person is on call (or nobody is) without a break, over changes of layer too; null: longer than five weeks. */
  since: Instant | null;
  /** When that ends; null: not within five weeks. */
  until: Instant | null;
  /** By which override; `id` null: the model has it. */
  override: Claim | null;
  /** Overrides of that instant that do not count: another one was recorded later, or whoever would stand in is away. */
  lost: (Claim & { reason: "later-override" | "on-leave"; until: Instant | null })[];
  /** The highest first: it wins where it has somebody. */
  layers: LayerWhy[];
  /** In a gap: who comes next; null: nobody within four hundred days. */
  next: Shift | null;
};

/** A stretch that lasts longer has no end that anybody waits for. */
const farthest = hours(24 * 35);
/** How far whoever comes next is looked for: first nearby, which is nearly always far enough. */
const lookAheadDays = [7, 35, 400];

type Shifts = (from: Instant, to: Instant) => readonly Shift[];

/** Of one schedule as it is compiled. */
export const explainAt = (schedule: CompiledSchedule, at: Instant): Explanation =>
  explained(schedule, at, (from, to) => schedule.shifts(from, to));

/** Of a schedule of the book, by the version of the model that holds then, with the rota; null when that version has none of this name. */
export function explainIn(book: Book, name: string, at: Instant): Explanation | null {
  const schedule = scheduleAt(book, name, at);
  return schedule === null ? null : explained(schedule, at, (from, to) => shiftsIn(book, name, from, to));
}

function explained(schedule: CompiledSchedule, at: Instant, shifts: Shifts): Explanation {
  const onCall = schedule.at(at);
  const layers = schedule.layers.map((layer) => layer.why(at)).reverse();
  const person = onCall?.person ?? null;
  const isOverride = onCall !== null && schedule.overrides.some(({ from, to }) => from <= at && at < to);
  const winner = isOverride ? null : layers.find((layer) => layer.person !== null);
  const claims = claimsAt(schedule, at, isOverride);
  return {
    ...{ at, person, layer: onCall?.layer ?? null, ...claims },
    ground: isOverride ? "override" : winner === undefined || winner === null ? "gap" : winner.kind === "feed" ? "feed" : "layer",
    ...stretchAround(shifts((at - farthest) as Instant, after(at, farthest)), person, at),
    layers,
    next: person === null ? nextShift(shifts, at) : null,
  };
}

function claimsAt(schedule: CompiledSchedule, at: Instant, isOverride: boolean): Pick<Explanation, "override" | "lost"> {
  const meant = schedule.claims.filter(({ from, to }) => from <= at && at < to).reverse();
  const isAway = ({ person }: Claim): boolean => contains(schedule.leave.get(person) ?? [], at);
  const override = isOverride ? (meant.find((claim) => !isAway(claim)) ?? null) : null;
  const lost = meant
    .filter((claim) => claim !== override)
    .map((claim) =>
      isAway(claim)
        ? { ...claim, reason: "on-leave" as const, until: leaveEnd(schedule.leave, claim.person, at) }
        : { ...claim, reason: "later-override" as const, until: null },
    );
  return { override, lost };
}

/** From when to when the same person is on call around `at`, or nobody is; null where that lies outside of what was asked for. */
function stretchAround(around: readonly Shift[], person: string | null, at: Instant): Pick<Explanation, "since" | "until"> {
  const [first, last] = [(at - farthest) as Instant, after(at, farthest)];
  if (person === null) {
    const since = around.findLast((shift) => shift.to <= at)?.to ?? null;
    return { since, until: around.find((shift) => shift.from > at)?.from ?? null };
  }
  const index = around.findIndex((shift) => shift.from <= at && at < shift.to);
  let [low, high] = [index, index];
  while (around[low - 1]?.person === person && around[low - 1]?.to === around[low]!.from) low--;
  while (around[high + 1]?.person === person && around[high + 1]?.from === around[high]!.to) high++;
  const [since, until] = [around[low]!.from, around[high]!.to];
  return { since: since <= first ? null : since, until: until >= last ? null : until };
}

/** When the stretch of whoever is on call at `at` (or of nobody) ends; null when it does not within five weeks. */
export function standsUntil(book: Book, name: string, at: Instant): Instant | null {
  const around = shiftsIn(book, name, at, after(at, farthest));
  return stretchAround(around, around[0]?.from === at ? around[0].person : null, at).until;
}

function nextShift(shifts: Shifts, at: Instant): Shift | null {
  for (const days of lookAheadDays) {
    const found = shifts(at, after(at, hours(24 * days)))[0];
    if (found !== undefined) return found;
  }
  return null;
}
