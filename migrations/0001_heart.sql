-- The heart: tickets as records, the log with its chain, what leaves a transaction, and who may call.
-- Instants are epoch milliseconds (bigint). Keys lead with the customer. Row-level security is forced on every table that holds a
-- customer's rows: a session sees the customer named by app.customer_id, everything when it is '*', nothing when it is unset.
-- A reused connection reads '' where nothing is set, not null: that too sees nothing.

create sequence ticket_numbers;

create table tickets (
  customer_id text not null,
  id bigint not null,
  seq integer not null,
  status text not null,
  kind text not null,
  channel text not null,
  priority text not null,
  tier smallint,
  team text,
  assignee text,
  rank integer,
  subject text not null,
  requester text,
  service text,
  component text,
  agreement_id text,
  coverage text,
  opened_at bigint not null,
  resolved_at bigint,
  closed_at bigint,
  -- The end of time (9007199254740991) when no promise runs: never null, so that pages of the queue compare plain rows.
  next_breach_at bigint not null,
  due_at bigint,
  external_source text,
  external_id text,
  record json not null,
  primary key (customer_id, id)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

create index tickets_by_number on tickets (id);
create index tickets_due on tickets (due_at) where due_at is not null;
create index tickets_queue on tickets (next_breach_at, id) where status = 'open';
create index tickets_queue_of_customer on tickets (customer_id, next_breach_at, id) where status = 'open';
create index tickets_queue_of_team on tickets (team, next_breach_at, id) where status = 'open';
create index tickets_queue_of_assignee on tickets (assignee, next_breach_at, id) where status = 'open' and assignee is not null;
create index tickets_under_agreement on tickets (agreement_id, id) where status <> 'closed';
create unique index tickets_external on tickets (customer_id, external_source, external_id) where external_id is not null;

-- The log. A fact never changes; only its personal values may be erased. '' is the installation's own chain.
create table events (
  customer_id text not null,
  position bigint generated always as identity,
  ticket_id bigint,
  seq integer,
  type text not null,
  at bigint not null,
  recorded_at bigint not null,
  actor text not null,
  facts json not null,
  digests json,
  personal json,
  primary key (customer_id, position)
) with (autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05);

create index events_of_ticket on events (ticket_id, seq);
create index events_by_position on events (position);

-- What the sealer still has to chain; written with the events themselves, emptied within a second.
create table unsealed (
  position bigint primary key,
  customer_id text not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0,
        autovacuum_analyze_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

create table seals (
  customer_id text not null,
  number bigint not null,
  position bigint not null,
  hash text not null,
  primary key (customer_id, number),
  unique (customer_id, position)
);

create table chain_heads (
  customer_id text primary key,
  number bigint not null,
  hash text not null
) with (fillfactor = 50);

create table outbox (
  id bigint generated always as identity primary key,
  customer_id text not null,
  topic text not null,
  payload json not null,
  created_at bigint not null,
  due_at bigint not null,
  attempts integer not null default 0,
  lease_until bigint
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

create index outbox_due on outbox (due_at, id);

-- The inbox inside the application.
create table notifications (
  customer_id text not null,
  id bigint generated always as identity,
  recipient text not null,
  ticket_id bigint,
  cause json not null,
  at bigint not null,
  read_at bigint,
  primary key (customer_id, id)
);

create index notifications_of_recipient on notifications (recipient, id desc);

-- First answers by key, so that a repeated request is answered again and not done again. customer_id is the scope that asked.
create table idempotency_keys (
  customer_id text not null,
  principal text not null,
  key text not null,
  request_hash text not null,
  status integer not null,
  response json not null,
  created_at bigint not null,
  primary key (principal, key)
);

create index idempotency_keys_by_age on idempotency_keys (created_at);

create table tokens (
  id text primary key,
  name text not null unique,
  hash text not null unique,
  scopes text[] not null,
  customer_id text,
  created_at bigint not null,
  expires_at bigint,
  last_used_at bigint,
  revoked_at bigint
);

-- Of the provider, not of a customer: every session has to know which rules are in force.
create table model_versions (
  version integer primary key,
  effective_at bigint not null,
  applied_at bigint not null,
  applied_by text not null,
  note text,
  source text not null,
  document json not null
);

create table imports (
  id text primary key,
  customer_id text not null,
  file_name text not null,
  file_hash text not null,
  mapping_hash text not null,
  format text not null,
  lines_done bigint not null default 0,
  tickets bigint not null default 0,
  events bigint not null default 0,
  problems bigint not null default 0,
  started_at bigint not null,
  finished_at bigint
);

create index imports_of_customer on imports (customer_id, started_at);

-- Records and facts are repetitive JSON: lz4, where this PostgreSQL has it, keeps them in the page at a tenth of pglz's cost.
do $$ begin
  alter table tickets alter column record set compression lz4;
  alter table events alter column facts set compression lz4;
  alter table events alter column personal set compression lz4;
exception when feature_not_supported then null;
end $$;

do $$
declare
  name text;
begin
  foreach name in array array['tickets', 'events', 'unsealed', 'seals', 'chain_heads', 'outbox', 'notifications', 'idempotency_keys',
                              'tokens', 'imports'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    -- A case, not an "or": the planner takes it for one row in two and goes on using the order of an index, where it took the "or" for
    -- one row in two hundred and sorted the whole queue.
    execute format(
      'create policy own_customer on %I using (case current_setting(''app.customer_id'', true)'
      || ' when ''*'' then true when '''' then false else customer_id = current_setting(''app.customer_id'', true) end)', name);
  end loop;
end $$;

grant select, insert, update on tickets, chain_heads, notifications, tokens, imports to guardia_app;
grant select, insert on events, seals, model_versions to guardia_app;
grant update (personal) on events to guardia_app;
grant select, insert, update, delete on outbox, idempotency_keys to guardia_app;
grant select, insert, delete on unsealed to guardia_app;
grant usage, select on all sequences in schema public to guardia_app;
