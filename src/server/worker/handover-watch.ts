/** At each hand-over tells whoever comes what passes on to them: notes, pages that are not over, urgent tickets of whoever goes. */
import type { Text } from "#core/model/document.ts";
import { schedulesOf } from "#core/oncall/change.ts";
import { type Handover, handoversIn, nextHandover } from "#core/oncall/handover.ts";
import { hours, type Instant, minutes, seconds } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { type News, tellPeople } from "#server/notification/tell.ts";
import { type PassedOn, passedOn } from "#server/oncall/handover.ts";
import { holdRota, type RotaChange } from "#server/oncall/rota-store.ts";
import { inAllLanguages, type Teller } from "#server/oncall/rota-words.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

/** What passed on while nobody watched is told up to so much later: afterwards they know. */
const latest = hours(1);
const longestSleep = minutes(1);
const shortestSleep = seconds(1);

/** A commit with one of these may have moved the next hand-over. */
const movesHandovers = /^(rota|model)\./;

export function startHandoverWatch(door: Door, log: (line: string) => void): Loop {
  const loop = startLoop({ name: "The watch of hand-overs", log, round: async () => sleepUntil(door, await tellHandovers(door)) });
  const stopListening = door.onCommit(({ changes }) => {
    if (changes.some(({ type }) => movesHandovers.test(type))) loop.wake();
  });
  return {
    wake: loop.wake,
    stop: () => {
      stopListening();
      return loop.stop();
    },
  };
}

const sleepUntil = (door: Door, next: Instant | null): number =>
  next === null ? longestSleep : Math.min(Math.max(next + 1 - door.clock(), shortestSleep), longestSleep);

/**
 * Tells of the hand-overs since somebody last looked, each once whatever the number of nodes: they look one after the other, and a change of
 * the rota waits for them or they for it. What passes on in this very millisecond is for the next look: a change may yet come that begins in
 * it. Gives when the next one is.
 */
export function tellHandovers(door: Door): Promise<Instant | null> {
  return holdRota(door, async ({ db, book, now, append }) => {
    const { at } = await db.selectFrom("handover_watch").select("at").executeTakeFirstOrThrow();
    const from = (at === null ? now : Math.max(at, now - latest)) as Instant;
    if (from < now) {
      const schedules = schedulesOf(book, now);
      const due = schedules.flatMap((schedule) => handoversIn(book, schedule, from, now));
      // Of several since then only the last one has the watch now.
      const last = [...new Map(due.map((handover) => [handover.schedule, handover])).values()];
      const news: News[] = [];
      for (const handover of last) news.push(newsOf({ db, book, now, append }, handover, await passedOn(db, book, handover, now)));
      await tellPeople(db, news);
      if (last.length > 0)
        await append(
          last.map(({ schedule, from: goes, to: comes, at: when }) => ({
            ...{ type: "rota.handed-over", actor: "system", at: when, facts: { schedule, from: goes, to: comes } },
          })),
        );
    }
    if (at === null || from < now) await db.updateTable("handover_watch").set({ at: now }).execute();
    const next = schedulesOf(book, now).flatMap((schedule) => nextHandover(book, schedule, now)?.at ?? []);
    return next.length === 0 ? null : (Math.min(...next) as Instant);
  });
}

/** So many are named, in a message that a telephone shows. */
const mostNamed = 5;
const longestNote = 500;

function newsOf({ book, now }: RotaChange, { schedule, from, to }: Handover, passed: PassedOn): News {
  const document = book.documentAt(now);
  const nameOf = (person: string): string => document?.people?.[person]?.name ?? person;
  const told = (say: (teller: Teller) => string): Text => inAllLanguages(document, to, say);
  return {
    ...{ person: to, kind: "handover", path: "/oncall", at: now },
    subject: told(({ words }) => words.handover(schedule)),
    text: told(({ words }) => {
      const notes = passed.notes.map(({ author, text }) => words.note(nameOf(author), shortened(text)));
      const { pages, tickets } = passed;
      return [
        words.handoverText(schedule, from === null ? null : nameOf(from)),
        ...notes,
        pages.length === 0
          ? words.nothingOpen
          : words.pages(
              pages.length,
              listed(pages, ({ id, summary }) => `#${id} ${summary}`),
            ),
        ...(tickets.length === 0 || from === null
          ? []
          : [
              words.tickets(
                tickets.length,
                nameOf(from),
                listed(tickets, ({ id, subject }) => `#${id} ${subject}`),
              ),
            ]),
      ].join("\n");
    }),
  };
}

const listed = <T>(items: readonly T[], say: (item: T) => string): string =>
  items.slice(0, mostNamed).map(say).join("; ") + (items.length > mostNamed ? "; …" : "");

const shortened = (text: string): string => (text.length <= longestNote ? text : `${text.slice(0, longestNote - 1).trimEnd()}…`);
