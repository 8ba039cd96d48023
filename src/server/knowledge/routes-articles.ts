/** Articles over HTTP: the list, what readers get, what authors write. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { ArticleVerb } from "#core/knowledge/command.ts";
import { slugOf } from "#core/knowledge/slug.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { actorFor, assigneeOf } from "#server/access/actor.ts";
import { newId } from "#server/access/secret.ts";
import { type Api, bodyOf, conditional, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import { etagOf, expectedSeq } from "#server/http/conditions.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { freeSlug } from "#server/knowledge/free-slug.ts";
import { requireKnownPlace } from "#server/knowledge/known-place.ts";
import { listArticles, readableLanguages } from "#server/knowledge/list.ts";
import { namesOfAuthors } from "#server/knowledge/names.ts";
import { readManuscript, readVersion, readVersions } from "#server/knowledge/read.ts";
import { readerIn, requireAuthor } from "#server/knowledge/reader.ts";
import {
  type ArticleNoun,
  articleNouns,
  articleSummarySchema,
  language,
  manuscriptSchema,
  newArticleSchema,
  pageOf,
  state,
  versionHeadSchema,
  versionSchema,
  visibility,
} from "#server/knowledge/schema.ts";
import { performOnArticle } from "#server/knowledge/store.ts";
import { manuscriptView, providerToday, summaryView } from "#server/knowledge/view.ts";
import { key } from "#server/ticket/schema-values.ts";

export function articleRoutes(parts: Parts): Api {
  const api = newApi();
  listRoute(api, parts);
  createArticleRoute(api, parts);
  manuscriptRoute(api, parts);
  versionRoutes(api, parts);
  for (const noun of Object.keys(articleNouns) as ArticleNoun[]) nounRoute(api, parts, noun);
  return api;
}

export const articleParameter = z.object({
  id: z
    .string()
    .min(1)
    .max(200)
    .openapi({ param: { name: "id", in: "path" } }),
});

const listDescription = createRoute({
  method: "get",
  path: "/articles",
  tags: ["knowledge"],
  summary: "Articles that the caller may read; for authors also what is being written",
  request: {
    query: z.strictObject({
      q: z.string().max(300).optional().openapi({ description: "Words; the best answers come first, on one page" }),
      service: key.optional().openapi({ description: "A service's key; `none` for articles about none in particular" }),
      language: language.optional(),
      state: state.optional(),
      visibility: visibility.optional(),
      tag: z.string().max(60).optional(),
      owner: key.optional(),
      outdated: z.enum(["yes"]).optional().openapi({ description: "Only with a translation that is behind" }),
      review: z.enum(["due"]).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(100).optional(),
    }),
  },
  responses: { 200: { description: "A page", content: jsonOf(pageOf(articleSummarySchema)) }, ...problems },
});

function listRoute(api: Api, { door }: Parts): void {
  api.openapi(listDescription, async (c) => {
    const { limit, cursor = null, ...filter } = c.req.valid("query");
    const reader = readerIn(c);
    const today = await providerToday(door);
    const page = await door.read(reader.scope, async (db) => {
      const { items, next } = await listArticles(db, {
        filter,
        audience: reader.audience,
        language: reader.language,
        today,
        limit,
        cursor,
      });
      return {
        items,
        next,
        languages: await readableLanguages(
          db,
          items.map(({ id }) => id),
        ),
      };
    });
    const isStaff = reader.audience === "staff";
    const nameOf = isStaff
      ? await namesOfAuthors(
          door,
          page.items.map(({ owner }) => owner),
        )
      : () => "";
    const items = page.items.map((row) => summaryView(row, { nameOf, today, isStaff, languages: page.languages.get(row.id) ?? [] }));
    return c.json({ items, next: page.next }, 200);
  });
}

const createDescription = createRoute({
  method: "post",
  path: "/articles",
  tags: ["knowledge"],
  summary: "Begin an article; nobody reads it before it is published",
  ...repeatable,
  request: { body: bodyOf(newArticleSchema) },
  responses: { 201: { description: "Begun", content: jsonOf(manuscriptSchema) }, ...problems },
});

function createArticleRoute(api: Api, { door }: Parts): void {
  api.openapi(createDescription, async (c) => {
    const caller = requireAuthor(c);
    const body = c.req.valid("json");
    const view = await doOnce(c, door, body, async () => {
      const document = (await door.book()).documentAt(door.clock());
      const owner = body.owner ?? (caller.kind === "user" ? assigneeOf(caller, document) : null);
      await requireKnownPlace(door, { ...body, owner });
      const verb: ArticleVerb = {
        type: "create-article",
        ...body,
        owner: owner ?? caller.name,
        slug: body.slug ?? (await freeSlug(door, slugOf(body.title))),
      };
      const { article } = await performOnArticle(door, { articleId: newId(), actor: await actorFor(caller, door), verbs: [verb] });
      return { body: await manuscriptView(door, article) };
    });
    c.header("etag", etagOf(view.seq));
    return c.json(view, 201);
  });
}

const manuscriptDescription = createRoute({
  method: "get",
  path: "/articles/{id}/manuscript",
  tags: ["knowledge"],
  summary: "An article as its authors have it: all languages, published or not; its ETag is its version",
  request: { params: articleParameter },
  responses: { 200: { description: "The manuscript", content: jsonOf(manuscriptSchema) }, ...problems },
});

function manuscriptRoute(api: Api, { door }: Parts): void {
  api.openapi(manuscriptDescription, async (c) => {
    requireAuthor(c, "knowledge:read");
    const view = await manuscriptView(door, await readManuscript(door, c.req.valid("param").id));
    c.header("etag", etagOf(view.seq));
    return c.json(view, 200);
  });
}

function nounRoute(api: Api, { door }: Parts, noun: ArticleNoun): void {
  const { summary, body, verb } = articleNouns[noun];
  const description = createRoute({
    method: "post",
    path: `/articles/{id}/${noun}`,
    tags: ["knowledge"],
    summary,
    ...conditional,
    request: { params: articleParameter, body: bodyOf(body as z.ZodObject) },
    responses: { 200: { description: "The article as it is now", content: jsonOf(manuscriptSchema) }, ...problems },
  });
  api.openapi(description, async (c) => {
    const caller = requireAuthor(c);
    const given = c.req.valid("json") as Record<string, unknown>;
    const { id } = c.req.valid("param");
    const view = await doOnce(c, door, given, async () => {
      await requireKnownPlace(door, { owner: given.owner ?? given.of, service: given.service, customers: given.customers } as never);
      const verbs = [{ type: verb, ...given } as unknown as ArticleVerb];
      const order = { articleId: id, actor: await actorFor(caller, door), verbs, expectSeq: expectedSeq(c as unknown as Context<HttpEnv>) };
      return { body: await manuscriptView(door, (await performOnArticle(door, order)).article) };
    });
    c.header("etag", etagOf(view.seq));
    return c.json(view, 200);
  });
}

const versionsDescription = createRoute({
  method: "get",
  path: "/articles/{id}/versions",
  tags: ["knowledge"],
  summary: "What was published, the newest first",
  request: { params: articleParameter },
  responses: {
    200: { description: "All versions of all languages", content: jsonOf(z.object({ items: z.array(versionHeadSchema) })) },
    ...problems,
  },
});

const versionDescription = createRoute({
  method: "get",
  path: "/articles/{id}/versions/{language}/{version}",
  tags: ["knowledge"],
  summary: "One version with its text, to compare or to go back to",
  request: {
    params: articleParameter.extend({
      language: language.openapi({ param: { name: "language", in: "path" } }),
      version: z.coerce
        .number()
        .int()
        .positive()
        .openapi({ param: { name: "version", in: "path" }, type: "integer" }),
    }),
  },
  responses: { 200: { description: "The version", content: jsonOf(versionSchema) }, ...problems },
});

type VersionRow = Awaited<ReturnType<typeof readVersions>>[number];

const headView = (row: VersionRow, nameOf: (actor: string) => string) => ({
  ...{ language: row.language, version: row.version, title: row.title, madeFrom: row.made_from, isMinor: row.is_minor },
  ...{ isCurrent: row.is_current, note: row.note, at: toIso(row.at as Instant), byName: nameOf(row.by_actor) },
});

function versionRoutes(api: Api, { door }: Parts): void {
  api.openapi(versionsDescription, async (c) => {
    requireAuthor(c, "knowledge:read");
    const { id } = await readManuscript(door, c.req.valid("param").id);
    const rows = await readVersions(door, id);
    const nameOf = await namesOfAuthors(
      door,
      rows.map((row) => row.by_actor),
    );
    return c.json({ items: rows.map((row) => headView(row, nameOf)) }, 200);
  });
  api.openapi(versionDescription, async (c) => {
    requireAuthor(c, "knowledge:read");
    const { id, language: wanted, version } = c.req.valid("param");
    const row = await readVersion(door, id, wanted, version);
    return c.json({ ...headView(row, await namesOfAuthors(door, [row.by_actor])), body: row.body }, 200);
  });
}
