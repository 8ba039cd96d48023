/** The one statement that stores what a transaction decided: records, log, outbox and the first answer, in a single round trip. */
import { pageColumns, tellingColumns } from "#server/database/page-row.ts";
import { keptColumns, ticketColumns } from "#server/database/ticket-row.ts";

/** What a statement has to write; statements of the same parts are prepared once per connection. */
export type Parts = {
  opened: "none" | "one" | "many";
  changed: "none" | "one" | "many";
  isPaged: boolean;
  isLogged: boolean;
  isTold: boolean;
  isCancelled: boolean;
  isAnnounced: boolean;
  isAnswered: boolean;
};

/** Joins JSON texts in one parameter: JSON escapes control characters, so this one cannot occur inside, and nothing needs quoting. */
export const jsonSeparator = "\u001e";

const names = ticketColumns.map(([name]) => name);
const columns = [...names, "record"].join(", ");

/** One row is given as plain parameters, so that the planner always takes the primary key; several as one array a column. */
function ticketRows(amount: "one" | "many", from: number): string {
  if (amount === "one") {
    const cells = ticketColumns.map(([name, type], i) => `$${from + i}::${type} as ${name}`);
    return `(select ${cells.join(", ")}, $${from + ticketColumns.length}::json as record) as given`;
  }
  const arrays = ticketColumns.map(([, type], i) => `$${from + i}::${type}[]`);
  const records = `string_to_array($${from + ticketColumns.length}, E'\\x1e')`;
  return `(select ${names.map((name) => `u.${name}`).join(", ")}, u.record::json as record from unnest(${arrays.join(", ")}, ${records}) as u(${columns})) as given`;
}

const ticketParameters = ticketColumns.length + 1;
const updated = [...names.slice(2), "record"]
  .map((name) => `${name} = ${keptColumns.has(name) ? `coalesce(given.${name}, tickets.${name})` : `given.${name}`}`)
  .join(", ");

const arrays = (columns: readonly (readonly [string, string])[], from: number): string =>
  columns.map(([, type], i) => `$${from + i}::${type}[]`).join(", ");

/** Opened or changed: pages are few beside tickets, and one way of writing keeps the statements few. */
function pagesFrom(from: number): string {
  const given = pageColumns.map(([name]) => name).join(", ");
  const changing = [...pageColumns.slice(2).map(([name]) => name), "record"].map((name) => `${name} = excluded.${name}`).join(", ");
  return `paged as (
    insert into pages (${given}, record)
    select ${given}, p.record::json
    from unnest(${arrays(pageColumns, from)}, string_to_array($${from + pageColumns.length}, E'\\x1e')) as p(${given}, record)
    on conflict (customer_id, id) do update set ${changing}
  )`;
}

const pageParameters = pageColumns.length + 1;

/** The rows are the intent: whoever delivers looks up how each recipient can be reached (server/notification). */
function deliveriesFrom(from: number): string {
  const given = tellingColumns.map(([name]) => name).join(", ");
  const due = "case state when 'waiting' then wanted_at end";
  return `told as (
    insert into deliveries (purpose, content, due_at, ${given})
    select 'page', '{"kind":"page"}'::json, ${due}, ${given}
    from unnest(${arrays(tellingColumns, from)}) with ordinality as d(${given}, n)
    order by d.n
  )`;
}

const cancelFrom = (from: number): string =>
  `cancelled as (update deliveries set state = 'cancelled', due_at = null where page_id = any($${from}::bigint[]) and state = 'waiting')`;

function eventsFrom(from: number): string {
  const p = (offset: number): string => `$${from + offset}`;
  const lists = [4, 5, 6].map((offset) => `string_to_array(${p(offset + 3)}, E'\\x1e', '')`).join(", ");
  return `logged as (
    insert into events (customer_id, ticket_id, seq, type, at, recorded_at, actor, facts, digests, personal)
    select e.customer_id, e.ticket_id, e.seq, e.type, e.at, ${p(6)}::bigint, e.actor, e.facts::json, e.digests::json, e.personal::json
    from unnest(${p(0)}::text[], ${p(1)}::bigint[], ${p(2)}::integer[], ${p(3)}::text[], ${p(4)}::bigint[], ${p(5)}::text[], ${lists})
      with ordinality as e(customer_id, ticket_id, seq, type, at, actor, facts, digests, personal, n)
    order by e.n
    returning position, customer_id
  ), queued as (insert into unsealed (position, customer_id) select position, customer_id from logged)`;
}

export const eventParameters = 10;

function outboxFrom(from: number): string {
  return `announced as (
    insert into outbox (customer_id, topic, payload, created_at, due_at)
    select o.customer_id, o.topic, o.payload::json, $${from + 3}::bigint, $${from + 3}::bigint
    from unnest($${from}::text[], $${from + 1}::text[], string_to_array($${from + 2}, E'\\x1e')) with ordinality as o(customer_id, topic, payload, n)
    order by o.n
  )`;
}

const answersFrom = (from: number): string => {
  const lists = ["text", "text", "text", "text", "integer"].map((type, i) => `$${from + i}::${type}[]`).join(", ");
  return `answered as (
    insert into idempotency_keys (customer_id, principal, key, request_hash, status, response, created_at)
    select a.customer_id, a.principal, a.key, a.request_hash, a.status, a.response::json, $${from + 6}::bigint
    from unnest(${lists}, string_to_array($${from + 5}, E'\\x1e')) as a(customer_id, principal, key, request_hash, status, response)
  )`;
};

const known = new Map<string, { name: string; text: string }>();

/** The statement for these parts; its parameters are theirs in the order opened, changed, pages, log, told, cancelled, outbox, answer. */
export function statementFor(parts: Parts): { name: string; text: string } {
  const { opened, changed, isPaged, isLogged, isTold, isCancelled, isAnnounced, isAnswered } = parts;
  const flags = [isPaged, isLogged, isTold, isCancelled, isAnnounced, isAnswered].map(Number).join("");
  const name = `store_${opened}_${changed}_${flags}`;
  const prepared = known.get(name);
  if (prepared !== undefined) return prepared;
  const ctes: string[] = [];
  let from = 1;
  if (opened !== "none") {
    ctes.push(`opened as (insert into tickets (${columns}) select ${columns} from ${ticketRows(opened, from)})`);
    from += ticketParameters;
  }
  if (changed !== "none") {
    const where = "tickets.customer_id = given.customer_id and tickets.id = given.id";
    ctes.push(`changed as (update tickets set ${updated} from ${ticketRows(changed, from)} where ${where})`);
    from += ticketParameters;
  }
  if (isPaged) {
    ctes.push(pagesFrom(from));
    from += pageParameters;
  }
  if (isLogged) {
    ctes.push(eventsFrom(from));
    from += eventParameters;
  }
  if (isTold) {
    ctes.push(deliveriesFrom(from));
    from += tellingColumns.length;
  }
  if (isCancelled) ctes.push(cancelFrom(from++));
  if (isAnnounced) {
    ctes.push(outboxFrom(from));
    from += 4;
  }
  if (isAnswered) ctes.push(answersFrom(from));
  const text = `with ${ctes.join(", ")} ${isLogged ? "select position from logged" : "select"}`;
  const statement = { name, text };
  known.set(name, statement);
  return statement;
}
