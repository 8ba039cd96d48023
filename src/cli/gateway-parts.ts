/** What verbs about gateways work with: the same parts as a node's, opened for one command. */
import { type Connection, withConnection } from "#cli/connection.ts";
import { Refusal } from "#core/refusal.ts";
import { openSealing, type Sealing } from "#server/access/sealing.ts";
import { builtInGateways } from "#server/channels/built-in.ts";
import { drivers } from "#server/channels/drivers.ts";
import { type Gateways, openGateways, placeOf } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { openOutside } from "#server/outside/client.ts";
import type { Outside } from "#server/outside/outside.ts";
import type { Settings } from "#server/settings.ts";
import { signingOf } from "#server/webhook/store.ts";
import type { WebhookTables } from "#server/webhook/tables.ts";

/** The gateways as this environment's settings have them. */
export function gatewaysOf(door: Door, { publicUrl, mail = null, secret = null }: Settings): Gateways {
  const builtIns = builtInGateways({ door, publicUrl, mail });
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  return openGateways({ door, drivers, builtIns, sealing: openSealing(door, secret), publicUrl, log });
}

export type GatewayParts = { door: Door; gateways: Gateways; sealing: Sealing; outside: Outside; publicUrl: string };

/** Opens the database and the way outside, does `work`, and closes both. */
export const withGateways = <T>(work: (parts: GatewayParts, connection: Connection) => Promise<T>): Promise<T> =>
  withConnection(async (connection) => {
    const { door, settings } = connection;
    const outside = openOutside({ allow: settings.allowOutside ?? [] });
    const sealing = openSealing(door, settings.secret ?? null);
    try {
      return await work({ door, gateways: gatewaysOf(door, settings), sealing, outside, publicUrl: settings.publicUrl }, connection);
    } finally {
      await outside.close();
    }
  });

/**
 * Before something is sealed: a shell often lacks the server's GUARDIA_SECRET, and what was sealed without it would not open where it is
 * needed. Refuses `other-secret` when nothing that is kept opens; says so on stderr where nothing is kept yet to tell by.
 */
export async function requireSameSecret(
  { door, sealing }: Pick<GatewayParts, "door" | "sealing">,
  { settings }: Connection,
): Promise<void> {
  const [gateways, webhooks] = await door.read("*", (db) => {
    const tables = db.withTables<ReachTables & WebhookTables>();
    return Promise.all([
      tables.selectFrom("gateways").select(["id", "sealed_settings as sealed"]).where("sealed_settings", "is not", null).execute(),
      tables.selectFrom("webhooks").select(["id", "sealed_secrets as sealed"]).execute(),
    ]);
  });
  const opened = await Promise.allSettled([
    ...gateways.map(({ id, sealed }) => sealing.open(sealed!, placeOf(id))),
    ...webhooks.map(({ id, sealed }) => signingOf(sealing, id, sealed)),
  ]);
  if (opened.some(({ status }) => status === "fulfilled")) return;
  if (opened.length > 0) {
    throw new Refusal(
      "other-secret",
      "None of the secrets that are kept here open: set GUARDIA_SECRET as the server has it. Where it is lost, enter the secrets anew in the browser.",
      {},
    );
  }
  if ((settings.secret ?? null) === null) {
    process.stderr.write("GUARDIA_SECRET is not set: the server must run without it too, or it cannot open what is sealed now.\n");
  }
}
