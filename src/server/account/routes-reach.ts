/** How to reach me: my contact points, proven by a code, and by which of them I am told when. For the provider's people: they are paged. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { NotificationRules } from "#core/notification/channel.ts";
import { channels } from "#core/notification/channel.ts";
import { defaultRules } from "#core/notification/plan.ts";
import { Refusal } from "#core/refusal.ts";
import { minutes } from "#core/time/instant.ts";
import { assigneeOf } from "#server/access/actor.ts";
import { countAttempt, type Limit } from "#server/access/attempt.ts";
import type { AccessTables } from "#server/access/tables.ts";
import {
  addPoint,
  followDelivery,
  listPoints,
  type Reached,
  removePoint,
  sendCode,
  sendTest,
  servedChannels,
  verifyPoint,
} from "#server/account/contact-points.ts";
import { personAsking } from "#server/account/routes.ts";
import { publicKeyOf } from "#server/channels/push/encryption.ts";
import { ownPushKey } from "#server/channels/push/own-key.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { at } from "#server/ticket/schema-values.ts";

const channel = z.enum(channels);
const longestDelayMs = 24 * 3_600_000;
const mostRules = 28;

const pointSchema = z
  .object({
    id: z.string(),
    channel,
    address: z.string().meta({ description: "As the channel writes it; of a browser, its subscription as JSON" }),
    label: z.string().nullable(),
    verifiedAt: at.nullable().meta({ description: "Null: nothing but a code is sent there yet" }),
    failedAt: at.nullable().meta({ description: "It failed for good then" }),
    createdAt: at,
  })
  .openapi("ContactPoint");
export type ContactPointView = z.infer<typeof pointSchema>;

const rule = z.strictObject({
  channel,
  afterMs: z.int().min(0).max(longestDelayMs).meta({ description: "Milliseconds after one was to be told" }),
});
const rulesSchema = z.strictObject({ high: z.array(rule).max(mostRules), low: z.array(rule).max(mostRules) }).openapi("NotificationRules");
const rulesAnswer = z
  .object({ rules: rulesSchema, isDefault: z.boolean().meta({ description: "Nothing was chosen: the installation's own hold" }) })
  .openapi("NotificationRulesAnswer");
export type RulesView = z.infer<typeof rulesAnswer>;

const reachSchema = z
  .object({
    items: z.array(pointSchema),
    implied: z
      .array(z.object({ channel, address: z.string() }))
      .meta({ description: "From the account and the support model: used for channels of which nothing was added" }),
    channels: z.array(channel).meta({ description: "Those that a gateway serves" }),
  })
  .openapi("ContactPoints");
export type ReachView = z.infer<typeof reachSchema>;

const followedSchema = z
  .object({
    state: z.enum(["waiting", "sent", "delivered", "failed", "cancelled"]),
    said: z.string().nullable().meta({ description: "What the provider said at the last attempt" }),
    attempts: z.int(),
  })
  .openapi("FollowedDelivery");
export type FollowedView = z.infer<typeof followedSchema>;

const idParams = z.object({
  id: z
    .string()
    .max(64)
    .openapi({ param: { name: "id", in: "path" } }),
});
const tags = ["account"];

/** Codes and tests that somebody may have sent. */
const messageLimit: Limit = { most: 10, window: minutes(15) };

/** The person who asks. Refuses customers' people: nobody pages them. */
async function reached(c: Context<HttpEnv>, parts: Parts): Promise<Reached> {
  const { caller } = await personAsking(c, parts);
  if (caller.customerId !== null) throw new Refusal("forbidden", "Only the provider's people are paged: you are told by mail.", {});
  const person = assigneeOf(caller, (await parts.door.book()).documentAt(parts.door.clock()));
  return { person, actor: `agent:${person}`, email: caller.email, language: caller.language ?? c.get("language") };
}

export function reachRoutes(parts: Parts): Api {
  const api = newApi();
  listRoute(api, parts);
  addRoute(api, parts);
  proofRoutes(api, parts);
  rulesRoutes(api, parts);
  return api;
}

