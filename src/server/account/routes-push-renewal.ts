/**
 * Browsers renew their push subscriptions when they like, while nobody looks. The service worker that notices tells us both, the old one
 * and the new: whoever knows the old one's secret is the browser that gave it to us, signed in or not.
 */
import { createRoute, z } from "@hono/zod-openapi";
import { Refusal } from "#core/refusal.ts";
import { webPush } from "#server/channels/push/vapid.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, bodyOf, isOpen, newApi, problems } from "#server/http/api.ts";
import { boundPace } from "#server/http/pace.ts";
import type { Parts } from "#server/http/parts.ts";
import type { ReachTables } from "#server/notification/tables.ts";

const perMinute = 30;

const description = createRoute({
  ...{
    method: "post",
    path: "/push-renewals",
    tags: ["account"],
    summary: "A browser's subscription has changed: pushes go to the new one",
  },
  ...isOpen,
  request: {
    body: bodyOf(
      z.strictObject({
        before: webPush.address.meta({ description: "The subscription as it was given to us, with its keys, as JSON" }),
        after: webPush.address.meta({ description: "The one that has taken its place" }),
      }),
    ),
  },
  responses: { 204: { description: "Pushes go to the new one" }, ...problems },
});

export function pushRenewalRoutes({ door, addressHeader }: Parts): Api {
  const api = newApi();
  api.use("/push-renewals", boundPace(perMinute, addressHeader, door.clock));
  api.openapi(description, async (c) => {
    const { before, after } = c.req.valid("json");
    await renew(door, before, after);
    return c.body(null, 204);
  });
  return api;
}

/** Everybody's who is reached by that browser. Refuses `unknown-push-subscription`. */
async function renew(door: Door, before: string, after: string): Promise<void> {
  await door.write("*", async ({ db, append }) => {
    const tables = db.withTables<ReachTables>();
    const at = (address: string) =>
      tables.selectFrom("contact_points").select(["id", "person"]).where("channel", "=", "push").where("address", "=", address);
    const points = await at(before).orderBy("id").forUpdate().execute();
    if (points.length === 0) {
      throw new Refusal(
        "unknown-push-subscription",
        "Nobody is reached by this subscription: switch notifications on again under your account.",
        {},
      );
    }
    const renewed = new Set((await at(after).execute()).map(({ person }) => person));
    for (const { id, person } of points) {
      const isDouble = before !== after && renewed.has(person);
      if (isDouble) await tables.deleteFrom("contact_points").where("id", "=", id).execute();
      else await tables.updateTable("contact_points").set({ address: after, failed_at: null }).where("id", "=", id).execute();
    }
    await append(
      points.map(({ person }) => ({
        type: "contact-point.renewed",
        actor: `agent:${person}`,
        at: door.clock(),
        facts: { person, channel: "push" },
      })),
    );
  });
}
