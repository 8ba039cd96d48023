/** What the door does behind each of its calls. */
import type { Kysely } from "kysely";
import { DatabaseError, type Pool, type PoolClient, type QueryResult } from "pg";
import type { Book } from "#core/agreement/book.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Command, isPageCommand } from "#core/world.ts";
import { type Books, editionsIn, newestEditions } from "#server/database/books.ts";
import { numbered, numbersWanted, type Performed, performAll, recordsNamed, requireOwnCustomer } from "#server/database/decide.ts";
import { rowOfFact } from "#server/database/event-row.ts";
import { kyselyOn } from "#server/database/kysely.ts";
import {
  type BatchOrder,
  type BatchOutcome,
  type Committed,
  homeOf,
  type Idempotency,
  type Order,
  type Outcome,
  type Scope,
  type Transaction,
} from "#server/database/orders.ts";
import { reachOf } from "#server/database/page-row.ts";
import {
  begin,
  beginDue,
  commit,
  commitAfter,
  type Loaded,
  scoped,
  sendTogether,
  setSettings,
  withClient,
} from "#server/database/session.ts";
import {
  type Answer,
  type Decided,
  lettersOf,
  logOf,
  nothingDecided,
  outboxOf,
  store,
  type Written,
  writing,
} from "#server/database/store.ts";
import type { Tables } from "#server/database/tables.ts";

/** What the calls of one door share. */
export type House = {
  pool: Pool;
  clock: () => Instant;
  books: Books;
  announce: (committed: Committed) => void;
  log: (line: string) => void;
};

/** How often a transaction that lost against another one is tried again. */
const attempts = 5;

/** Two that write the same key, or wait for each other, are told apart by PostgreSQL: the loser begins again and sees the winner's work. */
const isLost = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code === "40001" || error.code === "40P01" || error.constraint === "idempotency_keys_pkey");

async function untilSettled<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isLost(error) || attempt === attempts) throw refusalOf(error);
    }
  }
}

/** A uniqueness that the rules cannot see becomes a refusal; everything else stays what it is. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof DatabaseError) || error.code !== "23505") return error;
  if (error.constraint === "tickets_external") {
    return new Refusal("external-ticket-exists", "A ticket with this external source and id exists already: work on that one.", {});
  }
  if (error.constraint === "users_email_key") {
    return new Refusal("email-taken", "Somebody signs in with this e-mail address already: use another one, or change that person.", {});
  }
  if (error.constraint === "tickets_pkey") {
    return new Refusal("ticket-exists", "A ticket with this number exists already: let the number be drawn.", {});
  }
  return error;
}

/** One order in a transaction of its own. */
export function performAlone(house: House, order: Order): Promise<Outcome> {
  const named = recordsNamed(order.commands);
  const numbers = numbersWanted(order.commands);
  const keys = order.idempotency === undefined ? [] : [order.idempotency];
  return untilSettled(() =>
    withClient(house.pool, async (client) => {
      const loaded = await begin(client, { scope: order.scope, named, numbers, keys });
      const replayed = firstAnswer(loaded, order.idempotency);
      if (replayed !== null) {
        await client.query("rollback");
        return { events: [], tickets: [], pages: [], replayed };
      }
      requireSeq(loaded.tickets, order);
      const book = await house.books.at(client, loaded.editions);
      const now = order.now ?? house.clock();
      const commands = numbered(order.commands, loaded.numbers).map((command) => ({ command, now }));
      const performed = performAll(book, loaded, commands, "stop", order.refusedAt);
      const outcome = outcomeOf(performed);
      if (order.alongside !== undefined) await order.alongside(kyselyOn(client), outcome);
      const decided = decidedOf(performed);
      const log = [...decided.log, ...(order.facts?.() ?? []).map(rowOfFact)];
      await finish(house, client, writing({ ...decided, log, answers: answersOf(order, outcome) }, book, house.clock()));
      return outcome;
    }),
  );
}

const outcomeOf = ({ events, opened, changed, pages }: Performed): Outcome => ({ events, tickets: [...opened, ...changed], pages });

export function answersOf({ scope, idempotency }: Order, outcome: Outcome): Answer[] {
  if (idempotency === undefined) return [];
  const { principal, key, requestHash } = idempotency;
  return [{ scope: homeOf(scope), principal, key, requestHash, ...idempotency.respond(outcome) }];
}

/** What was answered to this key before; refuses `idempotency-key-reused` when it was another request. */
export function firstAnswer({ answered }: Loaded, asked: Idempotency | undefined): { status: number; body: unknown } | null {
  const first = asked === undefined ? undefined : answered.find(({ principal, key }) => principal === asked.principal && key === asked.key);
  if (first === undefined || asked === undefined) return null;
  if (first.request_hash === asked.requestHash) return { status: first.status, body: first.response };
  throw new Refusal("idempotency-key-reused", "This idempotency key was used for another request: give each request a key of its own.", {
    key: asked.key,
  });
}

