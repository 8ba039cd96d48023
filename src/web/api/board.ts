/** The manager's board as the server counts it. */
import { queryOptions } from "@tanstack/react-query";
import type { Board } from "#server/board/schema.ts";
import { request, withQuery } from "./request.ts";

export type { Board };

export type BoardFilter = { customer?: string | undefined; team?: string | undefined; days: number; zone: string };

export const boardQuery = (filter: BoardFilter) =>
  queryOptions({
    queryKey: ["board", filter],
    queryFn: async ({ signal }) => (await request<Board>("GET", withQuery("/api/v1/board", filter), { signal })).value,
    // Shares consumed move with the minutes; nobody steers by seconds.
    refetchInterval: 60_000,
    staleTime: 15_000,
    placeholderData: (before) => before,
  });
