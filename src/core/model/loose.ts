/** A document of which some parts may have been taken out because they were mistaken: what is present has its right type. */
import type { Document } from "#core/model/document.ts";
import type { CalendarSource } from "#core/time/source.ts";

export type Loose<T> = T extends string | number | boolean
  ? T
  : T extends readonly (infer Entry)[]
    ? readonly (Loose<Entry> | undefined)[]
    : T extends object
      ? { readonly [K in keyof T]?: Loose<T[K]> | undefined }
      : T;

/** Calendars stay whole or are taken out whole. */
export type LooseDocument = { readonly [K in Exclude<keyof Document, "calendars">]?: Loose<Document[K]> | undefined } & {
  readonly calendars?: Readonly<Record<string, CalendarSource | undefined>> | undefined;
};

type Entries<T> = readonly (readonly [string, T])[];

/** The entries of a map that are there whole enough to look into. */
export function entriesOf<T extends object>(map: Readonly<Record<string, T | undefined>> | undefined): Entries<T> {
  return Object.entries(map ?? {}).filter((entry): entry is [string, T] => entry[1] !== undefined);
}

/** The present entries of a list, with their index in the text. */
export function itemsOf<T>(list: readonly (T | undefined)[] | undefined): readonly (readonly [number, T])[] {
  return (list ?? []).map((item, i) => [i, item] as const).filter((pair): pair is readonly [number, T] => pair[1] !== undefined);
}

/** Own keys only: a team named "constructor" is nobody's inheritance. */
export const has = (map: object | undefined, key: string): boolean => map !== undefined && Object.hasOwn(map, key);

export function entryOf<T>(map: Readonly<Record<string, T | undefined>> | undefined, key: string | undefined): T | undefined {
  return key !== undefined && map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}
