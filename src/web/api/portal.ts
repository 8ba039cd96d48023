/** The portal, announcements and the provider's look: addresses, keys and shapes in one place. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { announcementSchema } from "#server/portal/routes-announcements.ts";
import type { brandingSchema } from "#server/portal/routes-branding.ts";
import type { frameSchema, holderSchema, previewSchema, questionSchema } from "#server/portal/schema.ts";
import { request, withQuery } from "./request.ts";
import type { Page } from "./wire.ts";

export type Frame = z.infer<typeof frameSchema>;
export type Organisation = Frame["customers"][number];
export type PortalService = Organisation["services"][number];
export type ContactPoint = Organisation["contactPoints"][number];
export type Announcement = z.infer<typeof announcementSchema>;
export type AnnouncementOrder = Omit<Announcement, "id">;
export type Branding = z.infer<typeof brandingSchema>;
export type OpeningQuestion = z.input<typeof questionSchema>;
export type OpeningPreview = z.infer<typeof previewSchema>;
export type TicketHolder = z.infer<typeof holderSchema>;

const base = "/api/v1";
const get = async <T>(path: string, signal: AbortSignal): Promise<T> => (await request<T>("GET", `${base}${path}`, { signal })).value;

export const frameQuery = queryOptions({
  queryKey: ["portal"],
  queryFn: ({ signal }) => get<Frame>("/portal", signal),
  // Announcements begin and end by the clock.
  refetchInterval: 60_000,
  staleTime: 30_000,
});

/** Who has a ticket and how things are called that it names by key. */
export const holderQuery = (id: number) =>
  queryOptions({
    queryKey: ["ticket", id, "holder"],
    queryFn: ({ signal }) => get<TicketHolder>(`/portal/tickets/${id}`, signal),
  });

/** Asked again after a while: due instants move with the clock. */
export const previewQuery = (question: OpeningQuestion) =>
  queryOptions({
    queryKey: ["portal", "preview", question],
    queryFn: async ({ signal }) => (await request<OpeningPreview>("POST", `${base}/portal/preview`, { body: question, signal })).value,
    staleTime: 30_000,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });

export const announcementsQuery = infiniteQueryOptions({
  queryKey: ["announcements"],
  initialPageParam: null as string | null,
  queryFn: ({ signal, pageParam }) => get<Page<Announcement>>(withQuery("/announcements", { cursor: pageParam ?? undefined }), signal),
  getNextPageParam: ({ next }) => next,
});

export const publishAnnouncement = async (order: AnnouncementOrder): Promise<Announcement> =>
  (await request<Announcement>("POST", `${base}/announcements`, { body: order })).value;
export const changeAnnouncement = async (id: string, order: AnnouncementOrder): Promise<Announcement> =>
  (await request<Announcement>("PUT", `${base}/announcements/${encodeURIComponent(id)}`, { body: order })).value;
export const withdrawAnnouncement = async (id: string): Promise<void> => {
  await request("DELETE", `${base}/announcements/${encodeURIComponent(id)}`);
};

/** For anybody at the door. */
export const brandingQuery = queryOptions({
  queryKey: ["branding"],
  queryFn: ({ signal }) => get<Branding>("/branding", signal),
  staleTime: 300_000,
});

export const changeBranding = async (order: { name: string | null; accent: string | null }): Promise<Branding> =>
  (await request<Branding>("PUT", `${base}/branding`, { body: order })).value;
/** @param base64 PNG or WebP; null takes the logo away */
export const changeLogo = async (base64: string | null): Promise<Branding> =>
  base64 === null
    ? (await request<Branding>("DELETE", `${base}/branding/logo`)).value
    : (await request<Branding>("PUT", `${base}/branding/logo`, { body: { base64 } })).value;

/** Puts an organisation's open tickets in order, the most important first. */
export const rankTickets = async (customerId: string, order: readonly number[]): Promise<readonly number[]> =>
  (await request<{ order: number[] }>("POST", `${base}/customers/${encodeURIComponent(customerId)}/ranking`, { body: { order } })).value
    .order;
