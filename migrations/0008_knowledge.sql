-- Knowledge: articles with their versions and translations, what readers say of them, and runbooks.
-- Articles belong to the provider, not to a customer, so their isolation is a rule of its own: a customer's session sees what is
-- published for customers or for everybody, and for all of them or for it; the session '?' (nobody has signed in) sees what is public.
-- No customer's key is '?': everywhere else such a session sees nothing.

create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- What readers may know of an article, in columns; the whole record, drafts included, stands apart in article_records.
create table articles (
  id text primary key,
  slug text not null unique,
  seq integer not null,
  state text not null check (state in ('draft', 'in-review', 'published', 'retired')),
  is_in_review boolean not null,
  has_changes boolean not null,
  -- Languages whose translation is behind, and the versions of the original that changed what it says.
  outdated text[] not null,
  changes integer[] not null,
  visibility text not null check (visibility in ('internal', 'customer', 'public')),
  customers text[] not null,
  service text,
  owner text not null,
  language text not null,
  languages text[] not null,
  tags text[] not null,
  review_on text,
  ticket_id bigint,
  created_at bigint not null,
  updated_at bigint not null,
  published_at bigint
);

create index articles_by_change on articles (updated_at desc, id);
create index articles_of_ticket on articles (ticket_id) where ticket_id is not null;

create table article_records (
  article_id text primary key references articles on delete cascade,
  record json not null
);

create table article_versions (
  article_id text not null references articles on delete cascade,
  language text not null,
  version integer not null,
  title text not null,
  body text not null,
  made_from integer,
  is_minor boolean not null,
  note text,
  at bigint not null,
  by_actor text not null,
  -- The one that readers get.
  is_current boolean not null,
  primary key (article_id, language, version)
);

create unique index article_versions_current on article_versions (article_id, language) where is_current;

-- One row for each language of each article: what readers find, and (is_published false) what only its authors find.
create table article_search (
  article_id text not null references articles on delete cascade,
  language text not null,
  is_published boolean not null,
  is_original boolean not null,
  version integer not null,
  slug text not null,
  title text not null,
  plain text not null,
  lead text not null,
  words tsvector not null,
  visibility text not null,
  customers text[] not null,
  service text,
  primary key (article_id, language, is_published)
);

create index article_search_words on article_search using gin (words);
create index article_search_titles on article_search using gin (title gin_trgm_ops);

-- What a reader said of a version: once, and theirs to change. customer_id '' for the provider's own people.
create table article_feedback (
  customer_id text not null,
  id text not null unique,
  article_id text not null references articles on delete cascade,
  language text not null,
  version integer not null,
  reader text not null,
  is_helpful boolean not null,
  is_solved boolean not null,
  words text,
  at bigint not null,
  settled_at bigint,
  settled_by text,
  primary key (article_id, language, version, reader)
);

create index article_feedback_by_time on article_feedback (at);

create table article_views (
  customer_id text not null,
  id bigint generated always as identity primary key,
  article_id text not null references articles on delete cascade,
  language text not null,
  version integer not null,
  reader text not null,
  origin text not null,
  service text,
  at bigint not null
);

create index article_views_by_time on article_views (at);
create index article_views_of_article on article_views (article_id, at);
create index article_views_of_reader on article_views (reader, article_id, at);

create table runbooks (
  id text primary key,
  version integer not null,
  name text not null,
  service text,
  component text,
  is_retired boolean not null,
  changed_at bigint not null,
  record json not null
);

create index runbooks_of_service on runbooks (service, component) where not is_retired;

create table runbook_versions (
  runbook_id text not null references runbooks on delete cascade,
  version integer not null,
  record json not null,
  note text,
  at bigint not null,
  by_actor text not null,
  primary key (runbook_id, version)
);

-- How a runbook's steps fared on the tickets on which it was followed.
create index events_of_runbooks on events ((facts->>'runbook'), position)
  where type in ('ticket.runbook-started', 'ticket.step-ticked', 'ticket.runbook-dropped');

call isolate_by_customer('article_feedback', 'article_views');

-- Provider's own: no customer's session sees a row.
do $$
declare
  name text;
begin
  foreach name in array array['article_records', 'runbooks', 'runbook_versions'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy providers_own on %I using (current_setting(''app.customer_id'', true) = ''*'')', name);
  end loop;
end $$;

alter table articles enable row level security;
alter table articles force row level security;
create policy readers on articles using (case current_setting('app.customer_id', true)
  when '*' then true
  when '' then false
  when '?' then state = 'published' and visibility = 'public'
  else state = 'published' and visibility in ('customer', 'public')
       and (customers = '{}' or customers && string_to_array(current_setting('app.customer_id', true), ',')) end);

alter table article_search enable row level security;
alter table article_search force row level security;
create policy readers on article_search using (case current_setting('app.customer_id', true)
  when '*' then true
  when '' then false
  when '?' then is_published and visibility = 'public'
  else is_published and visibility in ('customer', 'public')
       and (customers = '{}' or customers && string_to_array(current_setting('app.customer_id', true), ',')) end);

-- The article's own rule holds inside the question: whoever may not see the article sees no version of it.
alter table article_versions enable row level security;
alter table article_versions force row level security;
create policy readers on article_versions using (case current_setting('app.customer_id', true)
  when '*' then true
  when '' then false
  else is_current and exists (select 1 from articles where articles.id = article_id) end);

grant select, insert, update on articles, article_records, article_versions, article_feedback, runbooks to guardia_app;
grant select, insert, update, delete on article_search to guardia_app;
grant select, insert on article_views, runbook_versions to guardia_app;
grant usage, select on all sequences in schema public to guardia_app;
