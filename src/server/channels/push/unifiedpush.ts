/**
 * UnifiedPush (server interface SERV_1.2.0): the phone's own distributor takes the push, from a server that its owner chose. A subscription
 * with keys is encrypted and signed as web push is; a bare endpoint of an older app gets the same content in the clear.
 */
import { z } from "@hono/zod-openapi";
import { defineDriver } from "#server/channels/driver.ts";
import { isTaken } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";
import { pushContent } from "#server/channels/push/push-content.ts";
import { readSubscription, subscriptionAddress } from "#server/channels/push/subscription.ts";
import { pushSettings, pushTo } from "#server/channels/push/vapid.ts";
import type { Outside } from "#server/outside/outside.ts";

export const unifiedPush = defineDriver({
  name: "unifiedpush",
  title: "UnifiedPush",
  channel: "unifiedpush",
  // The app shows what it is given: the specification knows no repetition.
  isIdempotent: false,
  givesReceipts: false,
  settings: pushSettings,
  secrets: ["privateKey"],
  address: subscriptionAddress(
    false,
    "Write the endpoint that the app shows, https://push.example.com/UP?id=… for instance, or its subscription as JSON.",
  ),
  async send(sending) {
    const { address, message, key, outside, signal } = sending;
    const subscription = readSubscription(address);
    if (subscription === null) return { outcome: "failed-for-good", said: "This is no endpoint.", blames: "address" };
    // The first time only: whoever writes an address of our own network as an endpoint is found out before anything is sent.
    if (message.purpose === "code" && !(await isEndpoint(subscription.endpoint, outside, signal))) {
      return { outcome: "failed-for-good", said: "The server does not say that it speaks UnifiedPush.", blames: "address" };
    }
    const outcome = await pushTo(subscription, sending, pushContent({ message, key, receipt: null }));
    return outcome.outcome === "sent" ? { ...outcome, providerId: null } : outcome;
  },
});

/** Discovery: a GET of the endpoint answers `{"unifiedpush":{"version":1}}`. */
async function isEndpoint(endpoint: string, outside: Outside, signal: AbortSignal): Promise<boolean> {
  const answer = await outside.request({ method: "GET", url: endpoint, signal });
  return isTaken(answer) && z.object({ unifiedpush: z.object({ version: z.literal(1) }) }).safeParse(jsonOf(answer)).success;
}
