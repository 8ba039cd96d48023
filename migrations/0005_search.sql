-- Lists without records, and the index of words. Lists read a few columns instead of 3 kB of record; what they need of the clocks stands
-- in live_clocks (a JSON text: see src/server/database/live-clocks.ts). Rows written before this migration have null there and are filled
-- by a worker; lists read their records until then.

alter table tickets
  add column pause text,
  add column holder text,
  add column is_breached boolean,
  add column is_first_line boolean,
  add column rating smallint,
  add column updated_at bigint,
  add column live_clocks text;

create index tickets_unfilled on tickets (id) where live_clocks is null;
create index tickets_queue_by_priority on tickets (priority, next_breach_at, id) where status = 'open';
create index tickets_queue_by_rank on tickets ((coalesce(rank, 2147483647)), id) where status = 'open';
create index tickets_by_update on tickets ((coalesce(updated_at, opened_at)), id);
create index tickets_of_requester on tickets (customer_id, requester, id) where requester is not null;
create index tickets_of_service on tickets (service, component, id) where service is not null;

-- Saved filters: a query with a name. customer_id is the scope that keeps them: '*' for the provider's own people.
create table filters (
  customer_id text not null,
  id text primary key,
  owner text not null,
  name text not null,
  query text not null,
  "order" text not null,
  is_shared boolean not null default false,
  team text,
  position integer not null default 0,
  created_at bigint not null,
  updated_at bigint not null
);
create index filters_of_owner on filters (owner);

-- What a bulk action can take back, for a short while: the commands that undo it. customer_id is the scope that asked.
create table undos (
  customer_id text not null,
  id text primary key,
  principal text not null,
  commands json not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);
create index undos_by_age on undos (expires_at);

call isolate_by_customer('filters', 'undos');
grant select, insert, update, delete on filters, undos to guardia_app;

create extension if not exists unaccent;
create extension if not exists pg_trgm;

-- Words without accents, reduced to their stems, in each language that people write in.
create text search configuration guardia_en (copy = english);
alter text search configuration guardia_en alter mapping for hword, hword_part, word with unaccent, english_stem;
create text search configuration guardia_fr (copy = french);
alter text search configuration guardia_fr alter mapping for hword, hword_part, word with unaccent, french_stem;
create text search configuration guardia_es (copy = spanish);
alter text search configuration guardia_es alter mapping for hword, hword_part, word with unaccent, spanish_stem;

