/** Pages as the server tells of them: who is called, whether it reached them, who answered; and what the reader does about it. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Channel, Urgency } from "#core/notification/channel.ts";
import type { AttemptOutcome, LineState } from "#core/notification/delivery.ts";
import type { Gap, PageAnswerVia, PageCause, PageEvent, PageState, Told } from "#core/oncall/page.ts";
import type { Wire } from "#server/http/wire.ts";
import { request, withQuery } from "./request.ts";
import type { IsoInstant, Page } from "./wire.ts";

export type { AttemptOutcome, Channel, Gap, LineState, PageAnswerVia, PageCause, PageState, Told, Urgency };

/** What became of a page, as one line: each station with its time since the page was opened; null while it has not been reached. */
export type LastLine = {
  openedAt: IsoInstant;
  sent: { afterMs: number; recipient: string; channel: Channel; gateway: string; gatewayName: string } | null;
  delivered: { afterMs: number; recipient: string; channel: Channel } | null;
  acknowledged: { afterMs: number; by: string; byName: string; via: PageAnswerVia } | null;
};

export type PageSummary = {
  id: number;
  customerId: string;
  customerName: string;
  ticketId: number | null;
  cause: PageCause;
  policy: string | null;
  targets: readonly string[];
  urgency: Urgency;
  summary: string;
  state: PageState;
  openedAt: IsoInstant;
  round: number;
  nextStep: number;
  nextAt: IsoInstant | null;
  told: readonly string[];
  unreached: readonly string[];
  acknowledgedAt: IsoInstant | null;
  acknowledgedBy: string | null;
  resolvedAt: IsoInstant | null;
  lastLine: LastLine;
};

export type PageAttempt = {
  number: number;
  channel: Channel;
  gateway: string;
  gatewayName: string;
  beganAt: IsoInstant;
  endedAt: IsoInstant | null;
  outcome: AttemptOutcome | null;
  mayBeDouble: boolean;
  said: string | null;
  receipt: "delivered" | "failed" | null;
  receiptAt: IsoInstant | null;
};

export type PageLine = { channel: Channel; at: IsoInstant; state: LineState; attempts: readonly PageAttempt[] };

export type PageDelivery = {
  id: number;
  recipient: string;
  step: number | null;
  round: number | null;
  state: "waiting" | "sent" | "delivered" | "failed" | "cancelled";
  wantedAt: IsoInstant;
  /** Null until somebody has looked up how the recipient can be reached. */
  lines: readonly PageLine[] | null;
};

/** One fact of a page's log. */
export type PageFact = Wire<PageEvent> & { actorName: string };

export type PageLedger = PageSummary & { facts: readonly PageFact[]; deliveries: readonly PageDelivery[] };

export type OnCallNow = {
  schedule: string;
  person: string | null;
  personName: string | null;
  layer: string | null;
  until: IsoInstant | null;
};

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
export type LinkedPage = {
  pageId: number;
  ticketId: number | null;
  summary: string;
  customerName: string | null;
  urgency: Urgency;
  cause: PageCause;
  state: PageState;
  openedAt: IsoInstant;
  /** Whom this link calls, and the names of who else was told. */
  personName: string | null;
  others: readonly string[];
  acknowledgedAt: IsoInstant | null;
  acknowledgedByName: string | null;
  /** Whoever the link calls has it. */
  isMine: boolean;
  resolvedAt: IsoInstant | null;
  /** When it calls again by itself. */
  nextAt: IsoInstant | null;
  mayAnswer: boolean;
  expiresAt: IsoInstant;
};

export const linkedPageQuery = (token: string) =>
  queryOptions({
    queryKey: ["page-link", token],
    queryFn: async ({ signal }) => (await request<LinkedPage>("GET", `${base}/page-links/${encodeURIComponent(token)}`, { signal })).value,
    // Without a session there is no stream to hear from.
    refetchInterval: ({ state }) => (state.data?.state === "resolved" ? false : 10_000),
  });

export const answerByLink = async (token: string, verb: "acknowledgement" | "escalation"): Promise<LinkedPage> =>
  (await request<LinkedPage>("POST", `${base}/page-links/${encodeURIComponent(token)}/${verb}`, { body: {} })).value;
