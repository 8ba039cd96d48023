/**
 * Mattermost's REST API v4 as far as we use it (api-reference v4/source/posts.yaml, users.yaml, channels.yaml), message buttons with their
 * context (model/integration_action.go), and `pending_post_id` remembered as the server does.
 */
import { z } from "zod";
import type { Incoming } from "#server/channels/driver.ts";
import { type Answered, type HttpProvider, json, openProvider } from "./http-provider.ts";
import { incomingOf } from "./trial.ts";

export const token = "rbt4xyqpsjdm7n3bk1hcwaz9ey";
const botId = "b".repeat(26);
export const anaId = "a1".repeat(13);
const directId = "d2".repeat(13);

const context = z.record(z.string(), z.string());
const action = z.strictObject({
  // Letters and figures: the server's router takes nothing else.
  id: z.string().regex(/^[A-Za-z0-9]+$/),
  ...{ name: z.string().min(1), type: z.literal("button"), style: z.enum(["good", "warning", "danger", "default", "primary", "success"]) },
  integration: z.strictObject({ url: z.url(), context }),
});
const post = z.strictObject({
  channel_id: z.string().regex(/^[a-z0-9]{26}$/),
  message: z.string().max(16_383),
  pending_post_id: z.string().optional(),
  props: z.strictObject({
    attachments: z.array(
      z.strictObject({
        ...{ fallback: z.string(), title: z.string(), title_link: z.url().optional(), text: z.string(), color: z.string() },
        actions: z.array(action).optional(),
      }),
    ),
  }),
});

export type Mattermost = HttpProvider & {
  readonly posts: (z.output<typeof post> & { id: string })[];
  /** Somebody presses a button of a post. @param change what a forger would write into it */
  press(postId: string, actionId: string, change?: Record<string, string>): Incoming;
};

const refused = (status: number, id: string, message: string): Answered => json(status, { id, message, status_code: status });

export async function openMattermost(): Promise<Mattermost> {
  const posts: Mattermost["posts"] = [];
  const provider = await openProvider(({ method, path, headers, body }) => {
    if (headers.authorization !== `Bearer ${token}`) {
      return refused(401, "api.context.session_expired.app_error", "Invalid or expired session, please login again.");
    }
    const asked = `${method} ${path}`;
    if (asked === "GET /api/v4/users/me") return json(200, { id: botId, username: "guardia" });
    if (asked === `GET /api/v4/users/${anaId}` || asked === "GET /api/v4/users/username/ana.ruiz") {
      return json(200, { id: anaId, username: "ana.ruiz" });
    }
    if (asked.startsWith("GET /api/v4/users/")) return refused(404, "store.sql_user.missing_account.const", "Unable to find the user.");
    if (asked === "POST /api/v4/channels/direct") {
      return JSON.stringify(JSON.parse(body)) === JSON.stringify([botId, anaId])
        ? json(201, { id: directId, type: "D" })
        : refused(400, "api.context.invalid_body_param.app_error", "Invalid user_ids");
    }
    if (asked !== "POST /api/v4/posts") return refused(404, "api.context.404.app_error", "Sorry, we could not find the page.");
    const read = post.safeParse(JSON.parse(body));
    if (!read.success) return refused(400, "api.context.invalid_body_param.app_error", `Invalid ${read.error.issues[0]?.path.join(".")}`);
    if (read.data.channel_id !== directId)
      return refused(403, "api.context.permissions.app_error", "You do not have the appropriate permissions.");
    const known = posts.find(({ pending_post_id: id }) => id !== undefined && id === read.data.pending_post_id);
    const stored = known ?? { ...read.data, id: `p${String(posts.length).padStart(25, "0")}` };
    if (known === undefined) posts.push(stored);
    return json(201, { id: stored.id, channel_id: directId });
  });
  return {
    ...{ ...provider, posts },
    press(postId, actionId, change = {}) {
      const actions = posts.find(({ id }) => id === postId)?.props.attachments[0]?.actions ?? [];
      const { integration } = actions.find(({ id }) => id === actionId)!;
      const fields = { user_id: anaId, user_name: "ana.ruiz", channel_id: directId, post_id: postId, type: "button" };
      const sent = JSON.stringify({ ...fields, context: { ...integration.context, ...change } });
      return incomingOf({ url: integration.url, body: sent, headers: { "content-type": "application/json" } });
    },
  };
}
