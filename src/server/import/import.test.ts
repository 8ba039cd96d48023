import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Document } from "#core/model/document.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { instant } from "#core/time/instant.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { type ImportOrder, type ImportReport, importHistory } from "#server/import/import.ts";
import { type TestDatabase, testDatabase } from "../../../test/database.ts";
import { baseModel } from "../../../test/kit/model.ts";

const now = instant("2026-06-01T00:00:00Z");
const first = Object.keys(baseModel.customers)[0]!;
const customers = ["a", "b", "c", "d", "e", "f", "g", "h"];
const document: Document = {
  ...baseModel,
  customers: { ...baseModel.customers, ...Object.fromEntries(customers.map((id) => [id, baseModel.customers[first]!])) },
  agreements: { ...baseModel.agreements, "for-g": { ...Object.values(baseModel.agreements)[0]!, customer: "g" } },
};

const logMapping = `guardia-mapping: 1
source: old
nothing: ["?"]
dates: { format: D/M/YYYY HH:mm, zone: UTC }
id: number
at: updated
opened: opened
resolved: resolved
closed: closed
subject: "{topic}"
state: { column: state, values: { New: open, Active: open, Waiting: { paused: customer }, Resolved: resolved, Closed: closed } }
priority: { column: prio, take: final, values: { "1": P1, "2": P2, "3": P3 } }
place: { team: group, assignee: person }
verdict: { column: made, values: { "true": met, "false": breached } }
note: [topic, state, group, prio]
`;
const header = "number,updated,opened,resolved,closed,topic,state,prio,group,person,made";
const rowsOf = (id: string, day: number): string[] => {
  const fixed = `${day}/3/2026 08:00,${day}/3/2026 11:30,${day + 5}/3/2026 12:00`;
  return [
    `${id},${day}/3/2026 08:05,${fixed},Till,New,3,desk,?,true`,
    `${id},${day}/3/2026 09:00,${fixed},Till,Active,3,desk,ann,true`,
    `${id},${day}/3/2026 09:00,${fixed},Till,Waiting,3,desk,ann,true`,
    `${id},${day}/3/2026 10:00,${fixed},Tills,Active,2,lab,bob,true`,
    `${id},${day}/3/2026 11:00,${fixed},Tills,Resolved,2,lab,bob,true`,
    `${id},${day}/3/2026 11:45,${fixed},Tills,Resolved,2,lab,bob,true`,
    `${id},${day + 5}/3/2026 12:00,${fixed},Tills,Closed,2,lab,bob,false`,
  ];
};
const lives = ["T1", "T2", "T3"].map((id, index) => rowsOf(id, index + 1));
const sound = [header, ...lives.flat()].join("\n");

let database: TestDatabase;
let pool: Pool;
let door: Door;
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
  pool = openPool({ url: database.url });
  door = openDoor({ pool, clock: () => now });
  await door.applyModel({ source: "test", document, actor: "system" });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "guardia-import-"));
  return () => rm(folder, { recursive: true });
});
afterAll(async () => {
  await door.close();
  await pool.end();
  await database.drop();
});

async function take(customerId: string, content: string | Buffer, more: Partial<ImportOrder> = {}): Promise<ImportReport> {
  const path = join(folder, "history.csv");
  await writeFile(path, content);
  return importHistory(door, { path, format: "servicenow-log", mapping: logMapping, customerId, agreement: null, ...more });
}

const ticketsOf = async (customerId: string): Promise<Ticket[]> => {
  const rows = await door.read(customerId, (db) => db.selectFrom("tickets").select("record").orderBy("external_id").execute());
  return rows.map(({ record }) => record as Ticket);
};
const eventsOf = (customerId: string) =>
  door.read(customerId, (db) => db.selectFrom("events").select(["ticket_id", "seq", "type", "at"]).orderBy("position").execute());
const faults = ({ problems }: ImportReport) => problems.first.map(({ line, code, isLeftOut }) => [line, code, isLeftOut]);

