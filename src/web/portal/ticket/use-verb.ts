/** One thing that a customer does to their ticket: sent once, and what it changed is read again. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/request.ts";
import type { TicketVerb, TicketVerbs } from "../../api/ticket-verb.ts";
import type { WireTicket } from "../../api/wire.ts";

export type Order<V extends TicketVerb = TicketVerb> = { [K in V]: { verb: K; body: TicketVerbs[K] } }[V];

/** @param onDone gets the ticket after it: a late reopening opens another one */
export function useVerb(ticketId: number, onDone?: (ticket: WireTicket, order: Order) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (order: Order) =>
      (await request<WireTicket>("POST", `/api/v1/tickets/${ticketId}/${order.verb}`, { body: order.body })).value,
    onSuccess: async (ticket, order) => {
      await Promise.all([client.invalidateQueries({ queryKey: ["ticket", ticketId] }), client.invalidateQueries({ queryKey: ["queue"] })]);
      onDone?.(ticket, order);
    },
  });
}
