/** Articles, runbooks and what readers say of them: addresses, keys and shapes in one place. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { Language } from "#core/model/document.ts";
import type * as shape from "#server/knowledge/schema.ts";
import { request, withQuery } from "./request.ts";
import type { Page } from "./wire.ts";

export type ArticleSummary = z.infer<typeof shape.articleSummarySchema>;
export type Article = z.infer<typeof shape.articleSchema>;
export type Manuscript = z.infer<typeof shape.manuscriptSchema>;
export type NewArticle = z.input<typeof shape.newArticleSchema>;
export type ArticleVersionHead = z.infer<typeof shape.versionHeadSchema>;
export type ArticleVersion = z.infer<typeof shape.versionSchema>;
export type ArticleFeedback = z.infer<typeof shape.feedbackSchema>;
export type ArticleUsage = z.infer<typeof shape.usageSchema>;
export type KnowledgeOverview = z.infer<typeof shape.overviewSchema>;
export type Runbook = z.infer<typeof shape.runbookSchema>;
export type RunbookSummary = z.infer<typeof shape.runbookSummarySchema>;
export type RunbookOrder = z.input<typeof shape.runbookOrderSchema>;
export type RunbookVersion = z.infer<typeof shape.runbookVersionSchema>;
export type RunFigures = z.infer<typeof shape.runFiguresSchema>;
export type ArticleProposal = z.infer<typeof shape.proposalSchema>;
export type HelpItem = z.infer<typeof shape.helpItemSchema>;
export type HelpArticle = z.infer<typeof shape.helpSchema>;
export type Visibility = Manuscript["visibility"];
export type ArticleState = Manuscript["state"];
export type Origin = z.infer<typeof shape.origin>;

const base = "/api/v1";
const get = async <T>(path: string, signal: AbortSignal): Promise<T> => (await request<T>("GET", `${base}${path}`, { signal })).value;
const post = async <T>(path: string, body: unknown = {}): Promise<T> => (await request<T>("POST", `${base}${path}`, { body })).value;

export type ArticleFilter = {
  q?: string | undefined;
  service?: string | undefined;
  language?: Language | undefined;
  state?: ArticleState | undefined;
  visibility?: Visibility | undefined;
  tag?: string | undefined;
  outdated?: "yes" | undefined;
  review?: "due" | undefined;
};

export const articlesQuery = (filter: ArticleFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ["articles", filter],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      get<Page<ArticleSummary>>(withQuery("/articles", { ...filter, limit: 50, cursor: pageParam ?? undefined }), signal),
    getNextPageParam: ({ next }) => next,
    staleTime: 10_000,
  });

/** As its readers have it, by id or by slug. */
export const articleQuery = (idOrSlug: string, language?: Language) =>
  queryOptions({
    queryKey: ["article", idOrSlug, language ?? null],
    queryFn: ({ signal }) => get<Article>(withQuery(`/articles/${encodeURIComponent(idOrSlug)}`, { language }), signal),
    staleTime: 30_000,
  });

/** As its authors have it. */
export const manuscriptQuery = (id: string) =>
  queryOptions({
    queryKey: ["manuscript", id],
    queryFn: ({ signal }) => get<Manuscript>(`/articles/${encodeURIComponent(id)}/manuscript`, signal),
  });

export const articleVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["manuscript", id, "versions"],
    queryFn: ({ signal }) => get<{ items: readonly ArticleVersionHead[] }>(`/articles/${encodeURIComponent(id)}/versions`, signal),
  });

