/** How a transaction begins and ends: scope, the model's lock and whatever it must load, in as few round trips as can be. */
import type { Socket } from "node:net";
import { escapeLiteral, type Pool, type PoolClient, type QueryResult } from "pg";
import type { Page } from "#core/oncall/page.ts";
import { Refusal } from "#core/refusal.ts";
import { wholeRecord } from "#core/ticket/record.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Editions, editionsIn, newestEditions } from "#server/database/books.ts";
import type { Named } from "#server/database/decide.ts";
import type { Scope } from "#server/database/orders.ts";

/** Whoever changes tickets holds this advisory lock shared, whoever changes the model alone: no command runs under replaced rules. */
export const modelLock = 4680;

/** Text of an SQL literal. Refuses `bad-text` for U+0000, which would cut a statement in two. */
export function literal(text: string): string {
  if (text.includes("\0")) throw new Refusal("bad-text", "A text holds the character U+0000, which no database text can: leave it out.");
  return escapeLiteral(text);
}

export const scoped = (scope: Scope): string => `set local app.customer_id = ${literal(scope)}`;

export type Key = { principal: string; key: string };

export type Loading = {
  scope: Scope;
  /** What is locked: these tickets and pages, the tickets of answered pages, and of all these tickets the pages that are not over. */
  named?: Named;
  /** How many ticket numbers to draw. */
  numbers?: number;
  /** Idempotency keys whose first answers are looked for. */
  keys?: readonly Key[];
  /** Further settings of this transaction. */
  settings?: readonly string[];
};

export type Loaded = {
  editions: Editions;
  tickets: Ticket[];
  pages: Page[];
  numbers: number[];
  answered: (Key & { request_hash: string; status: number; response: unknown })[];
};

/**
 * Begins a transaction and loads what it needs in one round trip. Each statement sees what was committed when it started, so the
 * model's version is read after its lock was had.
 */
export async function begin(
  client: PoolClient,
  { scope, named = nothingNamed, numbers = 0, keys = [], settings = [] }: Loading,
): Promise<Loaded> {
  const statements = ["begin", scoped(scope), ...settings, `select pg_advisory_xact_lock_shared(${modelLock})`];
  const editionsAt = statements.push(newestEditions) - 1;
  const numbersAt =
    numbers === 0 ? -1 : statements.push(`select nextval('ticket_numbers') as number from generate_series(1, ${Math.trunc(numbers)})`) - 1;
  const keysAt = keys.length === 0 ? -1 : statements.push(findAnswers(keys)) - 1;
  const hasTickets = named.tickets.length + named.answered.length > 0;
  const ticketsAt = hasTickets ? statements.push(lockTickets(named)) - 1 : -1;
  const pagesAt = hasTickets || named.pages.length > 0 ? statements.push(lockPages(named)) - 1 : -1;
  const results = (await client.query(statements.join("; "))) as unknown as QueryResult[];
  const rows = <T>(at: number): T[] => (at < 0 ? [] : (results[at]?.rows as T[]));
  return {
    editions: editionsIn(rows(editionsAt)),
    numbers: rows<{ number: number }>(numbersAt).map(({ number }) => number),
    answered: rows<Loaded["answered"][number]>(keysAt),
    tickets: rows<{ record: Ticket }>(ticketsAt).map(({ record }) => wholeRecord(record)),
    pages: rows<{ record: Page }>(pagesAt).map(({ record }) => record),
  };
}

const nothingNamed: Named = { tickets: [], pages: [], answered: [] };

function findAnswers(keys: readonly Key[]): string {
  const pairs = keys.map(({ principal, key }) => `(${literal(principal)}, ${literal(key)})`).join(", ");
  return `select principal, key, request_hash, status, response from idempotency_keys where (principal, key) in (${pairs})`;
}

/** In the order of their ids, tickets before pages, so that two transactions never wait for each other. */
const lockTickets = (named: Named): string => `select record from tickets where id = any(${ticketIds(named)}) order by id for update`;

/** Those named, each ticket's own, and whatever else of the tickets is not over. Looked up as a list first: an `or` would scan. */
function lockPages(named: Named): string {
  const unended = `select id from pages where ticket_id = any(${ticketIds(named)}) and state <> 'resolved'`;
  const ids = `${listOf([...named.pages, ...named.tickets])} || array(${unended})`;
  return `select record from pages where id = any(${ids}) order by id for update`;
}

const listOf = (ids: readonly number[]): string => `'{${ids.map(Math.trunc).join(",")}}'::bigint[]`;

const ticketIds = ({ tickets, answered }: Named): string =>
  answered.length === 0
    ? listOf(tickets)
    : `${listOf(tickets)} || array(select ticket_id from pages where id = any(${listOf(answered)}) and ticket_id is not null)`;

/** Up to `limit` tickets, and as many pages, that are due and that nobody else holds. */
export async function beginDue(client: PoolClient, now: number, limit: number): Promise<Pick<Loaded, "editions" | "tickets" | "pages">> {
  const dueIn = (table: "tickets" | "pages"): string =>
    `select record from ${table} where due_at <= ${Math.trunc(now)} order by due_at limit ${Math.trunc(limit)} for update skip locked`;
  const results = (await client.query(
    [
      "begin",
      scoped("*"),
      ...setSettings,
      `select pg_advisory_xact_lock_shared(${modelLock})`,
      newestEditions,
      dueIn("tickets"),
      dueIn("pages"),
    ].join("; "),
  )) as unknown as QueryResult[];
  const [editions, tickets, pages] = results.slice(-3) as [QueryResult, QueryResult<{ record: Ticket }>, QueryResult<{ record: Page }>];
  return {
    editions: editionsIn(editions.rows),
    tickets: tickets.rows.map(({ record }) => wholeRecord(record)),
    pages: pages.rows.map(({ record }) => record),
  };
}

/** A set joined with a table always goes through the table's index: no plan made when it was small may scan it once it is large. */
export const setSettings: readonly string[] = [
  "set local enable_hashjoin = off",
  "set local enable_mergejoin = off",
  "set local enable_seqscan = off",
];

/** Runs `work` on a client of the pool. When it throws, the transaction is rolled back; a broken connection leaves the pool. */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    broken = await client.query("rollback").then(
      () => undefined,
      (cause: Error) => cause,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Sends statements behind one another without waiting in between, and commits with the last. When one fails the server rolls back,
 * whatever comes behind it; all are waited for, so that the connection is free again afterwards.
 */
export async function commitAfter<T>(client: PoolClient, send: () => Promise<T>): Promise<T> {
  // In one packet: a system call and a wake-up of the server less, which is more than the commit itself costs us.
  const stream = streamOf(client);
  stream.cork();
  const sent = [send(), commit(client)] as const;
  stream.uncork();
  const [done, committed] = await Promise.allSettled(sent);
  if (done.status === "rejected") throw done.reason;
  if (committed.status === "rejected") throw committed.reason;
  return done.value;
}

type Wired = { readonly connection?: { readonly stream: Socket } };

const streamOf = (client: PoolClient): Socket => (client as unknown as Required<Wired>).connection.stream;

/** What is sent from now on, until whoever runs has nothing left to do but wait, goes in one packet. */
export function sendTogether(client: PoolClient): void {
  // A client that only looks like one (a test's that explains its plans) has no wire.
  const stream = (client as unknown as Wired).connection?.stream;
  if (stream === undefined) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** Commits. A transaction in which something failed ends with a rollback instead, and PostgreSQL calls that a success: here it is none. */
export async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query("commit");
  if (command !== "COMMIT") throw new Error("a statement of this transaction failed, so nothing of it was done");
}
