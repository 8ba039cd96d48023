/** Who has a ticket, in names: the record says it in keys, and a customer has no model to look them up in. */
import type { Text } from "#core/model/document.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { namesOfUsers } from "#server/access/names.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";

export async function holderOf(door: Door, ticket: Ticket, caller: Pick<Caller, "contact">) {
  const document = (await door.book()).documentAt(door.clock());
  const { id: ticketId, customerId, requester, service, component, team, assignee, agreementId } = ticket;
  const customer = document?.customers[customerId];
  const users = await namesOfUsers(door, [assignee, requester]);
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
    assigneeName: assignee === null ? null : (document?.people?.[assignee]?.name ?? users.get(assignee) ?? assignee),
    agreementName: ((agreementId === null ? undefined : document?.agreements[agreementId]?.name) ?? null) as Text | null,
    isMine: requester !== null && requester === caller.contact,
  };
}
