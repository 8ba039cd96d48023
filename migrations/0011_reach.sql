-- Reaching people: pages, deliveries with every attempt, gateways in order, and where each person can be reached.

-- A page's record beside its ticket. Numbers come from ticket_numbers: a ticket's own page has the ticket's.
create table pages (
  customer_id text not null,
  id bigint not null,
  ticket_id bigint,
  seq integer not null,
  state text not null check (state in ('open', 'acknowledged', 'exhausted', 'resolved')),
  cause text not null,
  opened_at bigint not null,
  due_at bigint,
  record json not null,
  primary key (customer_id, id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
create index pages_by_number on pages (id);
create index pages_due on pages (due_at) where due_at is not null;
create index pages_unended on pages (opened_at, id) where state <> 'resolved';
create index pages_of_ticket on pages (ticket_id, id) where ticket_id is not null;

-- One recipient for one reason. The row is the intent: it is written with the event that wants it, before anybody is told.
create table deliveries (
  customer_id text not null,
  id bigint generated always as identity,
  purpose text not null,
  recipient text not null,
  page_id bigint,
  ticket_id bigint,
  step integer,
  round integer,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'delivered', 'failed', 'cancelled')),
  urgency text not null,
  wanted_at bigint not null,
  -- When it is next looked at; null when nothing more is to be done.
  due_at bigint,
  -- Whoever works on it has until then; afterwards another one takes it up.
  lease_until bigint,
  -- How often it was taken up: who comes back with an older number has lost it.
  claims integer not null default 0,
  content json not null,
  lines json,
  primary key (customer_id, id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
create index deliveries_due on deliveries (due_at, id) where due_at is not null;
create index deliveries_of_page on deliveries (page_id, id) where page_id is not null;
create index deliveries_of_ticket on deliveries (ticket_id, id) where ticket_id is not null;
create index deliveries_by_number on deliveries (id);

-- Written before the provider is asked, completed afterwards: what was tried can always be told.
create table attempts (
  customer_id text not null,
  delivery_id bigint not null,
  number integer not null,
  line integer not null,
  channel text not null,
  gateway text not null,
  began_at bigint not null,
  ended_at bigint,
  outcome text check (outcome in ('sent', 'failed-for-now', 'failed-for-good', 'unknown')),
  may_be_double boolean not null default false,
  provider_id text,
  said text,
  expects_receipt boolean not null default false,
  receipt text check (receipt in ('delivered', 'failed')),
  receipt_at bigint,
  primary key (delivery_id, number)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
create index attempts_by_provider on attempts (gateway, provider_id) where provider_id is not null;
create index attempts_of_gateway on attempts (gateway, began_at);

call isolate_by_customer('pages', 'deliveries', 'attempts');
grant select, insert, update, delete on pages, deliveries, attempts to guardia_app;

-- Accounts at providers, in the order in which a channel tries them. `settings` without secrets; those lie sealed beside.
create table gateways (
  id text primary key,
  name text not null,
  channel text not null,
  driver text not null,
  position integer not null,
  settings json not null,
  sealed_settings text,
  hook_token text not null,
  is_enabled boolean not null default true,
  -- A fold of what its attempts came to (core/notification/health.ts).
  health json not null,
  created_at bigint not null
);
create index gateways_of_channel on gateways (channel, position, id);

-- Where a person of the provider's can be reached: `person` is the key by which tickets and schedules name them.
create table contact_points (
  id text primary key,
  person text not null,
  channel text not null,
  address text not null,
  label text,
  verified_at bigint,
  code_hash text,
  code_expires_at bigint,
  code_tries integer not null default 0,
  -- It failed for good: the person is asked to look at it.
  failed_at bigint,
  created_at bigint not null,
  unique (person, channel, address)
);
create index contact_points_by_address on contact_points (channel, address);

-- A person's rules by urgency; without a row the installation's defaults hold.
create table notification_rules (
  person text primary key,
  rules json not null,
  updated_at bigint not null
);
grant select, insert, update, delete on gateways, contact_points, notification_rules to guardia_app;
