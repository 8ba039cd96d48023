/** Delivery reports that come back as mail are receipts of our letters. */
import { readDeliveryReport } from "#core/mail/bounce.ts";
import type { Letter } from "#core/mail/letter.ts";
import type { Door } from "#server/database/door.ts";
import { takeReceipts } from "#server/notification/receipts.ts";

/**
 * Tells the deliveries what became of a letter of ours. Whoever knows its Message-ID was sent it or carried it; a report that names
 * nothing of ours changes nothing.
 */
export async function takeReport({ door }: { door: Door }, letter: Letter): Promise<void> {
  const report = readDeliveryReport(letter.deliveryStatus, letter.returned);
  if (report === null || report.messageId === null) return;
  const { messageId: providerId } = report;
  const fate = report.fates.find(({ action }) => action === "failed") ?? report.fates.find(({ action }) => action === "delivered");
  if (fate === undefined) return;
  await takeReceipts(door, null, [
    { providerId, state: fate.action === "failed" ? "failed" : "delivered", said: fate.said, at: door.clock() },
  ]);
}