-- What has to be indexed (anew); written by the sealer with what it seals, emptied by the indexer.
create table search_queue (
  id bigint generated always as identity primary key,
  customer_id text not null,
  ticket_id bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
call isolate_by_customer('search_queue');
-- "for update skip locked" asks for the right to update, too.
grant select, insert, update, delete on search_queue to guardia_app;
grant usage, select on all sequences in schema public to guardia_app;
insert into search_queue (customer_id, ticket_id) select customer_id, id from tickets order by id;

-- The words of each ticket. "public" holds what its customer may read; "everything" also what we say among ourselves, and is null where
-- that is the same. A policy of row-level security is evaluated before the operators of text search, which are not leakproof, so that no
-- index of words could ever be used under one: this table is therefore out of the application's reach, and read through the functions
-- below alone, which state the customer's condition themselves. The policy stands for whoever may be granted the table one day.
create table ticket_search (
  customer_id text not null,
  ticket_id bigint not null,
  seq integer not null,
  requester text,
  agreement_id text,
  service text,
  component text,
  is_solved boolean not null,
  public tsvector not null,
  everything tsvector,
  identifiers text not null,
  all_identifiers text,
  primary key (customer_id, ticket_id)
) with (toast_tuple_target = 4080, fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05,
        autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
create index ticket_search_newest on ticket_search (ticket_id);
create index ticket_search_words on ticket_search using gin ((coalesce(everything, public))) with (gin_pending_list_limit = 2048);
create index ticket_search_identifiers on ticket_search using gin ((coalesce(all_identifiers, identifiers)) gin_trgm_ops)
  with (gin_pending_list_limit = 1024);
alter table ticket_search alter column public set statistics 300;
alter table ticket_search enable row level security;
create policy own_customer on ticket_search using (case current_setting('app.customer_id', true)
  when '*' then true when '' then false
  else customer_id = any (string_to_array(current_setting('app.customer_id', true), ',')) end);

-- Every word of a few letters that was ever written, without saying by whom or where: what a misspelt word is compared with.
create table search_words (word text primary key);
create index search_words_alike on search_words using gin (word gin_trgm_ops);

-- The customers that the session may see: null for all, empty for none. A null setting and '' mean none.
create function search_scope() returns text[] language sql stable as $$
  select case coalesce(current_setting('app.customer_id', true), '')
    when '*' then null
    when '' then array[]::text[]
    else string_to_array(current_setting('app.customer_id', true), ',') end
$$;

-- Row-level security for these functions: within the scope, and within the sight of a contact (null contact: all of the customer's).
create function search_sees(
  in_customer text, of_requester text, of_agreement text,
  scope text[], contact text, colleagues text[], department_agreements text[], customer_agreements text[]
) returns boolean language sql immutable as $$
  select (scope is null or in_customer = any (scope))
     and (contact is null
          or (contact <> '' and of_requester = contact)
          or coalesce(of_agreement = any (customer_agreements), false)
          or coalesce(of_agreement = any (department_agreements) and of_requester = any (colleagues), false))
$$;

-- Tickets with these words, newest first. "asked" finds candidates in the index of all words and must not negate; "exact" is held against
-- the words that the reader may see. With "walk" the newest so many rows are looked at one after another instead: faster for words that
-- many tickets have.
create function search_tickets(
  asked tsquery, exact tsquery, sees_internal boolean,
  contact text, colleagues text[], department_agreements text[], customer_agreements text[],
  before bigint, most integer, walk integer
) returns table (customer_id text, ticket_id bigint, rank real)
language plpgsql stable security definer set search_path = public, pg_temp set enable_seqscan = off set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  scope text[] := search_scope();
begin
  if walk > 0 and scope is null then
    return query
      select s.customer_id, s.ticket_id, 0::real
      from (select * from ticket_search n where n.ticket_id < before order by n.ticket_id desc limit walk) s
      where coalesce(s.everything, s.public) @@ exact
      order by s.ticket_id desc limit most;
  elsif walk > 0 then
    return query
      select s.customer_id, s.ticket_id, 0::real
      from unnest(scope) as own(id),
        lateral (select * from ticket_search n where n.customer_id = own.id and n.ticket_id < before order by n.ticket_id desc limit walk) s
      where (case when sees_internal then coalesce(s.everything, s.public) else s.public end) @@ exact
        and search_sees(s.customer_id, s.requester, s.agreement_id, scope, contact, colleagues, department_agreements, customer_agreements)
      order by s.ticket_id desc limit most;
  else
    return query
      with found as materialized (
        select s.customer_id, s.ticket_id
        from ticket_search s
        where coalesce(s.everything, s.public) @@ asked
          and (case when sees_internal then coalesce(s.everything, s.public) else s.public end) @@ exact
          and search_sees(s.customer_id, s.requester, s.agreement_id, scope, contact, colleagues, department_agreements, customer_agreements)
          and s.ticket_id + 0 < before
      ), newest as materialized (select * from found order by ticket_id desc limit most)
      select n.customer_id, n.ticket_id,
        case when most > 500 then 0 else ts_rank(array[0.1, 0.3, 0.5, 1.0], case when sees_internal then coalesce(s.everything, s.public) else s.public end, exact, 1) end
      from newest n join ticket_search s on s.customer_id = n.customer_id and s.ticket_id = n.ticket_id
      order by n.ticket_id desc;
  end if;
end $$;

-- Of these tickets, those with these words.
create function search_among(
  ids bigint[], exact tsquery, sees_internal boolean
) returns table (ticket_id bigint)
language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off as $$
  select s.ticket_id from unnest(ids) as given(id) join ticket_search s on s.ticket_id = given.id
  where (search_scope() is null or s.customer_id = any (search_scope()))
    and (case when sees_internal then coalesce(s.everything, s.public) else s.public end) @@ exact
$$;

-- Tickets in which a part of an identifier occurs ("pattern" for LIKE), newest first.
create function search_identifiers(
  pattern text, sees_internal boolean,
  contact text, colleagues text[], department_agreements text[], customer_agreements text[],
  before bigint, most integer
) returns table (customer_id text, ticket_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp set enable_seqscan = off set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  scope text[] := search_scope();
begin
  return query
    with found as materialized (
      select s.customer_id, s.ticket_id
      from ticket_search s
      where coalesce(s.all_identifiers, s.identifiers) like pattern
        and (case when sees_internal then coalesce(s.all_identifiers, s.identifiers) else s.identifiers end) like pattern
        and search_sees(s.customer_id, s.requester, s.agreement_id, scope, contact, colleagues, department_agreements, customer_agreements)
        and s.ticket_id + 0 < before
      limit 2000
    )
    select * from found order by ticket_id desc limit most;
end $$;

-- Solved tickets that share telling words with a text: the sum of the weights of the words that both have, a little more for the same
-- service and component.
create function search_similar(
  candidates tsquery, words tsquery[], weights real[], sees_internal boolean,
  contact text, colleagues text[], department_agreements text[], customer_agreements text[],
  near_service text, near_component text, not_ticket bigint, most integer, walk integer
) returns table (customer_id text, ticket_id bigint, score real)
language plpgsql stable security definer set search_path = public, pg_temp set enable_seqscan = off set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  scope text[] := search_scope();
begin
  return query
    with found as materialized (
      select s.customer_id, s.ticket_id, s.service, s.component, (case when sees_internal then coalesce(s.everything, s.public) else s.public end) as held
      from ticket_search s
      where walk = 0 and coalesce(s.everything, s.public) @@ candidates
        and search_sees(s.customer_id, s.requester, s.agreement_id, scope, contact, colleagues, department_agreements, customer_agreements)
        and s.is_solved and s.ticket_id <> not_ticket
      limit 2000
    ), walked as materialized (
      select s.customer_id, s.ticket_id, s.service, s.component, (case when sees_internal then coalesce(s.everything, s.public) else s.public end) as held
      from (select * from ticket_search n where walk > 0 order by n.ticket_id desc limit walk) s
      where coalesce(s.everything, s.public) @@ candidates
        and search_sees(s.customer_id, s.requester, s.agreement_id, scope, contact, colleagues, department_agreements, customer_agreements)
        and s.is_solved and s.ticket_id <> not_ticket
    ), scored as (
      select f.customer_id, f.ticket_id,
        (select coalesce(sum(w.weight), 0) from unnest(words, weights) as w(word, weight) where f.held @@ w.word)
          * (1 + case when f.service = near_service then 0.15 else 0 end + case when f.component = near_component then 0.15 else 0 end) as score
      from (select * from found union all select * from walked) f
    )
    select s.customer_id, s.ticket_id, s.score::real from scored s where s.score > 0 order by s.score desc, s.ticket_id desc limit most;
end $$;

-- How often the commonest words occur, as a share of all tickets, from PostgreSQL's own statistics. Of the whole installation.
create function search_shares() returns table (lexeme text, share real)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if search_scope() is not null then return; end if;
  return query
    select u.lexeme, u.share
    from pg_catalog.pg_stats p,
      lateral unnest(p.most_common_elems::text::text[], p.most_common_elem_freqs) as u(lexeme, share)
    where p.schemaname = 'public' and p.tablename = 'ticket_search' and p.attname = 'public' and u.lexeme is not null;
end $$;

-- About how many tickets are indexed.
create function search_size() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select greatest(reltuples, 0)::bigint from pg_catalog.pg_class where oid = 'public.ticket_search'::regclass
$$;

-- Words that look like this one, the nearest first. Of the whole installation.
create function search_alike(misspelt text, most integer) returns table (word text)
language plpgsql stable security definer set search_path = public, pg_temp set enable_seqscan = off set pg_trgm.similarity_threshold = 0.4 as $$
#variable_conflict use_column
begin
  if search_scope() is not null then return; end if;
  return query
    select w.word from search_words w
    where w.word % misspelt and w.word <> misspelt and abs(length(w.word) - length(misspelt)) <= 2
    order by similarity(w.word, misspelt) desc, w.word limit most;
end $$;

-- Writes a set of tickets into the index. An older state never replaces a newer one, whichever node comes last.
create function search_index(
  customers text[], ids bigint[], seqs integer[], languages text[], requesters text[], agreements text[], services text[], components text[],
  solved boolean[], labels text[], subjects text[], descriptions text[], said text[], notes text[], identifiers_ text[], all_identifiers_ text[]
) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if search_scope() is not null then raise exception 'only a worker writes the index of words'; end if;
  insert into ticket_search as t
    (customer_id, ticket_id, seq, requester, agreement_id, service, component, is_solved, public, everything, identifiers, all_identifiers)
  select w.customer_id, w.id, w.seq, w.requester, w.agreement_id, w.service, w.component, w.is_solved, w.public,
    case when w.note = '' then null else w.public || w.note_words end, w.identifiers, nullif(w.all_identifiers, w.identifiers)
  from (
    select g.*,
      g.label::tsvector
        || setweight(to_tsvector(g.config, g.subject), 'A') || setweight(to_tsvector(g.config, g.description), 'B')
        || setweight(to_tsvector(g.config, g.said), 'C') as public,
      case when g.note = '' then null else setweight(to_tsvector(g.config, g.note), 'D') || g.note_label::tsvector end as note_words
    from (
      select u.*, ('guardia_' || u.language)::regconfig as config,
        coalesce(split_part(u.labels, E'\x1e', 1), '') as label, coalesce(split_part(u.labels, E'\x1e', 2), '') as note_label
      from unnest(customers, ids, seqs, languages, requesters, agreements, services, components, solved, labels, subjects, descriptions,
                  said, notes, identifiers_, all_identifiers_)
        as u(customer_id, id, seq, language, requester, agreement_id, service, component, is_solved, labels, subject, description, said,
             note, identifiers, all_identifiers)
    ) g
  ) w
  order by w.id
  on conflict (customer_id, ticket_id) do update set
    seq = excluded.seq, requester = excluded.requester, agreement_id = excluded.agreement_id, service = excluded.service,
    component = excluded.component, is_solved = excluded.is_solved, public = excluded.public, everything = excluded.everything,
    identifiers = excluded.identifiers, all_identifiers = excluded.all_identifiers
  where t.seq <= excluded.seq;
end $$;

create function search_learn(words_ text[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if search_scope() is not null then raise exception 'only a worker writes the index of words'; end if;
  insert into search_words (word) select distinct u.word from unnest(words_) as u(word) order by 1 on conflict do nothing;
end $$;

do $$
declare
  name text;
begin
  foreach name in array array[
    'search_tickets(tsquery, tsquery, boolean, text, text[], text[], text[], bigint, integer, integer)',
    'search_among(bigint[], tsquery, boolean)',
    'search_identifiers(text, boolean, text, text[], text[], text[], bigint, integer)',
    'search_similar(tsquery, tsquery[], real[], boolean, text, text[], text[], text[], text, text, bigint, integer, integer)',
    'search_shares()', 'search_size()', 'search_alike(text, integer)',
    'search_index(text[], bigint[], integer[], text[], text[], text[], text[], text[], boolean[], text[], text[], text[], text[], text[], text[], text[])',
    'search_learn(text[])'] loop
    execute format('revoke all on function %s from public', name);
    execute format('grant execute on function %s to guardia_app', name);
  end loop;
end $$;
