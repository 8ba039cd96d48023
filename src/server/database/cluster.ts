/**
 * The PostgreSQL in the box: one server per data folder, shared by every Guardia process that opens it, started by the first and stopped
 * by the last. It listens on a Unix socket that only its own user (and root) can reach.
 */
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { Refusal } from "#core/refusal.ts";
import { type Address, databaseUrl } from "#server/database/cluster-address.ts";
import { withLock } from "#server/database/cluster-lock.ts";
import { lockPath, type Place, preparePlace } from "#server/database/cluster-place.ts";
import { namedPostmaster, stopServer, worksIn } from "#server/database/cluster-process.ts";
import { bringUp, superuserUrl, turnLog } from "#server/database/cluster-server.ts";

export type Cluster = {
  /** The address of a database (default `guardia`), as its owner or, with `role`, as that role; for `new pg.Pool({ connectionString })`. */
  url(address?: Address): string;
  /** True when the server ran already: another Guardia process has it open, or one that was killed left it running. */
  readonly adopted: boolean;
  /** To be called when all pools are ended. The last one out stops the server; what is committed is kept either way. */
  release(): Promise<void>;
};

export type ClusterOptions = {
  readonly dataFolder: string;
  readonly log: (line: string) => void;
  /** Server settings beside the standard ones; tests switch fsync off. Only the process that starts the server sets them. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** The database that Guardia uses unless an address says otherwise. */
const mainDatabase = "guardia";
/** Each process that has the cluster open keeps one connection under this name, which dies with it: so the last one is known. */
const presenceName = "guardia presence";
/** A pool's last connections leave the server's list a moment after the pool has ended. */
const leavingMs = 500;

/**
 * Opens the cluster of a data folder: makes it, starts it, joins it or recovers it, as needed. Safe when several processes do so at once.
 * Refusals say what to do: `data-folder-unreachable`, `data-folder-of-another-user`, `database-does-not-start` and their like.
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const lock = await lockPath(options.dataFolder);
  const { place, adopted, client } = await withLock(lock, async () => {
    const place = await preparePlace(options.dataFolder, options.log);
    const adopted = await start(place, options);
    return { place, adopted, client: await makePresence(place) };
  });
  const presence = keepPresence(client, { place, lock, options });
  return {
    adopted,
    url: ({ database = mainDatabase, ...rest } = {}) => databaseUrl(superuserUrl(place, database), rest),
    release: () => withLock(lock, () => leave(place, presence)),
  };
}

async function start(place: Place, options: ClusterOptions): Promise<boolean> {
  if (!(await anybodyRuns(place))) await turnLog(place);
  return bringUp(place, options.settings ?? {}, options.log);
}

async function anybodyRuns(place: Place): Promise<boolean> {
  const named = await namedPostmaster(place.files);
  return named !== null && worksIn(named.pid, place.files);
}

/** A connection, and its end, also one that came before anybody looked. */
type Connection = { client: pg.Client; ended: Promise<void> };

/** Also makes the main database the first time. */
async function makePresence(place: Place): Promise<Connection> {
  const client = new pg.Client({
    connectionString: superuserUrl(place, "postgres"),
    application_name: presenceName,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  // From the first moment on: a server that dies right now breaks the connection, not this process.
  client.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  await client.connect();
  const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [mainDatabase]);
  if (rowCount === 0) await client.query(`create database ${mainDatabase}`);
  return { client, ended };
}

type Presence = { client: pg.Client | null; hasLeft: boolean };

/** When the server dies under us it is brought up again: pools reconnect by themselves, and nobody has to restart Guardia. */
function keepPresence(first: Connection, house: { place: Place; lock: string; options: ClusterOptions }): Presence {
  const presence: Presence = { client: null, hasLeft: false };
  const hold = ({ client, ended }: Connection) => {
    presence.client = client;
    void ended.then(() => {
      presence.client = null;
      if (!presence.hasLeft) void comeBack();
    });
  };
  const comeBack = async () => {
    house.options.log("The connection to PostgreSQL was lost: looking after it.");
    for (let waitMs = 50; !presence.hasLeft; waitMs = Math.min(waitMs * 2, 10_000)) {
      try {
        const client = await withLock(house.lock, async () => {
          if (presence.hasLeft) return null;
          await start(house.place, house.options);
          return makePresence(house.place);
        });
        if (client === null) return;
        house.options.log("PostgreSQL answers again.");
        return hold(client);
      } catch (error) {
        house.options.log(error instanceof Refusal ? error.message : `PostgreSQL is not back yet: ${String(error)}`);
        await pause(waitMs);
      }
    }
  };
  hold(first);
  return presence;
}

async function leave(place: Place, presence: Presence): Promise<void> {
  if (presence.hasLeft) return;
  presence.hasLeft = true;
  const isLast = presence.client !== null && (await isAlone(presence.client));
  await presence.client?.end().catch(() => undefined);
  const named = await namedPostmaster(place.files);
  if (isLast && named !== null && worksIn(named.pid, place.files)) await stopServer(named.pid, "fast");
}

async function isAlone(client: pg.Client): Promise<boolean> {
  const deadline = Date.now() + leavingMs;
  for (;;) {
    const { rows } = await client
      .query<{ application_name: string }>(
        "select application_name from pg_stat_activity where application_name like 'guardia%' and pid <> pg_backend_pid()",
      )
      .catch(() => ({ rows: [{ application_name: presenceName }] }));
    if (rows.length === 0) return true;
    if (rows.some((row) => row.application_name === presenceName) || Date.now() > deadline) return false;
    await pause(20);
  }
}
