/** Kysely on one client that is in a transaction already: for reading, and for what is written beside tickets. */
import { Kysely, PostgresDialect } from "kysely";
import type { PoolClient } from "pg";
import { sendTogether } from "#server/database/session.ts";
import type { Tables } from "#server/database/tables.ts";

const known = new WeakMap<PoolClient, Kysely<Tables>>();

/** Queries go through this client and leave beginning, committing and releasing to whoever has it. */
export function kyselyOn(client: PoolClient): Kysely<Tables> {
  const made = known.get(client);
  if (made !== undefined) return made;
  const query = (text: string, values: unknown[]) => {
    sendTogether(client);
    return client.query({ ...nameOf(text), text, values });
  };
  const pool = { connect: async () => ({ query, release: () => undefined }), end: async () => undefined };
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as never }) });
  known.set(client, db);
  return db;
}

/** Each connection of the pool keeps so many statements ready, with their plans; lists over sets of any length make texts without end. */
const mostPrepared = 200;
/** Counted until there are names no more. */
const mostCounted = 2_000;
const usesBeforePreparing = 3;
const uses = new Map<string, number>();
const names = new Map<string, { name: string }>();

/** A name for a statement that is asked again and again: PostgreSQL then reads and plans it once, which costs as much as a page of a list. */
function nameOf(text: string): { name: string } | undefined {
  const named = names.get(text);
  if (named !== undefined || names.size >= mostPrepared) return named;
  const count = (uses.get(text) ?? 0) + 1;
  if (count < usesBeforePreparing) {
    if (uses.size < mostCounted) uses.set(text, count);
    return undefined;
  }
  uses.delete(text);
  const given = { name: `guardia_${names.size + 1}` };
  names.set(text, given);
  return given;
}
