/** The inbox inside the application: what agreements want told reaches the people they name. Other channels come beside it. */

import { resolveRecipients } from "#core/notification/recipient.ts";
import type { NotificationCause } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { TopicWork } from "#server/worker/outbox.ts";

type Payload = { ticketId: number; recipients: string[]; cause: NotificationCause; at: Instant };

/** Puts one notification into each recipient's inbox, resolved by the model in force at the fact's instant. */
export function fillInbox(door: Pick<Door, "book">): TopicWork {
  return async (rows, db) => {
    const book = await door.book();
    const notifications = rows.flatMap(({ customerId, payload }) => {
      const { ticketId, recipients, cause, at } = payload as Payload;
      return resolveRecipients(recipients, book.documentAt(at), customerId).map((recipient) => ({
        customer_id: customerId,
        recipient,
        ticket_id: ticketId,
        cause: JSON.stringify(cause),
        at,
        read_at: null,
      }));
    });
    if (notifications.length > 0) await db.insertInto("notifications").values(notifications).execute();
  };
}
