/** Kysely on one client that is in a transaction already: for reading, and for what is written beside tickets. */
import { Kysely, PostgresDialect } from "kysely";
import type { PoolClient } from "pg";
import type { Tables } from "#server/database/tables.ts";

/** Queries go through this client and leave beginning, committing and releasing to whoever has it. */
export function kyselyOn(client: PoolClient): Kysely<Tables> {
  const lent = { query: client.query.bind(client), release: () => undefined };
  const pool = { connect: async () => lent, end: async () => undefined };
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as never }) });
}
