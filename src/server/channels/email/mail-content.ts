/** A letter as it is handed to an SMTP gateway. */

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
  /** Ids of files in the store, read when it is sent. */
  attachments: readonly { id: string; name: string; type: string; contentId: string | null }[];
};
