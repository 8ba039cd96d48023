-- Mail in: where it comes from, every message as it came, and who writes about which ticket.

-- Of the provider. A password lies sealed beside the settings.
create table mailboxes (
  id text primary key,
  name text not null,
  -- In lower case; `aliases` are further addresses under which the same box is written to.
  address text not null unique,
  aliases text[] not null default '{}',
  kind text not null check (kind in ('imap', 'smtp', 'api')),
  settings json not null,
  sealed_password text,
  policy json not null,
  is_enabled boolean not null default true,
  -- Up to where an IMAP folder was read: numbers count only under their validity (RFC 9051, 2.3.1.1).
  uid_validity bigint,
  last_uid bigint not null default 0,
  -- One node at a time watches it.
  lease_holder text,
  lease_until bigint,
  state json not null default '{}',
  created_at bigint not null
);

-- Written whole before the server that brings it hears that we have it. customer_id '' until it is known whose it is.
create table mails (
  customer_id text not null default '',
  id bigint generated always as identity primary key,
  -- '' for what came through the API without naming one.
  mailbox_id text not null,
  -- Message-ID and sender, or a digest of the whole where there is no id: the same twice is one row.
  message_key text not null,
  message_id text,
  state text not null default 'received' check (state in ('received', 'filed', 'held', 'dropped')),
  kind text,
  -- Why it is held or dropped, or by what it found its ticket.
  reason text,
  ticket_id bigint,
  -- The version of the ticket that its message made.
  ticket_seq integer,
  -- Whether an automatic answer may be sent to it: never to machines, bounces, loops and storms (RFC 3834).
  is_answerable boolean not null default false,
  sender text,
  sender_name text,
  subject text,
  received_at bigint not null,
  envelope json not null,
  details json,
  raw_bytes integer not null,
  -- When it is next looked at; whoever files it moves this on first, so that it is taken up again if they die.
  due_at bigint,
  tries integer not null default 0,
  unique (mailbox_id, message_key)
) with (fillfactor = 80);
create index mails_due on mails (due_at, id) where due_at is not null;
create index mails_by_message on mails (message_id) where message_id is not null;
create index mails_of_ticket on mails (ticket_id, id) where ticket_id is not null;
create index mails_of_sender on mails (sender, received_at) where sender is not null;
create index mails_of_mailbox on mails (mailbox_id, received_at);
create index mails_put_aside on mails (state, id) where state in ('held', 'dropped');

create table mail_sources (
  customer_id text not null default '',
  mail_id bigint primary key references mails on delete cascade,
  bytes bytea not null
);
alter table mail_sources alter column bytes set storage external;

-- Who writes about a ticket by mail and is written to: the requester as they signed, and whom they copied.
create table ticket_addresses (
  customer_id text not null,
  ticket_id bigint not null,
  address text not null,
  name text,
  role text not null check (role in ('requester', 'cc')),
  added_at bigint not null,
  primary key (ticket_id, address)
);

call isolate_by_customer('mails', 'mail_sources', 'ticket_addresses');
grant select, insert, update, delete on mailboxes, mails, mail_sources, ticket_addresses to guardia_app;
