-- Pages that are over, the newest first: they only grow in number.
create index pages_over on pages (opened_at, id) where state = 'resolved';
