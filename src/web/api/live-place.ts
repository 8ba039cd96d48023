/** Where a stream of changes stands: what was seen, so that what is told twice counts once, and from where to go on after a cut. Pure. */

/** Of a stretch that a server tells again, no more than this is ever needed. */
const mostSeen = 10_000;

export type LivePlace = {
  /** Takes note of a change; false when it was seen before. */
  isNew(position: number): boolean;
  /** The stream stands here, though no change was told. */
  reach(id: string): void;
  /** The highest id seen; null before the first. */
  latest(): number | null;
};

export function livePlace(): LivePlace {
  const seen = new Set<number>();
  let latest: number | null = null;
  const rise = (to: number): void => {
    if (Number.isSafeInteger(to) && to >= 0) latest = Math.max(latest ?? 0, to);
  };
  return {
    latest: () => latest,
    reach(id) {
      if (/^\d+$/.test(id)) rise(Number(id));
    },
    isNew(position) {
      if (seen.has(position)) return false;
      seen.add(position);
      rise(position);
      for (const old of seen) {
        if (seen.size <= mostSeen) break;
        seen.delete(old);
      }
      return true;
    },
  };
}
