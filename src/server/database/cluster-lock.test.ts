import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withLock } from "#server/database/cluster-lock.ts";
import { birthOf } from "#server/database/cluster-process.ts";
import { removeScratch, scratchFolder } from "../../../test/scratch-database.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await scratchFolder();
  path = join(folder, "lock");
});
afterEach(() => removeScratch(folder));

/** Many at once; gives the most that were inside together, and how many came through. */
async function crowd(): Promise<{ together: number; through: number }> {
  let [inside, together, through] = [0, 0, 0];
  const one = () =>
    withLock(path, async () => {
      together = Math.max(together, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
      through++;
    });
  await Promise.all(Array.from({ length: 12 }, one));
  return { together, through };
}

const leaveBehind = (holder: object) => writeFile(path, JSON.stringify({ nonce: "theirs", ...holder }));

it("lets one in at a time and leaves nothing behind", async () => {
  expect(await crowd()).toEqual({ together: 1, through: 12 });
  expect(await readdir(folder)).toEqual([]);
});

it("is given back when the work fails, and the failure is passed on", async () => {
  await expect(withLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await withLock(path, async () => "yes")).toBe("yes");
});

it("is taken over from a dead holder, by one at a time", async () => {
  await leaveBehind({ pid: 2 ** 22 + 1, birth: "1" });
  expect(await crowd()).toEqual({ together: 1, through: 12 });
});

it("is taken over when the holder's process id belongs to somebody else by now", async () => {
  await leaveBehind({ pid: process.pid, birth: "long ago" });
  expect(await crowd()).toEqual({ together: 1, through: 12 });
});

it("is taken over when its holder died before it had signed", async () => {
  await writeFile(path, "");
  await utimes(path, new Date(0), new Date(0));
  expect(await crowd()).toEqual({ together: 1, through: 12 });
});

it("is waited for while its holder lives", async () => {
  await leaveBehind({ pid: process.pid, birth: birthOf(process.pid) });
  let isIn = false;
  const waiting = withLock(path, async () => {
    isIn = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(isIn).toBe(false);
  await leaveBehind({ pid: process.pid, birth: "ended" });
  await waiting;
  expect(isIn).toBe(true);
});
