/**
 * Rows that do not jump under the reader: values are renewed in place at once, the order only when nobody would be disturbed.
 * Pure, so that what the eye sees can be tested without one.
 */

export type Held<Row> = {
  /** A row that is gone from the fresh list stays where it was, marked, until the order is renewed. */
  rows: readonly { row: Row; isGone: boolean }[];
  /** How many rows stand elsewhere, are new, or are gone in the fresh order. */
  stirred: number;
};

/** Lays fresh rows on the order that is held: `held` are ids as shown, `fresh` the rows as they should be. */
export function holdOrder<Row extends { id: number }>(
  held: readonly number[],
  fresh: readonly Row[],
  previous: ReadonlyMap<number, Row>,
): Held<Row> {
  const byId = new Map(fresh.map((row) => [row.id, row]));
  const kept = held.flatMap((id) => {
    const row = byId.get(id) ?? previous.get(id);
    return row === undefined ? [] : [{ row, isGone: !byId.has(id) }];
  });
  // A page that was loaded below follows the held rows; a row that is new between them waits.
  const isHeld = new Set(held);
  const lastHeld = fresh.findLastIndex(({ id }) => isHeld.has(id));
  const below = lastHeld === -1 && held.length > 0 ? [] : fresh.slice(lastHeld + 1).map((row) => ({ row, isGone: false }));
  const between = fresh.slice(0, lastHeld + 1).filter(({ id }) => !isHeld.has(id)).length;
  const gone = kept.filter(({ isGone }) => isGone).length;
  return { rows: [...kept, ...below], stirred: between + gone + movedAway(held, fresh) };
}

/** The fewest rows that had to move: those outside the longest run that kept its order. */
function movedAway(held: readonly number[], fresh: readonly { id: number }[]): number {
  const place = new Map(fresh.map(({ id }, index) => [id, index]));
  const places = held.flatMap((id) => place.get(id) ?? []);
  const ends: number[] = [];
  for (const each of places) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! < each) low = middle + 1;
      else high = middle;
    }
    ends[low] = each;
  }
  return places.length - ends.length;
}
