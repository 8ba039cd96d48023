-- What the provider shows to its customers: announcements, and how the portal and the door look.

-- customers null: to all. Rows of several customers at once, so the policy of one customer_id does not fit: a customer reads what speaks
-- to it or to everybody, and only the provider's own scope writes.
create table announcements (
  id text primary key,
  severity text not null check (severity in ('information', 'maintenance', 'disruption')),
  customers text[],
  services text[] not null,
  from_at bigint not null,
  until_at bigint,
  texts json not null,
  created_at bigint not null,
  changed_at bigint not null
);
create index announcements_newest on announcements (from_at desc, id);
create index announcements_running on announcements (until_at);

alter table announcements enable row level security;
alter table announcements force row level security;
create policy addressed on announcements for select using (
  case current_setting('app.customer_id', true)
    when '*' then true
    when '' then false
    else customers is null or customers && string_to_array(current_setting('app.customer_id', true), ',')
  end);
create policy written_by_provider on announcements for all
  using (current_setting('app.customer_id', true) = '*') with check (current_setting('app.customer_id', true) = '*');

-- One row, of the provider: name (null: the model's), colour as given, logo with its type. Anybody who stands at the door sees it.
create table branding (
  is_only boolean primary key default true check (is_only),
  name text,
  accent text,
  logo bytea,
  logo_type text check (logo_type in ('image/png', 'image/webp')),
  logo_hash text,
  changed_at bigint not null,
  check (num_nulls(logo, logo_type, logo_hash) in (0, 3)),
  check (octet_length(logo) <= 262144)
);

grant select, insert, update, delete on announcements, branding to guardia_app;
