/**
 * Folders that another program watches (a modem's, a telephone exchange's): an order is a file that appears at once and whole, and never
 * twice under one name.
 */
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "@hono/zod-openapi";

/** A folder of this machine as a setting. */
export const spoolFolder = z
  .string()
  .trim()
  .max(200)
  .regex(/^\/(?!.*(^|\/)\.\.(\/|$))[^\0\r\n]+$/, { error: "The whole path of a folder, like /var/spool/sms." });

/** What we write, and only that, is ours to remove. */
export const ownPrefix = "guardia-";

const mostFiles = 500;
const largestBytes = 64 * 1024;

/**
 * Lays a file into a folder under its name: written beside it, in `draft` (of the same file system), brought to the disk, then renamed.
 * Does nothing when the folder, or one of those that it moves on to (`onwards`), has a file of that name: the order was given before.
 */
export async function layOnce(order: {
  draft: string;
  folder: string;
  onwards: readonly string[];
  name: string;
  content: Buffer;
}): Promise<void> {
  const { draft, folder, onwards, name, content } = order;
  const places = [folder, ...onwards].map((each) => join(each, name));
  if ((await Promise.all(places.map(exists))).includes(true)) return;
  // Not the folders above it: where those are missing, a path is wrong.
  await mkdir(draft).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  });
  const beside = join(draft, `.${name}`);
  const file = await open(beside, "w", 0o664);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, join(folder, name));
}

/** Names of plain files, in order, at most 500; none when there is no such folder. */
export async function filesIn(folder: string, isWanted: (name: string) => boolean = () => true): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith(".") && isWanted(entry.name)).map(({ name }) => name);
  return names.sort().slice(0, mostFiles);
}

/** Its bytes; null when it has gone meanwhile, or is larger than any message. */
export async function contentOf(folder: string, name: string): Promise<Buffer | null> {
  const path = join(folder, name);
  const size = await stat(path).then(
    (found) => found.size,
    () => null,
  );
  return size === null || size > largestBytes ? null : await readFile(path).catch(() => null);
}

/** Removes them; who is not there needs no removing. */
export const removeAll = async (paths: readonly string[]): Promise<void> => {
  await Promise.all(paths.map((path) => rm(path, { force: true })));
};

/** Since when the oldest of our files lies there untaken, in milliseconds; null without any. */
export async function oldestOf(folder: string, isOurs: (name: string) => boolean): Promise<number | null> {
  const names = await filesIn(folder, isOurs);
  const times = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => null,
      ),
    ),
  );
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** Why a folder could not be used, without its path: `EACCES`. Anything but the system's word is a bug and thrown on. */
export function spoolError(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== "string" || !/^E[A-Z]+$/.test(code)) throw error;
  return code;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
