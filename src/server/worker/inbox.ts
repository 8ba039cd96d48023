/** The inbox inside the application: what agreements want told reaches the people they name, there and by their channels. */
import { resolveRecipients } from "#core/notification/recipient.ts";
import type { NotificationCause } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { addDeliveries, type NewDelivery } from "#server/notification/delivery-store.ts";
import type { TopicWork } from "#server/worker/outbox.ts";

type Payload = { ticketId: number; recipients: string[]; cause: NotificationCause; at: Instant };

/** What happened so long ago (a node that slept, a restored backup) waits in the inbox and rings nowhere. */
const tooLateMs = 24 * 3_600_000;
/** Whom a delivery can be for: what the model does not know stands in the inbox alone. */
const isSomebody = (recipient: string): boolean => /^(person|contact|schedule):/.test(recipient);

/** Puts one notification into each recipient's inbox, resolved by the model in force at the fact's instant, and has them told. */
export function fillInbox(door: Pick<Door, "book" | "clock">): TopicWork {
  return async (rows, db) => {
    const book = await door.book();
    const now = door.clock();
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
    const told = notifications
      .filter(({ recipient, at }) => isSomebody(recipient) && now - at < tooLateMs)
      .map(({ customer_id: customerId, recipient, ticket_id: ticketId, cause, at }): NewDelivery => {
        const content = { kind: "notice", cause: JSON.parse(cause) as NotificationCause };
        return { customerId, purpose: "notice", recipient, ticketId, urgency: "low", wantedAt: at, content };
      });
    await addDeliveries(db, told);
    if (notifications.length > 0) await db.insertInto("notifications").values(notifications).execute();
  };
}