describe("a log of audit records", () => {
  test("becomes tickets with their whole life, each event at its own instant", async () => {
    const report = await take("a", gzipSync(sound));
    expect(report).toMatchObject({ rows: 21, rowsTaken: 21, ticketsOpened: 3, lines: 22, isRepeated: false, problems: { total: 0 } });
    const [ticket] = await ticketsOf("a");
    expect(ticket).toMatchObject({
      status: "closed",
      priority: "P2",
      team: "lab",
      assignee: "bob",
      openedAt: instant("2026-03-01T08:00:00Z"),
      resolvedAt: instant("2026-03-01T11:30:00Z"),
      closedAt: instant("2026-03-06T12:00:00Z"),
      external: { source: "old", id: "T1", verdict: false },
      clocks: [],
    });
    const own = (await eventsOf("a")).filter(({ ticket_id }) => ticket_id === ticket!.id);
    expect(own.map(({ type }) => type.slice("ticket.".length)).join(" ")).toBe(
      "opened placed paused placed resumed updated updated resolved updated closed updated",
    );
    expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1));
    expect(own.every(({ at }, index) => index === 0 || at >= own[index - 1]!.at)).toBe(true);
    expect(own.length).toBe(ticket!.seq);
  });

  test("is not taken twice: not the same file, not the same rows in another file, not rows that were split over files", async () => {
    await take("b", sound);
    const before = await eventsOf("b");
    expect(await take("b", sound)).toMatchObject({ isRepeated: true, rows: 0, events: 0 });
    expect(await take("b", `${sound}\n`)).toMatchObject({ isRepeated: false, rows: 21, rowsTaken: 0, events: 0 });
    const later = rowsOf("T3", 3).at(-1)!.replace("8/3/2026 12:00,", "9/3/2026 12:00,").replace("Closed", "Active");
    expect(await take("b", `${sound}\n${later}`)).toMatchObject({ rows: 22, rowsTaken: 1, ticketsOpened: 0, ticketsChanged: 1 });
    expect((await eventsOf("b")).slice(0, before.length)).toEqual(before);
    expect((await ticketsOf("b"))[2]).toMatchObject({ status: "open", reopenCount: 1 });
  });

  test("gives the same tickets when its rows come by time and not by ticket, or in several exports", async () => {
    await take("c", sound);
    const byTime = lives.flat().toSorted((x, y) => Number(x.split(",")[1]!.split("/")[0]) - Number(y.split(",")[1]!.split("/")[0]));
    const scattered = await take("d", [header, ...byTime].join("\n"));
    expect(scattered.scattered).toBeGreaterThan(0);
    await take("e", [header, ...lives.flatMap((rows) => rows.slice(0, 4))].join("\n"));
    await take("e", [header, ...lives.flatMap((rows) => rows)].join("\n"));
    const shape = async (customerId: string) =>
      (await ticketsOf(customerId)).map(({ status, openedAt, resolvedAt, closedAt, ball, priority, external }) => ({
        status,
        openedAt,
        resolvedAt,
        closedAt,
        ball,
        priority,
        external,
      }));
    expect(await shape("d")).toEqual(await shape("c"));
    expect(await shape("e")).toEqual(await shape("c"));
  });

  test("names what cannot be read by line, and takes everything else", async () => {
    const rows = lives.flat();
    rows[1] = rows[1]!.replace("1/3/2026 09:00", "30/2/2026 09:00");
    rows[4] = `"${rows[4]}`;
    rows[8] = rows[8]!.replace(",desk", "");
    rows[9] = rows[9]!.replace("Waiting", "Sleeping");
    rows[10] = rows[10]!.replace("T2", "?");
    rows[15] = rows[15]!.replace("3/3/2026 09:00", "3/3/2030 09:00");
    const report = await take("f", [header, ...rows].join("\n"));
    expect(faults(report)).toEqual([
      [3, "no-such-date", true],
      [6, "broken-quotes", true],
      [10, "wrong-columns", true],
      [11, "unknown-value", false],
      [12, "id-missing", true],
      [17, "future-date", true],
    ]);
    expect(report).toMatchObject({
      ticketsOpened: 3,
      problems: { total: 6, leftOut: 5, byCode: { "no-such-date": 1, "broken-quotes": 1 } },
    });
    expect((await ticketsOf("f")).map(({ status }) => status)).toEqual(["closed", "closed", "closed"]);
  });

  test("under an agreement its clocks run from the opening on, and nobody is told of old news", async () => {
    await take("g", sound, { agreement: "for-g" });
    const [ticket] = await ticketsOf("g");
    expect(ticket).toMatchObject({ agreementId: "for-g", status: "closed" });
    expect(ticket!.clocks.every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
    expect(ticket!.clocks.length).toBeGreaterThan(0);
    expect(await door.read("*", (db) => db.selectFrom("outbox").select("id").execute())).toEqual([]);
  });
});

