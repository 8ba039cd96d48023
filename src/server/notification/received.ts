/** What came in at a gateway, by its hook or fetched: receipts are written down, replies acted upon, and whoever replied is told. */
import { createHash } from "node:crypto";
import type { HookAnswer, Received, Reply, ReplyResult } from "#server/channels/driver.ts";
import type { Gateway } from "#server/channels/gateways.ts";
import { takeMessage } from "#server/conversation/file-message.ts";
import type { Door } from "#server/database/door.ts";
import { takeReceipts } from "#server/notification/receipts.ts";
import { takeReply, viaOf } from "#server/notification/replies.ts";

/**
 * Takes it all; gives what the provider is answered with, null for nothing particular. What somebody writes who may not answer pages is a
 * message of a customer's, and is filed as one.
 */
export async function takeReceived(
  door: Door,
  gateway: Pick<Gateway, "id" | "channel">,
  { receipts, replies, answer, tell, forget }: Received,
  log: (line: string) => void,
): Promise<HookAnswer | null> {
  await takeReceipts(door, gateway.id, receipts);
  const results: ReplyResult[] = [];
  for (const reply of replies) {
    const result = await takeReply(door, { channel: gateway.channel, reply, via: viaOf(gateway.channel) });
    if (result.kind === "unknown-sender" && isMessage(gateway, reply)) await takeMessage(door, messageOf(gateway, reply));
    else results.push(result);
  }
  // Both are the provider's affair: that they fail undoes nothing of what was taken.
  await tell?.(results).catch((error: unknown) => log(`Telling at the gateway ${gateway.id} failed: ${wordsOf(error)}`));
  await forget?.().catch((error: unknown) => log(`Removing what was taken at the gateway ${gateway.id} failed: ${wordsOf(error)}`));
  return answer?.(results) ?? null;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : "it failed");

/** A pressed key or button is no message. */
const isMessage = ({ channel }: Pick<Gateway, "channel">, { pageId }: Reply): boolean =>
  pageId === null && channel !== "voice" && channel !== "email" && viaOf(channel) !== "push";

const messageOf = ({ id, channel }: Pick<Gateway, "id" | "channel">, { address, text, providerId, id: own }: Reply) => ({
  ...{ gateway: id, channel, address, text },
  key: own ?? providerId ?? createHash("sha256").update(`${address}\n${text}`).digest("hex"),
});
