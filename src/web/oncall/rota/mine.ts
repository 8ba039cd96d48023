/** What of the rota is the reader's own: what they stand now, and what comes. */
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "../../api/queries.ts";
import { type Drawn, pictureQuery } from "../../api/rota.ts";
import { useLanguage } from "../../language/language.tsx";
import type { DrawnSchedule } from "./rows.ts";
import { todayKey, windowOf } from "./span-window.ts";

/** Somebody's stretch in a schedule, over changes of layer. */
export type Own = { schedule: string; from: number; to: number };

/** Stretches of a person that follow each other without a break are one, in the order in which they begin. */
export function ownOf({ schedules }: Pick<Drawn, "schedules">, person: string): Own[] {
  const found: Own[] = [];
  for (const { name, shifts } of schedules) {
    let last: Own | null = null;
    for (const { person: who, from, to } of shifts) {
      if (who !== person) continue;
      if (last !== null && last.to === from) last.to = to;
      else {
        last = { schedule: name, from, to };
        found.push(last);
      }
    }
  }
  return found.sort((a, b) => a.from - b.from || a.to - b.to);
}

export type Stretch = { schedule: string; person: string | null; from: number; to: number };

/**
 * Who stands in a schedule now and after that: a person's shifts that follow each other are one stretch, and so is what nobody covers though
 * it is to be covered. Where nobody is and need not be, there is none.
 */
export function stretchesOf({ name, shifts, gaps }: DrawnSchedule, now: number): Stretch[] {
  const all = [...shifts, ...gaps.map((gap) => ({ ...gap, person: null }))].sort((a, b) => a.from - b.from);
  const found: Stretch[] = [];
  for (const { person, from, to } of all) {
    const last = found.at(-1);
    if (last !== undefined && last.to === from && last.person === person) last.to = to;
    else found.push({ schedule: name, person, from, to });
  }
  return found.filter(({ to }) => to > now);
}

const aheadMs = 92 * 86_400_000;
const behindMs = 35 * 86_400_000;

/** From five weeks ago, so that a shift that runs has its beginning, to three months ahead. Undefined until it is known. */
export function useMine(now: number): { me: string; drawn: Drawn; own: Own[] } | undefined {
  const { zone } = useLanguage();
  const { data: me } = useQuery(meQuery);
  const { from } = windowOf("day", todayKey(now, zone), zone);
  const { data: drawn } = useQuery(pictureQuery(from - behindMs, from + aheadMs));
  if (me === undefined || drawn === undefined) return undefined;
  const key = me.assignee ?? "";
  return { me: key, drawn, own: ownOf(drawn, key) };
}
