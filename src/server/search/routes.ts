/** Finding over HTTP: the search, what is similar to a ticket, and suggestions for somebody who is still typing. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import type { ArticleHit } from "#server/knowledge/search.ts";
import { languageOf } from "#server/search/document.ts";
import { type SearchAnswer, search } from "#server/search/find.ts";
import { type Similar, similarTo } from "#server/search/similar.ts";
import { eventsOf } from "#server/ticket/read.ts";
import { idParameter, scopeOf } from "#server/ticket/reader.ts";
import { at, key, line, status, text } from "#server/ticket/schema-values.ts";
import { seenTicket } from "#server/ticket/seen.ts";

export function searchRoutes(parts: Parts): Api {
  const api = newApi();
  searchRoute(api, parts);
  similarRoute(api, parts);
  suggestionRoute(api, parts);
  return api;
}

const marks = z
  .array(z.object({ from: z.int(), to: z.int() }))
  .meta({ description: "Stretches of the excerpt to mark; `to` is behind the last character" });
const language = z.enum(["en", "fr", "es"]);

const ticketHit = z.object({
  kind: z.literal("ticket"),
  id: z.int(),
  title: z.string(),
  excerpt: z.string(),
  marks,
  customerId: z.string(),
  customerName: z.string(),
  status,
  openedAt: at,
});
const articleHit = z.object({ kind: z.literal("article"), id: z.string(), title: z.string(), excerpt: z.string(), marks, language });

const searchSchema = z
  .object({
    items: z.array(z.discriminatedUnion("kind", [ticketHit, articleHit])),
    corrected: z
      .array(z.object({ word: z.string(), instead: z.array(z.string()) }))
      .meta({ description: "Words that hardly occur, and those that were tried instead" }),
    next: z.string().nullable().meta({ description: "Send it as the cursor of the next page" }),
  })
  .openapi("SearchResult");

const searchDescription = createRoute({
  method: "get",
  path: "/search",
  tags: ["search"],
  summary: "Tickets and articles by words, identifiers or a ticket's number",
  request: {
    query: z.strictObject({
      q: z
        .string()
        .max(2_000)
        .openapi({ description: "Words, phrases in quotes, fields of the query language", example: '"time-out" ERR-4711' }),
      limit: z.coerce.number().int().min(1).max(50).default(20),
      cursor: z.string().max(100).optional(),
    }),
  },
  responses: {
    200: { description: "At most 200 hits: the best first; of more, the newest first", content: jsonOf(searchSchema) },
    ...problems,
  },
});

function searchRoute(api: Api, parts: Parts): void {
  api.openapi(searchDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", caller.customerId);
    const { q, limit, cursor = null } = c.req.valid("query");
    const answer = await search(parts, { caller, language: c.get("language"), q, limit, cursor });
    const document = answer.book.documentAt(parts.door.clock());
    const nameOf = (customerId: string): string => document?.customers[customerId]?.name ?? customerId;
    return c.json({ items: [...ticketItems(answer, nameOf), ...answer.articles.map(articleItem)], ...rest(answer) }, 200);
  });
}

const rest = ({ corrected, next }: SearchAnswer) => ({
  corrected: corrected.map(({ word, instead }) => ({ word, instead: [...instead] })),
  next,
});

const ticketItems = ({ tickets }: SearchAnswer, nameOf: (customerId: string) => string): z.infer<typeof ticketHit>[] =>
  tickets.map(({ ticket, excerpt, marks: found }) => ({
    kind: "ticket",
    id: ticket.id,
    title: ticket.subject,
    excerpt,
    marks: found.map(({ from, to }) => ({ from, to })),
    customerId: ticket.customerId,
    customerName: nameOf(ticket.customerId),
    status: ticket.status,
    openedAt: toIso(ticket.openedAt),
  }));

const articleItem = (hit: ArticleHit): z.infer<typeof articleHit> => ({
  kind: "article",
  id: hit.id,
  title: hit.title,
  excerpt: hit.excerpt,
  marks: hit.marks.map(([from, to]) => ({ from, to })),
  language: hit.language,
});

const similarSchema = z
  .object({
    tickets: z.array(
      z.object({
        id: z.int(),
        subject: z.string(),
        solution: z.string().meta({ description: "The beginning of how it was solved" }),
        resolvedAt: at.nullable(),
        score: z.number().meta({ description: "Between 0 and 1: how much of what tells most of the one is in the other" }),
      }),
    ),
    articles: z.array(z.object({ id: z.string(), title: z.string(), excerpt: z.string(), language })),
  })
  .openapi("Similar");

function similarView({ tickets, articles }: Similar): z.infer<typeof similarSchema> {
  return {
    tickets: tickets.map(({ id, subject, solution, resolvedAt, score }) => {
      return { id, subject, solution, score, resolvedAt: resolvedAt === null ? null : toIso(resolvedAt as Instant) };
    }),
    articles: articles.map((hit) => ({ id: hit.id, title: hit.title, excerpt: hit.excerpt, language: hit.language })),
  };
}

const fewest = z.coerce.number().int().min(1).max(20).default(5);

const similarDescription = createRoute({
  method: "get",
  path: "/tickets/{id}/similar",
  tags: ["search"],
  summary: "Solved tickets that are like this one, and articles about it",
  request: { params: idParameter, query: z.strictObject({ limit: fewest }) },
  responses: { 200: { description: "The most alike first", content: jsonOf(similarSchema) }, ...problems },
});

function similarRoute(api: Api, parts: Parts): void {
  api.openapi(similarDescription, async (c) => {
    const caller = c.get("caller");
    const ticket = await seenTicket(parts, caller, c.req.valid("param").id);
    const [[opening], document] = await parts.door.readWithBook(scopeOf(caller), async (db, book) =>
      Promise.all([eventsOf(db, ticket.id, { limit: 1 }), book.then((versions) => versions.documentAt(parts.door.clock()))]),
    );
    const event = opening?.event;
    const about = {
      ...{ subject: ticket.subject, description: event?.type === "ticket.opened" ? event.description : "" },
      ...{ service: ticket.service, component: ticket.component, ticketId: ticket.id },
      language: languageOf({ customer_id: ticket.customerId, requester: ticket.requester, language: ticket.language }, document),
    };
    return c.json(similarView(await similarTo(parts, caller, about, c.req.valid("query").limit)), 200);
  });
}

const suggestionDescription = createRoute({
  method: "post",
  path: "/suggestions",
  tags: ["search"],
  summary: "For somebody who is writing: what has been solved before, and what is written about it",
  request: {
    body: bodyOf(
      z.strictObject({
        subject: line,
        description: text.default(""),
        customer: key.exactOptional(),
        service: key.nullable().exactOptional(),
      }),
    ),
  },
  responses: { 200: { description: "Tickets and articles that the caller may see", content: jsonOf(similarSchema) }, ...problems },
});

function suggestionRoute(api: Api, parts: Parts): void {
  api.openapi(suggestionDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", caller.customerId);
    const { subject, description, service = null } = c.req.valid("json");
    const about = { subject, description, service, component: null, ticketId: null, language: c.get("language") };
    return c.json(similarView(await similarTo(parts, caller, about, 5)), 200);
  });
}
