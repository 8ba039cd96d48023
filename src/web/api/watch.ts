/** The watch over Guardia itself. */
import { queryOptions } from "@tanstack/react-query";
import type { FindingView, TestRunView, WatchSettingsView, WatchView } from "#server/watch/schema.ts";
import { request } from "./request.ts";

export type { FindingView, TestRunView, WatchView };
export type Ping = WatchSettingsView["pings"][number];
export type Witness = WatchSettingsView["witnesses"][number];
export type WatchTest = WatchSettingsView["tests"][number];

const base = "/api/v1/watch";

export const watchQuery = queryOptions({
  queryKey: ["watch"],
  queryFn: async ({ signal }) => (await request<WatchView>("GET", base, { signal })).value,
  // It is audited every ten seconds.
  refetchInterval: 5_000,
});

export const watchSettingsQuery = queryOptions({
  queryKey: ["watch", "settings"],
  queryFn: async ({ signal }) => (await request<WatchSettingsView>("GET", `${base}/settings`, { signal })).value,
  refetchInterval: 15_000,
});

export async function addPing(body: { name: string; url: string; method: "GET" | "POST"; everyMs: number }): Promise<void> {
  await request("POST", `${base}/pings`, { body });
}

export type WitnessOrder = { name: string; url: string | null; missingAfterMs: number };

export const addWitness = async (body: WitnessOrder): Promise<Witness> =>
  (await request<Witness>("POST", `${base}/witnesses`, { body })).value;

export const changeWitness = async (id: string, body: WitnessOrder): Promise<Witness> =>
  (await request<Witness>("PATCH", `${base}/witnesses/${id}`, { body })).value;

export async function addTest(body: { target: string; wallTime: string; days: number[]; withinMs: number; zone?: string }): Promise<void> {
  await request("POST", `${base}/tests`, { body });
}

/** Gives the page's number. */
export const sendTestPage = async (body: { target: string; withinMs: number }): Promise<number> =>
  (await request<{ pageId: number }>("POST", `${base}/test-pages`, { body })).value.pageId;

export async function removeWatch(kind: "pings" | "witnesses" | "tests", id: string): Promise<void> {
  await request("DELETE", `${base}/${kind}/${id}`);
}
