/** Requests made from the OpenAPI document: a path with somebody's identifiers in it, a body that fits its schema and names others. */
import type { Json } from "#server/http/app.fixture.ts";

export type Operation = {
  method: string;
  path: string /** Null for one without a body. */;
  body: Json;
  query: { name: string; schema: Json }[];
};
export type Draw = (limit: number) => number;
type Ids = Readonly<Record<string, readonly (string | number)[]>>;

export function operationsOf(document: Json): Operation[] {
  return Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      body: operation.requestBody?.content?.["application/json"]?.schema ?? null,
      query: (operation.parameters ?? []).filter((each: Json) => each.in === "query").map(({ name, schema }: Json) => ({ name, schema })),
    })),
  );
}

const pick = <T>(list: readonly T[], draw: Draw): T | undefined => list[draw(list.length)];

/**
 * Which identifiers may stand in a path: those of its first part, else all there are but the articles' addresses.
 * These have words of others in them, which an asker who keeps something under such a name would later be shown as their own.
 */
function poolOf(path: string, ids: Ids): readonly (string | number)[] {
  const { help: _addresses, ...identifiers } = ids;
  return ids[path.split("/")[3] ?? ""] ?? Object.values(identifiers).flat();
}

export function requestOf(operation: Operation, ids: Ids, document: Json, draw: Draw): { path: string; body: unknown } {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const pool = name === "customer" ? (ids.customers ?? []) : poolOf(operation.path, ids);
    return encodeURIComponent(String(pick(pool, draw) ?? 1));
  });
  const asked = operation.query
    .filter(() => draw(2) === 0)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(sampleOf(name, schema, ids, document, draw) ?? ""))}`);
  const body = operation.body === null ? undefined : sampleOf("", operation.body, ids, document, draw);
  return { path: asked.length === 0 ? path : `${path}?${asked.join("&")}`, body };
}

/** Fields that name something of somebody's, and where such names are found. */
const named: readonly (readonly [RegExp, string])[] = [
  [/^customers?(Id|s)?$/i, "customers"],
  [/ticket|^into$|otherId|^order$|^ids$|partOf|follows/i, "tickets"],
  [/attachment|^files?$/i, "attachments"],
  [/assignee|person|requester|mention|owner|member|user/i, "people"],
  [/article/i, "articles"],
  [/runbook/i, "runbooks"],
  [/macro/i, "macros"],
  [/^schedule$/i, "schedules"],
];

function sampleOf(name: string, given: Json, ids: Ids, document: Json, draw: Draw): unknown {
  const schema = resolved(given, document);
  const pool = ids[named.find(([pattern]) => pattern.test(name))?.[1] ?? ""] ?? [];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return pick(schema.enum as unknown[], draw);
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return sampleOf(name, pick(options as Json[], draw), ids, document, draw);
  const type = Array.isArray(schema.type) ? schema.type.find((each: string) => each !== "null") : schema.type;
  switch (type) {
    case "object":
      return objectOf(schema, ids, document, draw);
    case "array":
      return [sampleOf(name, schema.items ?? {}, ids, document, draw)];
    case "integer":
    case "number":
      return pool.length > 0 ? pick(pool, draw) : (schema.minimum ?? 1);
    case "boolean":
      return draw(2) === 0;
    case "string":
      return textOf(name, schema, pool, draw);
    default:
      return pool.length > 0 ? pick(pool, draw) : "zq";
  }
}

function textOf(name: string, schema: Json, pool: readonly (string | number)[], draw: Draw): string {
  if (pool.length > 0) return String(pick(pool, draw));
  if (schema.format === "date-time") return "2026-03-02T10:00:00Z";
  // Searches and queries look for what stands in everybody's texts.
  if (["q", "query", "text", "subject", "description"].includes(name))
    return pick(["Subject", "Second", "Answer", "Note", "status:open", "Solved"], draw) ?? "";
  if (name === "cursor" || name === "after") return "";
  return "something";
}

function objectOf(schema: Json, ids: Ids, document: Json, draw: Draw): Record<string, unknown> {
  const required: readonly string[] = schema.required ?? [];
  const fields = Object.entries<Json>(schema.properties ?? {}).filter(([name]) => required.includes(name) || draw(3) === 0);
  return Object.fromEntries(fields.map(([name, each]) => [name, sampleOf(name, each, ids, document, draw)]));
}

function resolved(schema: Json, document: Json): Json {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return reference === undefined ? schema : resolved(document.components.schemas[reference.split("/").at(-1)], document);
}