function requireSeq(tickets: readonly Ticket[], { expectSeq, commands }: Order): void {
  if (expectSeq === undefined) return;
  const [first] = commands;
  const ticketId = first === undefined || isPageCommand(first) ? 0 : first.ticketId;
  const ticket = tickets.find(({ id }) => id === ticketId);
  if (ticket === undefined || ticket.seq === expectSeq) return;
  throw new Refusal("ticket-changed", `Ticket ${ticketId} was changed since you read it: look at it again before you change it.`, {
    ticketId,
    expected: expectSeq,
    seq: ticket.seq,
  });
}

export function decidedOf({ events, opened, changed, pages, seqs }: Performed): Decided {
  const log = logOf(events, seqs, pages);
  return {
    ...nothingDecided,
    opened,
    changed,
    pages,
    reach: reachOf(events, pages),
    log,
    outbox: [...outboxOf(events), ...lettersOf(events, log)],
  };
}

/** Stores, commits and tells whoever listens. */
export async function finish(house: House, client: PoolClient, written: Written): Promise<void> {
  const changes = await commitAfter(client, () => store(client, written));
  if (written.query !== null) house.announce({ changes, nextDueAt: written.nextDueAt });
}

export function performBatch(house: House, order: BatchOrder): Promise<BatchOutcome> {
  const drafts = order.commands.map(({ command }) => command);
  requireOwnCustomer(order.scope, drafts);
  const named = recordsNamed(drafts);
  const numbers = numbersWanted(drafts);
  return untilSettled(() =>
    withClient(house.pool, async (client) => {
      const loaded = await begin(client, { scope: order.scope, named, numbers, settings: setSettings });
      const book = await house.books.at(client, loaded.editions);
      const commands = numbered(drafts, loaded.numbers).map((command, i) => ({ command, now: order.commands[i]!.now }));
      const performed = performAll(book, loaded, commands, order.onRefusal === "skip" ? "skip-refusals" : "stop");
      const written = writing(decidedOf(performed), book, house.clock());
      if (order.alongside !== undefined) await order.alongside(kyselyOn(client));
      await finish(house, client, written);
      const refusals = performed.failures.map(({ index, error }) => ({ index, refusal: error as Refusal }));
      return { ...outcomeOf(performed), refusals };
    }),
  );
}

/** What was due and done: so many tickets and pages, and when the next one is due. */
export type Due = { tickets: number; pages: number; nextDueAt: Instant | null };

export function performDue(house: House, limit: number): Promise<Due> {
  return untilSettled(() =>
    withClient(house.pool, async (client) => {
      const now = house.clock();
      const loaded = await beginDue(client, now, limit);
      const book = await house.books.at(client, loaded.editions);
      const actor = "system";
      const commands: Command[] = [
        ...loaded.tickets.map(({ id }) => ({ type: "wake-ticket" as const, ticketId: id, actor })),
        ...loaded.pages.map(({ id }) => ({ type: "wake-page" as const, pageId: id, actor })),
      ];
      const timed = commands.map((command) => ({ command, now }));
      const performed = performAll(book, loaded, timed, "skip-failures");
      const failed = failedOf(house, performed);
      // What was due and has nothing to say still gets its next instant, so that it is not claimed again at once.
      const changed = rearmed(loaded.tickets, performed.changed, failed.tickets);
      const pages = rearmed(loaded.pages, performed.pages, failed.pages);
      const written = writing({ ...decidedOf(performed), changed, pages }, book, house.clock());
      for (const table of ["tickets", "pages"] as const) {
        if (failed[table].size === 0) continue;
        await client.query(`update ${table} set due_at = $1 where id = any($2)`, [now + 60_000, [...failed[table]]]);
      }
      const [changes, { rows }] = await commitAfter(client, () => Promise.all([store(client, written), earliestDue(client)]));
      if (written.query !== null) house.announce({ changes, nextDueAt: written.nextDueAt });
      const nextDueAt = (rows[0]?.due_at ?? null) as Instant | null;
      return { tickets: loaded.tickets.length, pages: loaded.pages.length, nextDueAt };
    }),
  );
}

function failedOf({ log }: House, { failures }: Performed): { tickets: Set<number>; pages: Set<number> } {
  const failed = { tickets: new Set<number>(), pages: new Set<number>() };
  for (const { command, error } of failures) {
    const what = isPageCommand(command) ? `Page ${command.pageId}` : `Ticket ${command.ticketId}`;
    log(`${what} was due and failed; it is tried again in a minute: ${String(error)}`);
    if (isPageCommand(command)) failed.pages.add(command.pageId);
    else failed.tickets.add(command.ticketId);
  }
  return failed;
}

