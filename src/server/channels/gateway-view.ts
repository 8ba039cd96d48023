/** Gateways and drivers as they are shown: secrets are named and never told. */
import { z } from "@hono/zod-openapi";
import type { Gateway, Gateways } from "#server/channels/gateways.ts";
import type { DriverView, GatewayView } from "#server/channels/schema.ts";
import { wire } from "#server/http/wire.ts";

/** What a gateway can be made of. */
export const driverView = (driver: Gateway["driver"]): DriverView => ({
  ...{ name: driver.name, title: driver.title, channel: driver.channel, secrets: [...driver.secrets] },
  settings: z.toJSONSchema(driver.settings, { io: "input", unrepresentable: "any" }) as Record<string, unknown>,
  ...{ givesReceipts: driver.givesReceipts, isIdempotent: driver.isIdempotent, hasProbe: driver.probe !== undefined },
  takesReplies: driver.receive !== undefined || driver.collect !== undefined,
  hasHook: driver.receive !== undefined,
});

/** One gateway, its health and which secrets it has, without what they are. */
export function gatewayView(gateways: Pick<Gateways, "hookUrl">, gateway: Gateway): GatewayView {
  const { id, name, channel, driver, settings, isEnabled, isBuiltIn } = gateway;
  const { trials: _, ...health } = gateway.health;
  const open = Object.entries(settings ?? {}).filter(([each]) => !driver.secrets.includes(each));
  return {
    ...{ id, name, channel, driver: driver.name, isEnabled, isBuiltIn, isReadable: settings !== null },
    settings: isBuiltIn ? {} : Object.fromEntries(open),
    keptSecrets: isBuiltIn ? [] : driver.secrets.filter((each) => (settings?.[each] ?? "") !== ""),
    hookUrl: driver.receive === undefined ? null : gateways.hookUrl(gateway),
    health: wire(health),
  };
}
