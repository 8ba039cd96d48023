/** How long it took from the cause of a page to a provider having taken it, in figures. */

/** Upper ends of the buckets in milliseconds; one more above them. Finer around a quarter of a second, which is the promise. */
export const bucketsMs: readonly number[] = [25, 50, 100, 150, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000];

export type LatencyFigures = {
  deliveries: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  slowestMs: number;
  sumMs: number;
  /** How many fell into each bucket, not added up; the last one holds what is above all bounds. */
  buckets: number[];
};

/** Nearest-rank percentiles of what was measured, without rounding or guessing between two values; null of nothing. */
export function latencyFigures(measuredMs: readonly number[]): LatencyFigures | null {
  const sorted = [...measuredMs].sort((a, b) => a - b);
  const slowestMs = sorted.at(-1);
  if (slowestMs === undefined) return null;
  const rank = (percent: number): number => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;
  const buckets = Array.from({ length: bucketsMs.length + 1 }, () => 0);
  for (const ms of sorted) {
    const at = bucketsMs.findIndex((bound) => ms <= bound);
    buckets[at === -1 ? bucketsMs.length : at]!++;
  }
  const sumMs = sorted.reduce((sum, ms) => sum + ms, 0);
  return { deliveries: sorted.length, p50Ms: rank(50), p95Ms: rank(95), p99Ms: rank(99), slowestMs, sumMs, buckets };
}
