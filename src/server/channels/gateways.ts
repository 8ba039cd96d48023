/** The gateways of all channels: accounts at providers, in the order in which they are asked, with their health. */
import { createHmac } from "node:crypto";
import type { Kysely } from "kysely";
import type { Channel } from "#core/notification/channel.ts";
import { foldHealth, type Health, type HealthEvent, newHealth } from "#core/notification/health.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Sealing } from "#server/access/sealing.ts";
import { sharedSecret } from "#server/access/shared-secret.ts";
import type { Driver } from "#server/channels/driver.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import type { GatewaysTable, ReachTables } from "#server/notification/tables.ts";

export type Gateway = {
  readonly id: string;
  readonly name: string;
  readonly channel: Channel;
  readonly driver: Driver;
  /** As the driver's schema reads them, secrets opened; null when they do not open or no longer fit. */
  readonly settings: Record<string, unknown> | null;
  readonly position: number;
  readonly isEnabled: boolean;
  /** It comes from the environment or needs no account: it cannot be changed or removed, only switched off and put in order. */
  readonly isBuiltIn: boolean;
  readonly hookToken: string;
  health: Health;
};

/** A gateway that needs no row: its settings come with the node. A row of the same id holds its order, health and whether it is on. */
export type BuiltIn = { id: string; name: string; driver: string; settings(): Promise<Record<string, unknown>> };

export type Gateways = {
  readonly drivers: readonly Driver[];
  /** All of them by channel and order; at most a second old. */
  list(): Promise<readonly Gateway[]>;
  /** To be read anew: something was changed. */
  forget(): void;
  hookUrl(gateway: Pick<Gateway, "id" | "hookToken">): string;
  /** Folds what happened into their health, in the transaction of `db`, and into what `list` gives. */
  note(db: Kysely<Tables>, events: ReadonlyMap<string, readonly HealthEvent[]>): Promise<void>;
};

/** Whether a letter can be sent now: some e-mail gateway is on, from the environment or added since. */
export const mailing = (gateways: Pick<Gateways, "list">) => async (): Promise<boolean> =>
  (await gateways.list()).some(({ channel, isEnabled, settings }) => channel === "email" && isEnabled && settings !== null);

export type GatewaysOptions = {
  door: Door;
  drivers: readonly Driver[];
  builtIns: readonly BuiltIn[];
  sealing: Sealing;
  publicUrl: string;
  log: (line: string) => void;
};

const readAgainAfterMs = 1_000;
/** While all is well, that something was sent is written down so often. */
const wellEveryMs = 5_000;
/** What a row of a built-in gateway holds in place of settings. */
const builtInSettings = JSON.stringify({ isBuiltIn: true });
/** Behind whatever an administrator has put in order. */
const lastPosition = 1_000;

export function openGateways(options: GatewaysOptions): Gateways {
  const { door, drivers, sealing, publicUrl } = options;
  let known: { at: number; reading: Promise<readonly Gateway[]> } | null = null;
  const opened = new Map<string, { sealed: string; settings: Promise<Record<string, unknown>> }>();
  const secretsOf = ({ id, sealed_settings: sealed }: GatewaysRow): Promise<Record<string, unknown>> => {
    if (sealed === null) return Promise.resolve({});
    const before = opened.get(id);
    if (before?.sealed === sealed) return before.settings;
    const settings = sealing.open(sealed, placeOf(id)).then((text) => JSON.parse(text) as Record<string, unknown>);
    opened.set(id, { sealed, settings });
    settings.catch(() => opened.delete(id));
    return settings;
  };
  const read = async (): Promise<readonly Gateway[]> => {
    const rows = await door.read("*", (db) => db.withTables<ReachTables>().selectFrom("gateways").selectAll().execute());
    const hookSecret = await sharedSecret(door, "hooks");
    const own = rows.filter(({ id }) => !options.builtIns.some((each) => each.id === id));
    const found = await Promise.all([
      ...own.map((row) => gatewayOf(row, drivers, secretsOf, options.log)),
      ...options.builtIns.map((each) => builtIn(each, rows, drivers, hookSecret)),
    ]);
    return found.filter((each) => each !== null).sort(inPlace);
  };
  return {
    drivers,
    list() {
      const now = performance.now();
      if (known === null || now - known.at > readAgainAfterMs) {
        const reading = read();
        known = { at: now, reading };
        reading.catch(() => {
          known = null;
        });
      }
      return known.reading;
    },
    forget() {
      known = null;
    },
    hookUrl: ({ id, hookToken }) => `${publicUrl}/hooks/${id}/${hookToken}`,
    async note(db, events) {
      if (events.size === 0) return;
      const all = await this.list();
      for (const [id, happened] of [...events].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const gateway = all.find((each) => each.id === id);
        if (gateway !== undefined && happened.length > 0 && isWorthWriting(gateway.health, happened)) await noteOne(db, gateway, happened);
      }
    },
  };
}

