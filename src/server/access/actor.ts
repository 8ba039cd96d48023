/** Under which name a caller stands in the log, and how people are called there. */
import type { Document } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";

/** The key by which tickets name this person: theirs in the model, found by e-mail address, or their own id. */
export function assigneeOf(caller: Pick<Caller, "id" | "email"> & { readonly contact?: string | null }, document: Document | null): string {
  if (typeof caller.contact === "string") return caller.contact;
  if (caller.email === null) return caller.id;
  const found = Object.entries(document?.people ?? {}).find(([, person]) => person.email?.toLowerCase() === caller.email);
  return found?.[0] ?? caller.id;
}

/** `agent:alice` for a person of the provider's, `contact:ana` for a customer's, `token:monitoring` for a program. */
export function actorOf(caller: Caller, document: Document | null): string {
  if (caller.kind === "token") return `token:${caller.name}`;
  return `${caller.contact === null ? "agent" : "contact"}:${assigneeOf(caller, document)}`;
}

/** Under which name notifications wait for the caller: people of the model's own, or contacts of their customer. */
export async function recipientOf(caller: Caller, door: Door): Promise<string> {
  if (caller.contact !== null) return `contact:${caller.contact}`;
  return `person:${assigneeOf(caller, (await door.book()).documentAt(door.clock()))}`;
}

/** The same for a caller whose document is not at hand. */
export async function actorFor(caller: Caller, door: Door): Promise<string> {
  if (caller.kind === "token" || caller.contact !== null) return actorOf(caller, null);
  return actorOf(caller, (await door.book()).documentAt(door.clock()));
}

/** Refuses `unknown-person` for a key that neither the model nor the people who sign in know: a ticket would wait for nobody. */
export async function requireKnownPerson(door: Door, person: string): Promise<void> {
  const document = (await door.book()).documentAt(door.clock());
  if (document?.people !== undefined && Object.hasOwn(document.people, person)) return;
  const user = await door.read("*", (db) =>
    db
      .withTables<AccessTables>()
      .selectFrom("users")
      .select("id")
      .where("id", "=", person)
      .where("customer_id", "is", null)
      .where("deactivated_at", "is", null)
      .executeTakeFirst(),
  );
  if (user !== undefined) return;
  const known = Object.keys(document?.people ?? {});
  throw new Refusal(
    "unknown-person",
    `There is nobody called "${person}"; the model knows ${known.slice(0, 20).join(", ") || "nobody yet"}.`,
    { person },
  );
}

/** The same for the people whom a verb names. */
export async function requireKnownPeople(door: Door, verb: TicketVerb): Promise<void> {
  if (verb.type === "assign-ticket" && verb.assignee !== null) await requireKnownPerson(door, verb.assignee);
  if (verb.type === "join-ticket") await requireKnownPerson(door, verb.person);
  if ((verb.type === "add-task" || verb.type === "change-task") && typeof verb.assignee === "string")
    await requireKnownPerson(door, verb.assignee);
  // More than a message may mention is refused by the rules, without a question for each.
  if (verb.type === "reply-to-ticket") for (const person of (verb.mentions ?? []).slice(0, 20)) await requireKnownPerson(door, person);
}
