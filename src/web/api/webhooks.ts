/** Webhooks: where events go, and what became of each. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { WebhookDeliveryView, WebhookView, WholeWebhookDeliveryView } from "#server/webhook/schema.ts";
import { request } from "./request.ts";

export type { WebhookDeliveryView, WebhookView, WholeWebhookDeliveryView };
export type DeliveryState = WebhookDeliveryView["state"];

const base = "/api/v1/webhooks";

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: async ({ signal }) => (await request<{ items: readonly WebhookView[] }>("GET", base, { signal })).value.items,
  // How they stand changes by itself.
  refetchInterval: 15_000,
});

export const eventTypesQuery = queryOptions({
  queryKey: ["webhook-event-types"],
  queryFn: async ({ signal }) => (await request<{ items: readonly string[] }>("GET", `${base}/event-types`, { signal })).value.items,
  staleTime: Number.POSITIVE_INFINITY,
});

type DeliveryPage = { items: readonly WebhookDeliveryView[]; next: string | null };

export const deliveriesQuery = (id: string, state: DeliveryState | null) =>
  infiniteQueryOptions({
    queryKey: ["webhooks", id, "deliveries", state],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const asked = new URLSearchParams({ ...(state === null ? {} : { state }), ...(pageParam === "" ? {} : { cursor: pageParam }) });
      return (await request<DeliveryPage>("GET", `${base}/${id}/deliveries?${asked}`, { signal })).value;
    },
    getNextPageParam: ({ next }) => next,
    refetchInterval: 5_000,
  });

export const deliveryQuery = (id: string, delivery: number) =>
  queryOptions({
    queryKey: ["webhooks", id, "deliveries", "one", delivery],
    queryFn: async ({ signal }) =>
      (await request<WholeWebhookDeliveryView>("GET", `${base}/${id}/deliveries/${delivery}`, { signal })).value,
    refetchInterval: 5_000,
  });

export type WebhookOrder = { name: string; url: string; customer: string | null; patterns: readonly string[]; hasPersonal: boolean };

/** The secret is shown this once. */
export const createWebhook = async (body: WebhookOrder): Promise<{ webhook: WebhookView; secret: string }> =>
  (await request<{ webhook: WebhookView; secret: string }>("POST", base, { body })).value;

export const changeWebhook = async (id: string, body: Partial<WebhookOrder> & { isEnabled?: boolean }): Promise<WebhookView> =>
  (await request<WebhookView>("PATCH", `${base}/${id}`, { body })).value;

export async function removeWebhook(id: string): Promise<void> {
  await request("DELETE", `${base}/${id}`);
}

export const rotateSecret = async (id: string): Promise<{ secret: string; overlapsUntil: string }> =>
  (await request<{ secret: string; overlapsUntil: string }>("POST", `${base}/${id}/secret`)).value;

/** Gives the delivery's number. */
export const testWebhook = async (id: string): Promise<number> =>
  (await request<{ delivery: number }>("POST", `${base}/${id}/test`)).value.delivery;

export const replayDelivery = async (id: string, delivery: number): Promise<number> =>
  (await request<{ delivery: number }>("POST", `${base}/${id}/deliveries/${delivery}/replay`)).value.delivery;

export async function replaySince(id: string, since: string): Promise<void> {
  await request("POST", `${base}/${id}/replays`, { body: { since } });
}
