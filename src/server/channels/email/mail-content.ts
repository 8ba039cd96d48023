/** A letter as it is handed to an SMTP gateway. */
import type { Readable } from "node:stream";

export type MailContent = {
  /** `Acme support <support@example.com>`; null for the gateway's own sender. */
  from: string | null;
  /** To the person's name beside the address. */
  toName: string | null;
  replyTo: string | null;
  subject: string;
  text: string;
  html: string;
  /** With angle brackets; the same when it is sent again. */
  messageId: string;
  inReplyTo: string | null;
  references: readonly string[];
  headers: Readonly<Record<string, string>>;
  /** Files of the store, or pictures of the letter itself; `open` reads one while it is sent. */
  attachments: readonly MailAttachment[];
};

/** `contentId`: where the letter shows it as a picture (`cid:`). */
export type MailAttachment = { name: string; type: string; contentId: string | null; open(): Readable | Buffer };
