/** Coming in and going out. */
import { queryOptions } from "@tanstack/react-query";
import { request, withQuery } from "./request.ts";

export async function signIn(credentials: { email: string; password: string }): Promise<void> {
  await request("POST", "/api/v1/session", { body: credentials });
}

export async function signOut(): Promise<void> {
  await request("DELETE", "/api/v1/session");
}

/** Whom a one-time link is for: nobody yet (the first administrator), or a person who was invited. */
export const linkQuery = (token: string) =>
  queryOptions({
    queryKey: ["welcome", token],
    queryFn: async ({ signal }) =>
      (await request<{ name: string | null; email: string | null }>("GET", withQuery("/api/v1/welcome", { token }), { signal })).value,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** Uses the one-time link and signs in. */
export async function redeemLink(order: { token: string; name: string; email: string; password: string }): Promise<void> {
  await request("POST", "/api/v1/welcome", { body: order });
}
