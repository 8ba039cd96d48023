/** Coming in and going out. */
import { queryOptions } from "@tanstack/react-query";
import { signWith } from "./passkey.ts";
import { request, withQuery } from "./request.ts";

/** What is asked for next: nothing any more, or the second factor. */
export type Next = "second-factor" | null;

type Waiting = { next: "second-factor" } | undefined;

export async function signIn(credentials: { email: string; password: string }): Promise<Next> {
  return (await request<Waiting>("POST", "/api/v1/session", { body: credentials })).value?.next ?? null;
}

/** A code of the authenticator, or a recovery code, which is used up. */
export async function showSecondFactor(shown: { code: string } | { recoveryCode: string }): Promise<void> {
  await request("POST", "/api/v1/session/second-factor", { body: shown });
}

export async function signInByPasskey(): Promise<void> {
  const { value: options } = await request<{ challenge: string }>("POST", "/api/v1/session/passkey-challenge");
  await request("POST", "/api/v1/session/passkey", { body: { response: await signWith(options) } });
}

/** Leaves for an identity provider, which sends the person back to `back`. */
export async function leaveForProvider(id: string, back: string): Promise<void> {
  const { value } = await request<{ url: string }>("POST", `/api/v1/session/providers/${encodeURIComponent(id)}`, { body: { back } });
  window.location.assign(value.url);
}

export async function askForReset(email: string): Promise<void> {
  await request("POST", "/api/v1/session/forgotten", { body: { email } });
}

export async function signOut(): Promise<void> {
  await request("DELETE", "/api/v1/session");
}

export type Ways = { passkey: boolean; isResetMailed: boolean; providers: readonly { id: string; name: string }[] };

export const waysQuery = queryOptions({
  queryKey: ["ways"],
  queryFn: async ({ signal }) => (await request<Ways>("GET", "/api/v1/session/ways", { signal })).value,
  staleTime: 300_000,
});

export type Offered = { name: string | null; email: string | null; purpose: "invitation" | "reset" };

/** Whom a one-time link is for: nobody yet (the first administrator), or a person we know. */
export const linkQuery = (token: string) =>
  queryOptions({
    queryKey: ["welcome", token],
    queryFn: async ({ signal }) => (await request<Offered>("GET", withQuery("/api/v1/welcome", { token }), { signal })).value,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** Uses the one-time link. */
export async function redeemLink(order: { token: string; name?: string; email?: string; password: string }): Promise<Next> {
  return (await request<{ next: Next }>("POST", "/api/v1/welcome", { body: order })).value.next;
}
