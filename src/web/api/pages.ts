/** Pages as the server tells of them: who is called, whether it reached them, who answered; and what the reader does about it. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Channel, Urgency } from "#core/notification/channel.ts";
import type { Gap, PageAnswerVia, PageCause, PageEvent, PageState, Told } from "#core/oncall/page.ts";
import type { Wire } from "#server/http/wire.ts";
import type { LinkedPage, OnCallNow, PageDelivery, PageLedger as PageLedgerSchema, PageSummary } from "#server/oncall/schema.ts";
import { request, withQuery } from "./request.ts";
import type { Page } from "./wire.ts";

export type { Channel, Gap, LinkedPage, OnCallNow, PageAnswerVia, PageCause, PageDelivery, PageState, PageSummary, Told, Urgency };

export type PageLine = NonNullable<PageDelivery["lines"]>[number];
export type PageAttempt = PageLine["attempts"][number];

/** One fact of a page's log. */
export type PageFact = Wire<PageEvent> & { actorName: string };

export type PageLedger = Omit<PageLedgerSchema, "facts"> & { facts: readonly PageFact[] };

const base = "/api/v1";

export type PagesFilter = { state: "unended" | "all"; mine?: "yes" | undefined; ticket?: number | undefined };

/** Attempts and receipts come without a fact of the page itself: what is not answered yet is looked at again. */
const unansweredEveryMs = 5_000;

export const pagesQuery = (filter: PagesFilter) =>
  infiniteQueryOptions({
    queryKey: ["pages", filter],
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }) =>
      (await request<Page<PageSummary>>("GET", withQuery(`${base}/pages`, { ...filter, cursor: pageParam ?? undefined }), { signal }))
        .value,
    getNextPageParam: ({ next }) => next,
    staleTime: 5_000,
    refetchInterval: 30_000,
  });

export const pageQuery = (id: number) =>
  queryOptions({
    queryKey: ["pages", id],
    queryFn: async ({ signal }) => (await request<PageLedger>("GET", `${base}/pages/${id}`, { signal })).value,
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === "resolved" ? false : unansweredEveryMs),
  });

export const onCallNowQuery = queryOptions({
  queryKey: ["pages", "on-call"],
  queryFn: async ({ signal }) => (await request<{ items: readonly OnCallNow[] }>("GET", `${base}/oncall/now`, { signal })).value.items,
  refetchInterval: 60_000,
  staleTime: 15_000,
});

export type PageVerb = "acknowledgement" | "escalation" | "resolution";

export async function answerPage(id: number, verb: PageVerb): Promise<void> {
  await request("POST", `${base}/pages/${id}/${verb}`, { body: {} });
}

export type PageOrder = {
  customerId: string;
  ticketId?: number;
  targets?: readonly string[];
  policy?: string;
  urgency: Urgency;
  summary: string;
};

export const openPage = async (body: PageOrder, idempotencyKey: string): Promise<PageSummary> =>
  (await request<PageSummary>("POST", `${base}/pages`, { body, idempotencyKey })).value;

/** What the link in a message is about, for whoever holds it. */
export const linkedPageQuery = (token: string) =>
  queryOptions({
    queryKey: ["page-link", token],
    queryFn: async ({ signal }) => (await request<LinkedPage>("GET", `${base}/page-links/${encodeURIComponent(token)}`, { signal })).value,
    // Without a session there is no stream to hear from.
    refetchInterval: ({ state }) => (state.data?.state === "resolved" ? false : unansweredEveryMs),
  });

export const answerByLink = async (token: string, verb: "acknowledgement" | "escalation"): Promise<LinkedPage> =>
  (await request<LinkedPage>("POST", `${base}/page-links/${encodeURIComponent(token)}/${verb}`, { body: {} })).value;
