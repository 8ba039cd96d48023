/** A major incident from a terminal, on a real database. */
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runGuardia } from "#cli/program.ts";
import type { Instant } from "#core/time/instant.ts";
import { openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { type TestDatabase, testDatabase } from "../../test/database.ts";
import { changed } from "../../test/journeys/model.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  const pool = openPool({ url: database.url });
  const door = openDoor({ pool, clock: () => Date.now() as Instant });
  const document = changed((model) => {
    model.incidents = { conference: "https://meet.example.org/{room}", checklist: ["Tell the customer"] };
  });
  await door.applyModel({ source: JSON.stringify(document), document, actor: "agent:carol" });
  await door.close();
  await pool.end();
});
afterAll(() => database.drop());

async function guardia(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const said = { stdout: "", stderr: "" };
  const told = (name: keyof typeof said) => ({
    write(text: string) {
      said[name] += text;
    },
  });
  vi.stubEnv("DATABASE_URL", database.ownerUrl);
  try {
    return { code: await runGuardia(args, { out: told("stdout"), err: told("stderr") }), ...said };
  } finally {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
  }
}

it("declares, tells the customer, shows the room and its review", async () => {
  expect((await guardia("incident", "list")).stdout).toContain("No major incident goes on.");
  const where = ["--customer", "bank", "--service", "payments", "--component", "ledger", "--kind", "incident"];
  const opened = await guardia("ticket", "open", "--subject", "Payments stand still", ...where, "--json");
  const id = String((JSON.parse(opened.stdout) as { id: number }).id);
  const nobody = await guardia("incident", "declare", id);
  expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining("--commander PERSON")]);
  const declared = await guardia("incident", "declare", id, "--as", "bob", "--reason", "Nothing works");
  expect(declared.stdout).toMatch(/role +Bob +commander/);
  expect(declared.stdout).toMatch(/conference: https:\/\/meet\.example\.org\/incident-\d+-[0-9a-f]{30}/);
  expect(declared.stdout).toContain("Still to do:\n  - Tell the customer");
  const told = await guardia("incident", "update", id, "We know what it is.", "--status", "identified", "--as", "bob");
  expect(told.stdout).toMatch(/^Told\. The next update is due \d{4}-/);
  const bad = await guardia("incident", "update", id, "x", "--status", "resolved");
  expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining("investigating, identified, monitoring")]);
  const shown = await guardia("incident", "show", id);
  expect(shown.stdout).toContain("Banco Sur, P4, identified");
  expect(shown.stdout).toMatch(/Bob +ticket replied +We know what it is\./);
  expect((await guardia("incident", "list")).stdout).toMatch(new RegExp(`${id} +identified +bank +Bob`));
  expect((await guardia("incident", "review", id)).stderr).toContain("has no review yet");
  expect((await guardia("incident", "show", "999999")).code).not.toBe(0);
});
