/** An import that is killed again and again: nothing is doubled, everything is there. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import type { Document } from "#core/model/document.ts";
import { readModel } from "#core/model/read.ts";
import { instant } from "#core/time/instant.ts";
import { verifyStored } from "#server/audit/read.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { importHistory } from "#server/import/import.ts";
import { sealEverything } from "#server/worker/sealer.ts";
import { generateHistory } from "#simulator/generated.ts";
import { testDatabase } from "../../../test/database.ts";
import type { ImportProcessOrder } from "../../../test/histories/import-process.ts";

const now = instant("2026-06-01T00:00:00Z");
const mapping = "examples/generated-history/mapping.yaml";
const demo = readModel(readFileSync("examples/demo.yaml", "utf8")).document!;
const document: Document = { ...demo, customers: { ...demo.customers, twin: demo.customers.azur! } };

/** Runs the import in a process of its own and kills it after its first word of progress; true when it came to its end. */
function run(program: string, order: Omit<ImportProcessOrder, "dieAt">): Promise<boolean> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, GUARDIA_IMPORT: JSON.stringify({ ...order, dieAt: 2 } satisfies ImportProcessOrder) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let words = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    words += piece;
    if (words.includes("\n")) child.kill("SIGKILL");
  });
  return new Promise((resolve) => child.on("close", () => resolve(words.endsWith("done\n"))));
}

/** What each ticket's log says, by the old tool's number, without what names the customer and our own number. */
async function told(door: Door, customerId: string): Promise<Map<string, unknown[]>> {
  const rows = await door.read(customerId, (db) =>
    db
      .selectFrom("events")
      .innerJoin("tickets", (join) =>
        join.onRef("tickets.customer_id", "=", "events.customer_id").onRef("tickets.id", "=", "events.ticket_id"),
      )
      .select(["tickets.external_id", "events.seq", "events.type", "events.at", "events.actor", "events.facts"])
      .where("events.customer_id", "=", customerId)
      .orderBy("events.position")
      .execute(),
  );
  const tickets = new Map<string, unknown[]>();
  for (const { external_id, ...row } of rows) tickets.set(external_id!, [...(tickets.get(external_id!) ?? []), row]);
  return tickets;
}

test("killed in the middle, begun again, and again", { timeout: 180_000 }, async () => {
  const database = await testDatabase();
  const folder = await mkdtemp(join("dist", "killed-import-"));
  const pool = openPool({ url: database.url });
  const door = openDoor({ pool, clock: () => now });
  onTestFinished(async () => {
    await door.close();
    await pool.end();
    await database.drop();
    await rm(folder, { recursive: true });
  });
  await door.applyModel({ source: "test", document, actor: "system" });
  const path = join(folder, "history.csv");
  const order = {
    document: demo,
    customerId: "azur",
    seed: 7,
    from: instant("2026-01-01T00:00:00Z"),
    until: instant("2026-05-01T00:00:00Z"),
    tickets: 500,
  };
  await writeFile(path, [...generateHistory(order)].join("\n"));
  const program = join(folder, "import.mjs");
  await build({
    entryPoints: ["test/histories/import-process.ts"],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  const killed = { url: database.url, path, mapping, customerId: "azur", now };
  let runs = 1;
  for (let isDone = false; !isDone && runs < 20; runs++) isDone = await run(program, killed);
  expect(runs).toBeGreaterThan(3);
  const again = await importHistory(door, {
    path,
    format: "servicenow-log",
    mapping: readFileSync(mapping, "utf8"),
    customerId: "azur",
    agreement: null,
  });
  const whole = await importHistory(door, {
    path,
    format: "servicenow-log",
    mapping: readFileSync(mapping, "utf8"),
    customerId: "twin",
    agreement: null,
  });
  expect(again.isRepeated || again.resumedAfter > 0).toBe(true);
  expect(whole.rowsTaken).toBeGreaterThan(3_000);
  expect(await told(door, "azur")).toEqual(await told(door, "twin"));
  const counted = await door.read("*", (db) =>
    db.selectFrom("imports").select(["customer_id", "tickets", "events", "lines_done"]).orderBy("customer_id").execute(),
  );
  expect(counted[0]).toEqual({ ...counted[1], customer_id: "azur" });
  await sealEverything(pool);
  expect(await verifyStored(door, "azur")).toMatchObject({ ok: true, unsealed: 0, strays: [] });
});
