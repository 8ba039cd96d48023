/** Names of the people whom articles know by key or actor. */
import { namesOfActors } from "#server/access/names.ts";
import type { Door } from "#server/database/door.ts";

/** Gives the name of the provider's person behind a key (`ines`) or an actor (`agent:ines`, `token:sync`). */
export async function namesOfAuthors(door: Door, actors: readonly string[]): Promise<(keyOrActor: string) => string> {
  const actorOf = (each: string): string => (each.includes(":") ? each : `agent:${each}`);
  const nameOf = await namesOfActors(door, [...new Set(actors.map(actorOf))], "");
  return (each) => nameOf(actorOf(each));
}
