import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runGuardia } from "#cli/program.ts";
import { projectFolder } from "#server/installation.ts";
import { type TestDatabase, testDatabase } from "../../test/database.ts";

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  [database, folder] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), "guardia-knowledge-"))]);
  expect((await guardia("model", "apply", join(projectFolder(), "examples", "demo.yaml"), "--yes")).code).toBe(0);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function guardia(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const told = (name: keyof typeof said) => ({
    write(text: string) {
      said[name] += text;
    },
  });
  vi.stubEnv("DATABASE_URL", database.ownerUrl);
  try {
    return { code: await runGuardia(args, { out: told("out"), err: told("err") }), ...said };
  } finally {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
  }
}

it("brings a folder in, takes it out the same, and names every mistake by file and line", async () => {
  const examples = join(projectFolder(), "examples", "knowledge");
  expect((await guardia("knowledge", "import", examples, "--dry-run")).out).toContain("files are in order. Nothing was imported.");
  expect((await guardia("knowledge", "import", examples)).out).toBe("9 created, 0 changed, 0 as before.\n");
  expect((await guardia("knowledge", "import", examples, "--json")).out).toContain('"unchanged": 9');
  const out = join(folder, "out");
  const taken = await guardia("knowledge", "export", out, "--json");
  expect(taken.code).toBe(0);
  const names = (await readdir(join(examples, "articles"))).sort();
  expect((await readdir(join(out, "articles"))).sort()).toEqual(names);
  const spoilt = join(folder, "spoilt");
  await cp(out, spoilt, { recursive: true });
  const file = join(spoilt, "articles", "how-we-work.en.md");
  await writeFile(file, (await readFile(file, "utf8")).replace("visibility: public", "visibility: everybody"));
  const refused = await guardia("knowledge", "import", spoilt);
  expect(refused.code).toBe(2);
  expect(refused.out).toMatch(/how-we-work\.en\.md:\d+: visibility: write one of internal, customer, public\./);
  expect((await guardia("knowledge", "import", join(folder, "nowhere"))).code).toBe(2);
});
