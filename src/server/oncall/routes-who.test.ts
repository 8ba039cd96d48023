import { expect, test } from "vitest";
import type { Document } from "#core/model/document.ts";
import { hours } from "#core/time/instant.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";
import { storyModel } from "../../../test/journeys/model.ts";

const week = { every: 1, unit: "weeks" as const, handover: "09:00", on: "mon" };
const document: Document = {
  ...storyModel,
  people: { ...storyModel.people, bob: { name: "Bob", holidays: "ES-MD" }, carol: { name: "Carol", zone: "America/Mexico_City" } },
  services: { ...storyModel.services, payments: { ...storyModel.services.payments!, escalationPolicy: "payments" } },
  schedules: {
    nights: {
      zone: "Europe/Madrid",
      layers: [
        { name: "weeks", participants: ["bob", "carol"], rotation: week, start: "2026-01-05" },
        { name: "late", participants: ["dan"], rotation: week, start: "2026-01-05", restrict: { "mon-sun": ["20:00-08:00"] } },
      ],
      leave: [{ person: "dan", from: "2026-03-03", to: "2026-03-03" }],
    },
    empty: { zone: "UTC", layers: [{ name: "weeks", participants: [], rotation: week, start: "2026-01-05" }] },
  },
  escalationPolicies: { payments: { steps: [{ after: "0s", notify: ["schedule:nights"] }] } },
  lastResort: ["person:alice"],
};

async function openRota(at = "2026-03-02T09:00:00Z") {
  const house = await openHouse({ document, at });
  const staff = await house.token(["tickets:read", "tickets:write"]);
  const see = async (path: string): Promise<Json> => {
    const answer = await house.ask("GET", `/api/v1${path}`, staff);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  };
  return { house, staff, see };
}

const recordOverride = (house: House, person: string, from: string, to: string): Promise<void> =>
  house.door.write("*", async ({ db }) => {
    const rota = db.withTables<RotaTables>();
    await rota
      .insertInto("rota_overrides")
      .values({
        ...{ schedule: "nights", person, from_at: Date.parse(from), to_at: Date.parse(to), reason: "Dentist", swap_id: null },
        ...{ recorded_by: "agent:carol", recorded_at: Date.parse("2026-03-02T08:00:00Z") },
      })
      .execute();
    await rota
      .insertInto("handover_notes")
      .values({
        ...{ schedule: "nights", at: Date.parse(from), author: "agent:dan", text: "The disk of ledger fills up." },
        written_at: Date.parse("2026-03-02T08:30:00Z"),
      })
      .execute();
    await rota.updateTable("rota_head").set({ version: 1 }).execute();
  });

test("says who is on call at any instant, and why", async () => {
  const { see } = await openRota();
  const { items } = await see("/oncall/who");
  expect(items.map(({ schedule, personName, ground }: Json) => [schedule, personName, ground])).toEqual([
    ["nights", "Bob", "layer"],
    ["empty", null, "gap"],
  ]);
  expect(items[0]).toMatchObject({
    zone: "Europe/Madrid",
    layer: "weeks",
    since: "2026-03-02T08:00:00.000Z",
    until: "2026-03-02T19:00:00.000Z",
  });
  expect(items[1].layers).toMatchObject([{ layer: "weeks", person: null, reason: "nobody-in-it" }]);

  const [tuesday] = (await see("/oncall/who?schedule=nights&at=2026-03-03T22:00:00%2B01:00")).items;
  expect(tuesday).toMatchObject({ personName: "Bob", layer: "weeks" });
  expect(tuesday.layers[0]).toMatchObject({
    ...{ layer: "late", person: null, reason: "all-away", changesAt: "2026-03-03T23:00:00.000Z" },
    ...{ away: [{ person: "dan", personName: "Dan", until: "2026-03-03T23:00:00.000Z" }], turn: { personName: "Dan" } },
  });
});

