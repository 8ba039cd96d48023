-- Lists of open tickets by words: of a million tickets most have ended, and an index of the open ones alone is small. What was indexed
-- before counts as open until it is indexed anew, little by little; a list still asks each ticket's own state.
alter table ticket_search add column is_open boolean not null default true;
create index ticket_search_open on ticket_search using gin ((coalesce(everything, public))) with (gin_pending_list_limit = 512) where is_open;
insert into search_queue (customer_id, ticket_id) select customer_id, id from tickets where status <> 'open' order by id;

-- About how many of the tickets in the index are open.
create function search_open_size() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select greatest(reltuples, 0)::bigint from pg_catalog.pg_class where oid = 'public.ticket_search_open'::regclass
$$;

-- As before, or of the open ones alone; and rows are read a second time only where they are few enough to be put in order of rank.
create function search_tickets(
  asked tsquery, exact tsquery, sees_internal boolean,
  contact text, colleagues text[], department_agreements text[], customer_agreements text[],
  before bigint, most integer, walk integer, only_open boolean
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
  elsif most > 500 then
    return query
      select s.customer_id, s.ticket_id, 0::real
      from ticket_search s
      where coalesce(s.everything, s.public) @@ asked
        and (case when sees_internal then coalesce(s.everything, s.public) else s.public end) @@ exact
        and search_sees(s.customer_id, s.requester, s.agreement_id, scope, contact, colleagues, department_agreements, customer_agreements)
        and s.ticket_id + 0 < before and (s.is_open or not only_open)
      order by s.ticket_id + 0 desc limit most;
  else
    return query
      with found as materialized (
        select s.customer_id, s.ticket_id
        from ticket_search s
        where coalesce(s.everything, s.public) @@ asked
          and (case when sees_internal then coalesce(s.everything, s.public) else s.public end) @@ exact
          and search_sees(s.customer_id, s.requester, s.agreement_id, scope, contact, colleagues, department_agreements, customer_agreements)
          and s.ticket_id + 0 < before and (s.is_open or not only_open)
      ), newest as materialized (select * from found order by ticket_id desc limit most)
      select n.customer_id, n.ticket_id,
        ts_rank(array[0.1, 0.3, 0.5, 1.0], case when sees_internal then coalesce(s.everything, s.public) else s.public end, exact, 1)
      from newest n join ticket_search s on s.customer_id = n.customer_id and s.ticket_id = n.ticket_id
      order by n.ticket_id desc;
  end if;
end $$;

create function search_index(
  customers text[], ids bigint[], seqs integer[], languages text[], requesters text[], agreements text[], services text[], components text[],
  solved boolean[], opens boolean[], labels text[], subjects text[], descriptions text[], said text[], notes text[], identifiers_ text[], all_identifiers_ text[]
) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if search_scope() is not null then raise exception 'only a worker writes the index of words'; end if;
  insert into ticket_search as t
    (customer_id, ticket_id, seq, requester, agreement_id, service, component, is_solved, is_open, public, everything, identifiers, all_identifiers)
  select w.customer_id, w.id, w.seq, w.requester, w.agreement_id, w.service, w.component, w.is_solved, w.is_open, w.public,
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
      from unnest(customers, ids, seqs, languages, requesters, agreements, services, components, solved, opens, labels, subjects, descriptions,
                  said, notes, identifiers_, all_identifiers_)
        as u(customer_id, id, seq, language, requester, agreement_id, service, component, is_solved, is_open, labels, subject, description, said,
             note, identifiers, all_identifiers)
    ) g
  ) w
  order by w.id
  on conflict (customer_id, ticket_id) do update set
    seq = excluded.seq, requester = excluded.requester, agreement_id = excluded.agreement_id, service = excluded.service,
    component = excluded.component, is_solved = excluded.is_solved, is_open = excluded.is_open, public = excluded.public, everything = excluded.everything,
    identifiers = excluded.identifiers, all_identifiers = excluded.all_identifiers
  where t.seq <= excluded.seq;
end $$;

-- A node of the version before, beside us for a while, asks for all and does not know what is open: what it indexes counts as open.
create or replace function search_tickets(
  asked tsquery, exact tsquery, sees_internal boolean,
  contact text, colleagues text[], department_agreements text[], customer_agreements text[],
  before bigint, most integer, walk integer
) returns table (customer_id text, ticket_id bigint, rank real)
language sql stable security definer set search_path = public, pg_temp as $$
  select * from search_tickets(asked, exact, sees_internal, contact, colleagues, department_agreements, customer_agreements,
                               before, most, walk, false)
$$;

create or replace function search_index(
  customers text[], ids bigint[], seqs integer[], languages text[], requesters text[], agreements text[], services text[], components text[],
  solved boolean[], labels text[], subjects text[], descriptions text[], said text[], notes text[], identifiers_ text[], all_identifiers_ text[]
) returns void
language sql security definer set search_path = public, pg_temp as $$
  select search_index(customers, ids, seqs, languages, requesters, agreements, services, components, solved,
                      array_fill(true, array[cardinality(ids)]), labels, subjects, descriptions, said, notes, identifiers_, all_identifiers_)
$$;

do $$
declare
  name text;
begin
  foreach name in array array[
    'search_tickets(tsquery, tsquery, boolean, text, text[], text[], text[], bigint, integer, integer, boolean)',
    'search_open_size()',
    'search_index(text[], bigint[], integer[], text[], text[], text[], text[], text[], boolean[], boolean[], text[], text[], text[], text[], text[], text[], text[])'] loop
    execute format('revoke all on function %s from public', name);
    execute format('grant execute on function %s to guardia_app', name);
  end loop;
end $$;
