/**
 * A node that fires steps of pages and delivers them, and is killed at any moment. Providers report to its hook. It says when it is ready;
 * everything else is in the database and at the provider.
 */
import { serve } from "@hono/node-server";
import { openSealing } from "#server/access/sealing.ts";
import { openGateways } from "#server/channels/gateways.ts";
import { hookRoutes } from "#server/channels/routes-hooks.ts";
import { openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { openOutside } from "#server/outside/client.ts";
import { startWorkers } from "#server/worker/workers.ts";
import { clockOf, type DelivererOrder, pagers } from "./pager.ts";

const order = JSON.parse(process.env.GUARDIA_FAULTS ?? "") as DelivererOrder;
const log = (line: string): void => {
  // A database that is busy and a provider that breaks off are part of the play.
  if (!/is stored later|fetched from|tried again/.test(line)) console.error(line);
};
const pool = openPool({ url: order.url, log });
const door = openDoor({ pool, clock: clockOf(order), log });
const publicUrl = `http://127.0.0.1:${order.port}`;
const sealing = openSealing(door, null);
const gateways = openGateways({ door, drivers: pagers, builtIns: [], sealing, publicUrl, log });
const outside = openOutside({ allow: ["127.0.0.0/8"] });
const workers = startWorkers({ door, pool, outside, sealing, gateways, publicUrl, log });
const app = hookRoutes({ door, gateways, outside, log, addressHeader: null });
const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: order.port }, () => process.stdout.write("ready\n"));

process.on("SIGTERM", () => {
  server.close();
  if ("closeAllConnections" in server) server.closeAllConnections();
  void workers
    .stop()
    .then(() => outside.close())
    .then(() => door.close())
    .then(() => pool.end())
    .then(() => process.exit(0));
});
