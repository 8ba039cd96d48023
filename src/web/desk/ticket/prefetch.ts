/** A ticket read before it is opened: what its page shows first is there when somebody gets to it. */
import type { QueryClient } from "@tanstack/react-query";
import { clocksQuery, eventsQuery, ticketQuery } from "../../api/queries.ts";

/** So long what was read in advance is good enough to be shown; the page reads it again behind it. */
const freshMs = 20_000;

export async function prefetchTicket(client: QueryClient, id: number): Promise<void> {
  await Promise.all([
    import("./ticket-page.tsx"),
    client.prefetchQuery({ ...ticketQuery(id), staleTime: freshMs }),
    client.prefetchQuery({ ...clocksQuery(id), staleTime: freshMs }),
    client.prefetchQuery({ ...eventsQuery(id), staleTime: freshMs }),
  ]);
}
