/**
 * A ticket that somebody is about to open: what its page shows first is asked for, and the page itself loaded, before they press. The rich
 * editor is not: until it is there, a plain box takes what is typed.
 */
import type { QueryClient } from "@tanstack/react-query";
import { clocksQuery, eventsQuery, modelQuery, ticketQuery } from "../../api/queries.ts";
import { relatedQuery } from "../../api/related.ts";

/** Fresh enough not to be asked for twice while a pointer rests on a row. */
const freshMs = 10_000;

export function prefetchTicket(client: QueryClient, id: number): void {
  void import("./ticket-page.tsx");
  void client.prefetchQuery({ ...ticketQuery(id), staleTime: freshMs });
  void client.prefetchQuery({ ...eventsQuery(id), staleTime: freshMs });
  void client.prefetchQuery({ ...clocksQuery(id), staleTime: freshMs });
  void client.prefetchQuery({ ...relatedQuery(id), staleTime: freshMs });
  void client.prefetchQuery(modelQuery);
}
