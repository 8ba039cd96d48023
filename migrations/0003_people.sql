-- One rule of isolation for every table that holds a customer's rows, and people who belong to a customer.
-- app.customer_id now names one customer or several ("acme,acme-iberia": an organisation and its children), '*' for the provider's own
-- staff and workers; unset or '' still sees nothing.

create procedure isolate_by_customer(variadic tables text[]) language plpgsql as $$
declare
  name text;
begin
  foreach name in array tables loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('drop policy if exists own_customer on %I', name);
    -- A case, not an "or": see 0001.
    execute format(
      'create policy own_customer on %I using (case current_setting(''app.customer_id'', true)'
      || ' when ''*'' then true when '''' then false'
      || ' else customer_id = any (string_to_array(current_setting(''app.customer_id'', true), '','')) end)', name);
  end loop;
end $$;

call isolate_by_customer('tickets', 'events', 'unsealed', 'seals', 'chain_heads', 'outbox', 'notifications', 'idempotency_keys', 'tokens',
                         'imports');

-- A customer's people sign in too. customer_id is null for the provider's own, whom only '*' sees.
alter table users drop constraint users_role_check;
alter table users
  add column customer_id text,
  add column department text,
  add column phone text,
  add column language text check (language in ('en', 'fr', 'es')),
  add column zone text,
  add column hour_cycle text check (hour_cycle in ('h12', 'h23'));
create index users_by_name on users (lower(name) collate "C", id);
create index users_of_customer on users (customer_id, lower(name) collate "C", id) where customer_id is not null;

call isolate_by_customer('users');

-- Roles beside those that come with Guardia.
create table roles (
  id text primary key,
  name text not null,
  is_for_customers boolean not null,
  permissions text[] not null,
  created_at bigint not null
);
grant select, insert, update, delete on roles to guardia_app;

-- Deciding for the customer and overriding coverage were part of writing: what a program could do yesterday it can do today.
select set_config('app.customer_id', '*', true);
update tokens set scopes = scopes || array['tickets:decide'] where 'tickets:write' = any (scopes) and customer_id is not null;
update tokens set scopes = scopes || array['tickets:override'] where 'tickets:write' = any (scopes) and customer_id is null;
