/** The pool of connections to PostgreSQL, set up the one way in which everything here expects it. */
import pg from "pg";

const { builtins } = pg.types;

/** Instants, numbers of tickets and positions are 64-bit in SQL and fit a double: 2^53 ms is the year 287,396. */
function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`${text} does not fit a number exactly`);
  return value;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === builtins.INT8 && format !== "binary") return wholeNumber;
    return pg.types.getTypeParser(oid, format as "text");
  }) as pg.CustomTypesConfig["getTypeParser"],
};

export type PoolChoice = {
  readonly url: string;
  /** Connections at most; a request waits for a free one. */
  readonly size?: number;
  /** What runs longer is cancelled; 0 for never (bulk loads). */
  readonly statementTimeoutMs?: number;
  /** Told of connections that break while nobody uses them: the pool replaces them by itself. */
  readonly log?: (line: string) => void;
};

/** Opens a pool; connects when first used. Queries of one client go out without waiting for the answers of those before. */
export function openPool({ url, size = 12, statementTimeoutMs = 60_000, log = () => undefined }: PoolChoice): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    types,
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: 15_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 60_000,
  } as pg.PoolConfig);
  // Without a listener of its own a connection that breaks while it is in use would end the process; its query fails and says so.
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", (error) => log(`A connection to PostgreSQL broke: ${error.message}`));
  return pool;
}
