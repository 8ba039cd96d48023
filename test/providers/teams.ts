/**
 * A workflow's webhook in Teams (Adaptive Cards alone, about 28 kB, OpenUrl the only action that works), the refusals that older connectors
 * put into a 200, and an outgoing webhook, signed with its security token.
 */
import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Incoming } from "#server/channels/driver.ts";
import { type HttpProvider, json, openProvider } from "./http-provider.ts";
import { incomingOf } from "./trial.ts";

export const securityToken = Buffer.alloc(32, 5).toString("base64");

const block = z.strictObject({
  ...{ type: z.literal("TextBlock"), text: z.string().min(1), wrap: z.boolean().optional() },
  ...{
    weight: z.enum(["Lighter", "Default", "Bolder"]).optional(),
    size: z.enum(["Small", "Default", "Medium", "Large", "ExtraLarge"]).optional(),
  },
  color: z.enum(["Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"]).optional(),
});
const card = z.strictObject({
  $schema: z.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
  ...{ type: z.literal("AdaptiveCard"), version: z.enum(["1.2", "1.3", "1.4", "1.5"]) },
  msteams: z.strictObject({ width: z.literal("Full") }).optional(),
  body: z.array(block).min(1),
  actions: z.array(z.strictObject({ type: z.literal("Action.OpenUrl"), title: z.string(), url: z.url() })).optional(),
});
const request = z.strictObject({
  type: z.literal("message"),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal("application/vnd.microsoft.card.adaptive"),
        contentUrl: z.null(),
        content: card,
      }),
    )
    .min(1),
});

export type Teams = HttpProvider & { readonly cards: z.output<typeof card>[]; readonly webhook: string };

export async function openTeams(): Promise<Teams> {
  const cards: Teams["cards"] = [];
  const provider = await openProvider(({ method, path, query, body }) => {
    if (path === "/connector")
      return { status: 200, body: "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429" };
    if (path !== "/workflows/abc/triggers/manual/paths/invoke" || query.get("sig") !== "s1" || method !== "POST") {
      return json(404, { error: { code: "WorkflowNotFound", message: "The workflow could not be found." } });
    }
    const read = request.safeParse(JSON.parse(body));
    if (!read.success || body.length > 28_000)
      return json(400, { error: { code: "InvalidRequest", message: read.error?.message ?? "too large" } });
    cards.push(...read.data.attachments.map(({ content }) => content));
    return { status: 202 };
  });
  return { ...provider, cards, webhook: `${provider.url}/workflows/abc/triggers/manual/paths/invoke?api-version=1&sig=s1` };
}

/** A message that mentions the outgoing webhook. */
export function fromTeams(text: string, sender: string, secret = securityToken): Incoming {
  const body = JSON.stringify({ type: "message", text, locale: "es-ES", from: { id: "29:1x", name: "Ana", aadObjectId: sender } });
  const signature = createHmac("sha256", Buffer.from(secret, "base64")).update(body).digest("base64");
  return incomingOf({ body, headers: { authorization: `HMAC ${signature}`, "content-type": "application/json" } });
}
