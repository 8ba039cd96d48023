/** Pages from a terminal, on a real database. */
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
    model.services.payments!.escalationPolicy = "payments";
    model.escalationPolicies = { payments: { steps: [{ after: "0s", notify: ["person:bob", "team:development"] }] } };
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

it("shows who is called, answers, and calls somebody by hand", async () => {
  const opened = await guardia(
    "ticket",
    "open",
    "--customer",
    "bank",
    "--subject",
    "Down",
    "--service",
    "payments",
    "--component",
    "ledger",
    "--json",
  );
  const { id } = JSON.parse(opened.stdout) as { id: number };
  expect((await guardia("page", "list")).stdout).toMatch(new RegExp(`${id} +open +low +bank +bob, dan +not sent yet +Down`));
  const acknowledged = await guardia("page", "ack", String(id), "--as", "bob");
  expect(acknowledged.stdout).toContain("Banco Sur, acknowledged, told: bob, dan");
  expect(acknowledged.stdout).toMatch(/acknowledged by Bob \(api\) after \d/);
  const shown = (await guardia("page", "show", String(id))).stdout;
  expect(shown).toContain("step 1, round 1: bob, dan");
  expect(shown).toMatch(/bob +– +– +cancelled/);
  const byHand = await guardia(
    "page",
    "open",
    "--ticket",
    String(id),
    "--notify",
    "lead:desk",
    "--summary",
    "Come",
    "--as",
    "alice",
    "--json",
  );
  expect(JSON.parse(byHand.stdout)).toMatchObject({ ticketId: id, customerId: "bank", told: ["person:carol"], cause: "manual" });
});

it("says what is wrong with what was asked", async () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await guardia("page", ...args);
    return `${code} ${stderr}`;
  };
  expect(await refused("ack", "987654")).toMatch(/^\d guardia: There is no page 987654/);
  expect(await refused("ack", "x")).toMatch(/^2 guardia: "x" is no ticket number/);
  expect(await refused("open", "--summary", "Come", "--notify", "person:bob")).toMatch(/^2 guardia: Say whose matter it is/);
  expect(await refused("open", "--summary", "Come", "--customer", "bank", "--notify", "person:zoe")).toMatch(/nobody called "zoe"/);
  expect(await refused("open", "--summary", "Come", "--customer", "bank", "--urgency", "urgent")).toMatch(/^2 .*high or low/);
});
