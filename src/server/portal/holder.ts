/** Who has a ticket and had it, in names: the record and its log say it in keys, and a customer has no model to look them up in. */
import { sql } from "kysely";
import type { Text } from "#core/model/document.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { namesOfUsers } from "#server/access/names.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";
import { scopeOf } from "#server/ticket/reader.ts";

export async function holderOf(door: Door, ticket: Ticket, caller: Caller) {
  const document = (await door.book()).documentAt(door.clock());
  const said = await keysIn(door, ticket, scopeOf(caller));
  const { id: ticketId, customerId, requester, service, component, team, assignee, agreementId } = ticket;
  const customer = document?.customers[customerId];
  const users = await namesOfUsers(door, [assignee, requester, ...said.people]);
  const personName = (key: string): string => document?.people?.[key]?.name ?? users.get(key) ?? key;
  const made = service === null ? undefined : document?.services[service];
  const holding = team === null ? undefined : document?.teams[team];
  return {
    ticketId,
    customerName: customer?.name ?? customerId,
    requesterName: requester === null ? null : (customer?.contacts[requester]?.name ?? users.get(requester) ?? requester),
    serviceName: (made?.name ?? null) as Text | null,
    componentName: ((component === null ? undefined : made?.components[component]?.name) ?? null) as Text | null,
    teamName: (holding?.name ?? team) as Text | null,
    teamPhone: holding?.phone ?? null,
    assigneeName: assignee === null ? null : personName(assignee),
    agreementName: ((agreementId === null ? undefined : document?.agreements[agreementId]?.name) ?? null) as Text | null,
    // In an organisation under their own a contact stands under their id.
    isMine: requester !== null && requester === (customerId === caller.customerId ? caller.contact : caller.id),
    teams: Object.fromEntries(said.teams.map((key) => [key, (document?.teams[key]?.name ?? key) as Text])),
    people: Object.fromEntries(said.people.map((key) => [key, personName(key)])),
  };
}

/** Teams and people whom the log names as having had it. */
async function keysIn(door: Door, { id, customerId }: Ticket, scope: string): Promise<{ teams: string[]; people: string[] }> {
  const rows = await door.read(scope, (db) =>
    db
      .selectFrom("events")
      .select([sql<string | null>`facts->>'team'`.as("team"), sql<string | null>`facts->>'assignee'`.as("assignee")])
      .distinct()
      .where("customer_id", "=", customerId)
      .where("ticket_id", "=", id)
      .where("type", "in", ["ticket.assigned", "ticket.handed-over"])
      .limit(200)
      .execute(),
  );
  return { teams: known(rows.map(({ team }) => team)), people: known(rows.map(({ assignee }) => assignee)) };
}

const known = (keys: readonly (string | null)[]): string[] => [...new Set(keys.filter((key) => key !== null))];
