/** The coverage proof as the server tells of it: promises with their days, and gaps. */
import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";
import type { CoverageView, GapListView, GapView, PromiseView, RemedyView } from "#server/oncall/coverage-schema.ts";
import { request, withQuery } from "./request.ts";

export type { CoverageView, GapView, PromiseView, RemedyView };

const base = "/api/v1/oncall/coverage";

/** Gaps close when somebody verifies a channel, which no change of the rota or the model tells. */
const againEveryMs = 60_000;

export const promisesQuery = (customer: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["rota", "coverage", "promises", customer ?? ""],
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }) =>
      (await request<CoverageView>("GET", withQuery(base, { customer, limit: 60, cursor: pageParam ?? undefined }), { signal })).value,
    getNextPageParam: ({ next }) => next,
    refetchInterval: againEveryMs,
  });

export const gapsQuery = (customer: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["rota", "coverage", "gaps", customer ?? ""],
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }) =>
      (await request<GapListView>("GET", withQuery(`${base}/gaps`, { customer, limit: 30, cursor: pageParam ?? undefined }), { signal }))
        .value,
    getNextPageParam: ({ next }) => next,
    refetchInterval: againEveryMs,
  });

/** The items of all pages read so far. */
export const itemsOf = <T>(data: InfiniteData<{ items: readonly T[] }> | undefined): T[] =>
  (data?.pages ?? []).flatMap(({ items }) => items);
