/** What providers report of messages that they took. */
import type { Receipt } from "#server/channels/driver.ts";
import type { Door } from "#server/database/door.ts";

/**
 * Writes receipts to the attempts that they speak of; a line that was reported as failed goes on to its next gateway, or the delivery to
 * its next channel. `gatewayId` null looks among all gateways (a bounce tells no gateway, only our Message-ID).
 */
export async function takeReceipts(door: Door, gatewayId: string | null, receipts: readonly Receipt[]): Promise<void> {
  if (receipts.length === 0) return;
  throw new Error(`${door.clock()} ${gatewayId}`);
}
