/** The API described by itself: OpenAPI 3.1, made once from the routes' own schemas. */
import type { Api } from "#server/http/api.ts";
import { newApi } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import type { KnownRoute } from "#server/http/unknown-route.ts";

const about = `Tickets, their clocks and the support model of one installation.

Every refusal is a problem (RFC 9457): its \`type\` names it and stays the same, its \`detail\` says what to do instead. Every POST takes
an \`Idempotency-Key\`: the same key with the same body gives the first answer again. A ticket's \`ETag\` is its version: send it as
\`If-Match\` and a change that somebody else made meanwhile is not overwritten. Lists come in pages: send \`next\` as \`cursor\`.
Instants are ISO 8601 in UTC, amounts of time whole milliseconds.`;

const own: KnownRoute = { method: "get", path: "/api/v1/openapi.json" };

/** The routes of an application, without making the document of them: that takes a third of a second. */
export function routesOf(app: Api): KnownRoute[] {
  const described = app.openAPIRegistry.definitions.flatMap((each) => (each.type === "route" ? [each.route] : []));
  return [...described.map(({ method, path }) => ({ method, path })), own];
}

/** The document as text. */
export function documentOf(groups: readonly Api[], { version, publicUrl }: Pick<Parts, "version" | "publicUrl">): string {
  const all = newApi();
  for (const group of groups) all.route("/api/v1", group);
  all.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "A token, made with `guardia token create`",
  });
  all.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "guardia.session_token",
    description: "A person's session in the browser",
  });
  const document = all.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Guardia", version, description: about, license: { name: "Apache-2.0" } },
    servers: [{ url: publicUrl }],
    security: [{ bearer: [] }, { session: [] }],
  });
  const paths = document.paths ?? {};
  paths[own.path] = {
    get: { tags: ["about"], summary: "This document", security: [], responses: { 200: { description: "OpenAPI 3.1" } } },
  };
  document.paths = paths;
  return JSON.stringify(document);
}
