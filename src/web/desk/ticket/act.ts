/** Doing something to a ticket: with the version that was seen, foreseen on the page, taken back when refused. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { isProblem } from "../../api/problem.ts";
import { eventsQuery, ticketQuery, type VersionedTicket } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { WireEvent } from "../../api/wire.ts";
import type { Action, Values } from "./action.ts";

type Deed = { action: Pick<Action, "verb" | "body" | "foresee">; values: Values; idempotencyKey: string };

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

export function useAct(ticketId: number) {
  const client = useQueryClient();
  const { queryKey } = ticketQuery(ticketId);
  const send = ({ action, values, idempotencyKey }: Deed, version: number | undefined) =>
    request("POST", `/api/v1/tickets/${ticketId}/${action.verb}`, {
      body: action.body(values),
      idempotencyKey,
      ...(version === undefined ? {} : { ifMatch: version }),
    });
  return useMutation({
    mutationFn: async (deed: Deed) => {
      const seen = client.getQueryData<VersionedTicket>(queryKey)?.version;
      try {
        return await send(deed, seen);
      } catch (error) {
        if (!isProblem(error, "ticket-changed") || seen === undefined) throw error;
        const fresh = await client.fetchQuery({ ...ticketQuery(ticketId), staleTime: 0 });
        const events = await client.fetchQuery({ ...eventsQuery(ticketId), staleTime: 0 });
        const missed = events.filter(({ seq }) => seq > seen);
        if (missed.some(({ type }) => !harmless.has(type))) throw new Overtaken(missed);
        return send({ ...deed, idempotencyKey: crypto.randomUUID() }, fresh.version);
      }
    },
    onMutate: async ({ action, values }) => {
      if (action.foresee === undefined) return undefined;
      await client.cancelQueries({ queryKey, exact: true });
      const before = client.getQueryData<VersionedTicket>(queryKey);
      if (before !== undefined)
        client.setQueryData<VersionedTicket>(queryKey, { ...before, ticket: action.foresee(before.ticket, values) });
      return before;
    },
    onError: (error, _deed, before) => {
      if (before !== undefined && !(error instanceof Overtaken)) client.setQueryData(queryKey, before);
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["ticket", ticketId] });
      void client.invalidateQueries({ queryKey: ["queue"] });
    },
  });
}
