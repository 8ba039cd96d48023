/** The tables of short messages (0014) as Kysely sees them. */
import type { Generated } from "kysely";
import type { Channel } from "#core/notification/channel.ts";

export type MessageState = "received" | "filed" | "held" | "dropped";

export type MessagesTable = {
  customer_id: Generated<string>;
  id: Generated<number>;
  gateway: string;
  channel: Channel;
  address: string;
  message_key: string;
  text: string;
  state: Generated<MessageState>;
  reason: string | null;
  ticket_id: number | null;
  received_at: number;
};

export type ConversationTables = {
  messages: MessagesTable;
  message_senders: { customer_id: string; channel: Channel; address: string; contact: string | null; added_at: number };
};
