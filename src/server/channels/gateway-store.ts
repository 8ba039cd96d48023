/** Gateways as an administrator changes them: settings checked by their driver, secrets sealed, every change in the log. */
import { randomBytes } from "node:crypto";
import type { Language } from "#core/model/document.ts";
import type { Channel } from "#core/notification/channel.ts";
import { newHealth } from "#core/notification/health.ts";
import { Refusal } from "#core/refusal.ts";
import type { Sealing } from "#server/access/sealing.ts";
import { newId } from "#server/access/secret.ts";
import type { Driver } from "#server/channels/driver.ts";
import { driverNamed } from "#server/channels/drivers.ts";
import { ensureRow, type Gateway, type Gateways, placeOf } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import { refusalOfIssues } from "#server/http/validation.ts";
import type { ReachTables } from "#server/notification/tables.ts";

/** `language`: in which wrong settings are explained; English when it is absent. */
export type GatewayTools = { door: Door; gateways: Gateways; sealing: Sealing; language?: Language };
type Settings = Readonly<Record<string, unknown>>;

/** Refuses `unknown-gateway`. */
export async function gatewayNamed(gateways: Gateways, id: string): Promise<Gateway> {
  const all = await gateways.list();
  const found = all.find((each) => each.id === id);
  if (found !== undefined) return found;
  throw new Refusal("unknown-gateway", `There is no gateway "${id}": look at the list of gateways.`, { gateway: id });
}

type NewGateway = { name: string; driver: string; settings: Settings; isEnabled: boolean };

/** Adds one behind the others of its channel. Refuses `invalid-settings`, `unknown-driver`. */
export async function addGateway({ door, gateways, ...sealer }: GatewayTools, given: NewGateway, actor: string): Promise<string> {
  const driver = driverNamed(given.driver, gateways.drivers);
  const id = newId();
  const { open, sealed } = await parted(driver, withoutEmpty(given.settings), id, sealer);
  await door.write("*", async ({ db, append }) => {
    const tables = db.withTables<ReachTables>();
    const { last } = await tables
      .selectFrom("gateways")
      .select((of) => of.fn.max("position").as("last"))
      .where("channel", "=", driver.channel)
      .executeTakeFirstOrThrow();
    await tables
      .insertInto("gateways")
      .values({
        ...{ id, name: given.name, channel: driver.channel, driver: driver.name, position: (last ?? 0) + 1, settings: open },
        ...{ sealed_settings: sealed, hook_token: randomBytes(24).toString("base64url"), is_enabled: given.isEnabled },
        ...{ health: JSON.stringify(newHealth), created_at: door.clock() },
      })
      .execute();
    const facts = { gateway: id, name: given.name, channel: driver.channel, driver: driver.name, isEnabled: given.isEnabled };
    await append([{ type: "gateway.added", actor, at: door.clock(), facts }]);
  });
  gateways.forget();
  return id;
}

type GatewayChange = { name?: string; isEnabled?: boolean; settings?: Settings };

/** Secrets that are left out stay; null forgets one. Changed settings begin with a clean health. Refuses `gateway-built-in`. */
export async function changeGateway(
  { door, gateways, ...sealer }: GatewayTools,
  id: string,
  change: GatewayChange,
  actor: string,
): Promise<void> {
  const gateway = await gatewayNamed(gateways, id);
  if (gateway.isBuiltIn && (change.settings !== undefined || (change.name !== undefined && change.name !== gateway.name)))
    throw builtIn(gateway);
  const kept = Object.fromEntries(gateway.driver.secrets.map((name) => [name, gateway.settings?.[name]]));
  const written = change.settings === undefined ? null : withoutEmpty({ ...withoutEmpty(kept), ...change.settings });
  const settings = written === null ? null : await parted(gateway.driver, written, id, sealer);
  await door.write("*", async ({ db, append }) => {
    if (gateway.isBuiltIn) await ensureRow(db, gateway);
    await db
      .withTables<ReachTables>()
      .updateTable("gateways")
      .set({
        ...(change.name === undefined || gateway.isBuiltIn ? {} : { name: change.name }),
        ...(change.isEnabled === undefined ? {} : { is_enabled: change.isEnabled }),
        ...(settings === null ? {} : { settings: settings.open, sealed_settings: settings.sealed, health: JSON.stringify(newHealth) }),
        id,
      })
      .where("id", "=", id)
      .execute();
    const facts = {
      gateway: id,
      name: change.name ?? gateway.name,
      isEnabled: change.isEnabled ?? gateway.isEnabled,
      hasNewSettings: settings !== null,
    };
    await append([{ type: "gateway.changed", actor, at: door.clock(), facts }]);
  });
  gateways.forget();
}

