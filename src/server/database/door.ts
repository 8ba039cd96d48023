/** The one door: every change of state is one transaction that loads, decides by the pure rules, stores, logs and announces. */
import type { Kysely } from "kysely";
import type { Pool } from "pg";
import type { Book } from "#core/agreement/book.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { keepBooks } from "#server/database/books.ts";
import { requireOwnCustomer } from "#server/database/decide.ts";
import { gatherOpenings, isOpening, performOpenings } from "#server/database/openings.ts";
import type {
  BatchOrder,
  BatchOutcome,
  Committed,
  ModelOrder,
  ModelOutcome,
  Order,
  Outcome,
  Scope,
  Transaction,
} from "#server/database/orders.ts";
import {
  currentBook,
  type Due,
  drawNumbers,
  type House,
  performAlone,
  performBatch,
  performDue,
  read,
  readWithBook,
  write,
} from "#server/database/perform.ts";
import type { Tables } from "#server/database/tables.ts";
import { applyModel } from "#server/model/store.ts";

export type Door = {
  readonly clock: () => Instant;
  /** Begin; lock; load; decide; store; append; outbox; commit. A Refusal passes through and nothing was changed. */
  perform(order: Order): Promise<Outcome>;
  /** The same for many commands: one load, one store, one commit. */
  performBatch(order: BatchOrder): Promise<BatchOutcome>;
  /** Performs what is due by now on up to `limit` tickets and as many pages that nobody else holds. */
  performDue(limit: number): Promise<Due>;
  /** Numbers for tickets that a batch will open. */
  drawNumbers(count: number): Promise<number[]>;
  /** All versions of the model; the newest is looked for first. */
  book(): Promise<Book>;
  applyModel(order: ModelOrder): Promise<ModelOutcome>;
  /** Queries in one read-only transaction that sees what the scope may see. */
  read<T>(scope: Scope, query: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** The same with the versions of the model as they are when it begins, which costs less than asking for them apart. */
  readWithBook<T>(scope: Scope, query: (db: Kysely<Tables>, book: Promise<Book>) => Promise<T>): Promise<T>;
  /** A transaction that writes what is not a ticket (tokens, imports, settings) together with what the log says of it. */
  write<T>(scope: Scope, work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Calls back after each commit of this process. Gives the way to stop listening. */
  onCommit(listener: (committed: Committed) => void): () => void;
  /** Refuses what comes from now on and waits for what is under way. Does not end the pool. */
  close(): Promise<void>;
};

export type DoorOptions = { pool: Pool; clock: () => Instant; log?: (line: string) => void };

/** Opens the door to a database that is migrated. Several may be open on it, in one process or many. */
export function openDoor({ pool, clock, log = () => undefined }: DoorOptions): Door {
  const books = keepBooks();
  const listeners = new Set<(committed: Committed) => void>();
  const announce = (committed: Committed): void => {
    for (const listener of listeners) listener(committed);
  };
  const house: House = { pool, clock, books, announce, log };
  const openings = gatherOpenings((group) => performOpenings(house, group));
  const performOrder = (order: Order): Promise<Outcome> => {
    requireOwnCustomer(order.scope, order.commands);
    return isOpening(order) ? openings.add(order) : performAlone(house, order);
  };
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;
  const enter = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isClosed) throw new Refusal("shutting-down", "This node is stopping and takes nothing new: ask again, another one answers.");
    const done = work();
    underWay.add(done);
    try {
      return await done;
    } finally {
      underWay.delete(done);
    }
  };
  return {
    clock,
    perform: (order) => enter(async () => performOrder(order)),
    performBatch: (order) => enter(() => performBatch(house, order)),
    performDue: (limit) => enter(() => performDue(house, limit)),
    drawNumbers: (count) => enter(() => drawNumbers(pool, count)),
    book: () => enter(() => currentBook(house)),
    applyModel: (order) => enter(() => applyModel(house, order)),
    read: (scope, query) => enter(() => read(house, scope, query)),
    readWithBook: (scope, query) => enter(() => readWithBook(house, scope, query)),
    write: (scope, work) => enter(() => write(house, scope, work)),
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
    },
  };
}
