/** Calendars of the rota: addresses that are given out, and calendars of others that are taken in. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { RotaCalendarView, RotaFeedView } from "#server/oncall/calendar-schema.ts";
import { request, withQuery } from "./request.ts";
import type { Page } from "./wire.ts";

export type { RotaCalendarView, RotaFeedView };

const base = "/api/v1/oncall";
const most = "200";

export const calendarsQuery = (of: "mine" | "everybody") =>
  queryOptions({
    queryKey: ["rota", "calendars", of],
    queryFn: async ({ signal }) =>
      (await request<Page<RotaCalendarView>>("GET", withQuery(`${base}/calendars`, { of, limit: most }), { signal })).value.items,
  });

export const feedsQuery = queryOptions({
  queryKey: ["rota", "feeds"],
  queryFn: async ({ signal }) =>
    (await request<Page<RotaFeedView>>("GET", withQuery(`${base}/feeds`, { limit: most }), { signal })).value.items,
  // How they stand changes by itself.
  refetchInterval: 30_000,
});

export type CalendarOrder = { kind: RotaCalendarView["kind"]; subject: string };

/** The address is shown this once. */
export const makeCalendar = async (body: CalendarOrder): Promise<{ calendar: RotaCalendarView; url: string }> =>
  (await request<{ calendar: RotaCalendarView; url: string }>("POST", `${base}/calendars`, { body })).value;

export async function endCalendar(id: number): Promise<void> {
  await request("DELETE", `${base}/calendars/${id}`);
}

export type Meaning = { words: string; person: string };
export type FeedOrder =
  | { kind: "layer"; name: string; schedule: string; place: "above" | "below"; url?: string; file?: string }
  | { kind: "leave"; name: string; person: string; url?: string; file?: string };
export type FeedChange = { name?: string; people?: readonly Meaning[]; url?: string; file?: string };

export const addFeed = async (body: FeedOrder): Promise<RotaFeedView> =>
  (await request<RotaFeedView>("POST", `${base}/feeds`, { body })).value;

export const changeFeed = async (id: number, body: FeedChange): Promise<RotaFeedView> =>
  (await request<RotaFeedView>("PATCH", `${base}/feeds/${id}`, { body })).value;

export const refreshFeed = async (id: number): Promise<RotaFeedView> =>
  (await request<RotaFeedView>("POST", `${base}/feeds/${id}/refresh`)).value;

export async function removeFeed(id: number): Promise<void> {
  await request("DELETE", `${base}/feeds/${id}`);
}

/** A calendar changes who is on call: everything that is drawn of it is asked for again. */
export const calendarsChanged = (client: QueryClient): void => void client.invalidateQueries({ queryKey: ["rota"] });
