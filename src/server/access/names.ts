/** How people are called whom the log knows only by a key. */
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";

/** Names of people who sign in, by id; nothing is asked when there is nobody to ask for. */
export async function namesOfUsers(door: Door, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await door.read("*", (db) =>
    db.withTables<AccessTables>().selectFrom("users").select(["id", "name"]).where("id", "in", wanted).execute(),
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Gives the name behind an actor: `agent:alice` is Alice Martin, `contact:ana` stays ana, `token:monitoring` is monitoring. */
export async function namesOfActors(door: Door, actors: readonly string[]): Promise<(actor: string) => string> {
  const document = (await door.book()).documentAt(door.clock());
  const keyOf = (actor: string): string => actor.slice(actor.indexOf(":") + 1);
  const strangers = actors
    .filter((actor) => actor.startsWith("agent:"))
    .map(keyOf)
    .filter((key) => document?.people?.[key] === undefined);
  const users = await namesOfUsers(door, strangers);
  const contacts = new Map(
    Object.values(document?.customers ?? {}).flatMap(({ contacts }) =>
      Object.entries(contacts).map(([id, { name }]) => [id, name] as const),
    ),
  );
  return (actor) => {
    const key = keyOf(actor);
    if (actor.startsWith("agent:")) return document?.people?.[key]?.name ?? users.get(key) ?? key;
    if (actor.startsWith("contact:")) return contacts.get(key) ?? key;
    return key;
  };
}
