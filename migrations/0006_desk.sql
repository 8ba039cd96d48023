-- What lies beside tickets: files, drafts, who has a ticket before them, canned replies and macros; and time found quickly in the log.

-- A file is of nobody's ticket until a message takes it: `owner` alone sees it then, and a loop deletes it after a day.
create table attachments (
  customer_id text not null,
  id text primary key,
  owner text not null,
  ticket_id bigint,
  is_internal boolean not null default false,
  name text not null,
  type text not null,
  bytes bigint not null default 0,
  sha256 text,
  is_complete boolean not null default false,
  created_at bigint not null
);
create index attachments_of_ticket on attachments (ticket_id) where ticket_id is not null;
create index attachments_waiting on attachments (owner, created_at) where ticket_id is null;
create index attachments_waiting_since on attachments (created_at) where ticket_id is null;

-- In parts, so that neither coming nor going is a file ever whole in memory. What is sent is mostly packed already: it is not packed again.
create table attachment_parts (
  customer_id text not null,
  attachment_id text not null references attachments on delete cascade,
  number integer not null,
  bytes bytea not null,
  primary key (attachment_id, number)
);
alter table attachment_parts alter column bytes set storage external;

create table drafts (
  customer_id text not null,
  owner text not null,
  key text not null,
  value json not null,
  updated_at bigint not null,
  primary key (owner, key)
);
create index drafts_by_age on drafts (updated_at);

-- Worth nothing after half a minute, so nothing of it is written to the journal.
create unlogged table presences (
  customer_id text not null,
  ticket_id bigint not null,
  person text not null,
  name text not null,
  state text not null check (state in ('reading', 'writing')),
  since bigint not null,
  expires_at bigint not null,
  primary key (ticket_id, person)
);
create index presences_by_age on presences (expires_at);

-- Canned replies and macros, one's own or shared. Of the provider: customer_id is always '', which only its own people and the workers see.
create table desk_tools (
  customer_id text not null default '' check (customer_id = ''),
  id text primary key,
  kind text not null check (kind in ('canned-reply', 'macro')),
  owner text not null,
  name text not null,
  -- What one types for it: a shortcut, or keys.
  mark text,
  -- The texts by language, or the actions.
  content json not null,
  team text,
  is_shared boolean not null,
  updated_at bigint not null
);
create index desk_tools_of_owner on desk_tools (kind, owner);
create index desk_tools_shared on desk_tools (kind) where is_shared;

call isolate_by_customer('attachments', 'attachment_parts', 'drafts', 'presences', 'desk_tools');

create index events_of_time on events (customer_id, position) where type in ('ticket.time-logged', 'ticket.time-corrected');

grant select, insert, update, delete on attachments, attachment_parts, drafts, presences, desk_tools to guardia_app;
