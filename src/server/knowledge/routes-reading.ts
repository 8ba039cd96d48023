/** Reading articles over HTTP, what readers say of them, and what that amounts to. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type Instant, toIso } from "#core/time/instant.ts";
import { actorFor } from "#server/access/actor.ts";
import { namesOfActors } from "#server/access/names.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { giveFeedback, listFeedback, ownFeedback, type Reading, recordView, settleFeedback } from "#server/knowledge/feedback.ts";
import { namesOfAuthors } from "#server/knowledge/names.ts";
import { readArticle, readManuscript } from "#server/knowledge/read.ts";
import { type KnowledgeReader, readerIn, requireAuthor } from "#server/knowledge/reader.ts";
import { articleParameter } from "#server/knowledge/routes-articles.ts";
import {
  articleSchema,
  feedbackOrderSchema,
  feedbackSchema,
  language,
  overviewSchema,
  usageSchema,
  viewOrderSchema,
} from "#server/knowledge/schema.ts";
import { overviewOf, usageOf } from "#server/knowledge/usage.ts";
import { articleView, providerToday } from "#server/knowledge/view.ts";

export function readingRoutes(parts: Parts): Api {
  const api = newApi();
  showRoute(api, parts);
  answerRoutes(api, parts);
  feedbackRoutes(api, parts);
  overviewRoute(api, parts);
  return api;
}

/** The caller as somebody who reads and answers. */
async function readingOf(c: Context<HttpEnv>, door: Door, { scope }: KnowledgeReader): Promise<Reading> {
  const caller = c.get("caller");
  return { scope, customerId: caller.customerId ?? "", reader: await actorFor(caller, door) };
}

const showDescription = createRoute({
  method: "get",
  path: "/articles/{id}",
  tags: ["knowledge"],
  summary: "An article as its readers have it, by id or by slug: in their language, else the original",
  request: { params: articleParameter, query: z.strictObject({ language: language.optional() }) },
  responses: { 200: { description: "The article", content: jsonOf(articleSchema) }, ...problems },
});

function showRoute(api: Api, { door }: Parts): void {
  api.openapi(showDescription, async (c) => {
    const reader = readerIn(c, c.req.valid("query").language);
    const read = await readArticle(door, c.req.valid("param").id, reader);
    const ownerName = reader.audience === "staff" ? (await namesOfAuthors(door, [read.head.owner]))(read.head.owner) : null;
    const answer = await ownFeedback(door, read, await readingOf(c, door, reader));
    c.header("vary", "accept-language");
    return c.json(articleView(read, ownerName, answer), 200);
  });
}

const doneSchema = z.object({ done: z.boolean() });

const answerDescription = createRoute({
  method: "post",
  path: "/articles/{id}/feedback",
  tags: ["knowledge"],
  summary: "Was this helpful? Kept once for each reader and version; saying it again changes it",
  ...repeatable,
  request: { params: articleParameter, body: bodyOf(feedbackOrderSchema) },
  responses: { 200: { description: "Kept, and told to the article's owner", content: jsonOf(doneSchema) }, ...problems },
});

const viewDescription = createRoute({
  method: "post",
  path: "/articles/{id}/views",
  tags: ["knowledge"],
  summary: "Tell that the caller reads it, and how they came to it",
  ...repeatable,
  request: { params: articleParameter, body: bodyOf(viewOrderSchema) },
  responses: { 200: { description: "Kept, once a sitting", content: jsonOf(doneSchema) }, ...problems },
});

function answerRoutes(api: Api, { door }: Parts): void {
  api.openapi(answerDescription, async (c) => {
    const order = c.req.valid("json");
    const reader = readerIn(c, order.language);
    await giveFeedback(door, await readArticle(door, c.req.valid("param").id, reader), await readingOf(c, door, reader), order);
    return c.json({ done: true }, 200);
  });
  api.openapi(viewDescription, async (c) => {
    const order = c.req.valid("json");
    const reader = readerIn(c, order.language);
    await recordView(door, await readArticle(door, c.req.valid("param").id, reader), await readingOf(c, door, reader), order);
    return c.json({ done: true }, 200);
  });
}

