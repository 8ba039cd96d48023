/** What the bars of the rota are called, and which colour they have. */
import { useMemo } from "react";
import type { Drawn } from "../../api/rota.ts";
import { type Catalogue, useLanguage } from "../../language/language.tsx";
import { type PageNames, usePageNames } from "../names.ts";
import { rangeText } from "./minute-text.ts";
import type { Bar, Group } from "./rows.ts";
import { huesOf } from "./strokes.ts";

export type RotaNames = {
  person(key: string): string;
  /** What stands in a bar: whom it is about, or by person which schedule. */
  bar(bar: Bar, isByPerson: boolean): string;
  /** All of it in words, for whoever does not see the picture. */
  full(bar: Bar): string;
  hue(bar: Bar): string;
};

type Known = { drawn: Drawn | undefined; names: PageNames; text: Catalogue; zoned: Parameters<typeof rangeText>[2]; isByPerson: boolean };

export function rotaNames({ drawn, names, text, zoned, isByPerson }: Known): RotaNames {
  const t = text.rota.bar;
  const hues = huesOf(isByPerson ? (drawn?.schedules ?? []).map(({ name }) => name) : orderOf(drawn));
  const person = (key: string): string => drawn?.people.get(key)?.name ?? names.people.get(key) ?? key;
  const what = (bar: Bar): string => {
    if (bar.kind === "gap") return t.nobody;
    if (bar.kind === "leave") return isByPerson ? t.away : person(bar.person!);
    return isByPerson ? bar.schedule! : person(bar.person!);
  };
  return {
    person,
    bar: what,
    full: (bar) => {
      const range = rangeText(bar.from, bar.to, zoned);
      if (bar.kind === "gap") return t.fullGap({ schedule: bar.schedule ?? "", range });
      const who = person(bar.person!);
      if (bar.kind === "leave") return t.fullLeave({ who, range });
      const parts = { who, schedule: bar.schedule ?? "", range };
      if (bar.kind === "override") return t.fullOverride(parts);
      return bar.kind === "feed" ? t.fullFeed({ ...parts, layer: bar.layer ?? "" }) : t.full({ ...parts, layer: bar.layer ?? "" });
    },
    hue: (bar) => {
      if (bar.kind === "gap" || bar.kind === "leave") return bar.kind;
      return hues.get((isByPerson ? bar.schedule : bar.person) ?? "") ?? "1";
    },
  };
}

/** In the order of the schedules, so that whoever takes turns with another has another colour. */
const orderOf = (drawn: Drawn | undefined): string[] =>
  (drawn?.schedules ?? []).flatMap(({ people, shifts }) => [...people, ...shifts.map(({ person }) => person)]);

export function useRotaNames(drawn: Drawn | undefined, isByPerson: boolean): RotaNames {
  const { text, zoned } = useLanguage();
  const names = usePageNames();
  return useMemo(() => rotaNames({ drawn, names, text, zoned, isByPerson }), [drawn, names, text, zoned, isByPerson]);
}

/** `TB`: for a bar with no room for more. */
export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? "")
    .join("")
    .slice(0, 2)
    .toUpperCase();

/** As much of a name as fits: all of it, the first of its words, its initials, or nothing. */
export function fitting(name: string, px: number): string {
  const room = (px - 12) / 6.6;
  if (room < 2.1) return "";
  if (name.length <= room) return name;
  const first = name.split(/[\s-]/)[0] ?? name;
  if (first.length <= room) return first;
  return room < 6 ? initialsOf(name.replaceAll("-", " ")) : name;
}

/** The row and bar on which the keyboard stands when it first comes in: what runs now, else the first there is. */
export function firstPlace(groups: readonly Group[], now: number): { row: string; index: number } | null {
  let first: { row: string; index: number } | null = null;
  for (const row of groups.flatMap(({ rows }) => rows)) {
    if (row.bars.length === 0) continue;
    const index = row.bars.findIndex(({ from, to }) => from <= now && now < to);
    if (index >= 0) return { row: row.id, index };
    first ??= { row: row.id, index: 0 };
  }
  return first;
}
