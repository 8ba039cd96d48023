/** What somebody is writing, kept by the server so that it survives a crash and a change of machine. */
import { queryOptions } from "@tanstack/react-query";
import { Problem } from "./problem.ts";
import { request } from "./request.ts";
import type { IsoInstant } from "./wire.ts";

/** `value` is the page's own: whatever JSON it needs to go on, up to 64 KiB. */
export type Draft<T = unknown> = { key: string; value: T; updatedAt: IsoInstant };

const path = "/api/v1/drafts";
const pathOf = (key: string): string => `${path}/${encodeURIComponent(key)}`;

/** `ticket:4711:public`, `ticket:4711:internal`, `intake`. */
export const draftKey = (ticketId: number, visibility: "public" | "internal"): string => `ticket:${ticketId}:${visibility}`;

/** Null when there is none. */
export const draftQuery = <T>(key: string) =>
  queryOptions({
    queryKey: ["drafts", key],
    queryFn: async ({ signal }): Promise<Draft<T> | null> => {
      try {
        return (await request<Draft<T>>("GET", pathOf(key), { signal })).value;
      } catch (error) {
        if (error instanceof Problem && error.code === "unknown-draft") return null;
        throw error;
      }
    },
  });

/** One's own, the last written first. */
export const draftsQuery = queryOptions({
  queryKey: ["drafts"],
  queryFn: async ({ signal }) => (await request<{ items: readonly Draft[] }>("GET", path, { signal })).value.items,
});

export const keepDraft = async <T>(key: string, value: T): Promise<Draft<T>> =>
  (await request<Draft<T>>("PUT", pathOf(key), { body: { value } })).value;

/** Harmless when there is none. */
export const dropDraft = async (key: string): Promise<void> => {
  await request<unknown>("DELETE", pathOf(key));
};
