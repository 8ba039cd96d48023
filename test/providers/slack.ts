/**
 * Slack's Web API as far as we use it (https://docs.slack.dev/reference/methods/chat.postMessage, Block Kit's reference), and its requests
 * to us, signed with the signing secret (https://docs.slack.dev/authentication/verifying-requests-from-slack).
 */
import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Incoming } from "#server/channels/driver.ts";
import { type HttpProvider, json, openProvider } from "./http-provider.ts";
import { incomingOf, now } from "./trial.ts";

export const botToken = "xoxb-1234-5678-abcdefghijklmnop";
export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5".replaceAll(/[yz]/g, "0");

const plainText = z.strictObject({ type: z.literal("plain_text"), text: z.string().min(1).max(75) });
const button = z.strictObject({
  ...{ type: z.literal("button"), action_id: z.string().max(255), text: plainText },
  ...{ value: z.string().max(2_000).optional(), url: z.url().max(3_000).optional(), style: z.enum(["primary", "danger"]).optional() },
});
const block = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("section"), text: z.strictObject({ type: z.literal("mrkdwn"), text: z.string().min(1).max(3_000) }) }),
  z.strictObject({ type: z.literal("actions"), block_id: z.string().max(255), elements: z.array(button).min(1).max(25) }),
]);
const post = z.strictObject({
  ...{ channel: z.string(), text: z.string().max(40_000), blocks: z.array(block).max(50).optional(), thread_ts: z.string().optional() },
  ...{ unfurl_links: z.boolean().optional(), unfurl_media: z.boolean().optional() },
});
const ephemeral = z.strictObject({ response_type: z.literal("ephemeral"), replace_original: z.literal(false), text: z.string() });

export type Slack = HttpProvider & {
  readonly posted: z.output<typeof post>[];
  /** What was said to whoever pressed a button. */
  readonly whispered: string[];
  /** Slack's own errors, next time: `ratelimited`, `is_archived`. */
  fail(error: string): void;
};

export async function openSlack(): Promise<Slack> {
  const [posted, whispered]: [Slack["posted"], string[]] = [[], []];
  let failing: string | null = null;
  const provider = await openProvider(({ method, path, headers, body }) => {
    if (path === "/respond") {
      whispered.push(ephemeral.parse(JSON.parse(body)).text);
      return json(200, { ok: true });
    }
    if (headers.authorization !== `Bearer ${botToken}`) return json(200, { ok: false, error: "invalid_auth" });
    if (path === "/api/auth.test") return json(200, { ok: true, team: "Meridian", user: "guardia" });
    if (method !== "POST" || path !== "/api/chat.postMessage") return json(200, { ok: false, error: "unknown_method" });
    if (!String(headers["content-type"]).startsWith("application/json")) return json(200, { ok: false, error: "invalid_post_type" });
    const read = post.safeParse(JSON.parse(body));
    if (!read.success) return json(200, { ok: false, error: "invalid_blocks", response_metadata: { messages: [read.error.message] } });
    if (failing === "ratelimited") return json(429, { ok: false, error: "ratelimited" }, { "retry-after": "30" });
    if (failing !== null) return json(200, { ok: false, error: failing });
    if (!/^[UCD]/.test(read.data.channel)) return json(200, { ok: false, error: "channel_not_found" });
    posted.push(read.data);
    // A message to a member lies in the direct channel with them.
    return json(200, { ok: true, channel: read.data.channel.replace(/^U/, "D"), ts: `1732284000.00000${posted.length}` });
  });
  return {
    ...{ ...provider, posted, whispered },
    fail(error) {
      failing = error;
    },
  };
}

/** A request of Slack's to our hook. @param agoSeconds how long ago it was signed */
export function fromSlack(body: string | Record<string, string>, agoSeconds = 0, secret = signingSecret): Incoming {
  const incoming = incomingOf({ body, headers: typeof body === "string" ? { "content-type": "application/json" } : {} });
  const seconds = String(Math.floor(now / 1_000) - agoSeconds);
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${seconds}:${incoming.body}`).digest("hex")}`;
  return { ...incoming, headers: { ...incoming.headers, "x-slack-request-timestamp": seconds, "x-slack-signature": signature } };
}