export async function removeGateway({ door, gateways }: GatewayTools, id: string, actor: string): Promise<void> {
  const gateway = await gatewayNamed(gateways, id);
  if (gateway.isBuiltIn) throw builtIn(gateway);
  await door.write("*", async ({ db, append }) => {
    await db.withTables<ReachTables>().deleteFrom("gateways").where("id", "=", id).execute();
    const facts = { gateway: id, name: gateway.name, channel: gateway.channel };
    await append([{ type: "gateway.removed", actor, at: door.clock(), facts }]);
  });
  gateways.forget();
}

/** In which order a channel asks. Refuses `gateways-missing` when the list is not exactly the channel's. */
export async function orderGateways(
  { door, gateways }: GatewayTools,
  channel: Channel,
  ids: readonly string[],
  actor: string,
): Promise<void> {
  const own = (await gateways.list()).filter((each) => each.channel === channel);
  if (own.length !== ids.length || new Set(ids).size !== ids.length || own.some(({ id }) => !ids.includes(id))) {
    const names = own.map(({ id }) => id).join(", ");
    throw new Refusal("gateways-missing", `Name each gateway of the channel ${channel} once, and no other: ${names || "it has none"}.`, {
      ...{ channel, gateways: names },
    });
  }
  await door.write("*", async ({ db, append }) => {
    for (const [i, id] of ids.entries()) {
      const gateway = own.find((each) => each.id === id)!;
      if (gateway.isBuiltIn) await ensureRow(db, gateway);
      await db
        .withTables<ReachTables>()
        .updateTable("gateways")
        .set({ position: i + 1 })
        .where("id", "=", id)
        .execute();
    }
    await append([{ type: "gateway.ordered", actor, at: door.clock(), facts: { channel, gateways: ids } }]);
  });
  gateways.forget();
}

const builtIn = ({ id, name }: Gateway): Refusal =>
  new Refusal("gateway-built-in", `${name} comes with the installation: it can be switched off and put in order, no more.`, {
    gateway: id,
    name,
  });

const withoutEmpty = (settings: Settings): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null && value !== undefined && value !== ""));

type Sealer = Pick<GatewayTools, "sealing" | "language">;

/** The settings as the driver reads them, the secret ones sealed apart. Refuses `invalid-settings`, naming fields and never values. */
async function parted(driver: Driver, written: Settings, id: string, { sealing, language = "en" }: Sealer) {
  const unknown = Object.keys(written).filter((name) => !(name in driver.settings.shape));
  const read = driver.settings.safeParse(written);
  if (!read.success || unknown.length > 0) throw invalid(driver, read.error?.issues ?? [], unknown, language);
  const all = Object.entries(read.data as Record<string, unknown>);
  const secret = all.filter(([name]) => driver.secrets.includes(name));
  return {
    open: JSON.stringify(Object.fromEntries(all.filter(([name]) => !driver.secrets.includes(name)))),
    sealed: secret.length === 0 ? null : await sealing.seal(JSON.stringify(Object.fromEntries(secret)), placeOf(id)),
  };
}

type Issues = Parameters<typeof refusalOfIssues>[0];

/** With a line for each field, as for any body that is wrong. */
function invalid(driver: Driver, issues: Issues, unknown: readonly string[], language: Language): Refusal {
  const all = [
    ...issues.map((issue) => ({ ...issue, path: ["settings", ...issue.path] })),
    ...(unknown.length === 0 ? [] : [{ code: "unrecognized_keys" as const, keys: [...unknown], path: ["settings"], message: "" }]),
  ];
  const errors = refusalOfIssues(all as Issues, "json", language).facts.errors as { pointer: string; detail: string }[];
  const said = errors.map(({ pointer, detail }) => `${pointer.replace("/settings/", "")}: ${detail}`).join(" ");
  const facts = { driver: driver.title, issues: said };
  return new Refusal("invalid-settings", `The settings of ${driver.title} are not right: ${said}`, { ...facts, errors });
}
