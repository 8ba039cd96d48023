/** One node of Guardia: database, door, loops and HTTP, started in order and stopped in the opposite one. */

import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type ServerType, serve } from "@hono/node-server";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { linkAddress } from "#server/access/link.ts";
import { administratorLink, hasAdministrator } from "#server/access/person.ts";
import { openSealing } from "#server/access/sealing.ts";
import { openSignIn } from "#server/access/sign-in.ts";
import { readTokens } from "#server/access/token-reader.ts";
import { builtInGateways } from "#server/channels/built-in.ts";
import { drivers } from "#server/channels/drivers.ts";
import { mailing, openGateways } from "#server/channels/gateways.ts";
import { chooseDataFolder, openDatabase } from "#server/database/cluster-choice.ts";
import { openDoor } from "#server/database/door.ts";
import { applicationRole, migrate } from "#server/database/migrate.ts";
import { openPool } from "#server/database/pool.ts";
import { createApp } from "#server/http/app.ts";
import { webFolderAt } from "#server/http/static-files.ts";
import { ownVersion, projectFolder } from "#server/installation.ts";
import { startLive } from "#server/live.ts";
import { type MailIntake, startMailIntake } from "#server/mail/intake.ts";
import { openOutside } from "#server/outside/client.ts";
import type { Settings } from "#server/settings.ts";
import { startWorkers } from "#server/worker/workers.ts";

export type Node = {
  /** Where people reach it. */
  address: string;
  /** The one-time link of the first administrator; null when there is one already. */
  firstLink: string | null;
  stop(): Promise<void>;
};

/** Under which name PostgreSQL sees us: so that the command line can tell whether a server runs. */
export const serverName = "guardia server";

/** How long requests that are under way may take to finish when the node stops. */
const graceMs = 10_000;

export async function startNode(settings: Settings, log: (line: string) => void): Promise<Node> {
  const dataFolder = await chooseDataFolder({ named: settings.dataFolder, project: projectFolder(), log });
  const cluster = await openDatabase({ databaseUrl: settings.databaseUrl, dataFolder, log });
  await migrate({ url: cluster.url(), log });
  const url = cluster.url({ role: applicationRole });
  const pool = openPool({ url: cluster.url({ role: applicationRole, application: serverName }), size: settings.connections, log });
  const door = openDoor({ pool, clock: () => Date.now() as Instant, log });
  const live = startLive({ door, url, log });
  const outside = openOutside({ allow: settings.allowOutside ?? [] });
  const sealing = openSealing(door, settings.secret ?? null);
  const builtIns = builtInGateways({ door, publicUrl: settings.publicUrl, mail: settings.mail ?? null });
  const gateways = openGateways({ door, drivers, builtIns, sealing, publicUrl: settings.publicUrl, log });
  const shared = { door, live, outside, sealing, gateways, publicUrl: settings.publicUrl, log };
  const workers = startWorkers({ ...shared, pool });
  const stopping = new AbortController();
  const { publicUrl, providers = [], isSecondFactorRequired = false } = settings;
  const isMailing = mailing(gateways);
  const signIn = openSignIn({ door, pool, publicUrl, log, providers, isSecondFactorRequired, isMailing });
  let mailIntake: MailIntake | null = null;
  const closeData = async (): Promise<void> => {
    await mailIntake?.stop();
    await workers.stop();
    await outside.close();
    await live.stop();
    await door.close();
    await pool.end();
    await cluster.release();
  };
  try {
    mailIntake = await startMailIntake({ door, sealing, listener: settings.mailListener ?? null, log });
  } catch (error) {
    await closeData();
    throw error;
  }
  const app = createApp({
    ...{ ...shared, signIn, mailIntake },
    tokens: readTokens(door),
    addressHeader: settings.addressHeader,
    isMailing,
    version: ownVersion(),
    webFolder: await webFolderAt(join(projectFolder(), "dist", "web")),
    stopping: stopping.signal,
  });
  const server = await listen(app.fetch, settings).catch(async (error: unknown) => {
    await closeData();
    throw error;
  });
  const firstLink = (await hasAdministrator(door))
    ? null
    : linkAddress(settings.publicUrl, (await administratorLink(door, null, "system")).secret);
  // Loaded when nobody waits for it, so that the first sign-in does not.
  setImmediate(() => void signIn.warm().catch((error: unknown) => log(`Sign-in is not ready: ${String(error)}`)));
  return {
    address: settings.port === 0 ? `http://${settings.host}:${(server.address() as AddressInfo).port}` : settings.publicUrl,
    firstLink,
    async stop() {
      stopping.abort();
      await close(server);
      await closeData();
    },
  };
}

type Fetch = Parameters<typeof serve>[0]["fetch"];

function listen(fetch: Fetch, { host, port }: Settings): Promise<ServerType> {
  return new Promise((resolve, refuse) => {
    // A client that sends its head or body drop by drop does not hold a connection for ever; 25 MB over a slow line need their minutes.
    const serverOptions = { headersTimeout: 15_000, requestTimeout: 300_000, keepAliveTimeout: 65_000 };
    const server = serve({ fetch, hostname: host, port, serverOptions }, () => resolve(server));
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") {
        refuse(
          new Refusal("port-in-use", `Something listens on ${host}:${port} already: stop it, or choose another port with PORT=…`, {
            host,
            port,
          }),
        );
      } else if (error.code === "EACCES") {
        refuse(
          new Refusal("port-forbidden", `This user may not listen on ${host}:${port}: choose a port above 1023 with PORT=…`, {
            host,
            port,
          }),
        );
      } else refuse(error);
    });
  });
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      if ("closeAllConnections" in server) server.closeAllConnections();
    }, graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  });
}
