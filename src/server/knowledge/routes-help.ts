/** Public articles over HTTP, for whoever has not signed in: bounded in pace, and good for a few minutes in any cache. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Document, Language } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { type Api, isOpen, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import { boundPace } from "#server/http/pace.ts";
import type { Parts } from "#server/http/parts.ts";
import { listArticles } from "#server/knowledge/list.ts";
import { readArticle } from "#server/knowledge/read.ts";
import { publicScope } from "#server/knowledge/reader.ts";
import { helpItemSchema, helpSchema, language } from "#server/knowledge/schema.ts";
import { articleView } from "#server/knowledge/view.ts";
import { key } from "#server/ticket/schema-values.ts";

/** A page takes one request, a search one for each pause in typing. */
const perMinute = 240;
const goodForSeconds = 300;

export function helpRoutes(parts: Parts): Api {
  const api = newApi();
  const pace = boundPace(perMinute, parts.addressHeader, parts.door.clock);
  // Matches /help itself too.
  api.use("/help/*", pace);
  listRoute(api, parts);
  showRoute(api, parts);
  return api;
}

function letCache(c: Context<HttpEnv>): void {
  c.header("cache-control", `public, max-age=${goodForSeconds}`);
  c.header("vary", "accept-language");
}

const serviceName = (document: Document | null, service: string | null, reader: Language): string | null => {
  const name = service === null ? undefined : document?.services[service]?.name;
  return name === undefined ? null : textIn(name, reader);
};

const listDescription = createRoute({
  method: "get",
  path: "/help",
  tags: ["help"],
  summary: "Public articles; with words, those that answer them best",
  ...isOpen,
  request: { query: z.strictObject({ q: z.string().max(300).optional(), language: language.optional(), service: key.optional() }) },
  responses: {
    200: { description: "At most 200", content: jsonOf(z.object({ provider: z.string(), items: z.array(helpItemSchema) })) },
    ...problems,
  },
});

function listRoute(api: Api, { door }: Parts): void {
  api.openapi(listDescription, async (c) => {
    const { q, service, language: wanted = c.get("language") } = c.req.valid("query");
    const document = (await door.book()).documentAt(door.clock());
    const listing = { filter: { q, service }, audience: "public", language: wanted, today: "", limit: 200, cursor: null } as const;
    const { items } = await door.read(publicScope, (db) => listArticles(db, listing));
    letCache(c);
    const views = items.map((row) => ({
      ...{ slug: row.slug, title: row.title, excerpt: row.excerpt, language: row.shown, service: row.service, tags: row.tags },
      serviceName: serviceName(document, row.service, wanted),
      publishedAt: row.published_at === null ? null : toIso(row.published_at as Instant),
    }));
    return c.json({ provider: document?.name ?? "Guardia", items: views }, 200);
  });
}

const showDescription = createRoute({
  method: "get",
  path: "/help/{slug}",
  tags: ["help"],
  summary: "A public article",
  ...isOpen,
  request: {
    params: z.object({
      slug: z
        .string()
        .min(1)
        .max(200)
        .openapi({ param: { name: "slug", in: "path" } }),
    }),
    query: z.strictObject({ language: language.optional() }),
  },
  responses: { 200: { description: "The article", content: jsonOf(helpSchema) }, ...problems },
});

function showRoute(api: Api, { door }: Parts): void {
  api.openapi(showDescription, async (c) => {
    const wanted = c.req.valid("query").language ?? c.get("language");
    const reader = { audience: "public", scope: publicScope, language: wanted } as const;
    const read = await readArticle(door, c.req.valid("param").slug, reader);
    const document = (await door.book()).documentAt(door.clock());
    letCache(c);
    const { id: _id, answer: _answer, ownerName: _ownerName, visibility: _visibility, ...view } = articleView(read, null, null);
    return c.json({ ...view, serviceName: serviceName(document, read.head.service, wanted) }, 200);
  });
}
