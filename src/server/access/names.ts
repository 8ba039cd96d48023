/** How people are called whom the log knows only by a key. */
import type { Document } from "#core/model/document.ts";
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

/**
 * Gives the name behind an actor on a ticket of this customer: `agent:alice` is Alice Martin, `contact:ana` is Ana Lopez, a contact of the
 * customer's own or of an organisation above it, `token:monitoring` is monitoring. Other customers' contacts are not looked at: two may
 * share a key.
 */
export async function namesOfActors(door: Door, actors: readonly string[], customerId: string): Promise<(actor: string) => string> {
  const document = (await door.book()).documentAt(door.clock());
  const keyOf = (actor: string): string => actor.slice(actor.indexOf(":") + 1);
  const contacts = contactNames(document, customerId);
  const strangers = actors
    .filter((actor) => actor.startsWith("agent:") || actor.startsWith("contact:"))
    .filter((actor) => (actor.startsWith("contact:") ? !contacts.has(keyOf(actor)) : document?.people?.[keyOf(actor)] === undefined))
    .map(keyOf);
  const users = await namesOfUsers(door, strangers);
  return (actor) => {
    const key = keyOf(actor);
    if (actor.startsWith("agent:")) return document?.people?.[key]?.name ?? users.get(key) ?? key;
    if (actor.startsWith("contact:")) return contacts.get(key) ?? users.get(key) ?? key;
    return key;
  };
}

/** The customer's contacts, then those of the organisations above it, whose designated contacts act for it. */
function contactNames(document: Document | null, customerId: string): Map<string, string> {
  const names = new Map<string, string>();
  const passed = new Set<string>();
  for (let id: string | undefined = customerId; id !== undefined && !passed.has(id); ) {
    passed.add(id);
    const customer = document?.customers[id] as Document["customers"][string] | undefined;
    for (const [key, { name }] of Object.entries(customer?.contacts ?? {})) if (!names.has(key)) names.set(key, name);
    id = customer?.parent;
  }
  return names;
}
