/** Lists of tickets: the queue and everything that a query finds, by pages, and how many that are. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { requirePermission } from "#core/access/access.ts";
import { namesOfUsers } from "#server/access/names.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { countFound, type Found, findListed } from "#server/search/list.ts";
import { measureOf } from "#server/ticket/explained.ts";
import { type TicketFilter, ticketOrders } from "#server/ticket/list.ts";
import { summarySchema } from "#server/ticket/schema-answers.ts";
import { key, priority, status } from "#server/ticket/schema-values.ts";
import { summaryOfListed } from "#server/ticket/summary.ts";

export function listRoutes(parts: Parts): Api {
  const api = newApi();
  listRoute(api, parts);
  countRoute(api, parts);
  return api;
}

const narrowing = {
  query: z
    .string()
    .max(2_000)
    .optional()
    .openapi({ description: "Of the query language (docs/search.md)", example: 'priority:p1 team:development breach<2h "login"' }),
  status: status.optional(),
  customer: key.optional(),
  team: key.optional(),
  assignee: key.optional().openapi({ description: "A person's key; `nobody` for tickets that nobody has" }),
  priority: priority.optional(),
  service: key.optional(),
  zone: z.string().max(60).optional().openapi({ description: "The reader's IANA zone, in which a query's dates begin" }),
};

const listDescription = createRoute({
  method: "get",
  path: "/tickets",
  tags: ["tickets"],
  summary: "Tickets by pages; by default what breaks next comes first",
  request: {
    query: z.strictObject({
      ...narrowing,
      order: z.enum(ticketOrders).default("next-breach"),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(100).optional(),
    }),
  },
  responses: {
    200: {
      description: "A page",
      content: jsonOf(
        z.object({
          items: z.array(summarySchema),
          next: z
            .string()
            .nullable()
            .meta({ description: "Send it as the cursor of the next page; a page of a list with words may be short" }),
        }),
      ),
    },
    ...problems,
  },
});

type Asked = Omit<TicketFilter, "assignee"> & { assignee?: string | undefined; query?: string | undefined; zone?: string | undefined };

function foundBy(c: Context<HttpEnv>, { assignee, query, zone, ...filter }: Asked): Found {
  const caller = c.get("caller");
  requirePermission(caller, "tickets:read", caller.customerId);
  const who = assignee === undefined ? {} : { assignee: assignee === "nobody" ? null : assignee };
  return { caller, query: query ?? "", zone: zone ?? caller.zone, filter: { ...filter, ...who, sight: caller.sight } };
}

function listRoute(api: Api, parts: Parts): void {
  const { door } = parts;
  api.openapi(listDescription, async (c) => {
    const found = foundBy(c, c.req.valid("query"));
    const { book, ...page } = await findListed(parts, found);
    const now = door.clock();
    const document = book.documentAt(now);
    const names = await namesOfUsers(
      door,
      page.items.map((ticket) => ticket.assignee).filter((each) => each !== null && document?.people?.[each] === undefined),
    );
    const scene = { document, measure: measureOf(book), language: c.get("language"), now, names };
    return c.json({ items: page.items.map((ticket) => summaryOfListed(ticket, scene)), next: page.next }, 200);
  });
}

const countDescription = createRoute({
  method: "get",
  path: "/tickets/count",
  tags: ["tickets"],
  summary: "How many tickets a list has, counted up to a thousand",
  request: { query: z.strictObject(narrowing) },
  responses: {
    200: { description: "isMore: there are more than that", content: jsonOf(z.object({ count: z.int(), isMore: z.boolean() })) },
    ...problems,
  },
});

function countRoute(api: Api, parts: Parts): void {
  api.openapi(countDescription, async (c) => c.json(await countFound(parts, foundBy(c, c.req.valid("query"))), 200));
}
