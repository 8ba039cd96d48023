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

/** What row-level security lets this caller see: one organisation or several, home first; everything for the provider's own. */
export const scopeOf = ({ customerIds }: Pick<Caller, "customerIds">): string => customerIds?.join(",") ?? "*";

export const readerOf = (c: Context<HttpEnv>): Reader => ({ customerId: c.get("caller").customerId, language: c.get("language") });
