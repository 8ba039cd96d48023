/** The log taken away over HTTP: the same lines as `guardia audit export`, for `guardia audit verify`. */
import { createRoute, z } from "@hono/zod-openapi";
import { stream } from "hono/streaming";
import { requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { chainedCustomers, exportLines } from "#server/audit/read.ts";
import { type Api, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { key } from "#server/ticket/schema-values.ts";

const description = createRoute({
  method: "get",
  path: "/customers/{customer}/log",
  tags: ["audit"],
  summary: "A customer's log as JSON lines, with its chain of hashes; `guardia audit verify` proves it untampered",
  request: { params: z.object({ customer: key.openapi({ param: { name: "customer", in: "path" } }) }) },
  responses: { 200: { description: "The export", content: { "application/jsonl": { schema: z.string() } } }, ...problems },
});

export function logRoutes({ door, stopping }: Parts): Api {
  const api = newApi();
  api.openapi(description, async (c) => {
    const { customer } = c.req.valid("param");
    requirePermission(c.get("caller"), "audit:read", customer);
    if (!(await chainedCustomers(door)).includes(customer))
      throw new Refusal("unknown-customer", `There is no log of "${customer}".`, { customer });
    c.header("content-type", "application/jsonl");
    c.header("content-disposition", `attachment; filename="log-${customer.replaceAll(/[^\w.-]/g, "_")}.jsonl"`);
    return stream(c, async (out) => {
      // Many lines go out in one piece: a piece for each line would take as long as reading them.
      let piece = "";
      for await (const line of exportLines(door, customer)) {
        if (out.aborted || stopping.aborted) return;
        piece += `${line}\n`;
        if (piece.length < 65_536) continue;
        await out.write(piece);
        piece = "";
      }
      await out.write(piece);
    }) as never;
  });
  return api;
}
