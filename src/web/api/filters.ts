/** Saved filters: a query with a name, one's own or shared with everybody at the desk. */
import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";

export const listOrders = ["next-breach", "newest", "rank", "priority", "updated"] as const;
export type ListOrder = (typeof listOrders)[number];

export type SavedFilter = {
  id: string;
  name: string;
  query: string;
  order: ListOrder;
  isShared: boolean;
  /** Of whom it is; null when the person is gone. */
  owner: string | null;
  isOwn: boolean;
  /** Offered to those of this team; null to everybody. */
  team: string | null;
  position: number;
};

/** Sharing needs `shared:write`. */
export type FilterDraft = Pick<SavedFilter, "name" | "query"> & Partial<Pick<SavedFilter, "order" | "isShared" | "team" | "position">>;

const path = "/api/v1/filters";

export const filtersQuery = queryOptions({
  queryKey: ["filters"],
  queryFn: async ({ signal }) => (await request<{ items: readonly SavedFilter[] }>("GET", path, { signal })).value.items,
  staleTime: 60_000,
});

export const createFilter = async (draft: FilterDraft): Promise<SavedFilter> =>
  (await request<SavedFilter>("POST", path, { body: draft })).value;

export const changeFilter = async (id: string, draft: Partial<FilterDraft>): Promise<SavedFilter> =>
  (await request<SavedFilter>("PATCH", `${path}/${encodeURIComponent(id)}`, { body: draft })).value;

export const removeFilter = async (id: string): Promise<void> => {
  await request<unknown>("DELETE", `${path}/${encodeURIComponent(id)}`);
};
