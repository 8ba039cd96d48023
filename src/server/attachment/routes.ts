/** Files beside messages: sent, fetched, taken back. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { attachmentPolicy, tooLarge } from "#core/ticket/attachment.ts";
import { bytesOf, type FoundFile, findFile, isPicture, removeWaiting, takeIn } from "#server/attachment/store.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { seenTicket } from "#server/ticket/seen.ts";

export const attachmentSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    type: z.string().meta({ description: "What its bytes say that it is" }),
    bytes: z.int(),
    isInline: z.boolean().meta({ description: "The message's text shows it as a picture" }),
  })
  .openapi("Attachment");

const policySchema = z.object({
  maxBytes: z.int(),
  maxFiles: z.int().meta({ description: "Beside one message" }),
  deniedExtensions: z.array(z.string()),
  inlineTypes: z.array(z.string()),
});

const policyDescription = createRoute({
  method: "get",
  path: "/attachments/policy",
  tags: ["attachments"],
  summary: "How large, how many and of which types files may be",
  responses: { 200: { description: "The policy", content: jsonOf(policySchema) }, ...problems },
});

const bytesSchema = z.string().openapi({ type: "string", format: "binary" });

const sendDescription = createRoute({
  method: "post",
  path: "/attachments",
  tags: ["attachments"],
  summary: "Send a file, as the raw body; a reply or an opening then names its id. What no message takes within a day is deleted",
  request: {
    query: z.object({ name: z.string().min(1).max(500) }),
    body: { required: true as const, content: { "application/octet-stream": { schema: bytesSchema } } },
  },
  responses: { 201: { description: "Kept", content: jsonOf(attachmentSchema) }, ...problems },
});

const idParameter = z.object({
  id: z
    .string()
    .max(64)
    .openapi({ param: { name: "id", in: "path" } }),
});

const fetchDescription = createRoute({
  method: "get",
  path: "/attachments/{id}",
  tags: ["attachments"],
  summary: "A file's bytes: pictures may be shown, everything else is to be saved",
  request: {
    params: idParameter,
    query: z.object({ download: z.string().max(10).optional().openapi({ description: "Present: to be saved, pictures too" }) }),
  },
  responses: {
    200: { description: "The bytes, under the type that they have", content: { "application/octet-stream": { schema: bytesSchema } } },
    304: { description: "As you know it (If-None-Match)" },
    ...problems,
  },
});

const removeDescription = createRoute({
  method: "delete",
  path: "/attachments/{id}",
  tags: ["attachments"],
  summary: "Take back a file that no message has taken; harmless when repeated",
  request: { params: idParameter },
  responses: { 204: { description: "It is gone" }, ...problems },
});

export function attachmentRoutes(parts: Parts): Api {
  const { door } = parts;
  const api = newApi();
  const { mostBytes: maxBytes, mostPerMessage: maxFiles, deniedExtensions, inlineTypes } = attachmentPolicy;
  const policy = { maxBytes, maxFiles, deniedExtensions: [...deniedExtensions], inlineTypes: [...inlineTypes] };
  api.openapi(policyDescription, (c) => c.json(policy, 200));
  // Registered by hand: the library would read the whole body in order to validate it.
  api.openAPIRegistry.registerPath(sendDescription);
  api.post("/attachments", async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", caller.customerId);
    const name = requireName(c);
    if (Number(c.req.header("content-length") ?? 0) > maxBytes) throw tooLarge();
    const body = c.req.raw.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
    const kept = await takeIn(door, caller, name, body as unknown as AsyncIterable<Uint8Array>);
    c.header("location", `/api/v1/attachments/${kept.id}`);
    return c.json({ ...kept, isInline: false }, 201);
  });
  api.openapi(fetchDescription, async (c) => {
    const file = await requireFile(c, parts, c.req.valid("param").id);
    const etag = `"${file.sha256}"`;
    const headers = headersOf(file, c.req.valid("query").download === undefined, etag);
    if (c.req.header("if-none-match")?.replace(/^W\//, "") === etag) return c.body(null, 304, { etag }) as never;
    return c.body(bytesOf(door, c.get("caller"), file), 200, { ...headers, "content-length": String(file.bytes) }) as never;
  });
  api.openapi(removeDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", caller.customerId);
    await removeWaiting(door, caller, c.req.valid("param").id);
    return c.body(null, 204);
  });
  return api;
}

function requireName(c: Context<HttpEnv>): string {
  const name = c.req.query("name") ?? "";
  if (name !== "" && name.length <= 500) return name;
  throw new Refusal("invalid-request", "In the query, /name: Give the file's name, up to 500 characters.", {
    errors: [{ pointer: "/name", detail: "Give the file's name, up to 500 characters." }],
  });
}

/** A file that waits is its sender's; another one is for whoever sees its ticket, and beside an internal note for our own people. */
async function requireFile(c: Context<HttpEnv>, parts: Parts, id: string): Promise<FoundFile> {
  const caller = c.get("caller");
  requirePermission(caller, "tickets:read", caller.customerId);
  const unknown = new Refusal("unknown-attachment", `There is no file "${id}".`, { attachment: id });
  const file = await findFile(parts.door, caller, id);
  if (file === null || (file.ticketId === null && file.owner !== caller.principal)) throw unknown;
  if (file.isInternal && caller.customerId !== null) throw unknown;
  if (file.ticketId === null) return file;
  try {
    await seenTicket(parts, caller, file.ticketId);
  } catch (error) {
    throw error instanceof Refusal && error.code === "unknown-ticket" ? unknown : error;
  }
  return file;
}

/**
 * Somebody else's bytes under our address: never guessed at (`nosniff`, set for every answer), never with scripts (`sandbox`), never kept
 * by a cache without being asked for again, and to be saved unless they are a picture (RFC 6266, RFC 5987).
 */
function headersOf({ name, type }: FoundFile, mayShow: boolean, etag: string): Record<string, string> {
  const isShown = mayShow && isPicture({ type });
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const coded = encodeURIComponent(name).replaceAll(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  // A page or a drawing with scripts, opened by itself from a saved address, stays bytes.
  const isRisky = /html|svg|xml|javascript|pdf/.test(type);
  return {
    "content-type": !isShown && isRisky ? "application/octet-stream" : type,
    "content-disposition": `${isShown ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${coded}`,
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "cache-control": "private, no-cache",
    etag,
  };
}
