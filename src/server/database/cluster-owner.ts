/** As whom PostgreSQL runs (never root, which it refuses), and whether that one can reach a folder. */
import { readFileSync } from "node:fs";
import { lchown, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Refusal } from "#core/refusal.ts";

export type Owner = { readonly uid: number; readonly gid: number; readonly name: string };

/** Tried in this order when Guardia is started as root. */
const candidates = ["postgres", "_postgres", "nobody"];

/**
 * As whom to run the server whose files lie (or will lie) in `folder`. Files that exist keep their owner, so that a folder made by one
 * user can be started by root later. Refuses `data-folder-of-another-user` and, for root on a machine without a spare user, `no-database-user`.
 */
export async function ownerOf(folder: string): Promise<Owner> {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const about = await stat(folder).catch(() => null);
  if (uid !== 0) {
    if (about !== null && about.uid !== uid) throw ofAnotherUser(folder, about.uid, uid);
    return { uid, gid, name: `user ${uid}` };
  }
  if (about !== null && about.uid !== 0) return { uid: about.uid, gid: about.gid, name: nameOf(about.uid) };
  for (const name of candidates) {
    const found = accounts().find((account) => account.name === name);
    if (found !== undefined) return found;
  }
  throw new Refusal(
    "no-database-user",
    "PostgreSQL does not run as root and this machine has neither a user postgres nor nobody. Create one (useradd --system postgres), start Guardia as another user, or set DATABASE_URL.",
  );
}

function ofAnotherUser(folder: string, owner: number, uid: number): Refusal {
  return new Refusal(
    "data-folder-of-another-user",
    `${folder} belongs to ${nameOf(owner)} and this is user ${uid}. Start as that user or as root, choose another folder with GUARDIA_DATA, or set DATABASE_URL.`,
    { folder, owner, uid },
  );
}

/** macOS writes nobody as -2; the kernel calls it 4294967294. */
function accounts(): Owner[] {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  return lines
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 4)
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }));
}

const nameOf = (uid: number): string => accounts().find((account) => account.uid === uid)?.name ?? `user ${uid}`;

/** The first folder on the way to `path` that `owner` may not enter, or `path` itself when it may not be read; null when all may. */
export async function firstUnreachable(path: string, owner: Owner): Promise<string | null> {
  const way: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    way.unshift(at);
    if (at === dirname(at)) break;
  }
  for (const step of way) {
    const about = await stat(step).catch(() => null);
    if (about === null) return step;
    const shift = about.uid === owner.uid ? 6 : about.gid === owner.gid ? 3 : 0;
    const wanted = about.isDirectory() ? 0o1 : 0o4;
    if (((about.mode >> shift) & wanted) === 0) return step;
  }
  return null;
}

/** Makes `path` and all in it belong to `owner`; nothing to do unless we are root. */
export async function giveTo(owner: Owner, path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  await lchown(path, owner.uid, owner.gid);
  for (const entry of await readdir(path, { recursive: true })) await lchown(join(path, entry), owner.uid, owner.gid);
}
