import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { modelCheckCommand, modelSchemaCommand, schemaText } from "#cli/model-check.ts";
import { soundModel } from "#core/model/model.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "guardia-model-"));
const file = join(folder, "model.yaml");

afterEach(() => {
  process.exitCode = 0;
});
afterEach(() => rmSync(file, { force: true }));

async function check(...args: string[]): Promise<{ out: string; code: number }> {
  let out = "";
  await modelCheckCommand({ write: (text) => (out += text) }).parseAsync(args, { from: "user" });
  return { out, code: Number(process.exitCode ?? 0) };
}

test("a sound model: one line, exit code 0", async () => {
  writeFileSync(file, soundModel);
  expect(await check(file)).toEqual({ out: `${file}: no problems\n`, code: 0 });
});

test("a mistake: file, line, column, what and what instead; exit code 2", async () => {
  writeFileSync(file, soundModel.replace("tier: 2,", "tier: 7,").replace("lead: alice,", "lead: alise,"));
  const { out, code } = await check(file);
  expect(out.split("\n")).toEqual([
    `${file}:15:56 error teams.desk.lead: there is no person 'alise' (did you mean 'alice'?)`,
    `${file}:16:35 error teams.experts.tier: the number 7 cannot stand here (expected one of 1, 2, 3, 4)`,
    `${file}: 2 errors, 0 warnings`,
    "",
  ]);
  expect(code).toBe(2);
});

test("a warning alone: exit code 0", async () => {
  writeFileSync(file, soundModel.replace(", redirect: { to: Maker }", ""));
  const { out, code } = await check(file);
  expect(out).toContain("0 errors, 1 warning\n");
  expect(code).toBe(0);
});

test("--json gives the same as data", async () => {
  writeFileSync(file, soundModel.replace("tier: 2,", "tier: 7,"));
  const { out, code } = await check(file, "--json");
  expect(JSON.parse(out)).toMatchObject({
    file,
    problems: [{ line: 16, column: 35, severity: "error", code: "unknown-value", path: "teams.experts.tier" }],
  });
  expect(code).toBe(2);
});

test("a file that is not there: said, exit code 2", async () => {
  const { out, code } = await check(join(folder, "none.yaml"));
  expect(out).toContain("error the file cannot be read");
  expect(code).toBe(2);
});

test("the schema goes to the terminal or into a file, the same text", async () => {
  let out = "";
  await modelSchemaCommand({ write: (text) => (out += text) }).parseAsync([], { from: "user" });
  await modelSchemaCommand().parseAsync(["--out", file], { from: "user" });
  expect([out, readFileSync(file, "utf8")]).toEqual([schemaText(), schemaText()]);
});

test("docs/model.schema.json is what the schema says; if not, run `guardia model schema --out docs/model.schema.json`", () => {
  expect(readFileSync("docs/model.schema.json", "utf8")).toBe(schemaText());
});
