/** The coverage proof at a terminal, on a real database. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTerminal, type } from "#cli/terminal.fixture.ts";
import { changed } from "../../test/journeys/model.ts";

let terminal: Awaited<ReturnType<typeof openTerminal>>;
beforeAll(async () => {
  const document = changed((model) => {
    model.calendars.round = "always";
    for (const team of Object.values(model.teams)) team.calendar = "round";
  });
  terminal = await openTerminal(document);
});
afterAll(() => terminal.end());

const guardia = (...args: string[]) => type(terminal.database, ["oncall", ...args]);

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

  await terminal.door.write("*", ({ db }) =>
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