type GatewaysRow = Pick<GatewaysTable, "id" | "name" | "channel" | "driver" | "position" | "sealed_settings" | "hook_token"> & {
  settings: Record<string, unknown>;
  is_enabled: boolean;
  health: Health;
};

/** Under which name a gateway's secrets are sealed. */
export const placeOf = (id: string): string => `gateway ${id}`;

const inPlace = (a: Gateway, b: Gateway): number =>
  a.channel < b.channel ? -1 : a.channel > b.channel ? 1 : a.position - b.position || (a.id < b.id ? -1 : 1);

/** A row whose driver this node does not know (a newer one beside it does), or of a built-in one that it does not have, is not for it. */
async function gatewayOf(
  row: GatewaysRow,
  drivers: readonly Driver[],
  secretsOf: (row: GatewaysRow) => Promise<Record<string, unknown>>,
  log: (line: string) => void,
): Promise<Gateway | null> {
  const driver = drivers.find(({ name }) => name === row.driver);
  if (driver === undefined || row.settings.isBuiltIn === true) return null;
  let settings: Record<string, unknown> | null = null;
  try {
    settings = driver.settings.parse({ ...row.settings, ...(await secretsOf(row)) });
  } catch (error) {
    log(`The settings of the gateway ${row.id} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { id, name, channel, position, is_enabled: isEnabled, hook_token: hookToken } = row;
  return { id, name, channel, driver, settings, position, isEnabled, isBuiltIn: false, hookToken, health: { ...newHealth, ...row.health } };
}

async function builtIn(
  each: BuiltIn,
  rows: readonly GatewaysRow[],
  drivers: readonly Driver[],
  hookSecret: string,
): Promise<Gateway | null> {
  const driver = drivers.find(({ name }) => name === each.driver);
  if (driver === undefined) return null;
  const row = rows.find(({ id }) => id === each.id);
  return {
    ...{ id: each.id, name: each.name, channel: driver.channel, driver, isBuiltIn: true },
    settings: driver.settings.parse(await each.settings()),
    position: row?.position ?? lastPosition,
    isEnabled: row?.is_enabled ?? true,
    hookToken: createHmac("sha256", hookSecret).update(each.id).digest("base64url").slice(0, 32),
    health: { ...newHealth, ...row?.health },
  };
}

function isWorthWriting(health: Health, events: readonly HealthEvent[]): boolean {
  if (health.state !== "healthy" || health.failures > 0) return true;
  return events.some(({ kind, at }) =>
    kind === "sent" ? at - (health.lastSentAt ?? 0) > wellEveryMs : kind !== "receipt" || at - (health.lastReceiptAt ?? 0) > wellEveryMs,
  );
}

/** Others fold into the same row: it is read under its lock. */
async function noteOne(db: Kysely<Tables>, gateway: Gateway, events: readonly HealthEvent[]): Promise<void> {
  const tables = db.withTables<ReachTables>();
  const find = () => tables.selectFrom("gateways").select("health").where("id", "=", gateway.id).forUpdate().executeTakeFirst();
  let row = await find();
  if (row === undefined && gateway.isBuiltIn) {
    await ensureRow(db, gateway);
    row = await find();
  }
  if (row === undefined) return;
  const health = events.reduce(foldHealth, { ...newHealth, ...row.health });
  await tables
    .updateTable("gateways")
    .set({ health: JSON.stringify(health) })
    .where("id", "=", gateway.id)
    .execute();
  gateway.health = health;
}

/** A receipt says that a gateway which seemed to swallow everything does not. */
export async function noteReceipt(db: Kysely<Tables>, gatewayId: string, at: Instant): Promise<void> {
  const tables = db.withTables<ReachTables>();
  const row = await tables.selectFrom("gateways").select("health").where("id", "=", gatewayId).executeTakeFirst();
  if (row === undefined || !isWorthWriting({ ...newHealth, ...row.health }, [{ kind: "receipt", at }])) return;
  const health = foldHealth({ ...newHealth, ...row.health }, { kind: "receipt", at });
  await tables
    .updateTable("gateways")
    .set({ health: JSON.stringify(health) })
    .where("id", "=", gatewayId)
    .execute();
}

/** A built-in gateway gets a row when there is something to remember of it. */
export async function ensureRow(db: Kysely<Tables>, { id, name, channel, driver, position }: Gateway): Promise<void> {
  await db
    .withTables<ReachTables>()
    .insertInto("gateways")
    .values({
      ...{ id, name, channel, driver: driver.name, position, settings: builtInSettings, sealed_settings: null },
      ...{ hook_token: "", health: JSON.stringify(newHealth), created_at: 0 },
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
