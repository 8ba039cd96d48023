/** A mailbox: one of our addresses, and how its messages reach us. */
import type { Instant } from "#core/time/instant.ts";

/** `imap`: we fetch them from a folder. `smtp`: our own listener takes them. `api`: a program brings them. */
export const mailboxKinds = ["imap", "smtp", "api"] as const;
export type MailboxKind = (typeof mailboxKinds)[number];

export const afterReading = ["seen", "move", "delete", "keep"] as const;

/** Of kind `imap`; the others have none (`{}`). */
export type ImapSettings = {
  host: string;
  port: number;
  /** `tls` from the first byte, `starttls` before the password, `none` only within one's own network. */
  security: "tls" | "starttls" | "none";
  user: string;
  folder: string;
  /** What becomes of a message once it is kept here. */
  after: (typeof afterReading)[number];
  moveTo: string | null;
  /** The name under which the mail server writes its Authentication-Results (RFC 8601): those alone are believed. */
  trustedServer: string | null;
};
export type MailboxSettings = ImapSettings | Record<string, never>;

export const unknownSenders = ["hold", "fallback", "drop"] as const;

export type MailboxPolicy = {
  /** What becomes of mail from somebody whom no customer knows. */
  unknownSenders: (typeof unknownSenders)[number];
  /** To whom belongs what has no owner; also where messages go that cannot be read. */
  fallbackCustomer: string | null;
  /** The service of tickets that are opened here. */
  service: string | null;
};

export const cautiousPolicy: MailboxPolicy = { unknownSenders: "hold", fallbackCustomer: null, service: null };

/** What the node that watches it last saw. */
export type MailboxState = {
  isConnected?: boolean;
  since?: Instant;
  /** In the server's words; null when all is well. */
  problem?: string | null;
};

export type Mailbox = {
  id: string;
  name: string;
  address: string;
  aliases: readonly string[];
  kind: MailboxKind;
  settings: MailboxSettings;
  policy: MailboxPolicy;
  isEnabled: boolean;
  state: MailboxState;
  hasPassword: boolean;
};
