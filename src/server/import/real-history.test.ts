/** Real histories where they lie (GUARDIA_HISTORIES or ../shared/data), otherwise a generated one: each test's name says which. */
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import type { Document } from "#core/model/document.ts";
import { readModel } from "#core/model/read.ts";
import { instant } from "#core/time/instant.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { importHistory } from "#server/import/import.ts";
import { type ReplayReport, replayHistory } from "#server/import/replay.ts";
import { generateHistory } from "#simulator/generated.ts";
import { testDatabase } from "../../../test/database.ts";
import { realHistory } from "../../../test/histories/place.ts";

const now = instant("2026-06-01T00:00:00Z");
const modelOf = (path: string): Document => readModel(readFileSync(path, "utf8")).document!;

async function doorUnder(document: Document): Promise<Door> {
  const database = await testDatabase();
  const pool = openPool({ url: database.url });
  const door = openDoor({ pool, clock: () => now });
  onTestFinished(async () => {
    await door.close();
    await pool.end();
    await database.drop();
  });
  await door.applyModel({ source: "test", document, actor: "system" });
  return door;
}

const overall = ({ attainment }: ReplayReport): number => {
  const own = attainment.filter(({ party, objective }) => party === "sla" && objective === "resolution");
  const sum = (key: "met" | "breached"): number => own.reduce((total, line) => total + line[key], 0);
  return sum("met") / (sum("met") + sum("breached"));
};

const uci = realHistory("uci");
const boston = realHistory("boston");

async function generated(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "guardia-history-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "history.csv.gz");
  const document = modelOf("examples/demo.yaml");
  const order = {
    document,
    customerId: "andina",
    seed: 3,
    from: instant("2025-06-01T00:00:00Z"),
    until: now,
    tickets: 5_000,
  };
  await writeFile(path, gzipSync([...generateHistory(order)].join("\n")));
  return path;
}

/** What is known of each history, so that one test body serves both. */
const log =
  uci === null
    ? {
        name: "a generated history",
        model: "examples/demo.yaml",
        mapping: "examples/generated-history/mapping.yaml",
        customerId: "andina",
        agreement: "andina-2026",
        stop: undefined,
        share: 1,
      }
    : {
        name: "the UCI incident log",
        model: "examples/uci-incidents/model.yaml",
        mapping: "examples/uci-incidents/mapping.yaml",
        customerId: "uci",
        agreement: "uci-mon-fri",
        stop: "closed" as const,
        share: 0.993,
      };

test(`${log.name} is imported whole, and its replay agrees with the old tool's verdicts`, { timeout: 300_000 }, async () => {
  const door = await doorUnder(modelOf(log.model));
  const path = uci ?? (await generated());
  const imported = await importHistory(door, {
    ...{ path, format: "servicenow-log", customerId: log.customerId, agreement: null },
    mapping: readFileSync(log.mapping, "utf8"),
  });
  expect(imported.problems.leftOut).toBe(0);
  expect(imported.rowsTaken).toBe(imported.rows);
  expect(imported.events).toBeGreaterThanOrEqual(imported.rows);
  const order = { customerId: log.customerId, agreement: log.agreement, limit: 5 };
  const report = await replayHistory(door, { ...order, ...(log.stop === undefined ? {} : { stop: log.stop }) });
  expect(report.events).toBe(imported.events);
  expect(report.agreementWithOld.share).toBeGreaterThanOrEqual(log.share);
  const resolved = await replayHistory(door, { ...order, stop: "resolved" });
  expect(overall(resolved)).toBeGreaterThanOrEqual(overall(await replayHistory(door, { ...order, stop: "closed" })));
  if (uci === null) return;
  expect(imported).toMatchObject({
    rows: 141_712,
    ticketsOpened: 24_918,
    problems: { byCode: { "row-before-opening": 5, "row-out-of-order": 1 } },
  });
  expect(report.agreementWithOld.compared).toBe(24_918);
  expect(overall(report)).toBeCloseTo(0.63, 2);
  expect(overall(resolved)).toBeCloseTo(0.81, 2);
});

const listName = boston === null ? "a generated list" : "Boston's service requests";
test(`${listName} is imported by mapping, one ticket a row`, { timeout: 300_000 }, async () => {
  const document = modelOf("examples/boston-311/model.yaml");
  const door = await doorUnder(document);
  const header = "CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_STATUS,TYPE,QUEUE,Department,SUBJECT,REASON,Source";
  const row = (i: number): string =>
    `${i},01/0${(i % 9) + 1}/2015 09:00:00 AM,01/15/2015 09:00:00 AM,${i % 2 === 0 ? "01/12/2015 01:00:00 PM,ONTIME,Closed" : ",OVERDUE,Open"},Lamp,Q,PWDx,S,R,Twitter`;
  let path = boston;
  if (path === null) {
    const folder = await mkdtemp(join(tmpdir(), "guardia-history-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    path = join(folder, "list.csv");
    await writeFile(path, [header, ...Array.from({ length: 3_000 }, (_, i) => row(i))].join("\n"));
  }
  const mapping = readFileSync("examples/boston-311/mapping.yaml", "utf8");
  const imported = await importHistory(door, { path, format: "csv", mapping, customerId: "boston", agreement: null });
  // 84 requests were closed seconds before they were opened, by another machine's clock.
  expect(imported).toMatchObject({ rows: boston === null ? 3_000 : 58_119, problems: { leftOut: 0, total: boston === null ? 0 : 84 } });
  expect(imported.ticketsOpened).toBe(imported.rows);
  const counts = await door.read("boston", (db) =>
    db
      .selectFrom("tickets")
      .select(["status", (eb) => eb.fn.countAll<number>().as("count")])
      .groupBy("status")
      .orderBy("status")
      .execute(),
  );
  expect(counts).toEqual([
    { status: "closed", count: boston === null ? 1_500 : 49_126 },
    { status: "open", count: boston === null ? 1_500 : 8_993 },
  ]);
});
