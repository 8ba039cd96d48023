/** A process that imports one file and says how far it is: to be killed in the middle. Its order comes as JSON in GUARDIA_IMPORT. */
import { readFileSync } from "node:fs";
import type { Instant } from "#core/time/instant.ts";
import { openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { importHistory } from "#server/import/import.ts";

export type ImportProcessOrder = { url: string; path: string; mapping: string; customerId: string; now: number; dieAt: number };

/** However late whoever kills us is: at that many words we are dead. */
const die = (): void => void process.kill(process.pid, "SIGKILL");

const order = JSON.parse(process.env.GUARDIA_IMPORT ?? "") as ImportProcessOrder;
let words = 0;
const pool = openPool({ url: order.url, size: 2 });
const door = openDoor({ pool, clock: () => order.now as Instant });
await importHistory(door, {
  path: order.path,
  format: "servicenow-log",
  mapping: readFileSync(order.mapping, "utf8"),
  customerId: order.customerId,
  agreement: null,
  onProgress({ lines }) {
    process.stdout.write(`${lines}\n`);
    if (++words >= order.dieAt) die();
  },
});
process.stdout.write("done\n");
await door.close();
await pool.end();
