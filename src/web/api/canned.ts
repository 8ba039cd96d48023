/** Canned replies: texts with placeholders in the languages of those who read them, one's own or shared. */
import { queryOptions } from "@tanstack/react-query";
import type { Language } from "#core/model/document.ts";
import { request } from "./request.ts";

export type CannedReply = {
  id: string;
  name: string;
  /** Typed after a slash; null for none. */
  shortcut: string | null;
  texts: Partial<Record<Language, string>>;
  /** Offered to those of this team; null to everybody. */
  team: string | null;
  isShared: boolean;
  isOwn: boolean;
};

/** Sharing needs `shared:write`. */
export type CannedDraft = Pick<CannedReply, "name" | "texts"> & Partial<Pick<CannedReply, "shortcut" | "team" | "isShared">>;

const path = "/api/v1/canned-replies";
const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;

export const cannedQuery = queryOptions({
  queryKey: ["canned-replies"],
  queryFn: async ({ signal }) => (await request<{ items: readonly CannedReply[] }>("GET", path, { signal })).value.items,
  staleTime: 60_000,
});

export const createCanned = async (draft: CannedDraft): Promise<CannedReply> =>
  (await request<CannedReply>("POST", path, { body: draft })).value;

export const changeCanned = async (id: string, draft: Partial<CannedDraft>): Promise<CannedReply> =>
  (await request<CannedReply>("PATCH", pathOf(id), { body: draft })).value;

export const removeCanned = async (id: string): Promise<void> => {
  await request<unknown>("DELETE", pathOf(id));
};