describe("a list with one row per ticket", () => {
  const mapping = `guardia-mapping: 1
source: city
dates: { format: MM/DD/YYYY hh:mm A, zone: America/New_York }
id: id
opened: opened
resolved: done
closed: done
promised: target
subject: "{type}"
kind: request
state: { column: status, values: { Open: open, Done: closed } }
verdict: { column: ontime, values: { Y: met, N: breached } }
note: [status, type]
`;
  const list = [
    "id;opened;target;done;status;type;ontime",
    "1;03/02/2026 09:00 AM;03/03/2026 09:00 AM;;Open;Lamp;",
    "2;03/02/2026 10:00 AM;;03/02/2026 01:00 PM;Done;Sign;Y",
  ];
  const asList: Partial<ImportOrder> = { format: "csv", mapping: mapping.replace("source: city", 'source: city\ndelimiter: ";"') };

  test("opens and ends tickets, and moves them on when their row says something else later", async () => {
    expect(await take("h", list.join("\n"), asList)).toMatchObject({ ticketsOpened: 2, problems: { total: 0 } });
    const [lamp, sign] = await ticketsOf("h");
    expect(lamp).toMatchObject({
      status: "open",
      kind: "request",
      external: { promisedAt: instant("2026-03-03T14:00:00Z"), verdict: null },
    });
    expect(sign).toMatchObject({ status: "closed", resolvedAt: instant("2026-03-02T18:00:00Z"), external: { verdict: true } });
    const later = [
      list[0],
      "1;03/02/2026 09:00 AM;03/03/2026 09:00 AM;03/04/2026 09:00 AM;Done;Lamp;N",
      list[2],
      "3;02/30/2026 09:00 AM;;;Open;X;",
      "4;03/02/2026 09:00 AM;;02/20/2026 09:00 AM;Done;X;",
      "5;03/02/2026 09:00 AM;;;Done;X;",
    ];
    const report = await take("h", later.join("\n"), asList);
    expect(report).toMatchObject({ rows: 5, rowsTaken: 1, ticketsOpened: 0, ticketsChanged: 1 });
    expect(faults(report)).toEqual([
      [4, "no-such-date", true],
      [5, "ends-before-opening", true],
      [6, "date-missing", true],
    ]);
    expect((await ticketsOf("h"))[0]).toMatchObject({
      status: "closed",
      closedAt: instant("2026-03-04T14:00:00Z"),
      external: { verdict: false },
    });
  });

  const refusals: [what: string, code: string, content: string, more: Partial<ImportOrder>][] = [
    ["another delimiter", "wrong-delimiter", sound.replaceAll(",", ";"), {}],
    ["columns that are not there", "missing-columns", sound.replace("number", "numbre"), {}],
    ["an empty file", "empty-file", "", {}],
    ["an unknown customer", "unknown-customer", sound, { customerId: "nobody" }],
    ["an agreement of somebody else", "unknown-agreement", sound, { agreement: "for-g" }],
    [
      "a mapping with mistakes",
      "bad-mapping",
      sound,
      { mapping: logMapping.replace("opened: opened", "opend: opened").replace("open,", "opne,") },
    ],
    ["a date format with mistakes", "bad-mapping", sound, { mapping: logMapping.replace("D/M/YYYY HH:mm", "dd.mm.yyyy") }],
    ["a spreadsheet", "not-a-table", "PK\u0003\u0004rest", {}],
  ];
  test.each(refusals)("%s is refused by name, and nothing is stored", async (_what, code, content, more) => {
    const before = await eventsOf("a");
    await expect(take("a", content, more)).rejects.toMatchObject({ code });
    expect(await eventsOf("a")).toEqual(before);
  });

  test("a mapping's mistakes are told with line and column", async () => {
    const mapping = logMapping.replace("opened: opened", "opend: opened").replace("New: open,", "New: opne,");
    const told = await take("a", sound, { mapping }).catch((error: { facts: { problems: unknown } }) => error.facts.problems);
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ line: 7, column: 1, code: "unknown-key", hint: "did you mean 'opened'?" }),
        expect.objectContaining({ line: 11, code: "unknown-value" }),
      ]),
    );
  });

  test("a file that was cut short keeps what was read and goes on from there when it is whole", async () => {
    const packed = gzipSync(sound);
    await expect(take("a", packed.subarray(0, packed.length - 40))).rejects.toMatchObject({ code: "broken-gzip" });
  });
});