export const articleVersionQuery = (id: string, language: Language, version: number) =>
  queryOptions({
    queryKey: ["manuscript", id, "versions", language, version],
    queryFn: ({ signal }) => get<ArticleVersion>(`/articles/${encodeURIComponent(id)}/versions/${language}/${version}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const articleFeedbackQuery = (id: string) =>
  queryOptions({
    queryKey: ["manuscript", id, "feedback"],
    queryFn: ({ signal }) =>
      get<{ usage: ArticleUsage; items: readonly ArticleFeedback[] }>(`/articles/${encodeURIComponent(id)}/feedback`, signal),
  });

export const knowledgeOverviewQuery = (days: number) =>
  queryOptions({
    queryKey: ["knowledge", "overview", days],
    queryFn: ({ signal }) => get<KnowledgeOverview>(withQuery("/knowledge/overview", { days }), signal),
    staleTime: 60_000,
  });

export type RunbookFilter = { q?: string; service?: string; component?: string; kind?: string; retired?: "yes" };

/** With a service, a component or a kind of ticket: those that fit, the closest first. */
export const runbooksQuery = (filter: RunbookFilter = {}) =>
  queryOptions({
    queryKey: ["runbooks", filter],
    queryFn: ({ signal }) => get<{ items: readonly RunbookSummary[] }>(withQuery("/runbooks", filter), signal),
    staleTime: 30_000,
  });

export const runbookQuery = (id: string, version?: number) =>
  queryOptions({
    queryKey: ["runbook", id, version ?? null],
    queryFn: ({ signal }) => get<Runbook>(withQuery(`/runbooks/${encodeURIComponent(id)}`, { version }), signal),
    staleTime: 30_000,
  });

export const runbookVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["runbook", id, "versions"],
    queryFn: ({ signal }) => get<{ items: readonly RunbookVersion[] }>(`/runbooks/${encodeURIComponent(id)}/versions`, signal),
  });

export const runFiguresQuery = (id: string) =>
  queryOptions({
    queryKey: ["runbook", id, "runs"],
    queryFn: ({ signal }) => get<RunFigures>(`/runbooks/${encodeURIComponent(id)}/runs`, signal),
  });

/** Public articles, for whoever has not signed in. */
export const helpQuery = (q: string, language: Language) =>
  queryOptions({
    queryKey: ["help", q, language],
    queryFn: ({ signal }) => get<{ provider: string; items: readonly HelpItem[] }>(withQuery("/help", { q, language }), signal),
    staleTime: 60_000,
  });

export const helpArticleQuery = (slug: string, language: Language) =>
  queryOptions({
    queryKey: ["help", "article", slug, language],
    queryFn: ({ signal }) => get<HelpArticle>(withQuery(`/help/${encodeURIComponent(slug)}`, { language }), signal),
    staleTime: 60_000,
  });

export const createArticle = (article: NewArticle): Promise<Manuscript> => post("/articles", article);

type Noun = keyof typeof shape.articleNouns;
export type ArticleOrder<N extends Noun> = z.input<(typeof shape.articleNouns)[N]["body"]>;

/** Any verb of an article: `changeArticle(id, "publications", { language: "fr" })`. `seq`, when given, refuses what somebody else changed meanwhile. */
export const changeArticle = async <N extends Noun>(id: string, noun: N, body: ArticleOrder<N>, seq?: number): Promise<Manuscript> =>
  (
    await request<Manuscript>("POST", `${base}/articles/${encodeURIComponent(id)}/${noun}`, {
      body,
      ...(seq === undefined ? {} : { ifMatch: seq }),
    })
  ).value;

/** Was this helpful? Once for each reader and version; saying it again changes what was said. */
export const answerArticle = (id: string, answer: z.input<typeof shape.feedbackOrderSchema>): Promise<{ done: boolean }> =>
  post(`/articles/${encodeURIComponent(id)}/feedback`, answer);

/** Tells that it is being read, and how the reader came to it. */
export const recordView = (id: string, view: z.input<typeof shape.viewOrderSchema>): Promise<{ done: boolean }> =>
  post(`/articles/${encodeURIComponent(id)}/views`, view);

export const settleFeedback = (id: string, feedbackId: string, isSettled: boolean): Promise<{ done: boolean }> =>
  post(`/articles/${encodeURIComponent(id)}/feedback/${encodeURIComponent(feedbackId)}/settlement`, { isSettled });

export const createRunbook = (runbook: RunbookOrder): Promise<Runbook> => post("/runbooks", runbook);
export const changeRunbook = async (id: string, runbook: RunbookOrder): Promise<Runbook> =>
  (await request<Runbook>("PUT", `${base}/runbooks/${encodeURIComponent(id)}`, { body: runbook })).value;
export const retireRunbook = (id: string, isRetired: boolean): Promise<Runbook> =>
  post(`/runbooks/${encodeURIComponent(id)}/${isRetired ? "retirement" : "revival"}`);

/** What an article made of a resolved ticket would say; nothing is stored yet. */
export const proposeArticle = (ticketId: number): Promise<ArticleProposal> => post(`/tickets/${ticketId}/article-draft`);

export const exportKnowledge = async (): Promise<{ exportedAt: string; files: readonly { path: string; text: string }[] }> =>
  (await request<{ exportedAt: string; files: readonly { path: string; text: string }[] }>("GET", `${base}/knowledge/export`)).value;
