/** Doing something to a ticket: with the version that was seen, in order, foreseen on the page, and how it is undone. */
import type { QueryClient } from "@tanstack/react-query";
import type { TicketVerb as Command } from "#core/ticket/command.ts";
import { inverseOf } from "#core/ticket/inverse.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { isProblem } from "../../api/problem.ts";
import { eventsQuery, ticketQuery, type VersionedTicket } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { TicketVerb } from "../../api/ticket-verb.ts";
import type { WireEvent, WireTicket } from "../../api/wire.ts";
import { inOrder } from "./in-order.ts";

/** Facts that nobody has to look at again before they act: the clocks told the time. */
const harmless: ReadonlySet<WireEvent["type"]> = new Set<WireEvent["type"]>(["clock.warned", "clock.breached", "notification.requested"]);

/** Somebody else changed the ticket meanwhile; `events` are what they did. */
export class Overtaken extends Error {
  readonly events: readonly WireEvent[];

  constructor(events: readonly WireEvent[]) {
    super("the ticket changed");
    this.events = events;
  }
}

export type Request = {
  ticketId: number;
  verb: TicketVerb;
  body: object;
  idempotencyKey: string;
  /** Of the ticket that was seen; undefined: whatever it is by now. */
  version: number | undefined;
  /** As the log names the reader: what they did themselves overtakes nobody. */
  actor: string | null;
};

/** Sends it when everything before it is done; looks again when the ticket has changed. */
export const perform = (client: QueryClient, order: Request): Promise<void> =>
  inOrder(order.ticketId, async () => {
    const { ticketId, version } = order;
    try {
      await send(order, version);
    } catch (error) {
      if (!isProblem(error, "ticket-changed") || version === undefined) throw error;
      const fresh = await client.fetchQuery({ ...ticketQuery(ticketId), staleTime: 0 });
      const events = await client.fetchQuery({ ...eventsQuery(ticketId), staleTime: 0 });
      const missed = events.filter(({ seq, actor }) => seq > version && actor !== order.actor);
      if (missed.some(({ type }) => !harmless.has(type))) throw new Overtaken(missed);
      await send({ ...order, idempotencyKey: crypto.randomUUID() }, fresh.version);
    }
  });

const send = ({ ticketId, verb, body, idempotencyKey }: Request, version: number | undefined) =>
  request("POST", `/api/v1/tickets/${ticketId}/${verb}`, {
    body,
    idempotencyKey,
    outlives: true,
    ...(version === undefined ? {} : { ifMatch: version }),
  });

export const readAgain = (client: QueryClient, ticketId: number): Promise<unknown> =>
  Promise.all([client.invalidateQueries({ queryKey: ["ticket", ticketId] }), client.invalidateQueries({ queryKey: ["queue"] })]);

/** Shows what a ticket will surely look like; gives how to take that back. */
export function foresee(client: QueryClient, ticketId: number, change: (ticket: WireTicket) => WireTicket): () => void {
  const { queryKey } = ticketQuery(ticketId);
  void client.cancelQueries({ queryKey, exact: true });
  const before = client.getQueryData<VersionedTicket>(queryKey);
  if (before === undefined) return () => undefined;
  client.setQueryData<VersionedTicket>(queryKey, { ...before, ticket: change(before.ticket) });
  return () => client.setQueryData(queryKey, before);
}

/** Resources whose verbs can be taken back, by the names that the rules give them; the bodies are the same. */
const commands: Partial<Record<TicketVerb, Command["type"]>> = {
  assignment: "assign-ticket",
  collaborators: "join-ticket",
  departures: "leave-ticket",
  priority: "change-priority",
  classification: "classify-ticket",
  pause: "pause-ticket",
  resumption: "resume-ticket",
  links: "link-ticket",
  unlinks: "unlink-ticket",
  tasks: "add-task",
  "task-changes": "change-task",
  "task-removals": "remove-task",
  runbooks: "start-runbook",
  "runbook-steps": "tick-step",
  "runbook-removals": "drop-runbook",
  rank: "rank-ticket",
};

/** The request that takes a deed back, given the ticket as it was before; null for what cannot be taken back. */
export function takingBack(before: WireTicket, verb: TicketVerb, body: object, reason: string): { verb: TicketVerb; body: object } | null {
  const type = commands[verb];
  if (type === undefined) return null;
  // The rules compare ids and look whether an instant is there: how it is written is the same to them.
  const inverse = inverseOf(before as unknown as Ticket, { type, ...body } as Command);
  if (inverse === null) return null;
  const noun = (Object.keys(commands) as TicketVerb[]).find((each) => commands[each] === inverse.type);
  const { type: _type, ...rest } = inverse;
  return noun === undefined
    ? null
    : { verb: noun, body: "reason" in rest && inverse.type === "change-priority" ? { ...rest, reason } : rest };
}
