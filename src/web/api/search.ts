/** Finding: lists by a query, the search over tickets and articles, similar solved tickets, and verbs over many tickets at once. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { QueueFilter } from "./queries.ts";
import { request, withQuery } from "./request.ts";
import type { IsoInstant, Page, TicketSummary } from "./wire.ts";

const base = "/api/v1";
const get = async <T>(path: string, signal: AbortSignal): Promise<T> => (await request<T>("GET", `${base}${path}`, { signal })).value;

/** `from` inclusive and `to` exclusive, in the excerpt: what to mark. */
export type Mark = { from: number; to: number };

export type SearchHit =
  | {
      kind: "ticket";
      id: number;
      title: string;
      excerpt: string;
      marks: readonly Mark[];
      customerId: string;
      customerName: string;
      status: "open" | "resolved" | "closed";
      openedAt: IsoInstant;
    }
  | { kind: "article"; id: string; title: string; excerpt: string; marks: readonly Mark[]; language: string };

/** `corrected`: words that nobody wrote and what was searched instead. */
export type SearchPage = Page<SearchHit> & { corrected: readonly { word: string; instead: readonly string[] }[] };

/** `q` may hold fields of the query language too. */
export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["search", q],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => get<SearchPage>(withQuery("/search", { q, limit: 20, cursor: pageParam ?? undefined }), signal),
    getNextPageParam: ({ next }) => next,
    enabled: q.trim() !== "",
    staleTime: 10_000,
  });

export type TicketCount = { count: number; isMore: boolean };

/** Counts at most a thousand; `isMore` says that there are more. */
export const countQuery = (filter: Omit<QueueFilter, "order">) =>
  queryOptions({
    queryKey: ["queue", "count", filter],
    queryFn: ({ signal }) => get<TicketCount>(withQuery("/tickets/count", filter), signal),
    staleTime: 10_000,
  });

export type SimilarTicket = {
  id: number;
  subject: string;
  /** The beginning of how it was solved. */
  solution: string;
  resolvedAt: IsoInstant | null;
  /** Between 0 and 1: the share of the telling words that both have. */
  score: number;
};
export type SimilarArticle = { id: string; title: string; excerpt: string; language: string };
export type Similar = { tickets: readonly SimilarTicket[]; articles: readonly SimilarArticle[] };

export const similarQuery = (id: number) =>
  queryOptions({
    queryKey: ["ticket", id, "similar"],
    queryFn: ({ signal }) => get<Similar>(withQuery(`/tickets/${id}/similar`, { limit: 5 }), signal),
    staleTime: 300_000,
  });

export type Draft = { subject: string; description: string; customer?: string; service?: string };

/** For somebody who is still typing: what has been solved before, and what is written about it. */
export const suggestionsQuery = (draft: Draft) =>
  queryOptions({
    queryKey: ["suggestions", draft],
    queryFn: async ({ signal }) => (await request<Similar>("POST", `${base}/suggestions`, { body: draft, signal })).value,
    enabled: `${draft.subject} ${draft.description}`.trim().length >= 8,
    staleTime: 60_000,
  });

/** Tickets by their numbers (at most 500), or all that a query finds (at most 500, too). `verb` is the last part of a ticket's address. */
export type BulkOrder = { verb: string; body: Record<string, unknown> } & ({ ids: readonly number[] } | { query: string });

export type BulkPreview = {
  items: readonly {
    ticketId: number;
    subject: string;
    refusal: { code: string; detail: string } | null;
    changes: readonly { field: string; before: unknown; after: unknown }[];
  }[];
  counts: { tickets: number; changed: number; unchanged: number; refused: number };
};

export type BulkDone = {
  done: readonly number[];
  refused: readonly { ticketId: number; code: string; detail: string }[];
  /** Give it to `undoBulk` before it expires; null when what was done cannot be taken back. */
  undo: { id: string; expiresAt: IsoInstant } | null;
};

export const previewBulk = async (order: BulkOrder): Promise<BulkPreview> =>
  (await request<BulkPreview>("POST", `${base}/tickets/bulk`, { body: { ...order, isPreview: true } })).value;

export const applyBulk = async (order: BulkOrder): Promise<BulkDone> =>
  (await request<BulkDone>("POST", `${base}/tickets/bulk`, { body: { ...order, isPreview: false } })).value;

export const undoBulk = async (id: string): Promise<BulkDone> =>
  (await request<BulkDone>("POST", `${base}/undos/${id}`, { body: {} })).value;

export type { TicketSummary };