const firstDue = (table: string): string => `(select due_at from ${table} where due_at is not null order by due_at limit 1)`;

const earliestDue = (client: PoolClient) =>
  client.query<{ due_at: number | null }>(`select least(${firstDue("tickets")}, ${firstDue("pages")}) as due_at`);

function rearmed<T extends { id: number }>(loaded: readonly T[], changed: readonly T[], failed: ReadonlySet<number>): T[] {
  if (changed.length === loaded.length) return [...changed];
  const done = new Set(changed.map(({ id }) => id));
  return [...changed, ...loaded.filter(({ id }) => !done.has(id) && !failed.has(id))].sort((a, b) => a.id - b.id);
}

export async function drawNumbers(pool: Pool, count: number): Promise<number[]> {
  const { rows } = await pool.query<{ number: number }>("select nextval('ticket_numbers') as number from generate_series(1, $1)", [count]);
  return rows.map(({ number }) => number);
}

export function currentBook({ pool, books }: House): Promise<Book> {
  return withClient(pool, async (client) => {
    return books.at(client, editionsIn((await client.query(newestEditions)).rows));
  });
}

/** Queries in a read-only transaction. What is asked before anything must be waited for goes out with its beginning, in one packet. */
export function read<T>({ pool }: Pick<House, "pool">, scope: Scope, query: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  return reading(pool, [scoped(scope)], (client) => query(kyselyOn(client)));
}

/** The same, with the book as it is when the transaction begins: asked in the same packet. */
export function readWithBook<T>(house: House, scope: Scope, query: (db: Kysely<Tables>, book: Promise<Book>) => Promise<T>): Promise<T> {
  return reading(house.pool, [scoped(scope), newestEditions], (client, begun) => {
    const book = begun.then((results) => house.books.at(client, editionsIn(results.at(-1)?.rows)));
    // Who does not wait for the book learns of a failure from the transaction.
    book.catch(() => undefined);
    return query(kyselyOn(client), book);
  });
}

async function reading<T>(
  pool: Pool,
  settings: readonly string[],
  query: (client: PoolClient, begun: Promise<QueryResult[]>) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  sendTogether(client);
  const begun = client.query(["begin read only", ...settings].join("; ")) as unknown as Promise<QueryResult[]>;
  const [started, found] = await Promise.allSettled([begun, (async () => query(client, begun))()]);
  const failure: unknown = started.status === "rejected" ? started.reason : found.status === "rejected" ? found.reason : null;
  if (failure !== null && !(failure instanceof DatabaseError)) {
    // Refused half-way: what was asked beside may ask on, and must not do so in the next one's transaction, so the connection ends. After
    // an error of PostgreSQL's own, whatever still comes fails by itself.
    client.release(true);
    throw failure;
  }
  // Nobody waits for the end of a transaction that changed nothing: the client goes back to the pool when it is there.
  void (failure === null ? commit(client) : client.query("rollback")).then(
    () => client.release(),
    (error: Error) => client.release(error),
  );
  if (started.status === "rejected") throw started.reason;
  if (found.status === "rejected") throw found.reason;
  return found.value;
}

/** A record's seq counts its events: before these it was smaller by as many. */
function seqsBefore(opened: readonly Ticket[], changed: readonly Ticket[], events: readonly TicketEvent[]): Map<number, number> {
  const seqs = new Map([...opened, ...changed].map(({ id, seq }) => [id, seq]));
  for (const { ticketId } of events) seqs.set(ticketId, seqs.get(ticketId)! - 1);
  return seqs;
}

export function write<T>(house: House, scope: Scope, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return untilSettled(() =>
    withClient(house.pool, async (client) => {
      const { editions } = await begin(client, { scope });
      const book = await house.books.at(client, editions);
      const changes: Committed["changes"] = [];
      let nextDueAt: Instant | null = null;
      const send = async (decided: Decided): Promise<void> => {
        const written = writing(decided, book, house.clock());
        if (written.nextDueAt !== null && (nextDueAt === null || written.nextDueAt < nextDueAt)) nextDueAt = written.nextDueAt;
        changes.push(...(await store(client, written)));
      };
      const append: Transaction["append"] = (facts) => send({ ...nothingDecided, log: facts.map(rowOfFact) });
      const announce: Transaction["announce"] = (outbox) => send({ ...nothingDecided, outbox });
      const record: Transaction["record"] = async ({ opened, changed, events }) => {
        if (changed.length > 0) await client.query(setSettings.join("; "));
        await send({
          ...nothingDecided,
          opened,
          changed,
          log: logOf(events, seqsBefore(opened, changed, events)),
          outbox: outboxOf(events),
        });
      };
      const result = await work({ db: kyselyOn(client), book, append, announce, record });
      await commit(client);
      if (changes.length > 0) house.announce({ changes, nextDueAt });
      return result;
    }),
  );
}
