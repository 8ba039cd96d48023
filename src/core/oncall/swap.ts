/** Swaps: somebody asks a colleague, or whoever of the schedule takes it, to stand for them, for nothing or for a stretch in return. */
import type { Book } from "#core/agreement/book.ts";
import type { Change, Period } from "#core/oncall/change.ts";
import { scheduleAt, shiftsIn } from "#core/oncall/rota.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { clipped } from "#core/time/intervals.ts";

export type SwapState = "asked" | "accepted" | "declined" | "withdrawn" | "expired";

/** `asked` null: whoever of the schedule. `back`: a stretch of theirs that the asker takes in return. */
export type Swap = Period & { schedule: string; asker: string; asked: string | null; back: Period | null };

export type AskedSwap = Swap & { id: number; state: SwapState };

/** Nobody answers any more when the first of its stretches begins. */
export const swapExpiry = ({ from, back }: Pick<Swap, "from" | "back">): Instant => Math.min(from, back?.from ?? from) as Instant;

export const swapStateAt = ({ state, ...swap }: Pick<AskedSwap, "state" | "from" | "back">, now: Instant): SwapState =>
  state === "asked" && now >= swapExpiry(swap) ? "expired" : state;

/** Refuses `swap-not-yours` unless this person alone is on call in all of the stretch. */
function requireStanding(book: Book, schedule: string, person: string, { from, to }: Period): void {
  let end = from;
  for (const shift of shiftsIn(book, schedule, from, to)) {
    if (shift.from > end || shift.person !== person) break;
    end = shift.to;
  }
  if (end >= to) return;
  const facts = { person, schedule, from: toIso(from), to: toIso(to) };
  throw new Refusal(
    "swap-not-yours",
    `${person} is not on call in ${schedule} all the time from ${facts.from} to ${facts.to}: ask for a stretch that is theirs.`,
    facts,
  );
}

/** May this be asked? Refuses `swap-with-oneself`, `swap-without-partner`, `swap-overlaps`, `swap-not-yours`. */
export function requireAskable(book: Book, { schedule, asker, asked, from, to, back }: Swap): void {
  if (asked === asker) throw new Refusal("swap-with-oneself", "One cannot swap with oneself: ask somebody else, or everybody.", {});
  if (back !== null && asked === null)
    throw new Refusal("swap-without-partner", "A stretch in return is somebody's: say whom you ask.", {});
  if (back !== null && back.from < to && back.to > from)
    throw new Refusal("swap-overlaps", "The stretch in return overlaps with your own: choose another one.", {});
  requireStanding(book, schedule, asker, { from, to });
  if (back !== null) requireStanding(book, schedule, asked!, back);
}

/** Who is on the schedule: in any of its layers, or standing in. */
export const isOfSchedule = (book: Book, schedule: string, person: string, at: Instant): boolean =>
  book.documentAt(at)?.schedules?.[schedule]?.layers.some(({ participants }) => participants.includes(person)) === true ||
  book.rota.overrides.some((each) => each.schedule === schedule && each.person === person);

/** May this person answer it at all? */
export function mayAnswer(book: Book, swap: AskedSwap, person: string, now: Instant): boolean {
  if (swapStateAt(swap, now) !== "asked" || person === swap.asker) return false;
  return swap.asked === null ? isOfSchedule(book, swap.schedule, person, now) : swap.asked === person;
}

/** Refuses `swap-over`. */
export function requireOpen(swap: AskedSwap, now: Instant): void {
  const state = swapStateAt(swap, now);
  if (state !== "asked") throw new Refusal("swap-over", `This swap waits for no answer any more: it is ${state}.`, { state });
}

/** Refuses `swap-over`, `swap-not-of-you`. */
export function requireAnswerable(book: Book, swap: AskedSwap, person: string, now: Instant): void {
  requireOpen(swap, now);
  if (!mayAnswer(book, swap, person, now))
    throw new Refusal("swap-not-of-you", "This was asked of somebody else: they answer it, or the asker withdraws it.", {});
}

/** Whoever takes it must be there. Refuses `swap-away`, besides. */
export function requireAcceptable(book: Book, swap: AskedSwap, person: string, now: Instant): void {
  requireAnswerable(book, swap, person, now);
  requireAskable(book, { ...swap, asked: person });
  requireThere(book, swap.schedule, person, swap);
  if (swap.back !== null) requireThere(book, swap.schedule, swap.asker, swap.back);
}

function requireThere(book: Book, schedule: string, person: string, { from, to }: Period): void {
  const [start] = clipped(scheduleAt(book, schedule, from)?.leave.get(person) ?? [], from, to);
  if (start === undefined) return;
  const facts = { person, from: toIso(start as Instant) };
  throw new Refusal("swap-away", `${person} is away from ${facts.from}: take the leave back first, or let somebody else take it.`, facts);
}

/** Who stands where once it is accepted: the asked one in the asker's stretch, and the other way round. */
export function changesOfSwap({ schedule, asker, from, to, back }: Swap, accepter: string): Extract<Change, { kind: "override" }>[] {
  const given = { kind: "override" as const, override: { schedule, person: accepter, from, to } };
  return back === null ? [given] : [given, { kind: "override", override: { schedule, person: asker, ...back } }];
}
