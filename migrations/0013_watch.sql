-- Webhooks out, and the watch over Guardia itself: its audits, pings, witnesses, test pages and measured latency.

-- Where events go. `customer` null: those of all customers and of the installation.
create table webhooks (
  id text primary key,
  name text not null,
  url text not null,
  customer text,
  patterns text[] not null,
  has_personal boolean not null,
  -- The secrets that sign, sealed: the newest first, those before it for a while.
  sealed_secrets text not null,
  state text not null default 'enabled' check (state in ('enabled', 'disabled', 'failing', 'gone')),
  -- Since when nothing was taken any more; null while it goes well.
  failing_since bigint,
  created_at bigint not null,
  created_by text not null
);

-- One event to one address. What is sent is made from the log when it is sent; a test has no event.
create table webhook_deliveries (
  customer_id text not null,
  id bigint generated always as identity primary key,
  webhook_id text not null references webhooks on delete cascade,
  position bigint,
  type text not null,
  event_at bigint not null,
  -- Asked for once more by a person.
  is_replay boolean not null default false,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  tries integer not null default 0,
  due_at bigint,
  lease_until bigint,
  claims integer not null default 0,
  created_at bigint not null,
  ended_at bigint
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
create index webhook_deliveries_due on webhook_deliveries (webhook_id, due_at, id) where due_at is not null;
create index webhook_deliveries_log on webhook_deliveries (webhook_id, id);
create index webhook_deliveries_by_age on webhook_deliveries (created_at) where due_at is null;

create table webhook_attempts (
  customer_id text not null,
  delivery_id bigint not null references webhook_deliveries on delete cascade,
  number integer not null,
  began_at bigint not null,
  duration_ms integer not null,
  -- Null when nobody answered.
  status integer,
  said text,
  primary key (delivery_id, number)
);

-- How far each log was given to the webhooks: the number in its chain, which is the order of the commits.
create table webhook_heads (
  customer_id text primary key,
  number bigint not null
) with (fillfactor = 50);

-- Stretches of the log that are given once more.
create table webhook_replays (
  id text primary key,
  webhook_id text not null references webhooks on delete cascade,
  next_position bigint not null,
  until_position bigint not null,
  created_at bigint not null
);

call isolate_by_customer('webhook_deliveries', 'webhook_attempts', 'webhook_heads');

-- What is wrong with Guardia itself, since when, whether somebody was alarmed, and until when.
create table watch_findings (
  id bigint generated always as identity primary key,
  kind text not null,
  subject text not null,
  facts json not null,
  is_fatal boolean not null,
  since bigint not null,
  seen_at bigint not null,
  alarmed_at bigint,
  ended_at bigint
);
create unique index watch_findings_open on watch_findings (kind, subject) where ended_at is null;
create index watch_findings_by_time on watch_findings (id desc);

-- The newest audit: one row.
create table watch_audits (
  name text primary key,
  audited_at bigint not null,
  figures json not null
);

-- Addresses outside that hear from us while all is well.
create table watch_pings (
  id text primary key,
  name text not null,
  url text not null,
  method text not null check (method in ('GET', 'POST')),
  every_ms integer not null,
  next_at bigint not null,
  sent_at bigint,
  -- The last one that was answered with 2xx.
  taken_at bigint,
  said text,
  created_at bigint not null
);

-- Another installation that we hear from, and that hears from us.
create table watch_witnesses (
  id text primary key,
  name text not null,
  -- What it calls us by: /witness/<token>.
  token text not null unique,
  -- What we call it by; null until it was told to us.
  url text,
  every_ms integer not null,
  missing_after_ms integer not null,
  heard_at bigint,
  next_at bigint not null,
  sent_at bigint,
  taken_at bigint,
  said text,
  created_at bigint not null
);

-- Pages sent to see whether they arrive and somebody answers.
create table watch_tests (
  id text primary key,
  target text not null,
  wall_time text not null,
  -- 1 Monday to 7 Sunday.
  days integer[] not null,
  zone text not null,
  within_ms integer not null,
  next_at bigint not null,
  created_at bigint not null
);
create table watch_test_runs (
  id bigint generated always as identity primary key,
  test_id text references watch_tests on delete set null,
  target text not null,
  page_id bigint not null,
  at bigint not null,
  until_at bigint not null,
  accepted_at bigint,
  answered_at bigint,
  answered_by text,
  ended_at bigint
);
create index watch_test_runs_open on watch_test_runs (until_at) where ended_at is null;
create index watch_test_runs_by_time on watch_test_runs (id desc);

-- From the cause of a page to a provider having taken it, by the hour in which it was taken; buckets as in core/watch/latency.ts.
create table watch_latencies (
  hour bigint primary key,
  deliveries integer not null,
  p50_ms integer not null,
  p95_ms integer not null,
  p99_ms integer not null,
  slowest_ms integer not null,
  sum_ms bigint not null,
  buckets integer[] not null
);
-- Attempts are added in the order of time: a few bytes for each thousand of them find an hour.
create index attempts_by_time on attempts using brin (began_at) with (pages_per_range = 16);

do $$
declare
  name text;
begin
  foreach name in array array['webhooks', 'webhook_replays', 'watch_findings', 'watch_audits', 'watch_pings', 'watch_witnesses',
                              'watch_tests', 'watch_test_runs', 'watch_latencies'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy providers_own on %I using (current_setting(''app.customer_id'', true) = ''*'')', name);
  end loop;
end $$;

grant select, insert, update, delete on webhooks, webhook_deliveries, webhook_attempts, webhook_heads, webhook_replays, watch_findings,
  watch_audits, watch_pings, watch_witnesses, watch_tests, watch_test_runs, watch_latencies to guardia_app;
grant usage, select on all sequences in schema public to guardia_app;
