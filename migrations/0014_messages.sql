-- Short messages from outside (SMS, chat): each is stored before its provider hears that we have it, then finds its ticket.

create table messages (
  customer_id text not null default '',
  id bigint generated always as identity primary key,
  gateway text not null,
  channel text not null,
  address text not null,
  -- The provider's own name for it, or a digest of what it says: the same twice is one row.
  message_key text not null,
  text text not null,
  state text not null default 'received' check (state in ('received', 'filed', 'held', 'dropped')),
  reason text,
  ticket_id bigint,
  received_at bigint not null,
  unique (gateway, message_key)
);
create index messages_of_ticket on messages (ticket_id, id) where ticket_id is not null;
create index messages_of_sender on messages (channel, address, received_at);
create index messages_held on messages (id) where state in ('received', 'held');

-- Whose an address is that the model does not know: a chat's user, a number without a contact. Given once by a human, kept.
create table message_senders (
  customer_id text not null,
  channel text not null,
  address text not null,
  contact text,
  added_at bigint not null,
  primary key (channel, address)
);

call isolate_by_customer('messages', 'message_senders');
grant select, insert, update, delete on messages, message_senders to guardia_app;
