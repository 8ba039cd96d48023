-- Taking up a delivery changes no index, and finds room for its lines on the row's own page: one write in place of five. Its number alone
-- names it everywhere.
alter table deliveries set (fillfactor = 30);
alter table deliveries drop constraint deliveries_pkey;
drop index deliveries_by_number;
alter table deliveries add primary key (id);
-- Nor does the end of an attempt, unless its provider has given it a number.
alter table attempts set (fillfactor = 60);
