/** Tickets beside a ticket: linked ones, the requester's others, and those of the same component. */
import { queryOptions } from "@tanstack/react-query";
import type { LinkType } from "#core/ticket/ticket.ts";
import { request } from "./request.ts";
import type { TicketSummary } from "./wire.ts";

export type Related = {
  links: readonly { type: LinkType; ticket: TicketSummary }[];
  /** Of the same requester, the newest first. */
  requesterOthers: readonly TicketSummary[];
  /** Open, or resolved in the last 30 days; the newest first. */
  sameComponent: readonly TicketSummary[];
};

export const relatedQuery = (id: number) =>
  queryOptions({
    queryKey: ["ticket", id, "related"],
    queryFn: async ({ signal }) => (await request<Related>("GET", `/api/v1/tickets/${id}/related`, { signal })).value,
    staleTime: 15_000,
  });
