/** An update to the customer: the reply of the ticket and what the room says of it, in one transaction. */
import type { Context } from "hono";
import type { z } from "zod";
import { requireVerb } from "#core/access/access.ts";
import { decideIncident, noRoom, requireWords } from "#core/incident/decide.ts";
import { stateOf } from "#core/incident/incident.ts";
import { Refusal } from "#core/refusal.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import { actorFor } from "#server/access/actor.ts";
import type { Door } from "#server/database/door.ts";
import type { CommandDraft, Order, PlainFact } from "#server/database/orders.ts";
import { repetition } from "#server/http/conditions.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import type { updateBody } from "#server/incident/schema.ts";
import { factOf, lockIncident, requireTicket, storeIncident } from "#server/incident/store.ts";

type Update = z.infer<typeof updateBody>;

export async function postUpdate(c: Context<HttpEnv>, { door }: Parts, ticketId: number, update: Update): Promise<void> {
  const caller = c.get("caller");
  const actor = await actorFor(caller, door);
  const verb = replyOf(update);
  requireVerb(caller, verb);
  const order = updateOrder(door, { ticketId, update, actor });
  await door.perform({ ...order, ...repetition(c, update, () => ({ status: 200, body: { ticketId } })) });
}

const replyOf = ({ text }: Update): TicketVerb => ({
  ...{ type: "reply-to-ticket", visibility: "public", by: "agent", channel: "portal" },
  text: requireWords(text),
});

/** The order for the door: nobody reads an update without the room's status that came with it. */
export function updateOrder(
  door: Pick<Door, "clock" | "read">,
  { ticketId, update, actor }: { ticketId: number; update: Update; actor: string },
): Order {
  const command = { ...replyOf(update), ticketId, actor } as CommandDraft;
  let facts: PlainFact[] = [];
  return {
    scope: "*",
    commands: [command],
    async alongside(db) {
      facts = [];
      const incident = await lockIncident(db, ticketId);
      if (incident === null) throw noRoom(ticketId);
      const ticket = await requireTicket(db, ticketId);
      if (stateOf(incident, ticket).isOver)
        throw new Refusal("incident-ended", `The incident of ticket ${ticketId} is over: take it up again first.`, { ticketId });
      if (update.status === undefined) return;
      const order = { type: "change-status" as const, status: update.status, note: null };
      const events = decideIncident({ incident, ticket, document: null, actor, at: door.clock() }, order);
      await storeIncident(db, incident, events);
      facts = events.map(factOf);
    },
    facts: () => facts,
  };
}
