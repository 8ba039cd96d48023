-- The manager's board: what a figure is counted from without reading records, and the customer's rank within a priority.

alter table tickets
  add column held text,
  add column is_reopened boolean;

-- Rows that were filled before there were these columns are filled again (a worker does it, beside everything else).
update tickets set live_clocks = null where status <> 'open' or id in (select ticket_id from events where type = 'ticket.reopened');

create index tickets_ended on tickets ((coalesce(resolved_at, closed_at))) where status <> 'open';

-- Priority, then the customer's own rank, then what breaks next.
drop index tickets_queue_by_priority;
create index tickets_queue_by_priority on tickets (priority, (coalesce(rank, 2147483647)), next_breach_at, id) where status = 'open';