test("names who recorded an override and shows the notes of whoever goes", async () => {
  const { house, see } = await openRota();
  await recordOverride(house, "alice", "2026-03-04T09:00:00Z", "2026-03-04T12:00:00Z");
  const [nights] = (await see("/oncall/who?schedule=nights&at=2026-03-04T10:00:00Z")).items;
  expect(nights).toMatchObject({
    ...{ personName: "Alice", ground: "override", layer: null, until: "2026-03-04T12:00:00.000Z" },
    override: { personName: "Alice", reason: "Dentist", recordedByName: "Carol", recordedAt: "2026-03-02T08:00:00.000Z" },
    notes: [{ authorName: "Dan", text: "The disk of ledger fills up." }],
  });
  const [afterwards] = (await see("/oncall/who?schedule=nights&at=2026-03-04T13:00:00Z")).items;
  expect(afterwards).toMatchObject({ person: "bob", notes: [] });
});

test("lists shifts page by page, and what each layer would give alone", async () => {
  const { see } = await openRota();
  const window = "schedule=nights&from=2026-03-02T08:00:00Z&to=2026-03-05T08:00:00Z";
  const whole = await see(`/oncall/shifts?${window}&layers=yes`);
  expect(whole.items.map(({ from, person, layer }: Json) => `${from.slice(5, 16)} ${person} ${layer}`)).toEqual([
    "03-02T08:00 bob weeks",
    "03-02T19:00 dan late",
    "03-02T23:00 bob weeks",
    "03-03T23:00 dan late",
    "03-04T07:00 bob weeks",
    "03-04T19:00 dan late",
    "03-05T07:00 bob weeks",
  ]);
  expect(whole.layers.map(({ name, kind, shifts }: Json) => [name, kind, shifts.length])).toEqual([
    ["weeks", "rotation", 1],
    ["late", "rotation", 3],
  ]);
  const first = await see(`/oncall/shifts?${window}&limit=4`);
  const second = await see(`/oncall/shifts?${window}&limit=4&cursor=${first.next}`);
  expect([...first.items, ...second.items]).toEqual(whole.items);
  expect([first.layers, second.next]).toEqual([null, null]);
});

test("counts the load of each person with the pages that called them, and where it is too much", async () => {
  const { house, staff, see } = await openRota();
  const opened = await house.ask("POST", "/api/v1/tickets", staff, {
    ...{ customerId: "bank", service: "payments", component: "ledger", subject: "Payments stand still", priority: "P1" },
  });
  expect(opened.status).toBe(201);
  house.advance(hours(24 * 7));
  const window = "from=2026-03-02T08:00:00Z&to=2026-03-16T08:00:00Z";
  const load = await see(`/oncall/load?${window}`);
  expect(load.rows.map((row: Json) => [row.personName, row.hours, row.nights, row.weekendDays, row.holidays, row.pages])).toEqual([
    ["Dan", 13 * 12, 13, 4, 0, 0],
    ["Bob", 8 * 12, 1, 2, 0, 1],
    // On her own wall the days of Madrid are nights.
    ["Carol", 7 * 12, 8, 2, 0, 0],
  ]);
  expect(load.shares.pages).toMatchObject({ most: 1, least: 0 });
  const { limits, items } = await see(`/oncall/limits?${window}`);
  expect(limits.nightsPerMonth).toEqual({ most: 10, isHard: false });
  const nights = items.find((each: Json) => each.limit === "nights");
  expect(nights).toMatchObject({ personName: "Dan", found: 15, allowed: 10, count: 5, times: [{ date: "2026-03-12" }, {}, {}, {}, {}] });
});

test("refuses windows without end, schedules that are not there, and whoever is not one of the provider's", async () => {
  const { house, staff } = await openRota();
  const refused = async (path: string, as = staff) => codeOf(await house.ask("GET", `/api/v1/oncall/${path}`, as));
  expect(await refused("shifts?schedule=days&from=2026-03-02T08:00:00Z&to=2026-03-03T08:00:00Z")).toBe("unknown-schedule");
  expect(await refused("who?schedule=days")).toBe("unknown-schedule");
  expect(await refused("load?from=2026-03-02T08:00:00Z&to=2028-03-03T08:00:00Z")).toBe("bad-window");
  expect(await refused("limits?from=2026-03-03T08:00:00Z&to=2026-03-03T08:00:00Z")).toBe("bad-window");
  const customer = await house.token(["tickets:read"], "bank");
  for (const path of ["who", "load?from=2026-03-02T08:00:00Z&to=2026-03-03T08:00:00Z"])
    expect(await refused(path, customer)).toBe("forbidden");
});
