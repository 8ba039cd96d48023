/** Who reads or changes a ticket, and which one: what all ticket routes ask of a request. */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Caller, HttpEnv } from "#server/http/env.ts";
import type { Reader } from "#server/ticket/view.ts";

export const idParameter = z.object({
  id: z.coerce
    .number()
    .int()
    .positive()
    .max(Number.MAX_SAFE_INTEGER)
    .openapi({ param: { name: "id", in: "path" }, type: "integer" }),
});

/** What row-level security lets this caller see. */
export const scopeOf = (caller: Caller): string => caller.customerId ?? "*";

export const readerOf = (c: Context<HttpEnv>): Reader => ({ customerId: c.get("caller").customerId, language: c.get("language") });
