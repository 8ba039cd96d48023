/** Major incidents as the server tells of them: rooms, their time lines and reviews; and what the reader does in them. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { ActionKind, CauseKind, EntryKind, IncidentStatus, openStatuses, PeopleGroup, TimelineTopic } from "#core/incident/words.ts";
import type {
  ActionList,
  IncidentSummary,
  Review,
  ReviewAction,
  ReviewText,
  ReviewVersion,
  Room,
  RoomPerson,
  SharedReview,
  TicketIncident,
  TimelineEntry,
  UpdateClock,
} from "#server/incident/schema.ts";
import { isProblem } from "./problem.ts";
import { request, withQuery } from "./request.ts";
import type { Page } from "./wire.ts";

export type {
  ActionKind,
  CauseKind,
  EntryKind,
  IncidentStatus,
  IncidentSummary,
  PeopleGroup,
  Review,
  ReviewAction,
  ReviewText,
  ReviewVersion,
  Room,
  RoomPerson,
  SharedReview,
  TimelineEntry,
  TimelineTopic,
  UpdateClock,
};
export type OpenStatus = (typeof openStatuses)[number];
export type ListedAction = ActionList["items"][number];

const base = "/api/v1";
const get = async <T>(path: string, signal: AbortSignal): Promise<T> => (await request<T>("GET", `${base}${path}`, { signal })).value;
const room = (ticketId: number): string => `${base}/tickets/${ticketId}/incident`;

/** Under the ticket's key: whatever the log says of the ticket makes its room be read again. */
export const roomKey = (ticketId: number) => ["ticket", ticketId, "incident"] as const;

/** Due instants and who is on call move without a fact of the ticket's. */
const lookedAtEveryMs = 30_000;

export const roomQuery = (ticketId: number) =>
  queryOptions({
    queryKey: roomKey(ticketId),
    queryFn: ({ signal }) => get<TicketIncident>(`/tickets/${ticketId}/incident`, signal),
    refetchInterval: ({ state }) => (state.data?.room?.isOver === false ? lookedAtEveryMs : false),
  });

export const timelineQuery = (ticketId: number, topic: TimelineTopic | undefined) =>
  infiniteQueryOptions({
    queryKey: ["ticket", ticketId, "incident-line", topic ?? "all"],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      get<Page<TimelineEntry>>(
        withQuery(`/tickets/${ticketId}/incident/timeline`, { topic, limit: 200, cursor: pageParam ?? undefined }),
        signal,
      ),
    getNextPageParam: ({ next }) => next,
    refetchInterval: lookedAtEveryMs,
  });

export type IncidentFilter = { state?: "going-on" | "over" | "all"; review?: "open" | "overdue" };

export const incidentsQuery = (filter: IncidentFilter) =>
  infiniteQueryOptions({
    queryKey: ["incidents", "list", filter],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      get<Page<IncidentSummary>>(withQuery("/incidents", { ...filter, cursor: pageParam ?? undefined }), signal),
    getNextPageParam: ({ next }) => next,
    refetchInterval: lookedAtEveryMs,
  });

export type ActionState = "open" | "overdue" | "all";

export const actionsQuery = (state: ActionState) =>
  infiniteQueryOptions({
    queryKey: ["incidents", "actions", state],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      get<Page<ListedAction>>(withQuery("/incidents/actions", { state, cursor: pageParam ?? undefined }), signal),
    getNextPageParam: ({ next }) => next,
  });

export type Declaration = { reason: string | null; commander?: string };

export const declareIncident = async (ticketId: number, body: Declaration): Promise<TicketIncident> =>
  (await request<TicketIncident>("POST", room(ticketId), { body })).value;

/** What one does in a room; each gives the room afterwards. */
export type RoomDeeds = {
  roles: { role: string; holder: string | null };
  status: { status: OpenStatus; note?: string | null };
  updates: { text: string; status?: OpenStatus };
  entries: { kind: EntryKind; text: string; at?: string };
  checklist: { text: string };
  conference: { url?: string | null };
  end: { note?: string | null };
  reopening: { reason: string };
};

