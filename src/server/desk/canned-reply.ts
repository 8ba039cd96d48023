/** Canned replies: texts with placeholders, in the languages of those who will read them. */
import { createRoute, z } from "@hono/zod-openapi";
import { Refusal } from "#core/refusal.ts";
import { changeTool, createTool, listTools, removeTool, type Tool, type ToolDraft } from "#server/desk/tool.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { key } from "#server/ticket/schema-values.ts";

const words = z.string().max(20_000);
const texts = z
  .strictObject({ en: words.exactOptional(), fr: words.exactOptional(), es: words.exactOptional() })
  .meta({ description: "By language, with placeholders such as {{requester}}" });
type Texts = z.infer<typeof texts>;

const fields = {
  name: z.string().trim().min(1).max(100),
  shortcut: z
    .string()
    .regex(/^[\p{L}\p{N}_-]{1,30}$/u, "Use up to 30 letters and digits, without spaces.")
    .nullable()
    .meta({ description: "Typed after a slash" }),
  texts,
  team: key.nullable().meta({ description: "Offered to those of this team; null to everybody" }),
  isShared: z.boolean().meta({ description: "With everybody at the desk; needs shared:write" }),
};

const cannedSchema = z.object({ id: z.string(), ...fields, isOwn: z.boolean() }).openapi("CannedReply");

const draftSchema = z.strictObject({
  name: fields.name,
  texts,
  shortcut: fields.shortcut.exactOptional(),
  team: fields.team.exactOptional(),
  isShared: fields.isShared.exactOptional(),
});
const changeSchema = z.strictObject({ ...draftSchema.shape, name: fields.name.exactOptional(), texts: texts.exactOptional() });

const path = "/canned-replies";
const idParameter = z.object({
  id: z
    .string()
    .max(64)
    .openapi({ param: { name: "id", in: "path" } }),
});
const tags = ["desk"];

const listDescription = createRoute({
  ...{ method: "get", path, tags },
  summary: "One's own canned replies and the shared ones, by name",
  responses: { 200: { description: "All of them", content: jsonOf(z.object({ items: z.array(cannedSchema) })) }, ...problems },
});
const createDescription = createRoute({
  ...{ method: "post", path, tags },
  summary: "Keep a canned reply",
  request: { body: bodyOf(draftSchema) },
  responses: { 201: { description: "Kept", content: jsonOf(cannedSchema) }, ...problems },
});
const changeDescription = createRoute({
  ...{ method: "patch", path: `${path}/{id}`, tags },
  summary: "Change what is given of a canned reply",
  request: { params: idParameter, body: bodyOf(changeSchema) },
  responses: { 200: { description: "As it is now", content: jsonOf(cannedSchema) }, ...problems },
});
const removeDescription = createRoute({
  ...{ method: "delete", path: `${path}/{id}`, tags },
  summary: "Remove a canned reply",
  request: { params: idParameter },
  responses: { 204: { description: "It is gone" }, ...problems },
});

const view = ({ mark, content, ...rest }: Tool<Texts>) => ({ ...rest, shortcut: mark, texts: content });

function requireWords(given: Texts): Texts {
  if (Object.values(given).some((text) => text.trim() !== "")) return given;
  throw new Refusal("text-missing", '"texts" is empty: write the reply in one language at least.', { field: "texts" });
}

/** Only what is given: a change leaves the rest. */
function draftOf({ shortcut, texts: given, ...rest }: z.infer<typeof changeSchema>): Partial<ToolDraft<Texts>> {
  return {
    ...rest,
    ...(shortcut === undefined ? {} : { mark: shortcut }),
    ...(given === undefined ? {} : { content: requireWords(given) }),
  };
}

const bare = { mark: null, team: null, isShared: false };

export function cannedReplyRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(listDescription, async (c) => {
    const tools = await listTools<Texts>(door, c.get("caller"), "canned-reply");
    return c.json({ items: tools.map(view) }, 200);
  });
  api.openapi(createDescription, async (c) => {
    const draft = { ...bare, ...draftOf(c.req.valid("json")) } as ToolDraft<Texts>;
    return c.json(view(await createTool(door, c.get("caller"), "canned-reply", draft)), 201);
  });
  api.openapi(changeDescription, async (c) => {
    const changes = draftOf(c.req.valid("json"));
    return c.json(view(await changeTool<Texts>(door, c.get("caller"), "canned-reply", c.req.valid("param").id, changes)), 200);
  });
  api.openapi(removeDescription, async (c) => {
    await removeTool(door, c.get("caller"), "canned-reply", c.req.valid("param").id);
    return c.body(null, 204);
  });
  return api;
}
