/** The rota changed from a terminal, on a real database. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTerminal, type } from "#cli/terminal.fixture.ts";
import { changed } from "../../test/journeys/model.ts";

let terminal: Awaited<ReturnType<typeof openTerminal>>;
beforeAll(async () => {
  const document = changed((model) => {
    const layer = { name: "weeks", participants: ["alice", "bob"], rotation: { every: 1, unit: "weeks" as const }, start: "2026-01-05" };
    model.schedules = { nights: { zone: "UTC", layers: [layer] } };
  });
  terminal = await openTerminal(document);
});
afterAll(() => terminal.end());

const guardia = (...args: string[]) => type(terminal.database, ["oncall", ...args]);

it("shows what an override would do, records it, lists it and takes it back", async () => {
  const stretch = ["nights", "carol", "--from", "2150-03-01", "--to", "2150-03-01"];
  const tried = await guardia("override", "add", ...stretch, "--dry-run");
  expect(tried.stdout).toMatch(/nights +2150-03-01T00:00:00.000Z +2150-03-02T00:00:00.000Z +(alice|bob) +carol/);
  expect(tried.stdout).toContain("warning: not in schedule, carol, nights");
  expect((await guardia("override", "list")).stdout).toContain("Nobody stands in.");
  expect((await guardia("override", "add", ...stretch, "--as", "bob", "--reason", "Party")).stdout).toContain(
    "#1  Carol stands in: nights",
  );
  expect((await guardia("override", "list")).stdout).toMatch(
    /1 +nights +carol +2150-03-01T00:00:00.000Z +2150-03-02T00:00:00.000Z +Bob +Party/,
  );
  expect((await guardia("override", "undo", "1")).stdout).toBe("Taken back: override 1\n");
  expect(JSON.parse((await guardia("override", "list", "--all", "--json")).stdout).items).toMatchObject([{ id: 1, person: "carol" }]);
});

it("records leave without an end, and a swap that is asked and accepted", async () => {
  expect((await guardia("leave", "add", "bob", "--from", "2151-03-01", "--kind", "training")).stdout).toContain("until further notice");
  expect((await guardia("leave", "list")).stdout).toMatch(/bob +2151-02-28T23:00:00.000Z +until further notice +training/);
  const shifts = JSON.parse(
    (await guardia("override", "add", "nights", "alice", "--from", "2150-06-01", "--to", "2150-06-07", "--json")).stdout,
  );
  expect(shifts).toMatchObject({ person: "alice" });
  const asked = await guardia("swap", "ask", "nights", "alice", "--from", "2150-06-02", "--to", "2150-06-03", "--asked", "bob");
  expect(asked.stdout).toContain("Alice asks Bob: 2150-06-02T00:00:00.000Z to 2150-06-04T00:00:00.000Z; asked");
  expect((await guardia("swap", "list")).stdout).toMatch(/1 +nights +alice/);
  expect((await guardia("swap", "accept", "1", "--as", "bob")).stdout).toContain("; accepted");
});

it.each([
  [["override", "add", "nights", "bob", "--to", "2020-01-01"], "what was stays as it was"],
  [["override", "add", "days", "bob", "--to", "2150-01-01"], 'no schedule "days"'],
  [["leave", "add", "bob", "--kind", "holiday"], "write one of leave"],
  [["swap", "ask", "nights", "bob", "--from", "2150-01-01", "--to", "2150-01-02", "--back-from", "2150-02-01"], "go together"],
  [["swap", "accept", "99", "--as", "bob"], "There is no swap 99"],
])("says what is wrong with %s", async (args, words) => {
  const { code, stderr } = await guardia(...args);
  expect(stderr).toContain(words);
  expect(code).toBeGreaterThan(0);
});
