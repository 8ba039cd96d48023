/** Webhooks and their deliveries as they are shown. */
import type { z } from "@hono/zod-openapi";
import { toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { wire } from "#server/http/wire.ts";
import { listWebhookDeliveries, oneWebhookDelivery } from "#server/webhook/log.ts";
import type { deliveryQuery, WebhookDeliveryView, WebhookView, WholeWebhookDeliveryView } from "#server/webhook/schema.ts";
import type { Webhook } from "#server/webhook/store.ts";

/** Without its secret, which nobody is shown twice. */
export const webhookView = (webhook: Webhook): WebhookView =>
  ({ ...wire(webhook), failingSince: webhook.failingSince === null ? null : toIso(webhook.failingSince) }) as WebhookView;

/** A page of what was sent, the newest first; `next` is the cursor of the page after it. Refuses `unknown-webhook`. */
export async function pageOfDeliveries(
  door: Door,
  webhook: string,
  { state, limit, cursor }: z.output<typeof deliveryQuery>,
): Promise<{ items: WebhookDeliveryView[]; next: string | null }> {
  const before = cursor === undefined ? null : Number(cursor);
  const found = await listWebhookDeliveries(door, webhook, { state: state ?? null, before, limit });
  const items = wire(found.slice(0, limit)) as WebhookDeliveryView[];
  return { items, next: found.length > limit ? String(items.at(-1)!.id) : null };
}

/** With its request and every answer. Refuses `unknown-webhook`, `unknown-webhook-delivery`. */
export const wholeDelivery = async (door: Door, webhook: string, delivery: number): Promise<WholeWebhookDeliveryView> =>
  wire(await oneWebhookDelivery(door, webhook, delivery)) as WholeWebhookDeliveryView;