const listDescription = createRoute({
  method: "get",
  path: "/articles/{id}/feedback",
  tags: ["knowledge"],
  summary: "What readers said of an article, the newest first, and how much it was read",
  request: { params: articleParameter },
  responses: {
    200: { description: "Its use", content: jsonOf(z.object({ usage: usageSchema, items: z.array(feedbackSchema) })) },
    ...problems,
  },
});

const settleDescription = createRoute({
  method: "post",
  path: "/articles/{id}/feedback/{feedbackId}/settlement",
  tags: ["knowledge"],
  summary: "Say that a remark was dealt with, or was not after all",
  ...repeatable,
  request: {
    params: articleParameter.extend({
      feedbackId: z
        .string()
        .max(100)
        .openapi({ param: { name: "feedbackId", in: "path" } }),
    }),
    body: bodyOf(z.strictObject({ isSettled: z.boolean() })),
  },
  responses: { 200: { description: "Noted", content: jsonOf(doneSchema) }, ...problems },
});

function feedbackRoutes(api: Api, { door }: Parts): void {
  api.openapi(listDescription, async (c) => {
    requireAuthor(c, "knowledge:read");
    const { id } = await readManuscript(door, c.req.valid("param").id);
    const [rows, usage] = await Promise.all([listFeedback(door, { id }), usageOf(door, id)]);
    const settlers = await namesOfAuthors(
      door,
      rows.map(({ settled_by }) => settled_by).filter((each) => each !== null),
    );
    const nameOf = await namesOfReaders(door, rows);
    const items = rows.map((row) => ({
      ...{ id: row.id, language: row.language, version: row.version, isHelpful: row.is_helpful, isSolved: row.is_solved, words: row.words },
      ...{ at: toIso(row.at as Instant), readerName: nameOf(row), customerId: row.customer_id === "" ? null : row.customer_id },
      settledAt: row.settled_at === null ? null : toIso(row.settled_at as Instant),
      settledByName: row.settled_by === null ? null : settlers(row.settled_by),
    }));
    return c.json({ usage, items }, 200);
  });
  api.openapi(settleDescription, async (c) => {
    const caller = requireAuthor(c);
    const { id, feedbackId } = c.req.valid("param");
    const { isSettled } = c.req.valid("json");
    await settleFeedback(door, { articleId: id, feedbackId, isSettled, actor: await actorFor(caller, door) });
    return c.json({ done: true }, 200);
  });
}

type Said = { reader: string; customer_id: string };

/** Two customers may have contacts of the same key: each is named among their own. */
async function namesOfReaders(door: Door, rows: readonly Said[]): Promise<(said: Said) => string> {
  const byCustomer = new Map<string, (actor: string) => string>();
  for (const customerId of new Set(rows.map(({ customer_id }) => customer_id))) {
    const readers = rows.filter(({ customer_id }) => customer_id === customerId).map(({ reader }) => reader);
    byCustomer.set(customerId, await namesOfActors(door, readers, customerId));
  }
  return ({ reader, customer_id }) => byCustomer.get(customer_id)?.(reader) ?? reader;
}

const overviewDescription = createRoute({
  method: "get",
  path: "/knowledge/overview",
  tags: ["knowledge"],
  summary: "How much was read, what helped, and how often reading was enough",
  request: { query: z.strictObject({ days: z.coerce.number().int().min(7).max(365).default(30) }) },
  responses: { 200: { description: "The figures of these days", content: jsonOf(overviewSchema) }, ...problems },
});

function overviewRoute(api: Api, { door }: Parts): void {
  api.openapi(overviewDescription, async (c) => {
    requireAuthor(c, "knowledge:read");
    return c.json(await overviewOf(door, c.req.valid("query").days, await providerToday(door)), 200);
  });
}