const listDescription = createRoute({
  ...{ method: "get", path: "/account/contact-points", tags, summary: "Where I can be reached" },
  responses: { 200: { description: "In the order in which they were added", content: jsonOf(reachSchema) }, ...problems },
});

const keyDescription = createRoute({
  ...{ method: "get", path: "/account/push-key", tags, summary: "The key with which a browser subscribes to our pushes (RFC 8292)" },
  responses: { 200: { description: "65 bytes, base64url", content: jsonOf(z.object({ publicKey: z.string() })) }, ...problems },
});

/** What somebody wrote into their account. */
async function phoneOf({ door }: Parts, { email }: Reached): Promise<string | null> {
  if (email === null) return null;
  const row = await door.read("*", (db) =>
    db.withTables<AccessTables>().selectFrom("users").select("phone").where("email", "=", email.toLowerCase()).executeTakeFirst(),
  );
  return row?.phone ?? null;
}

function listRoute(api: Api, parts: Parts): void {
  api.openapi(listDescription, async (c) => {
    const who = await reached(c, parts);
    const [points, served] = await Promise.all([listPoints(parts, who), servedChannels(parts)]);
    const person = (await parts.door.book()).documentAt(parts.door.clock())?.people?.[who.person];
    const [email, phone] = [person?.email ?? who.email, person?.phone ?? (await phoneOf(parts, who))];
    const implied = [
      ...(email === null ? [] : [{ channel: "email" as const, address: email }]),
      ...(phone === null ? [] : (["sms", "voice"] as const).map((each) => ({ channel: each, address: phone }))),
    ].filter((each) => served.has(each.channel) && !points.some((point) => point.channel === each.channel && point.verifiedAt !== null));
    return c.json({ items: points.map((point) => wire(point)), implied, channels: channels.filter((each) => served.has(each)) }, 200);
  });
  api.openapi(keyDescription, async (c) => {
    await reached(c, parts);
    return c.json({ publicKey: publicKeyOf(await ownPushKey(parts.door)) }, 200);
  });
}

const newPoint = z.strictObject({ channel, address: z.string().min(1).max(2_000), label: z.string().trim().max(60).optional() });

const addDescription = createRoute({
  ...{ method: "post", path: "/account/contact-points", tags, summary: "Add a way to reach me; it is used once it is verified" },
  request: { body: bodyOf(newPoint) },
  responses: { 201: { description: "Added", content: jsonOf(pointSchema) }, ...problems },
});

const removeDescription = createRoute({
  ...{ method: "delete", path: "/account/contact-points/{id}", tags, summary: "Remove a way to reach me" },
  request: { params: idParams },
  responses: { 204: { description: "Removed" }, ...problems },
});

function addRoute(api: Api, parts: Parts): void {
  api.openapi(addDescription, async (c) => {
    const who = await reached(c, parts);
    const { channel: on, address, label } = c.req.valid("json");
    return c.json(
      wire(await addPoint(parts, who, { channel: on, address, label: label === undefined || label === "" ? null : label })),
      201,
    );
  });
  api.openapi(removeDescription, async (c) => {
    await removePoint(parts, await reached(c, parts), c.req.valid("param").id);
    return c.body(null, 204);
  });
}

const sentSchema = z.object({ deliveryId: z.int(), expiresAt: at.nullable() });

const codeDescription = createRoute({
  ...{ method: "post", path: "/account/contact-points/{id}/code", tags, summary: "Send six digits there" },
  request: { params: idParams },
  responses: { 202: { description: "On its way", content: jsonOf(sentSchema) }, ...problems },
});

const verifyDescription = createRoute({
  ...{ method: "post", path: "/account/contact-points/{id}/verification", tags, summary: "Confirm by the six digits that it is mine" },
  request: {
    params: idParams,
    body: bodyOf(
      z.strictObject({
        code: z
          .string()
          .trim()
          .regex(/^\d{6}$/),
      }),
    ),
  },
  responses: { 200: { description: "Verified: pages go there from now on", content: jsonOf(pointSchema) }, ...problems },
});

const testDescription = createRoute({
  ...{ method: "post", path: "/account/contact-points/{id}/test", tags, summary: "Send a test there" },
  request: { params: idParams },
  responses: { 202: { description: "On its way", content: jsonOf(sentSchema) }, ...problems },
});

