-- People who sign in, their sessions, and the one-time links by which they come in. The tables users, sessions, accounts, verifications
-- and rate_limits are read and written by the library that does the hashing and the sessions; their columns are the ones it asks for.
-- None of them belongs to a customer: they hold the provider's own people.

create table users (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  role text not null check (role in ('administrator', 'agent')),
  deactivated_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table sessions (
  id text primary key,
  token text not null unique,
  user_id text not null references users on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sessions_by_user on sessions (user_id);

create table accounts (
  id text primary key,
  user_id text not null references users on delete cascade,
  account_id text not null,
  provider_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index accounts_by_user on accounts (user_id);

create table verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verifications_by_identifier on verifications (identifier);

create table rate_limits (
  id text primary key,
  key text not null unique,
  count integer not null,
  last_request bigint not null
);

-- One-time links. user_id null: whoever opens it becomes the first administrator; otherwise that person sets a (new) password.
create table access_links (
  id text primary key,
  hash text not null unique,
  user_id text references users on delete cascade,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);
create index access_links_by_user on access_links (user_id);

-- What all nodes of an installation must share and nobody else may know, such as the key that signs cookies.
create table installation_secrets (
  name text primary key,
  value text not null
);

grant select, insert, update, delete on users, sessions, accounts, verifications, rate_limits, access_links to guardia_app;
grant select, insert on installation_secrets to guardia_app;
