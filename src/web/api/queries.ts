/** What the pages read, by name: one place that knows addresses, keys and how long an answer stays good. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { ModelDocument, ModelVersion, NotificationItem, Person, Standing } from "./answers.ts";
import { request, withQuery } from "./request.ts";
import type { Page, TicketSummary, WireClock, WireEvent, WireExplanation, WireStretch, WireTicket } from "./wire.ts";

const base = "/api/v1";
const get = async <T>(path: string, signal: AbortSignal): Promise<T> => (await request<T>("GET", `${base}${path}`, { signal })).value;

export type QueueFilter = {
  status?: "open" | "resolved" | "closed" | undefined;
  customer?: string | undefined;
  team?: string | undefined;
  assignee?: string | undefined;
  priority?: string | undefined;
  /** Of the query language. */
  query?: string | undefined;
  order?: "next-breach" | "newest" | "rank" | "priority" | "updated" | undefined;
};

const pageSize = 50;

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => get<Person>("/me", signal),
  staleTime: 300_000,
  retry: false,
});

/** Those who sign in; only for those who may list them. The model's people are known to all. */
export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: ({ signal }) =>
    get<{ items: readonly { id: string; name: string; email: string; state: string }[] }>("/people?limit=200", signal),
  staleTime: 300_000,
});

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => get<Standing>("/status", signal),
  staleTime: 30_000,
});

export const queueQuery = (filter: QueueFilter) =>
  infiniteQueryOptions({
    queryKey: ["queue", filter],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      get<Page<TicketSummary>>(withQuery("/tickets", { ...filter, limit: pageSize, cursor: pageParam ?? undefined }), signal),
    getNextPageParam: ({ next }) => next,
    // Shares consumed move with the minutes; due instants come live.
    refetchInterval: 60_000,
    staleTime: 10_000,
  });

export type VersionedTicket = { ticket: WireTicket; version: number };

export const ticketQuery = (id: number) =>
  queryOptions({
    queryKey: ["ticket", id],
    queryFn: async ({ signal }): Promise<VersionedTicket> => {
      const { value, version } = await request<WireTicket>("GET", `${base}/tickets/${id}`, { signal });
      return { ticket: value, version: version ?? value.seq };
    },
  });

export const clocksQuery = (id: number) =>
  queryOptions({
    queryKey: ["ticket", id, "clocks"],
    queryFn: ({ signal }) => get<{ items: readonly { clock: WireClock; explanation: WireExplanation }[] }>(`/tickets/${id}/clocks`, signal),
    refetchInterval: 60_000,
  });

/** The whole log of a ticket: read page by page, since a long one has thousands of lines. */
export const eventsQuery = (id: number) =>
  queryOptions({
    queryKey: ["ticket", id, "events"],
    queryFn: async ({ signal }): Promise<readonly WireEvent[]> => {
      const events: WireEvent[] = [];
      let after: string | undefined;
      do {
        const page: Page<WireEvent> = await get(withQuery(`/tickets/${id}/events`, { after, limit: 200 }), signal);
        events.push(...page.items);
        after = page.next ?? undefined;
      } while (after !== undefined && events.length < 5_000);
      return events;
    },
  });

export const ballQuery = (id: number) =>
  queryOptions({
    queryKey: ["ticket", id, "ball"],
    queryFn: ({ signal }) =>
      get<{ stretches: readonly WireStretch[]; shares: Readonly<Record<string, number>> }>(`/tickets/${id}/ball`, signal),
    refetchInterval: 120_000,
  });

/** The support model in force: names of customers, teams and people come from it. */
export const modelQuery = queryOptions({
  queryKey: ["model"],
  queryFn: ({ signal }) => get<ModelDocument>("/model", signal),
  staleTime: 60_000,
});

export const versionsQuery = queryOptions({
  queryKey: ["model", "versions"],
  queryFn: ({ signal }) => get<{ items: readonly ModelVersion[] }>("/model/versions", signal),
});

export const notificationsQuery = queryOptions({
  queryKey: ["notifications"],
  queryFn: ({ signal }) => get<Page<NotificationItem>>("/notifications", signal),
  refetchInterval: 120_000,
});
