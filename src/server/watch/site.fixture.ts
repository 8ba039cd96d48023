/** An installation to be audited: its administrator, its gateways as one wants them, and a way behind the curtain. */
import pg from "pg";
import { onTestFinished } from "vitest";
import { newHealth } from "#core/notification/health.ts";
import type { Gateways } from "#server/channels/gateways.ts";
import { openPool } from "#server/database/pool.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { auditOnce } from "#server/watch/audit.ts";
import { sealEverything } from "#server/worker/sealer.ts";

export const gateway = (state: "healthy" | "unhealthy", id = "sms-a") => ({
  id,
  name: id,
  channel: "sms",
  isEnabled: true,
  health: { ...newHealth, state },
});
export const gatewaysOf = (...list: ReturnType<typeof gateway>[]): Gateways => ({ list: async () => list }) as unknown as Gateways;
/** All that a channel needs. */
export const well = gatewaysOf(gateway("healthy"));

export type Site = {
  house: House;
  admin: string;
  ask(method: string, path: string, body?: unknown): Promise<Json>;
  /** As the loops of a node would: sealed, then audited. */
  audit(gateways?: Gateways): Promise<boolean>;
  owner(sql: string, values?: unknown[]): Promise<Json[]>;
};

export async function openSite(at = "2026-03-02T09:00:00Z"): Promise<Site> {
  const house = await openHouse({ at });
  const admin = await house.token(["admin", "tickets:read", "tickets:write", "board:read"]);
  const pool = openPool({ url: house.database.url });
  const client = new pg.Client(house.database.ownerConfig);
  await client.connect();
  onTestFinished(async () => {
    await pool.end();
    await client.end();
  });
  return {
    ...{ house, admin },
    async ask(method, path, body) {
      const answer = await house.ask(method, path.startsWith("/api") ? path : `/api/v1${path}`, admin, body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${codeOf(answer)}`);
      return answer.body;
    },
    async audit(gateways = well) {
      await sealEverything(pool);
      return auditOnce(house.door, gateways);
    },
    owner: async (sql, values = []) => (await client.query(sql, values)).rows,
  };
}