export const doInRoom = async <Deed extends keyof RoomDeeds>(
  ticketId: number,
  deed: Deed,
  body: RoomDeeds[Deed],
  idempotencyKey: string,
): Promise<Room> => (await request<Room>("POST", `${room(ticketId)}/${deed}`, { body, idempotencyKey })).value;

export const tickItem = async (ticketId: number, item: string, isDone: boolean): Promise<Room> =>
  (await request<Room>("POST", `${room(ticketId)}/checklist/${encodeURIComponent(item)}`, { body: { isDone } })).value;

export const removeItem = async (ticketId: number, item: string): Promise<Room> =>
  (await request<Room>("DELETE", `${room(ticketId)}/checklist/${encodeURIComponent(item)}`)).value;

export const reviewQuery = (ticketId: number) =>
  queryOptions({
    queryKey: ["ticket", ticketId, "review"],
    queryFn: ({ signal }) => get<Review>(`/tickets/${ticketId}/incident/review`, signal),
    retry: false,
  });

export const reviewVersionsQuery = (ticketId: number) =>
  queryOptions({
    queryKey: ["ticket", ticketId, "review", "versions"],
    queryFn: async ({ signal }) =>
      (await get<{ items: readonly ReviewVersion[] }>(`/tickets/${ticketId}/incident/review/versions`, signal)).items,
  });

const review = (ticketId: number): string => `${room(ticketId)}/review`;

export const beginReview = async (ticketId: number): Promise<Review> =>
  (await request<Review>("POST", review(ticketId), { body: {} })).value;

export type ReviewBody = ReviewText & { owner: string; dueOn: string };

export const writeReview = async (ticketId: number, body: ReviewBody, ifMatch: number): Promise<Review> =>
  (await request<Review>("PUT", review(ticketId), { body, ifMatch })).value;

export const publishReview = async (ticketId: number, note: string | null): Promise<Review> =>
  (await request<Review>("POST", `${review(ticketId)}/publication`, { body: { note } })).value;

export const shareReview = async (ticketId: number, isShared: boolean): Promise<Review> =>
  (await request<Review>("POST", `${review(ticketId)}/sharing`, { body: { isShared } })).value;

export type NewAction = { subject: string; description: string; kind: ActionKind; owner: string; dueOn: string; isShared: boolean };

export const addAction = async (ticketId: number, body: NewAction, idempotencyKey: string): Promise<Review> =>
  (await request<Review>("POST", `${review(ticketId)}/actions`, { body, idempotencyKey })).value;

export const changeAction = async (ticketId: number, action: number, body: { dueOn?: string; isShared?: boolean }): Promise<Review> =>
  (await request<Review>("PUT", `${review(ticketId)}/actions/${action}`, { body })).value;

export const removeAction = async (ticketId: number, action: number): Promise<Review> =>
  (await request<Review>("DELETE", `${review(ticketId)}/actions/${action}`)).value;

/** Where the review is to be had as a file. */
export const reviewFile = (ticketId: number, version?: number): string => withQuery(`${review(ticketId)}.md`, { version });

/** For a customer's designated contacts; null where none is shared with the reader. */
export const sharedReviewQuery = (ticketId: number) =>
  queryOptions({
    queryKey: ["ticket", ticketId, "shared-review"],
    queryFn: async ({ signal }): Promise<SharedReview | null> => {
      try {
        return await get<SharedReview>(`/tickets/${ticketId}/shared-review`, signal);
      } catch (error) {
        if (isProblem(error) && (error.status === 404 || error.status === 403)) return null;
        throw error;
      }
    },
  });

export const sharedReviewsQuery = infiniteQueryOptions({
  queryKey: ["shared-reviews"],
  initialPageParam: null as string | null,
  queryFn: ({ signal, pageParam }) => get<Page<SharedReview>>(withQuery("/shared-reviews", { cursor: pageParam ?? undefined }), signal),
  getNextPageParam: ({ next }) => next,
});
