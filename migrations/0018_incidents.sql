-- Major incidents: the room beside a ticket, the review that looks back, and what is done about it.

create table incidents (
  customer_id text not null,
  ticket_id bigint not null,
  seq integer not null,
  declared_at bigint not null,
  -- As it is written down; whether it is over also follows from its ticket.
  ended_at bigint,
  ended_how text check (ended_how in ('resolution', 'by-hand')),
  record json not null,
  primary key (customer_id, ticket_id)
);
create unique index incidents_by_ticket on incidents (ticket_id);
create index incidents_newest on incidents (declared_at desc, ticket_id desc);
create index incidents_going_on on incidents (ticket_id) where ended_at is null;

create table incident_reviews (
  customer_id text not null,
  ticket_id bigint not null,
  seq integer not null,
  version integer not null,
  is_shared boolean not null,
  owner text not null,
  -- A local date of the customer's zone, YYYY-MM-DD.
  due_on text not null check (due_on ~ '^\d{4}-\d{2}-\d{2}$'),
  -- When its owner is to be told next; null once it was published.
  remind_at bigint,
  record json not null,
  primary key (customer_id, ticket_id)
);
create unique index incident_reviews_by_ticket on incident_reviews (ticket_id);
create index incident_reviews_to_remind on incident_reviews (remind_at) where remind_at is not null;

-- Published ones as they were, with the instants and actions as they stood then.
create table incident_review_versions (
  customer_id text not null,
  ticket_id bigint not null,
  version integer not null,
  at bigint not null,
  by_actor text not null,
  note text,
  record json not null,
  primary key (customer_id, ticket_id, version)
);

-- Each is a ticket of its own; who has it and how it stands is read there.
create table incident_actions (
  customer_id text not null,
  ticket_id bigint not null,
  incident_id bigint not null,
  due_on text not null check (due_on ~ '^\d{4}-\d{2}-\d{2}$'),
  link text not null check (link in ('caused-by', 'relates-to')),
  is_shared boolean not null,
  remind_at bigint,
  primary key (customer_id, ticket_id)
);
create index incident_actions_of_incident on incident_actions (incident_id);
create index incident_actions_by_day on incident_actions (due_on, ticket_id);
create index incident_actions_to_remind on incident_actions (remind_at) where remind_at is not null;

-- What of a published review the customer may read, and nothing else: no row of it holds what was said among ourselves.
create table shared_reviews (
  customer_id text not null,
  ticket_id bigint not null,
  version integer not null,
  published_at bigint not null,
  record json not null,
  primary key (customer_id, ticket_id)
);
create index shared_reviews_newest on shared_reviews (published_at desc, ticket_id desc);

call isolate_by_customer('incidents', 'incident_reviews', 'incident_review_versions', 'incident_actions', 'shared_reviews');

grant select, insert, update on incidents, incident_reviews to guardia_app;
grant select, insert on incident_review_versions to guardia_app;
grant select, insert, update, delete on incident_actions, shared_reviews to guardia_app;
