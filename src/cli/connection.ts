/** How a verb reaches the database: through the same door as the server, on DATABASE_URL or on the PostgreSQL in the box. */
import { userInfo } from "node:os";
import type { Pool } from "pg";
import type { Instant } from "#core/time/instant.ts";
import { requireKnownPerson } from "#server/access/actor.ts";
import { chooseDataFolder, openDatabase } from "#server/database/cluster-choice.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { applicationRole, migrate } from "#server/database/migrate.ts";
import { openPool } from "#server/database/pool.ts";
import { projectFolder } from "#server/installation.ts";
import { startLive } from "#server/live.ts";
import { readSettings, type Settings } from "#server/settings.ts";

export type Connection = {
  readonly door: Door;
  readonly pool: Pool;
  readonly settings: Settings;
  /** Address of the database as the application's role. */
  readonly url: string;
};

const log = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Opens the database (starts the one in the box when it is not running, joins it when it is), brings it to this schema, does `work`, and
 * leaves everything as it was. Servers that run are told of what was changed.
 */
export async function withConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const settings = readSettings(process.env);
  const dataFolder = await chooseDataFolder({ named: settings.dataFolder, project: projectFolder(), log });
  const cluster = await openDatabase({ databaseUrl: settings.databaseUrl, dataFolder, log });
  try {
    await migrate({ url: cluster.url() });
    const url = cluster.url({ role: applicationRole });
    const pool = openPool({ url, size: 4, statementTimeoutMs: 0, log });
    const door = openDoor({ pool, clock: () => Date.now() as Instant, log });
    const live = startLive({ door, url, log });
    try {
      return await work({ door, pool, settings, url });
    } finally {
      await live.stop();
      await door.close();
      await pool.end();
    }
  } finally {
    await cluster.release();
  }
}

/** Who acts when nobody is named: GUARDIA_PERSON, as the model calls them, otherwise whoever the operating system says it is. */
export function actorOf(person: string | undefined): string {
  const named = person ?? process.env.GUARDIA_PERSON;
  return named === undefined || named === "" ? `cli:${userInfo().username}` : `agent:${named}`;
}

/** The same, and refuses `unknown-person` for a name that nobody bears: a ticket would wait for nobody. */
export async function knownActorOf(person: string | undefined, { door }: Connection): Promise<string> {
  const actor = actorOf(person);
  if (actor.startsWith("agent:")) await requireKnownPerson(door, actor.slice("agent:".length));
  return actor;
}
