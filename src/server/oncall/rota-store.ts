/**
 * The one way to change the rota: changes come one after the other, each sees the rota as it then is, and every node sees the change with
 * its next transaction.
 */
import { type Kysely, sql } from "kysely";
import { type Book, withRota } from "#core/agreement/book.ts";
import type { Rota } from "#core/model/rota.ts";
import type { Instant } from "#core/time/instant.ts";
import { wholeRota } from "#server/database/books.ts";
import type { Door } from "#server/database/door.ts";
import type { PlainFact, Transaction } from "#server/database/orders.ts";
import type { Tables } from "#server/database/tables.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";

export type RotaChange = {
  /** The transaction's, with the tables of the rota. */
  readonly db: Kysely<Tables & RotaTables>;
  /** The model and the rota as they are before the change; nobody else changes either before the commit. */
  readonly book: Book;
  /** Read once the rota was held: no change that began later has an earlier one. */
  readonly now: Instant;
  append(facts: readonly PlainFact[]): Promise<void>;
};

/**
 * Does `work` in one transaction in which the rota gets its next version: write the rows and `append` what the log says of them. It may be
 * tried again as a whole when it loses against another transaction.
 */
export function changeRota<T>(door: Door, work: (change: RotaChange) => Promise<T>): Promise<T> {
  return door.write("*", async (transaction) => work(await held(door, transaction, 1)));
}

/** The same without a next version, for what belongs to the rota and changes nothing in who is on call: notes, questions, watches. */
export function holdRota<T>(door: Door, work: (change: RotaChange) => Promise<T>): Promise<T> {
  return door.write("*", async (transaction) => work(await held(door, transaction, 0)));
}

/** The transaction saw the rota before it waited for whoever held it: what they changed meanwhile is read again. */
async function held(door: Door, { db: any, book, append }: Transaction, step: 0 | 1): Promise<RotaChange> {
  const db = any.withTables<RotaTables>();
  const { version } = await db
    .updateTable("rota_head")
    .set((row) => ({ version: row("version", "+", step) }))
    .returning("version")
    .executeTakeFirstOrThrow();
  const isCurrent = book.rota.version === version - step;
  return { db, book: isCurrent ? book : withRota(book, await rotaBefore(db, version - step)), now: door.clock(), append };
}

async function rotaBefore(db: RotaChange["db"], version: number): Promise<Rota> {
  const { rows } = await sql.raw<Rota>(wholeRota).execute(db);
  return { ...rows[0]!, version };
}
