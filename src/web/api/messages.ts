/** Short messages that nobody could place: read, given to a customer, dropped. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import type { HeldMessage } from "#server/conversation/schema.ts";
import { request, withQuery } from "./request.ts";
import type { Page } from "./wire.ts";

export type { HeldMessage };

export const heldMessagesQuery = infiniteQueryOptions({
  queryKey: ["messages", "held"],
  initialPageParam: null as string | null,
  queryFn: async ({ signal, pageParam }) =>
    (await request<Page<HeldMessage>>("GET", withQuery("/api/v1/messages", { state: "held", cursor: pageParam ?? undefined }), { signal }))
      .value,
  getNextPageParam: ({ next }) => next,
  refetchInterval: 30_000,
});

/** Gives the tickets in which the messages of this address are now. */
export async function nameSender(id: number, sender: { customerId: string; contact?: string }): Promise<number[]> {
  return (await request<{ tickets: number[] }>("POST", `/api/v1/messages/${id}/sender`, { body: sender })).value.tickets;
}

export async function dropMessage(id: number): Promise<void> {
  await request("POST", `/api/v1/messages/${id}/drop`);
}