const followDescription = createRoute({
  ...{ method: "get", path: "/account/deliveries/{id}", tags, summary: "What became of a code or test that I had sent" },
  request: {
    params: z.object({
      id: z.coerce
        .number()
        .int()
        .positive()
        .openapi({ param: { name: "id", in: "path" } }),
    }),
  },
  responses: { 200: { description: "As it is now", content: jsonOf(followedSchema) }, ...problems },
});

function proofRoutes(api: Api, parts: Parts): void {
  api.openapi(codeDescription, async (c) => {
    const who = await reached(c, parts);
    await countAttempt(parts.door, "contact-message", who.person, messageLimit);
    const { deliveryId, expiresAt } = await sendCode(parts, who, c.req.valid("param").id);
    return c.json(wire({ deliveryId, expiresAt }), 202);
  });
  api.openapi(verifyDescription, async (c) => {
    const who = await reached(c, parts);
    return c.json(wire(await verifyPoint(parts, who, c.req.valid("param").id, c.req.valid("json").code)), 200);
  });
  api.openapi(testDescription, async (c) => {
    const who = await reached(c, parts);
    await countAttempt(parts.door, "contact-message", who.person, messageLimit);
    return c.json({ deliveryId: await sendTest(parts, who, c.req.valid("param").id), expiresAt: null }, 202);
  });
  api.openapi(followDescription, async (c) => c.json(await followDelivery(parts, await reached(c, parts), c.req.valid("param").id), 200));
}

const readRulesDescription = createRoute({
  ...{ method: "get", path: "/account/notification-rules", tags, summary: "By which channels I am told, and when" },
  responses: { 200: { description: "Mine, or the installation's", content: jsonOf(rulesAnswer) }, ...problems },
});

const writeRulesDescription = createRoute({
  ...{ method: "put", path: "/account/notification-rules", tags, summary: "Change by which channels I am told, and when" },
  request: { body: bodyOf(z.strictObject({ rules: rulesSchema.nullable().meta({ description: "Null: the installation's again" }) })) },
  responses: { 200: { description: "As they hold from the next page on", content: jsonOf(rulesAnswer) }, ...problems },
});

function rulesRoutes(api: Api, parts: Parts): void {
  const { door } = parts;
  api.openapi(readRulesDescription, async (c) => c.json(await readRules(parts, await reached(c, parts)), 200));
  api.openapi(writeRulesDescription, async (c) => {
    const who = await reached(c, parts);
    const { rules } = c.req.valid("json");
    const now = door.clock();
    await door.write("*", async ({ db, append }) => {
      const tables = db.withTables<ReachTables>();
      if (rules === null) await tables.deleteFrom("notification_rules").where("person", "=", who.person).execute();
      else {
        const row = { rules: JSON.stringify(tidied(rules)), updated_at: now };
        await tables
          .insertInto("notification_rules")
          .values({ person: who.person, ...row })
          .onConflict((conflict) => conflict.column("person").doUpdateSet(row))
          .execute();
      }
      await append([
        { type: "notification-rules.changed", actor: who.actor, at: now, facts: { person: who.person, rules: rules ?? "default" } },
      ]);
    });
    return c.json(await readRules(parts, who), 200);
  });
}

async function readRules({ door }: Parts, { person }: Reached): Promise<RulesView> {
  const row = await door.read("*", (db) =>
    db.withTables<ReachTables>().selectFrom("notification_rules").select("rules").where("person", "=", person).executeTakeFirst(),
  );
  const { high, low } = row?.rules ?? defaultRules;
  return { rules: { high: [...high], low: [...low] }, isDefault: row === undefined };
}

/** Each channel once, at its earliest; the earliest first. */
function tidied({ high, low }: NotificationRules): NotificationRules {
  const earliest = (rules: NotificationRules["high"]) =>
    [...rules]
      .sort((a, b) => a.afterMs - b.afterMs)
      .filter((each, i, all) => all.findIndex((other) => other.channel === each.channel) === i);
  return { high: earliest(high), low: earliest(low) };
}
