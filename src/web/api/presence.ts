/** Who else has a ticket before them, and who is writing in it: among our own people. */
import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";
import type { IsoInstant } from "./wire.ts";

export type PresenceState = "reading" | "writing";
/** `key`: as tickets name the person. */
export type Presence = { key: string; name: string; state: PresenceState; since: IsoInstant };

/** Who says nothing for longer than this is gone. */
export const presenceLastsMs = 30_000;

const pathOf = (ticketId: number): string => `/api/v1/tickets/${ticketId}/presence`;

/** The others; the live stream tells of changes (`presence`), and what nobody renews ends by itself. */
export const presenceQuery = (ticketId: number) =>
  queryOptions({
    queryKey: ["ticket", ticketId, "presence"],
    queryFn: async ({ signal }) => (await request<{ items: readonly Presence[] }>("GET", pathOf(ticketId), { signal })).value.items,
    refetchInterval: presenceLastsMs,
  });

/** To be said on coming, on beginning to write, every 20 s while that lasts, and on leaving. Gives the others. */
export const sayPresence = async (ticketId: number, state: PresenceState | "gone"): Promise<readonly Presence[]> =>
  (await request<{ items: readonly Presence[] }>("POST", pathOf(ticketId), { body: { state } })).value.items;

/** For a page that is being closed, when no answer can be waited for. */
export function sayGone(ticketId: number): void {
  void fetch(pathOf(ticketId), {
    method: "POST",
    keepalive: true,
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ state: "gone" }),
  }).catch(() => undefined);
}
