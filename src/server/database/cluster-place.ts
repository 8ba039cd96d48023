/** Where the embedded PostgreSQL keeps its files: the folder's layout, who may enter it, and its first filling (initdb). */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, readdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Refusal } from "#core/refusal.ts";
import { type Binaries, serverBinaries } from "#server/database/cluster-binaries.ts";
import { firstUnreachable, giveTo, type Owner, ownerOf } from "#server/database/cluster-owner.ts";

export type Place = {
  readonly owner: Owner;
  readonly binaries: Binaries;
  /** The folder that PostgreSQL calls its data directory. */
  readonly files: string;
  readonly socketFolder: string;
  readonly logFile: string;
};

/** The superuser of the embedded cluster, which owns the schema. */
export const superuser = "guardia";

/** A socket's address holds 103 bytes on macOS (107 on Linux), and PostgreSQL adds `/.s.PGSQL.5432.lock`. */
const longestSocketFolder = 103 - 19;

/** The lock that guards starting and stopping in this data folder; makes the folder. */
export async function lockPath(dataFolder: string): Promise<string> {
  await makeFolder(dataFolder);
  return join(await realpath(dataFolder), "database.lock");
}

/** Makes the layout and the files where they are missing. To be called while holding the lock. */
export async function preparePlace(dataFolder: string, log: (line: string) => void): Promise<Place> {
  if (process.platform === "win32") {
    throw new Refusal("no-embedded-database", "On Windows Guardia needs a PostgreSQL of your own (15 or newer): set DATABASE_URL.");
  }
  const folder = join(await realpath(dataFolder), "database");
  const owner = await ownerOf(folder);
  await requireReachable(dirname(folder), owner);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  // Restored by root from a backup, or just made by root: it has to belong to whom the server runs as.
  if ((await stat(folder)).uid !== owner.uid) await giveTo(owner, folder);
  const binaries = await serverBinaries(owner, folder, log);
  const files = join(folder, "files");
  await initialise(files, owner, binaries, log);
  return { owner, binaries, files, socketFolder: await socketFolderFor(folder, owner, log), logFile: join(folder, "server.log") };
}

/** Folders that we make may be passed through by the server's user, whatever the umask; folders that exist are left as they are. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(
      "data-folder-not-made",
      `The data folder ${folder} cannot be made (${error.code}). Choose another with GUARDIA_DATA, or set DATABASE_URL.`,
      { folder },
    );
  });
  if (first === undefined) return;
  for (let at = folder; at.length >= first.length; at = dirname(at)) await chmod(at, 0o755);
}

async function requireReachable(folder: string, owner: Owner): Promise<void> {
  const blocked = await firstUnreachable(folder, owner);
  if (blocked === null) return;
  throw new Refusal(
    "data-folder-unreachable",
    `PostgreSQL does not run as root; it runs as ${owner.name}, who may not enter ${blocked}. Choose a data folder outside it, for example GUARDIA_DATA=/var/lib/guardia, or start Guardia as another user.`,
    { folder, blocked, user: owner.name },
  );
}

/** initdb fills a folder beside and a rename puts it in place, so that a start that was cut off leaves nothing half-made. */
async function initialise(files: string, owner: Owner, binaries: Binaries, log: (line: string) => void): Promise<void> {
  const version = await readFile(join(files, "PG_VERSION"), "utf8").catch(() => null);
  if (version !== null) return requireVersion(files, version.trim(), binaries);
  const folder = dirname(files);
  for (const name of await readdir(folder)) {
    if (name.startsWith("files.new-")) await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
  log(`A new database is made in ${folder} (runs as ${owner.name}).`);
  const beside = `${files}.new-${process.pid}-${Date.now()}`;
  const options = ["-D", beside, "-U", superuser, "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  try {
    await promisify(execFile)(
      binaries.initdb,
      [...options, "--auth-local=trust", "--auth-host=reject", "--no-instructions"],
      asOwner(owner),
    );
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    const said = (error as { stderr?: string }).stderr?.trim() || String(error);
    throw new Refusal("database-not-made", `initdb could not make the database: ${said}. Mend that, or set DATABASE_URL.`, { files });
  }
  await rename(beside, files);
}

function requireVersion(files: string, found: string, binaries: Binaries): void {
  if (found === binaries.major) return;
  throw new Refusal(
    "database-of-another-version",
    `${files} was made by PostgreSQL ${found} and this Guardia brings ${binaries.major}. Start it with the Guardia that made it, export, and import here; or set DATABASE_URL.`,
    { files, found, brought: binaries.major },
  );
}

/** How a program is started as `owner`: without our environment, which may name another PostgreSQL or another language. */
export function asOwner(owner: Owner) {
  const env = { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" };
  const isOther = process.getuid?.() === 0;
  return { cwd: "/", env, ...(isOther ? { uid: owner.uid, gid: owner.gid } : {}) };
}

/** Beside the files when the address is short enough; else in the system's temporary folder, under a name made from the path. */
async function socketFolderFor(folder: string, owner: Owner, log: (line: string) => void): Promise<string> {
  const near = join(folder, "socket");
  const isShort = Buffer.byteLength(near) <= longestSocketFolder;
  const hash = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  const temporary = join(Buffer.byteLength(tmpdir()) <= longestSocketFolder - 40 ? tmpdir() : "/tmp", `guardia-${owner.uid}-${hash}`);
  const socketFolder = isShort ? near : temporary;
  if (!isShort) log(`The path of the data folder is too long for a socket: PostgreSQL listens in ${socketFolder}.`);
  await mkdir(socketFolder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  let about = await lstat(socketFolder);
  if (about.isDirectory() && about.uid === process.getuid?.()) {
    await giveTo(owner, socketFolder);
    about = await lstat(socketFolder);
  }
  // Whoever may enter the folder is the database's superuser, so a folder that somebody else prepared is no place to listen.
  if (!about.isDirectory() || about.uid !== owner.uid || (about.mode & 0o077) !== 0) {
    throw new Refusal(
      "socket-folder-not-ours",
      `${socketFolder} is not a folder of ${owner.name} alone (mode 0700): remove it and start again.`,
    );
  }
  return socketFolder;
}
