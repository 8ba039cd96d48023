/** Brings a database to the schema of this Guardia: numbered SQL files, forward only, each in its own transaction, one node at a time. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { Refusal } from "#core/refusal.ts";
import { databaseUrl } from "#server/database/cluster-address.ts";

/** The role as which everything but migrations runs: it owns nothing, so forced row-level security binds it. */
export const applicationRole = "guardia_app";

/** Any number, the same on every node: who holds it migrates. */
const migrationLock = 4_680_001;
const fileName = /^(\d{4})_([a-z0-9_]+)\.sql$/;

export type Migration = { readonly version: number; readonly name: string; readonly checksum: string; readonly sql: string };
type Applied = { readonly version: number; readonly name: string; readonly checksum: string };

/**
 * Applies what is missing and gives the versions applied now, in order. `url` is the owner's. Several nodes may call it at once.
 * Refuses `database-newer-than-guardia`, `migration-changed`, `migration-out-of-order`, `migration-failed`, `role-missing`, `role-too-strong`
 * and `role-not-taken`; nothing is half-applied.
 */
export async function migrate(options: {
  readonly url: string;
  readonly folder?: string;
  readonly log?: (line: string) => void;
}): Promise<number[]> {
  const migrations = await readMigrations(options.folder ?? migrationsFolder());
  const client = new pg.Client({ connectionString: options.url });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    const missing = missingOf(migrations, await appliedIn(client));
    await ensureRole(client);
    for (const migration of missing) {
      await apply(client, migration);
      options.log?.(`applied migration ${fileNameOf(migration)}`);
    }
    await requireRole(databaseUrl(options.url, { role: applicationRole }));
    return missing.map((migration) => migration.version);
  } finally {
    // Ending the session gives the lock back, whatever state a failure left it in.
    await client.end();
  }
}

/** `migrations/` of the project that this code belongs to, whether it runs from src or from dist. */
export function migrationsFolder(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, "package.json")) && existsSync(join(at, "migrations"))) return join(at, "migrations");
  }
  throw new Refusal(
    "migrations-missing",
    "The folder migrations/ is not beside package.json: this installation is incomplete. Install it again.",
  );
}

/** The migrations of a folder, by version. Refuses `bad-migration-name` for a file that is not `NNNN_name.sql`, or a number used twice. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const migrations: Migration[] = [];
  for (const name of names) {
    const parts = fileName.exec(name);
    const version = Number(parts?.[1]);
    if (parts === null || migrations.at(-1)?.version === version) {
      throw new Refusal("bad-migration-name", `${join(folder, name)}: name a migration NNNN_what_it_does.sql, each number once.`, { name });
    }
    // A checkout on Windows changes line ends; that is no change of the migration.
    const sql = (await readFile(join(folder, name), "utf8")).replaceAll("\r\n", "\n");
    migrations.push({ version, name: parts[2] ?? "", checksum: createHash("sha256").update(sql).digest("hex"), sql });
  }
  return migrations;
}

const fileNameOf = ({ version, name }: Applied): string => `${String(version).padStart(4, "0")}_${name}.sql`;

async function appliedIn(client: pg.Client): Promise<Applied[]> {
  await client.query(`create table if not exists schema_migrations (
    version integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`);
  return (await client.query<Applied>("select version, name, checksum from schema_migrations order by version")).rows;
}

function missingOf(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  for (const done of applied) {
    const ours = migrations.find((migration) => migration.version === done.version);
    if (ours === undefined) {
      throw new Refusal(
        "database-newer-than-guardia",
        `The database has migration ${fileNameOf(done)}, which this Guardia does not know: a newer one has used it. Start that version, or restore the backup made before the upgrade.`,
        { version: done.version },
      );
    }
    if (ours.checksum !== done.checksum) {
      throw new Refusal(
        "migration-changed",
        `Migration ${fileNameOf(ours)} was changed after it was applied to this database. Put the file back as it was and write what is new as a further migration.`,
        { version: done.version },
      );
    }
  }
  const newest = applied.at(-1)?.version ?? 0;
  const [late] = migrations.filter(
    (migration) => migration.version < newest && !applied.some((done) => done.version === migration.version),
  );
  if (late === undefined) return migrations.filter((migration) => migration.version > newest);
  throw new Refusal(
    "migration-out-of-order",
    `Migration ${fileNameOf(late)} is older than the newest one applied (${newest}): give it the next free number.`,
    { version: late.version },
  );
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  // For everybody: forced row-level security binds an owner who is no superuser, too, and a migration would find no rows.
  await client.query("begin; set local app.customer_id = '*'");
  try {
    await client.query(migration.sql);
    await client.query("insert into schema_migrations (version, name, checksum) values ($1, $2, $3)", [
      migration.version,
      migration.name,
      migration.checksum,
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    const { message, position } = error as { message: string; position?: string };
    const line = position === undefined ? "" : `, line ${migration.sql.slice(0, Number(position)).split("\n").length}`;
    throw new Refusal(
      "migration-failed",
      `Migration ${fileNameOf(migration)}${line} failed: ${message}. The database is as it was before it; mend the cause and start again.`,
      { version: migration.version },
    );
  }
}

/** Roles belong to the whole PostgreSQL: another database of it, or its administrator, may have made this one already. */
async function ensureRole(client: pg.Client): Promise<void> {
  try {
    await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = '${applicationRole}') then
        create role ${applicationRole} nologin;
      end if;
    exception when duplicate_object or unique_violation then null;
    end $$`);
    await client.query(`do $$ begin
      if not pg_has_role(current_user, '${applicationRole}', 'member') then execute format('grant ${applicationRole} to %I', current_user); end if;
    end $$`);
    await client.query(`grant usage on schema public to ${applicationRole}`);
  } catch (error) {
    if ((error as { code?: string }).code !== "42501") throw error;
    const { rows } = await client.query<{ name: string }>("select current_user as name");
    throw new Refusal(
      "role-missing",
      `This database user may not make the role ${applicationRole}. Have an administrator run: create role ${applicationRole} nologin; grant ${applicationRole} to "${rows[0]?.name}"; grant usage on schema public to ${applicationRole};`,
    );
  }
  const { rows } = await client.query<{ is_free: boolean }>("select rolsuper or rolbypassrls as is_free from pg_roles where rolname = $1", [
    applicationRole,
  ]);
  if (rows[0]?.is_free === false) return;
  throw new Refusal(
    "role-too-strong",
    `The role ${applicationRole} may pass row-level security by, so customers would not be kept apart. Run: alter role ${applicationRole} nosuperuser nobypassrls;`,
  );
}

/** A pooler in between may drop the role silently, and every customer would be seen by all. */
async function requireRole(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>("select current_user as name");
    if (rows[0]?.name === applicationRole) return;
    throw new Refusal(
      "role-not-taken",
      `A connection that asks for the role ${applicationRole} acts as ${rows[0]?.name}: something between Guardia and PostgreSQL drops the start-up parameter "options". Connect to PostgreSQL directly.`,
    );
  } finally {
    await client.end();
  }
}
