/** How being on call is spread over people, and the limits that it breaks, as the server counts them. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { LimitFinding, Measure, OnCallLimits, OnCallLoad } from "#server/oncall/routes-load.ts";
import { request, withQuery } from "./request.ts";

export type { LimitFinding, Measure, OnCallLimits, OnCallLoad };
export type LoadRow = OnCallLoad["rows"][number];

type Stretch = { from: number; to: number };
const iso = ({ from, to }: Stretch) => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });

export const loadQuery = (stretch: Stretch, schedule?: string) =>
  queryOptions({
    queryKey: ["rota", "load", stretch.from, stretch.to, schedule ?? null],
    queryFn: async ({ signal }) =>
      (await request<OnCallLoad>("GET", withQuery("/api/v1/oncall/load", { ...iso(stretch), schedule }), { signal })).value,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const limitsQuery = (stretch: Stretch) =>
  queryOptions({
    queryKey: ["rota", "limits", stretch.from, stretch.to],
    queryFn: async ({ signal }) => (await request<OnCallLimits>("GET", withQuery("/api/v1/oncall/limits", iso(stretch)), { signal })).value,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
