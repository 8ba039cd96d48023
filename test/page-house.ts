/** What benches of paging share: a provider in a process of its own that takes webhooks, and a node's loops that page through it. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Document } from "#core/model/document.ts";
import { openSealing } from "#server/access/sealing.ts";
import { drivers } from "#server/channels/drivers.ts";
import { openGateways } from "#server/channels/gateways.ts";
import { openOutside } from "#server/outside/client.ts";
import { startWorkers } from "#server/worker/workers.ts";
import { storyModel } from "./journeys/model.ts";
import type { MeasuredDatabase } from "./measure.ts";

/** Set in the process that is the provider. */
const isProvider = process.env.GUARDIA_PROVIDER !== undefined;

export type Arrival = { page: number; at: number };
export type Provider = { url: string; count(): Promise<number>; arrivals(): Promise<Arrival[]>; stop(): void };

/** The provider's own life: answers every webhook with 200 and remembers which page came when. Gives whether this is its process. */
export function serveAsProvider(): boolean {
  if (!isProvider) return false;
  const arrivals: Arrival[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (piece: string) => {
      body += piece;
    });
    request.on("end", () => {
      arrivals.push({ page: Number(/"pageId":(\d+)/.exec(body)?.[1]), at: Date.now() });
      response.end();
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on("message", (wanted: "count" | "arrivals") => process.send?.(wanted === "count" ? { count: arrivals.length } : { arrivals }));
  return true;
}

export async function startProvider(): Promise<Provider> {
  const child = spawn(process.execPath, [process.argv[1]!], {
    env: { ...process.env, GUARDIA_PROVIDER: "1" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const { port } = await said<{ port: number }>(child);
  const ask = async <T>(wanted: string): Promise<T> => {
    child.send(wanted);
    return said<T>(child);
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    count: async () => (await ask<{ count: number }>("count")).count,
    arrivals: async () => (await ask<{ arrivals: Arrival[] }>("arrivals")).arrivals,
    stop: () => void child.kill(),
  };
}

const said = <T>(child: ChildProcess): Promise<T> => new Promise((resolve) => child.once("message", (word) => resolve(word as T)));

/** Payments page a webhook at once. */
export const pagingModel = (url: string): Document => ({
  ...storyModel,
  escalationPolicies: {
    payments: {
      steps: [
        { after: "0s", notify: [`webhook:${url}`] },
        { after: "5000h", notify: [`webhook:${url}`] },
      ],
    },
  },
  services: { ...storyModel.services, payments: { ...storyModel.services.payments!, escalationPolicy: "payments" } },
});

/** All loops of a node on this database, with the drivers that it has. */
export function startPaging({ door, pool }: MeasuredDatabase): { stop(): Promise<void> } {
  const log = (line: string): void => console.error(line);
  const sealing = openSealing(door, null);
  const publicUrl = "https://support.example.com";
  const builtIns = [{ id: "webhook", name: "Webhook", driver: "webhook", settings: async () => ({}) }];
  const gateways = openGateways({ door, drivers, builtIns, sealing, publicUrl, log });
  const outside = openOutside({ allow: ["127.0.0.0/8"] });
  const workers = startWorkers({ door, pool, outside, sealing, gateways, publicUrl, log });
  return {
    async stop() {
      await workers.stop();
      await outside.close();
    },
  };
}
