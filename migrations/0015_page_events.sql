-- The ledger of a page reads what happened to it from the log.
create index events_of_page on events (((facts ->> 'pageId')::bigint), position) where type like 'page.%';
