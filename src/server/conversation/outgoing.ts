/** Answers go back the way the customer spoke last: a public reply to a ticket that came by SMS or chat is sent there too. */

import { htmlToText } from "html-to-text";
import type { Kysely } from "kysely";
import type { Instant } from "#core/time/instant.ts";
import type { Message } from "#server/channels/driver.ts";
import type { ConversationTables } from "#server/conversation/tables.ts";
import { eventOf, type StoredEvent } from "#server/database/event-row.ts";
import type { Tables } from "#server/database/tables.ts";
import type { Composer } from "#server/notification/composer.ts";
import { addDeliveries } from "#server/notification/delivery-store.ts";

/** A public reply of ours, as the outbox tells of it. */
export type Answered = { customerId: string; ticketId: number; seq: number; at: Instant };

/** Adds a delivery for each answer whose ticket was last spoken in by SMS or chat; gives how many. */
export async function sendAnswers(db: Kysely<Tables>, answers: readonly Answered[]): Promise<number> {
  if (answers.length === 0) return 0;
  const rows = await db
    .withTables<ConversationTables>()
    .selectFrom("messages")
    .select(["ticket_id", "channel", "address"])
    .distinctOn("ticket_id")
    .where("ticket_id", "in", [...new Set(answers.map(({ ticketId }) => ticketId))])
    .orderBy("ticket_id")
    .orderBy("id", "desc")
    .execute();
  const ways = new Map(rows.map(({ ticket_id, ...way }) => [ticket_id, way]));
  const wanted = answers.flatMap(({ customerId, ticketId, seq, at }) => {
    const way = ways.get(ticketId);
    if (way === undefined || way.channel === "voice") return [];
    const { channel, address } = way;
    const content = { kind: "ticket-message", ticketId, seq };
    return [
      {
        ...{ customerId, purpose: "mail" as const, recipient: `address:${channel}:${address}`, ticketId, urgency: "low" as const },
        ...{ wantedAt: at, content, lines: [{ channel, address, at }] },
      },
    ];
  });
  return (await addDeliveries(db, wanted)).length;
}

/** What several SMS hold together; the rest is read in the portal. */
const longestShort = 600;

/** Words the reply that `content` names. Null when it is gone. */
export const composeTicketMessage: Composer = async ({ customerId, content, urgency, purpose }, { door, publicUrl, language }) => {
  const { ticketId, seq } = content as unknown as Answered;
  const row = await door.read("*", (db) =>
    db.selectFrom("events").selectAll().where("ticket_id", "=", ticketId).where("seq", "=", seq).executeTakeFirst(),
  );
  const event = row === undefined ? null : eventOf(row as unknown as StoredEvent);
  if (event === null || event.type !== "ticket.replied" || event.customerId !== customerId || event.text === "") return null;
  const text = event.format === "html" ? htmlToText(event.text, { wordwrap: false }) : event.text;
  const message: Message = {
    ...{ purpose, urgency, language, subject: `#${ticketId}`, text, link: null, pageId: null },
    short: shortened(`#${ticketId} ${text}`, `${publicUrl}/portal/tickets/${ticketId}`),
    spoken: text,
  };
  return message;
};

function shortened(text: string, link: string): string {
  if (text.length <= longestShort) return text;
  return `${text.slice(0, longestShort - link.length - 2).trimEnd()}… ${link}`;
}
