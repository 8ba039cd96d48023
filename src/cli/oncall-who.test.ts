/** Who is on call, why, and how it is spread, from a terminal on a real database. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTerminal, type } from "#cli/terminal.fixture.ts";
import { instant } from "#core/time/instant.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";
import { changed } from "../../test/journeys/model.ts";

let terminal: Awaited<ReturnType<typeof openTerminal>>;
beforeAll(async () => {
  const week = { every: 1, unit: "weeks" as const, handover: "09:00", on: "mon" };
  const document = changed((model) => {
    model.schedules = {
      nights: {
        zone: "Europe/Madrid",
        layers: [
          { name: "weeks", participants: ["bob", "carol"], rotation: week, start: "2026-01-05" },
          { name: "late", participants: ["dan"], rotation: week, start: "2026-01-05", restrict: { "mon-sun": ["20:00-08:00"] } },
        ],
        leave: [{ person: "bob", from: "2026-03-04", to: "2026-03-04" }],
      },
      later: { zone: "UTC", layers: [{ name: "weeks", participants: ["dan"], rotation: week, start: "2026-06-01" }] },
    };
  });
  terminal = await openTerminal(document, () => instant("2026-03-02T09:00:00Z"));
  await terminal.door.write("*", async ({ db }) => {
    const rota = db.withTables<RotaTables>();
    const [from_at, to_at] = [Date.parse("2026-03-03T09:00:00Z"), Date.parse("2026-03-03T12:00:00Z")];
    const recorded = { recorded_by: "agent:carol", recorded_at: Date.parse("2026-03-02T08:00:00Z") };
    await rota
      .insertInto("rota_overrides")
      .values({ schedule: "nights", person: "alice", from_at, to_at, reason: "Dentist", swap_id: null, ...recorded })
      .execute();
    await rota.updateTable("rota_head").set({ version: 1 }).execute();
  });
});
afterAll(() => terminal.end());

const oncall = (...args: string[]) => type(terminal.database, ["oncall", ...args]);

it("says who is on call and why, by override, by a turn, in a gap", async () => {
  const { stdout } = await oncall("who", "--at", "2026-03-03T10:30", "--why");
  expect(stdout.split("\n")).toEqual([
    "schedule  on call  by        until",
    "nights    Alice    override  2026-03-03 13:00 Europe/Madrid",
    "later     nobody   gap       –",
    "",
    "nights",
    "  Alice stands in from 2026-03-03 10:00 Europe/Madrid to 2026-03-03 13:00 Europe/Madrid, recorded by Carol (Dentist).",
    "  late: is closed until 2026-03-03 20:00 Europe/Madrid.",
    "  weeks: Bob; the turn of Bob ends at 2026-03-09 09:00 Europe/Madrid.",
    "",
    "later",
    "  weeks: begins at 2026-06-01 09:00 UTC.",
    "  Dan follows at 2026-06-01 09:00 UTC.",
    "",
  ]);
  const leave = await oncall("who", "--at", "2026-03-04T12:00:00Z", "--schedule", "nights", "--why");
  expect(leave.stdout).toContain("weeks: Carol steps in: Bob is on leave until 2026-03-05 00:00 Europe/Madrid; the turn of Bob ends at");
  const json = JSON.parse((await oncall("who", "--at", "2026-03-04T12:00:00Z", "--json")).stdout) as { items: object[] };
  expect(json.items[0]).toMatchObject({ schedule: "nights", person: "carol", layer: "weeks", ground: "layer" });
});

it("gives the shifts as things stand, with what was recorded", async () => {
  const { stdout } = await oncall("shifts", "--schedule", "nights", "--from", "2026-03-03", "--to", "2026-03-04", "--json");
  expect((JSON.parse(stdout) as { person: string; layer: string }[]).map(({ person, layer }) => `${person} ${layer}`)).toEqual([
    ...["dan late", "bob weeks", "alice override", "bob weeks", "dan late"],
  ]);
});

it("tells the load of each person and the limits that are broken", async () => {
  const window = ["--from", "2026-03-02T09:00", "--to", "2026-03-16T09:00"];
  const { stdout } = await oncall("load", ...window);
  expect(stdout).toMatch(/^person +hours +nights +weekend days +holidays +pages +pages at night\ndan +168 +14 +4 /);
  expect(stdout).toContain("average");
  expect(stdout).toContain("warning: dan has 16 nights in a month, 10 are the most (first at 2026-03-10 23:00 UTC, 6 times).");
  const json = JSON.parse((await oncall("load", ...window, "--schedule", "later", "--json")).stdout) as {
    rows: object[];
    limits: object[];
  };
  expect(json.rows).toEqual([{ person: "dan", hours: 0, nights: 0, weekendDays: 0, holidays: 0, pages: 0, nightPages: 0 }]);
  expect(json.limits).not.toEqual([]);
});

it.each([
  [["who", "--at", "tomorrow"], /--at tomorrow is no moment/],
  [["who", "--schedule", "days"], /The model has no schedule "days"; it has nights, later/],
  [["shifts"], /Say which schedule with --schedule: write one of nights, later/],
  [["load", "--from", "2026-03-02", "--to", "2026-03-01"], /ends after it begins/],
])("says what to write instead: %j", async (args, said) => {
  const { code, stderr } = await oncall(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(said);
});
