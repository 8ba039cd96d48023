/** Bulk actions over HTTP: preview, doing, taking back. */
import { createRoute, z } from "@hono/zod-openapi";
import { Refusal } from "#core/refusal.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { applyBulk, bulkNouns, mostTickets, prepareBulk, previewBulk, undoBulk } from "#server/search/bulk.ts";
import { at, number } from "#server/ticket/schema-values.ts";

export function bulkRoutes(parts: Parts): Api {
  const api = newApi();
  bulkRoute(api, parts);
  undoRoute(api, parts);
  return api;
}

const value = z.union([z.string(), z.number(), z.boolean()]).nullable();
const refusal = { code: z.string(), detail: z.string() };

const previewSchema = z
  .object({
    items: z.array(
      z.object({
        ticketId: z.int(),
        subject: z.string(),
        refusal: z.object(refusal).nullable(),
        changes: z.array(z.object({ field: z.string(), before: value, after: value })),
      }),
    ),
    counts: z.object({ tickets: z.int(), changed: z.int(), unchanged: z.int(), refused: z.int() }),
  })
  .openapi("BulkPreview");

const doneSchema = z
  .object({
    done: z.array(z.int()),
    refused: z.array(z.object({ ticketId: z.int(), ...refusal })),
    undo: z
      .object({ id: z.string(), expiresAt: at })
      .nullable()
      .meta({ description: "For POST /undos/{id}; null when what was done cannot be taken back" }),
  })
  .openapi("BulkDone");

const orderSchema = z.strictObject({
  ids: z.array(number).min(1).max(mostTickets).exactOptional(),
  query: z
    .string()
    .max(2_000)
    .exactOptional()
    .meta({ description: `Instead of ids: all that it finds, at most ${mostTickets}` }),
  verb: z.enum(bulkNouns).meta({ description: "The last part of POST /tickets/{id}/…", example: "assignment" }),
  body: z.record(z.string(), z.any()).default({}).meta({ description: "What that takes" }),
  isPreview: z.boolean().meta({ description: "Only tell what would happen" }),
});

const bulkDescription = createRoute({
  method: "post",
  path: "/tickets/bulk",
  tags: ["tickets"],
  summary: "One verb on many tickets: what it would do (isPreview), or doing it; a refusal concerns its own ticket alone",
  request: { body: bodyOf(orderSchema) },
  responses: {
    200: { description: "The preview, or what was done", content: jsonOf(z.union([previewSchema, doneSchema])) },
    ...problems,
  },
});

function bulkRoute(api: Api, parts: Parts): void {
  api.openapi(bulkDescription, async (c) => {
    const caller = c.get("caller");
    const { ids = null, query = null, isPreview, ...order } = c.req.valid("json");
    if ((ids === null) === (query === null))
      throw new Refusal("invalid-request", "In the body: write either ids or a query, and not both.", {
        errors: [{ pointer: "/ids", detail: "Write either ids or a query, and not both." }],
      });
    const prepared = await prepareBulk(parts, caller, { ids, query, ...order });
    if (!isPreview) return c.json(await applyBulk(parts, caller, prepared), 200);
    const items = await previewBulk(parts, caller, prepared);
    const refused = items.filter((item) => item.refusal !== null).length;
    const changed = items.filter((item) => item.refusal === null && item.changes.length > 0).length;
    const counts = { tickets: items.length, changed, refused, unchanged: items.length - changed - refused };
    return c.json({ items, counts }, 200);
  });
}

const undoDescription = createRoute({
  method: "post",
  path: "/undos/{id}",
  tags: ["tickets"],
  summary: "Take a bulk action back, once, within ten minutes, on the tickets that nobody has changed since",
  request: {
    params: z.object({
      id: z
        .string()
        .max(64)
        .openapi({ param: { name: "id", in: "path" } }),
    }),
  },
  responses: { 200: { description: "What was taken back", content: jsonOf(doneSchema) }, ...problems },
});

function undoRoute(api: Api, parts: Parts): void {
  api.openapi(undoDescription, async (c) => c.json(await undoBulk(parts, c.get("caller"), c.req.valid("param").id), 200));
}
