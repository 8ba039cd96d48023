/** What the address of the room says: whose log is open, and which delivery. */

export type WebhooksAddress = { webhook?: string; delivery?: number };

export function readWebhooksAddress(search: Record<string, unknown>): WebhooksAddress {
  const delivery = Number(search.delivery);
  return {
    ...(typeof search.webhook === "string" && /^[\w-]{1,100}$/.test(search.webhook) ? { webhook: search.webhook } : {}),
    ...(Number.isSafeInteger(delivery) && delivery > 0 ? { delivery } : {}),
  };
}
