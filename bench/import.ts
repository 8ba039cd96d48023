/** Promise: a history with its log is imported durably at 20,000 events a second and more, in less than 300 MB of memory. */
import { readFileSync } from "node:fs";
import { readModel } from "#core/model/read.ts";
import type { Instant } from "#core/time/instant.ts";
import { openDoor } from "#server/database/door.ts";
import { migrate } from "#server/database/migrate.ts";
import { openPool } from "#server/database/pool.ts";
import { importHistory } from "#server/import/import.ts";
import { benchHistory } from "../test/histories/bench-history.ts";
import { scratchCluster } from "../test/scratch-database.ts";

const runs = 3;
const history = benchHistory();
console.log(`on ${history.label}`);

const { cluster, remove } = await scratchCluster();
const rates: number[] = [];
let peak = 0;
let last = { events: 0, rows: 0, seconds: 0 };
for (let run = 0; run < runs; run++) {
  const name = `bench_${run}`;
  const owner = openPool({ url: cluster.url({ database: "postgres" }), size: 1 });
  await owner.query(`create database ${name}`);
  await owner.end();
  await migrate({ url: cluster.url({ database: name }) });
  const pool = openPool({ url: cluster.url({ database: name, role: "guardia_app" }), size: 4 });
  const door = openDoor({ pool, clock: () => Date.now() as Instant });
  const document = readModel(history.model).document!;
  await door.applyModel({ source: history.model, document, actor: "system" });
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const started = performance.now();
  const { events, rows } = await importHistory(door, {
    path: history.path,
    format: "servicenow-log",
    mapping: readFileSync(history.mapping, "utf8"),
    customerId: history.customerId,
    agreement: null,
  });
  const seconds = (performance.now() - started) / 1_000;
  clearInterval(watch);
  last = { events, rows, seconds };
  rates.push(events / seconds);
  console.log(`${events} events of ${rows} rows in ${seconds.toFixed(1)} s`);
  await door.close();
  await pool.end();
}
await remove();

const median = rates.sort((a, b) => a - b)[Math.floor(runs / 2)]!;
console.log("| promise | promised | measured | note |");
console.log("|---|---|---|---|");
console.log(
  `| import, durable events | ≥ 20,000/s | ${Math.round(median).toLocaleString("en")}/s | ${history.label}: ${last.rows} rows, ${last.events} events |`,
);
console.log(`| import, memory of the process | < 300 MB | ${Math.round(peak / 1e6)} MB | highest of ${runs} runs |`);
