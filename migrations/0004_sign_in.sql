-- Ways to sign in beside the password: a second factor (time-based codes and recovery codes), passkeys, identity providers; where
-- sessions run, and how often a password was tried. The tables two_factors and passkeys are written by the library; their columns are
-- the ones it asks for. None of them holds a customer's rows: they belong to people, and only the server's own code reads them.

alter table users add column two_factor_enabled boolean not null default false;

-- How the session was begun: password, totp, recovery-code, passkey, link, or oidc:<provider>. Null for those from before.
alter table sessions add column method text;
alter table sessions add column seen_at bigint;

create table two_factors (
  id text primary key,
  user_id text not null unique references users on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default false,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);

create table passkeys (
  id text primary key,
  user_id text not null references users on delete cascade,
  name text,
  public_key text not null,
  credential_id text not null unique,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz,
  used_at timestamptz
);
create index passkeys_by_user on passkeys (user_id);

-- Failures by account, known or not (the key is a digest), within a window: who is guessed at waits, whoever guesses.
create table sign_in_attempts (
  key text primary key,
  failures integer not null,
  since bigint not null
);
create index sign_in_attempts_by_age on sign_in_attempts (since);

-- Devices on which a person signed in before: a sign-in on another one is told by mail.
create table sign_in_devices (
  user_id text not null references users on delete cascade,
  device text not null,
  first_at bigint not null,
  last_at bigint not null,
  primary key (user_id, device)
);

-- What a one-time link is for: an invitation and a forgotten password look different to whoever opens it.
alter table access_links add column purpose text not null default 'invitation' check (purpose in ('invitation', 'reset'));

grant select, insert, update, delete on two_factors, passkeys, sign_in_attempts, sign_in_devices to guardia_app;
