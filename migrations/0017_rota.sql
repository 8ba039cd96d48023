-- The rota as people change it: who stands in, who is away, swaps, calendars taken in and given out, notes at hand-over, warned gaps.
-- All of it is the provider's own: no customer's rows.

-- Grows with each change, so that every node sees that its copy is old.
create table rota_head (is_one boolean primary key default true check (is_one), version integer not null) with (fillfactor = 10);
insert into rota_head (version) values (0);

-- Asked of somebody or of everybody on the schedule: my stretch for nothing, or for one of theirs.
create table rota_swaps (
  id bigint generated always as identity primary key,
  schedule text not null,
  asker text not null,
  from_at bigint not null,
  to_at bigint not null check (from_at < to_at),
  -- Null: whoever of the schedule takes it.
  asked text,
  back_from_at bigint,
  back_to_at bigint check (back_from_at < back_to_at),
  note text,
  state text not null default 'asked' check (state in ('asked', 'accepted', 'declined', 'withdrawn', 'expired')),
  asked_at bigint not null,
  answered_by text,
  answered_at bigint
);
create index rota_swaps_open on rota_swaps (from_at) where state = 'asked';
create index rota_swaps_by_time on rota_swaps (id desc);

-- One that is taken back ends where it was taken back: what was, stays.
create table rota_overrides (
  id bigint generated always as identity primary key,
  schedule text not null,
  person text not null,
  from_at bigint not null,
  to_at bigint not null check (from_at <= to_at),
  reason text,
  swap_id bigint references rota_swaps,
  recorded_by text not null,
  recorded_at bigint not null,
  taken_back_by text,
  taken_back_at bigint
);
create index rota_overrides_of_schedule on rota_overrides (schedule, to_at);

-- Calendars of others: a layer of a schedule, or somebody's leave.
create table rota_feeds (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('layer', 'leave')),
  name text not null,
  -- Of a layer.
  schedule text,
  place text check (place in ('above', 'below')),
  -- Of a leave: whose.
  person text,
  -- Whom the words of an event mean: [{"words": "Alice", "person": "alice"}].
  people json not null default '[]',
  -- Sealed: whoever knows a private calendar's address may read it. Null for one that was uploaded.
  sealed_url text,
  -- All that is shown of it.
  host text,
  -- As the server gave them with the newest answer, to ask whether anything changed since.
  etag text,
  modified text,
  -- The calendar as it was read: what its words mean may be said later, and how far it is looked ahead moves on.
  source text,
  -- [{"person", "from", "to"}] in order, without overlap; what has been stays as it was.
  shifts json not null default '[]',
  -- Words of events that mean nobody, so that somebody can say whom.
  unknown json not null default '[]',
  -- How many events there were, and what could not be read.
  figures json not null default '{}',
  -- When it was last read without fault, and when shifts were last made of it.
  fetched_at bigint,
  made_at bigint,
  next_at bigint,
  lease_until bigint,
  said text,
  failing_since bigint,
  warned_at bigint,
  recorded_by text not null,
  recorded_at bigint not null,
  removed_at bigint
);
create index rota_feeds_due on rota_feeds (next_at) where next_at is not null;

create table rota_leave (
  id bigint generated always as identity primary key,
  person text not null,
  from_at bigint not null,
  to_at bigint not null check (from_at <= to_at),
  kind text not null default 'leave' check (kind in ('leave', 'illness', 'training', 'other')),
  note text,
  feed_id bigint references rota_feeds,
  recorded_by text not null,
  recorded_at bigint not null,
  taken_back_by text,
  taken_back_at bigint
);
create index rota_leave_of_person on rota_leave (person, to_at);

-- What whoever goes tells whoever comes, at the instant at which the watch passes on.
create table handover_notes (
  id bigint generated always as identity primary key,
  schedule text not null,
  at bigint not null,
  author text not null,
  text text not null,
  written_at bigint not null
);
create index handover_notes_of_schedule on handover_notes (schedule, at);

-- Up to when hand-overs were looked for and told; null: nobody looked yet.
create table handover_watch (is_one boolean primary key default true check (is_one), at bigint) with (fillfactor = 10);
insert into handover_watch (at) values (null);

-- Addresses under which calendars of the rota are read without a session. Only the digest of the token is kept.
create table rota_calendars (
  id bigint generated always as identity primary key,
  token_digest text not null unique,
  kind text not null check (kind in ('person', 'team', 'schedule')),
  subject text not null,
  -- Who asked for it; it ends when they may not read any more.
  owner text not null,
  language text not null default 'en',
  created_at bigint not null,
  read_at bigint
);
create index rota_calendars_of_owner on rota_calendars (owner);

-- Gaps of the coverage proof of which somebody was warned: a week, a day and an hour before.
create table coverage_warnings (
  gap text not null,
  stage text not null check (stage in ('week', 'day', 'hour')),
  from_at bigint not null,
  warned_at bigint not null,
  primary key (gap, stage)
);
create index coverage_warnings_by_age on coverage_warnings (from_at);

-- The newest proof, so that a screen need not wait for it; `editions` says from which model, rota and points it was made.
create table coverage_proofs (
  is_one boolean primary key default true check (is_one),
  editions text not null,
  made_at bigint not null,
  proof json not null
);

-- Who was called when: what rest and fairness are judged by.
create index events_of_calls on events (at) where type in ('page.step-fired', 'page.exhausted');

grant select, update on rota_head, handover_watch to guardia_app;
grant select, insert, update, delete on rota_swaps, rota_overrides, rota_feeds, rota_leave, handover_notes, rota_calendars, coverage_warnings,
  coverage_proofs to guardia_app;
