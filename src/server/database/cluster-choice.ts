/** Which database Guardia talks to: DATABASE_URL when it is set, else the embedded cluster of the data folder. */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import pg from "pg";
import { Refusal } from "#core/refusal.ts";
import { type Cluster, openCluster } from "#server/database/cluster.ts";
import { databaseUrl } from "#server/database/cluster-address.ts";
import { firstUnreachable, ownerOf } from "#server/database/cluster-owner.ts";

const oldestVersion = 15;

/**
 * The data folder: `named` (GUARDIA_DATA) when given, else `data` in the project. Started as root from a folder that the database's
 * user may not enter (a home folder, mostly), the default moves to /var/lib/guardia and says so; a named folder never moves.
 */
export async function chooseDataFolder(choice: {
  readonly named: string | null | undefined;
  readonly project: string;
  readonly log: (line: string) => void;
}): Promise<string> {
  if (choice.named) return resolve(choice.named);
  const usual = join(choice.project, "data");
  if (process.getuid?.() !== 0) return usual;
  const owner = await ownerOf(join(usual, "database"));
  const exists = (await stat(usual).catch(() => null)) !== null;
  if ((await firstUnreachable(exists ? usual : choice.project, owner)) === null) return usual;
  const hash = createHash("sha256").update(choice.project).digest("hex").slice(0, 8);
  const moved = join("/var/lib/guardia", hash);
  choice.log(
    `The data folder is ${moved}: started as root, PostgreSQL runs as ${owner.name}, who may not enter ${choice.project}. GUARDIA_DATA chooses another.`,
  );
  return moved;
}

/**
 * Opens what the environment names. With `DATABASE_URL` nothing is started and `release` has nothing to stop.
 * Refuses `bad-database-url`, `database-unreachable`, `database-too-old`, and what `openCluster` refuses.
 */
export async function openDatabase(options: {
  readonly databaseUrl: string | null | undefined;
  readonly dataFolder: string;
  readonly log: (line: string) => void;
}): Promise<Cluster> {
  if (!options.databaseUrl) return openCluster(options);
  const base = options.databaseUrl;
  requireAddress(base);
  await requireVersion(base);
  return { adopted: true, url: (address = {}) => databaseUrl(base, address), release: async () => undefined };
}

function requireAddress(base: string): void {
  if (/^postgres(ql)?:\/\//.test(base) && URL.canParse(base)) return;
  throw new Refusal("bad-database-url", "DATABASE_URL is not an address: write it like postgres://user:password@host:5432/guardia.");
}

async function requireVersion(base: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(base, {}), connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  const { host } = new URL(base);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: string }>("select current_setting('server_version_num') as number");
    const version = Math.floor(Number(rows[0]?.number) / 10_000);
    if (version < oldestVersion) {
      throw new Refusal(
        "database-too-old",
        `The database at ${host} is PostgreSQL ${version}; Guardia needs ${oldestVersion} or newer. Upgrade it, or leave DATABASE_URL away to use the one in the box.`,
        { version },
      );
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const said = error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
    throw new Refusal(
      "database-unreachable",
      `The database at ${host} cannot be used: ${said}. Check DATABASE_URL and that PostgreSQL runs there.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
