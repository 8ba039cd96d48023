/** What a delivery says, worded at the moment it is sent: one composer for each kind of content. */
import { composeTicketMail } from "#server/channels/email/compose-ticket-mail.ts";
import { composeTicketMessage } from "#server/conversation/outgoing.ts";
import { composeAlarm, composeCode, composeNotice, composePage, composeTest } from "#server/notification/compose.ts";
import type { Composer } from "#server/notification/composer.ts";

export type { Composer, ComposerTools } from "#server/notification/composer.ts";

/** By `content.kind`. Adding one is one line here. */
export const composers: Readonly<Record<string, Composer>> = {
  page: composePage,
  notice: composeNotice,
  test: composeTest,
  code: composeCode,
  alarm: composeAlarm,
  "ticket-mail": composeTicketMail,
  "ticket-message": composeTicketMessage,
};
