/** The tables of mail (0012) as Kysely sees them. */
import type { Generated, JSONColumnType } from "kysely";
import type { Envelope, MailDetails, MailState } from "#server/mail/mail.ts";
import type { MailboxKind, MailboxPolicy, MailboxSettings, MailboxState } from "#server/mail/mailbox.ts";

export type MailTables = {
  mailboxes: {
    id: string;
    name: string;
    address: string;
    aliases: string[];
    kind: MailboxKind;
    settings: JSONColumnType<MailboxSettings>;
    sealed_password: string | null;
    policy: JSONColumnType<MailboxPolicy>;
    is_enabled: boolean;
    uid_validity: number | null;
    last_uid: Generated<number>;
    lease_holder: string | null;
    lease_until: number | null;
    state: JSONColumnType<MailboxState>;
    created_at: number;
  };
  mails: {
    customer_id: Generated<string>;
    id: Generated<number>;
    mailbox_id: string;
    message_key: string;
    message_id: string | null;
    state: Generated<MailState>;
    kind: string | null;
    reason: string | null;
    ticket_id: number | null;
    ticket_seq: number | null;
    is_answerable: Generated<boolean>;
    sender: string | null;
    sender_name: string | null;
    subject: string | null;
    received_at: number;
    envelope: JSONColumnType<Envelope>;
    details: JSONColumnType<MailDetails> | null;
    raw_bytes: number;
    due_at: number | null;
    tries: Generated<number>;
  };
  mail_sources: { customer_id: Generated<string>; mail_id: number; bytes: Buffer };
  ticket_addresses: {
    customer_id: string;
    ticket_id: number;
    address: string;
    name: string | null;
    role: "requester" | "cc";
    added_at: number;
  };
};
