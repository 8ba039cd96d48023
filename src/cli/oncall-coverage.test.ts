/** The coverage proof at a terminal, on a real database. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runGuardia } from "#cli/program.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { type TestDatabase, testDatabase } from "../../test/database.ts";
import { changed } from "../../test/journeys/model.ts";

let database: TestDatabase;
let door: Door;
let end: () => Promise<void>;
const document = changed((model) => {
  model.calendars.round = "always";
  for (const team of Object.values(model.teams)) team.calendar = "round";
});

beforeAll(async () => {
  database = await testDatabase();
  const pool = openPool({ url: database.url });
  door = openDoor({ pool, clock: () => Date.now() as Instant });
  await door.applyModel({ source: JSON.stringify(document), document, actor: "agent:carol" });
  end = () => pool.end();
});
afterAll(async () => {
  await door.close();
  await end();
  await database.drop();
});

async function guardia(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const said = { stdout: "", stderr: "" };
  const told = (name: keyof typeof said) => ({
    write(text: string) {
      said[name] += text;
    },
  });
  vi.stubEnv("DATABASE_URL", database.ownerUrl);
  try {
    return { code: await runGuardia(["oncall", ...args], { out: told("stdout"), err: told("stderr") }), ...said };
  } finally {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
  }
}

it("exits with 1 while nobody of a team can be reached, says why, and with 0 once they can", async () => {
  const gaps = await guardia("gaps");
  expect(gaps.code).toBe(1);
  expect(gaps.stdout).toMatch(
    /Service desk +cannot be reached: Alice \(no channel\), Bob \(no channel\), Carol \(no channel\) +bank +Alice verifies a channel/,
  );
  const proof = await guardia("proof", "--customer", "factory");
  expect(proof.code).toBe(1);
  expect(proof.stdout).toContain("2 of 2 promises have gaps until");
  expect(proof.stdout).not.toContain("bank");

  await door.write("*", ({ db }) =>
    sql`insert into contact_points (id, person, channel, address, verified_at, created_at)
      select person, person, 'sms', person, 1, 1 from unnest(array['alice', 'carol', 'dan']) as one(person)`.execute(db),
  );
  const covered = await guardia("gaps", "--days", "30");
  expect([covered.code, covered.stdout]).toEqual([
    0,
    expect.stringMatching(/^Covered without a gap until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.\n$/),
  ]);
  const whole = await guardia("proof");
  expect(whole.stdout).toMatch(/bank +payments +1 +desk +2,160 +all +–\n/);
  expect(whole.stdout).toMatch(/\nEach hour of all 5 promises has somebody who can be reached until .* UTC\.\n$/);
});

it("prints JSON", async () => {
  const { stdout } = await guardia("proof", "--json", "--days", "7");
  const { promises, isCovered, gaps } = JSON.parse(stdout);
  expect([promises.length, isCovered, gaps]).toEqual([5, true, []]);
  expect(promises[0]).toMatchObject({ customer: "bank", team: "desk", uncoveredMs: 0 });
});

it.each([
  [["gaps", "--days", "0"], "--days 0 is not a whole number from 1 to 400"],
  [["proof", "--days", "soon"], "--days soon is not a whole number"],
  [["gaps", "--customer", "nobody"], 'There is no customer "nobody"; the model knows bank, factory.'],
])("refuses %j", async (args, sentence) => {
  const { code, stderr } = await guardia(...args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
});
