/** How those are called who stand in a room or a time line, by key or actor. */
import { namesOfActors } from "#server/access/names.ts";
import type { Door } from "#server/database/door.ts";

/** `person:alice`, `agent:alice` and plain `alice` are one of ours; `contact:ana` is one of the customer's. */
const actorOf = (each: string): string => {
  if (each.startsWith("person:")) return `agent:${each.slice("person:".length)}`;
  return each.includes(":") ? each : `agent:${each}`;
};

/** Gives the name behind a holder, an actor or a key of ours. */
export async function namesOfHolders(door: Door, holders: readonly string[], customerId: string): Promise<(holder: string) => string> {
  const nameOf = await namesOfActors(door, [...new Set(holders.map(actorOf))], customerId);
  return (each) => nameOf(actorOf(each));
}
