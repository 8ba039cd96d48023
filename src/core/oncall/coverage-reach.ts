/** Whether people can be reached, as the coverage proof asks it. */

/** Why not: no way at all, none that was verified, all of them failing, or nobody of that name. */
export type UnreachableWhy = "no-channel" | "unverified" | "failing" | "unknown-person";

/** By person of the model; null for who has at least one verified contact point that works. Who is missing is unknown. */
export type Reach = ReadonlyMap<string, UnreachableWhy | null>;

export type Point = { person: string; isVerified: boolean; isFailing: boolean };

/** What a person's contact points come to. The model's own e-mail addresses and numbers were never verified by anybody, so they do not count. */
export function reachOf(people: Iterable<string>, points: readonly Point[]): Map<string, UnreachableWhy | null> {
  const reach = new Map<string, UnreachableWhy | null>();
  for (const person of people) reach.set(person, "no-channel");
  for (const { person, isVerified, isFailing } of points) {
    const before = reach.get(person);
    if (before === undefined || before === null) continue;
    if (isVerified && !isFailing) reach.set(person, null);
    else if (isVerified) reach.set(person, "failing");
    else if (before === "no-channel") reach.set(person, "unverified");
  }
  return reach;
}
