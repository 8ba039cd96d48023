/** The recorded rota as it travels: with names, and with what the caller may do about each. */
import { can } from "#core/access/access.ts";
import type { Book } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import { farthestEnd, mayTakeBackLeave, mayTakeBackOverride } from "#core/oncall/change.ts";
import { type AskedSwap, mayAnswer, swapExpiry, swapStateAt } from "#core/oncall/swap.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { actorOf, assigneeOf } from "#server/access/actor.ts";
import { namesOfActors } from "#server/access/names.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";
import { mayTakeBackNote, type NoteRow } from "#server/oncall/handover.ts";
import type { LeaveRow, OverrideRow, Who } from "#server/oncall/rota-recorded.ts";
import type { HandoverNote, RotaLeave, RotaOverride, RotaSwap } from "#server/oncall/rota-schema.ts";
import type { SwapRow } from "#server/oncall/rota-swaps.ts";

/** Who asks, as the rota knows them. */
export async function whoOf(caller: Caller, door: Door): Promise<Who> {
  const document = (await door.book()).documentAt(door.clock());
  const person = caller.kind === "token" ? "" : assigneeOf(caller, document);
  const mayChangeOthers = can(caller, "model:write", null);
  return { person, actor: actorOf(caller, document), name: document?.people?.[person]?.name ?? caller.name, mayChangeOthers };
}

/** Whom a body names, or the caller. Refuses `rota-whose` to a program that names nobody. */
export function personOr(named: string | undefined, { person }: Who): string {
  const found = named ?? person;
  if (found !== "") return found;
  throw new Refusal("rota-whose", "A program has no time on call of its own: say whose it is (person, or asker).", {});
}

/** What rows are shown by. */
export type View = { who: Who; now: Instant; book: Book; nameOf(person: string): string; actorName(actor: string): string };

export async function viewFor(door: Door, who: Who, actors: readonly string[] = []): Promise<View> {
  const [book, now] = [await door.book(), door.clock()];
  const document: Document | null = book.documentAt(now);
  const actorName = await namesOfActors(door, actors, "");
  return { who, now, book, actorName, nameOf: (person) => document?.people?.[person]?.name ?? person };
}

const isoOr = (at: Instant | null): string | null => (at === null ? null : toIso(at));

const recordedOf = (
  row: Pick<OverrideRow, "recordedBy" | "recordedAt" | "takenBackBy" | "takenBackAt" | "to">,
  { actorName, now }: View,
  may: boolean,
) => ({
  ...{ recordedBy: row.recordedBy, recordedByName: actorName(row.recordedBy), recordedAt: toIso(row.recordedAt) },
  ...{ takenBackBy: row.takenBackBy, takenBackAt: isoOr(row.takenBackAt), mayTakeBack: may && row.takenBackAt === null && row.to > now },
});

export const overrideView = (row: OverrideRow, view: View): RotaOverride => ({
  ...{ id: row.id, schedule: row.schedule, person: row.person, personName: view.nameOf(row.person) },
  ...{ from: toIso(row.from), to: toIso(row.to), reason: row.reason, swapId: row.swapId },
  ...recordedOf(row, view, row.swapId === null && mayTakeBackOverride(view.who, row)),
});

/** Why somebody is away is between them and those who plan. */
export const leaveView = (row: LeaveRow, view: View): RotaLeave => {
  const isTold = view.who.person === row.person || view.who.mayChangeOthers;
  return {
    ...{ id: row.id, person: row.person, personName: view.nameOf(row.person) },
    ...{ from: toIso(row.from), to: row.to >= farthestEnd ? null : toIso(row.to) },
    ...{ kind: isTold ? row.kind : null, note: isTold ? row.note : null, feedId: row.feedId },
    ...recordedOf(row, view, row.feedId === null && mayTakeBackLeave(view.who, row)),
  };
};

export const swapView = (row: SwapRow, view: View): RotaSwap => {
  const { who, now, book, nameOf } = view;
  const asked: AskedSwap = row;
  const state = swapStateAt(asked, now);
  const isWaiting = state === "asked";
  return {
    ...{ id: row.id, schedule: row.schedule, asker: row.asker, askerName: nameOf(row.asker), from: toIso(row.from), to: toIso(row.to) },
    ...{ asked: row.asked, askedName: row.asked === null ? null : nameOf(row.asked) },
    ...{ back: row.back === null ? null : { from: toIso(row.back.from), to: toIso(row.back.to) }, note: row.note, state },
    ...{ askedAt: toIso(row.askedAt), answeredBy: row.answeredBy, answeredAt: isoOr(row.answeredAt) },
    ...{ answeredByName: row.answeredBy === null ? null : nameOf(row.answeredBy), expiresAt: toIso(swapExpiry(row)) },
    mayAnswer: who.person !== "" && mayAnswer(book, asked, who.person, now),
    mayWithdraw: isWaiting
      ? who.mayChangeOthers || who.person === row.asker
      : state === "accepted" && who.mayChangeOthers && Math.max(row.to, row.back?.to ?? row.to) > now,
  };
};

export const noteView = (row: NoteRow, view: View): HandoverNote => ({
  ...{ id: row.id, schedule: row.schedule, at: toIso(row.at), author: row.author, authorName: view.nameOf(row.author) },
  ...{ text: row.text, writtenAt: toIso(row.writtenAt), mayTakeBack: mayTakeBackNote(row, view.who, view.now) },
});
