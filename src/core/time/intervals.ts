/** Sets of half-open intervals as flat lists `from, to, from, to, …`, sorted and disjoint unless said otherwise. */

export type Intervals = number[];

/** Sorts by start and merges what overlaps or touches; `list` may be in any order. Returns a list of its own only when it must. */
export function merged(list: Intervals): Intervals {
  if (isMerged(list)) return list;
  const pairs: [number, number][] = [];
  for (let i = 0; i < list.length; i += 2) pairs.push([list[i]!, list[i + 1]!]);
  pairs.sort((a, b) => a[0] - b[0]);
  const result: Intervals = [];
  for (const [from, to] of pairs) {
    const last = result.length - 1;
    if (last > 0 && from <= result[last]!) result[last] = Math.max(result[last]!, to);
    else result.push(from, to);
  }
  return result;
}

function isMerged(list: Intervals): boolean {
  for (let i = 2; i < list.length; i += 2) if (list[i]! <= list[i - 1]!) return false;
  return true;
}

export const union = (a: Intervals, b: Intervals): Intervals => merged([...a, ...b]);

export function intersection(a: Intervals, b: Intervals): Intervals {
  const result: Intervals = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]!, b[j]!);
    const to = Math.min(a[i + 1]!, b[j + 1]!);
    if (from < to) result.push(from, to);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return result;
}

export function difference(a: Intervals, b: Intervals): Intervals {
  const result: Intervals = [];
  for (let i = 0, j = 0; i < a.length; i += 2) {
    let from = a[i]!;
    const to = a[i + 1]!;
    while (j < b.length && b[j + 1]! <= from) j += 2;
    for (let k = j; k < b.length && b[k]! < to && from < to; k += 2) {
      if (b[k]! > from) result.push(from, b[k]!);
      from = Math.max(from, b[k + 1]!);
    }
    if (from < to) result.push(from, to);
  }
  return result;
}

/** What of `list` lies in `[from, to)`. */
export const clipped = (list: Intervals, from: number, to: number): Intervals => intersection(list, from < to ? [from, to] : []);

export const contains = (list: Intervals, point: number): boolean => {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! <= point) low = middle + 1;
    else high = middle;
  }
  // Behind an odd number of edges one stands inside.
  return low % 2 === 1;
};
