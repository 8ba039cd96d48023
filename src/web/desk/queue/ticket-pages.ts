/**
 * A list of a million tickets by pages that were read as somebody scrolled: what is in sight is kept fresh, what is not waits until it
 * is looked at. Pure. A page is read from its cursor on; when a fresh page ends elsewhere than before, the page below it begins there,
 * and is shown as it was until it is looked at: nothing jumps.
 */

export type Row = { readonly id: number };
export type ListPage<R extends Row> = {
  readonly cursor: string | null;
  readonly items: readonly R[];
  readonly next: string | null;
  readonly isStale: boolean;
};
export type Pages<R extends Row> = readonly ListPage<R>[];

/** Rows that are in sight, by their place in the list; `last` inclusive. */
export type Sight = { readonly first: number; readonly last: number };

/** Puts what was read into place. */
export function receive<R extends Row>(
  pages: Pages<R>,
  index: number,
  { items, next }: { items: readonly R[]; next: string | null },
): Pages<R> {
  const cursor = pages[index]?.cursor ?? (index === 0 ? null : (pages[index - 1]?.next ?? null));
  const page = { cursor, items, next, isStale: false };
  const below = next === null ? [] : pages.slice(index + 1);
  const moved = below.map((each, at) => (at === 0 && each.cursor !== next ? { ...each, cursor: next, isStale: true } : each));
  return [...pages.slice(0, index), page, ...moved];
}

/** Something changed, nobody knows where. */
export const stale = <R extends Row>(pages: Pages<R>): Pages<R> => pages.map((page) => ({ ...page, isStale: true }));

export type Laid<R extends Row> = {
  readonly rows: readonly R[];
  /** Of each page, the place of its first row; one more at the end. */
  readonly starts: readonly number[];
};

/** All rows in order. One that stands on two pages (it moved between two readings) counts where it stands first. */
export function lay<R extends Row>(pages: Pages<R>): Laid<R> {
  const seen = new Set<number>();
  const rows: R[] = [];
  const starts: number[] = [];
  for (const { items } of pages) {
    starts.push(rows.length);
    for (const row of items) {
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      rows.push(row);
    }
  }
  starts.push(rows.length);
  return { rows, starts };
}

/** So many rows before the end, the next page is read. */
const ahead = 15;

/** Which page to read now: the first that is in sight and stale, then the one below when its rows come near; null when all is well. */
export function wanted<R extends Row>(pages: Pages<R>, { starts }: Laid<R>, sight: Sight): number | null {
  if (pages.length === 0) return 0;
  const inSight = (index: number): boolean => (starts[index] ?? 0) <= sight.last && (starts[index + 1] ?? 0) > sight.first;
  const isFirst = (index: number): boolean => index === 0 && sight.first === 0;
  const staleOne = pages.findIndex(({ isStale }, index) => isStale && (inSight(index) || isFirst(index)));
  if (staleOne >= 0) return staleOne;
  const hasMore = pages.at(-1)?.next !== null;
  return hasMore && sight.last >= (starts.at(-1) ?? 0) - ahead ? pages.length : null;
}
