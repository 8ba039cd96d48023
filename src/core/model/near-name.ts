/** Suggestions for a name that nobody knows: "zoen" is near "zone". */

/**
 * The candidate nearest to `name`, or null when none is near: at most a third of its letters differ (none of one or two), a swap of
 * neighbours counting as one difference (optimal string alignment distance). Letter case is ignored; of equals the first wins.
 */
export function nearName(name: string, candidates: readonly string[]): string | null {
  const sought = name.toLowerCase();
  if (candidates.length > mostCompared) return nearName(name, likeliest(sought, candidates));
  let limit = Math.floor(sought.length / 3);
  let best: string | null = null;
  for (const candidate of candidates) {
    const distance = distanceWithin(sought, candidate.toLowerCase(), limit);
    if (distance === null) continue;
    best = candidate;
    limit = distance - 1;
    if (limit < 0) break;
  }
  return best ?? containing(sought, candidates);
}

/** Of very many candidates, those that begin alike: a thousand mistakes in a large model are still answered within a second. */
const mostCompared = 500;
const likeliest = (sought: string, candidates: readonly string[]): string[] =>
  candidates.filter((candidate) => candidate[0]?.toLowerCase() === sought[0]).slice(0, mostCompared);

/** "paris" is not near "Europe/Paris" by letters, but it is its last word. */
function containing(sought: string, candidates: readonly string[]): string | null {
  if (sought.length < 3) return null;
  for (const candidate of candidates) {
    const words = candidate.toLowerCase().split(/[/_-]/);
    if (words.includes(sought) || sought.split(/[/_-]/).includes(candidate.toLowerCase())) return candidate;
  }
  return null;
}

function distanceWithin(a: string, b: string, limit: number): number | null {
  if (Math.abs(a.length - b.length) > limit) return null;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, older[j - 2]! + 1);
      current.push(cost);
    }
    if (Math.min(...current) > limit) return null;
    older = previous;
    previous = current;
  }
  const distance = previous[b.length]!;
  return distance <= limit ? distance : null;
}
