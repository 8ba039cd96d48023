/** The log of one customer as it is stored, read in the order of its chain: for exports, and to find a row that somebody touched. */
import { type Kysely, sql } from "kysely";
import type { Seal } from "#core/audit/chain.ts";
import { start } from "#core/audit/chain.ts";
import { type LogRow, writeExport } from "#core/audit/export-file.ts";
import { type Problem, type Verified, verifyLines } from "#core/audit/verify.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { entryOf, type StoredEvent, sha256 } from "#server/database/event-row.ts";
import type { Tables } from "#server/database/tables.ts";

/** Rows read at a time: the memory stays the same however long the log is. */
const batchSize = 1_000;

export type SealedRow = LogRow & Seal;

/** Where one reading of a log ends, so that what is written meanwhile does not move it. */
type Extent = { head: Seal; lastPosition: number };

/** The customers that have a log, "" for the installation's own. */
export async function chainedCustomers(door: Door): Promise<string[]> {
  return door.read("*", async (db) => {
    const { rows } = await sql<{
      customer_id: string;
    }>`select customer_id from chain_heads union select distinct customer_id from unsealed order by 1`.execute(db);
    return rows.map(({ customer_id }) => customer_id);
  });
}

/**
 * The lines of an audit export of one customer ("" for the installation's own chain), without "\n", in constant memory. It judges
 * nothing: what is missing or changed is written as it is, for the verifier to find. Sealing goes on meanwhile; the export ends where
 * the chain ended when it began, and what was sealed since stands in the unsealed tail.
 */
export async function* exportLines(door: Door, customer: string, exportedAt: Instant = door.clock()): AsyncGenerator<string> {
  const writer = writeExport({ customer, exportedAt }, sha256);
  const extent = await readExtent(door, customer);
  yield writer.header;
  for await (const row of sealedRows(door, customer, extent.head.number)) yield writer.sealed(row);
  for await (const row of tailRows(door, customer, extent)) yield writer.unsealed(row);
  yield writer.trailer(extent.head);
}

export type Audit = (Verified | Problem) & {
  /** Positions of rows that no seal covers and that do not wait for one, and of rows that wait for a seal and are gone. At most 100. */
  strays: number[];
};

/** Verifies the stored log of one customer. A good log is `ok` and has no strays. */
export async function verifyStored(door: Door, customer: string): Promise<Audit> {
  const verifier = verifyLines(sha256);
  for await (const line of exportLines(door, customer)) verifier.feed(line);
  return { ...verifier.finish(), strays: await findStrays(door, customer) };
}

function readExtent(door: Door, customer: string): Promise<Extent> {
  return door.read("*", async (db) => {
    const { rows } = await sql<{ number: number | null; hash: string | null; last: number | null }>`
      select (select number from chain_heads where customer_id = ${customer}) as number,
             (select hash from chain_heads where customer_id = ${customer}) as hash,
             (select max(position) from events where customer_id = ${customer}) as last`.execute(db);
    const { number = null, hash = null, last = null } = rows[0] ?? {};
    return { head: number === null || hash === null ? start : { number, hash }, lastPosition: last ?? 0 };
  });
}

/** Sealed entries in the order of the chain, up to a number. A seal without its event is left out: its number is missed. */
export async function* sealedRows(door: Door, customer: string, upTo: number): AsyncGenerator<SealedRow> {
  for (let after = 0; after < upTo; ) {
    const rows = await door.read("*", (db) => sealedBatch(db, customer, { after, upTo }));
    if (rows.length === 0) return;
    for (const row of rows) yield { ...logRow(row), number: row.number, hash: row.hash };
    after = rows.at(-1)?.number ?? upTo;
  }
}

type SealedEvent = StoredEvent & { number: number; hash: string };

async function sealedBatch(db: Kysely<Tables>, customer: string, { after, upTo }: { after: number; upTo: number }): Promise<SealedEvent[]> {
  const { rows } = await sql<SealedEvent>`
    select s.number, s.hash, e.* from seals s join events e on e.customer_id = s.customer_id and e.position = s.position
    where s.customer_id = ${customer} and s.number > ${after} and s.number <= ${upTo}
    order by s.number limit ${batchSize}`.execute(db);
  return rows;
}

/** Entries that no seal up to the extent's head covers, in the order of their positions. */
async function* tailRows(door: Door, customer: string, { head, lastPosition }: Extent): AsyncGenerator<LogRow> {
  for (let after = 0; ; ) {
    const { rows } = await door.read("*", (db) =>
      sql<StoredEvent>`
        select e.* from events e where e.customer_id = ${customer} and e.position > ${after} and e.position <= ${lastPosition}
          and not exists (select from seals s where s.customer_id = e.customer_id and s.position = e.position and s.number <= ${head.number})
        order by e.position limit ${batchSize}`.execute(db),
    );
    for (const row of rows) yield logRow(row);
    if (rows.length < batchSize) return;
    after = rows.at(-1)?.position ?? lastPosition;
  }
}

const logRow = (row: StoredEvent): LogRow => ({ entry: entryOf(row), personal: row.personal });

async function findStrays(door: Door, customer: string): Promise<number[]> {
  const { rows } = await door.read("*", (db) =>
    sql<{ position: number }>`
      (select e.position from events e where e.customer_id = ${customer}
         and not exists (select from seals s where s.customer_id = e.customer_id and s.position = e.position)
         and not exists (select from unsealed u where u.position = e.position)
       union all
       select u.position from unsealed u where u.customer_id = ${customer}
         and not exists (select from events e where e.customer_id = u.customer_id and e.position = u.position))
      order by 1 limit 100`.execute(db),
  );
  return rows.map(({ position }) => position);
}
