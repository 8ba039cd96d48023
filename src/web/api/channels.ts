/** Channels: the gateways by which people are reached, and what drivers there are. */
import { queryOptions } from "@tanstack/react-query";
import type { DriverView, GatewayView, TestResult } from "#server/channels/schema.ts";
import { request } from "./request.ts";

export type { DriverView, GatewayView, TestResult };
export type Channel = GatewayView["channel"];

const base = "/api/v1";

export const gatewaysQuery = queryOptions({
  queryKey: ["gateways"],
  queryFn: async ({ signal }) => (await request<{ items: readonly GatewayView[] }>("GET", `${base}/gateways`, { signal })).value.items,
  // Their health changes by itself.
  refetchInterval: 15_000,
});

export const driversQuery = queryOptions({
  queryKey: ["gateway-drivers"],
  queryFn: async ({ signal }) =>
    (await request<{ items: readonly DriverView[] }>("GET", `${base}/gateway-drivers`, { signal })).value.items,
  staleTime: Number.POSITIVE_INFINITY,
});

export type Settings = Readonly<Record<string, string | number | boolean | null>>;

/** `driver` by its name; what is left out of `settings` has the driver's default. */
export const addGateway = async (body: { name: string; driver: string; isEnabled: boolean; settings: Settings }): Promise<GatewayView> =>
  (await request<GatewayView>("POST", `${base}/gateways`, { body })).value;

/** Secrets that are left out stay as they are. */
export const changeGateway = async (id: string, body: { name: string; isEnabled: boolean; settings?: Settings }): Promise<GatewayView> =>
  (await request<GatewayView>("PUT", `${base}/gateways/${id}`, { body })).value;

export async function removeGateway(id: string): Promise<void> {
  await request("DELETE", `${base}/gateways/${id}`);
}

/** The order in which a channel asks its gateways, all of them. */
export async function orderGateways(channel: Channel, ids: readonly string[]): Promise<void> {
  await request("POST", `${base}/gateways/order`, { body: { channel, ids } });
}

export const probeGateway = async (id: string): Promise<{ isWell: boolean; said: string }> =>
  (await request<{ isWell: boolean; said: string }>("POST", `${base}/gateways/${id}/probe`)).value;

export const testGateway = async (id: string, address: string): Promise<TestResult> =>
  (await request<TestResult>("POST", `${base}/gateways/${id}/test`, { body: { address } })).value;
