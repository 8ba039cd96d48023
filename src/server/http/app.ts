/** The application: what stands before every route, the rooms' routes, what answers when none does. */
import type { Context } from "hono";
import { compress } from "hono/compress";
import type { Refusal } from "#core/refusal.ts";
import { accessRoutes } from "#server/access/routes.ts";
import { passwordlessRoutes } from "#server/access/routes-passwordless.ts";
import { sessionRoutes } from "#server/access/routes-session.ts";
import { accountRoutes } from "#server/account/routes.ts";
import { factorRoutes } from "#server/account/routes-factor.ts";
import { pushRenewalRoutes } from "#server/account/routes-push-renewal.ts";
import { reachRoutes } from "#server/account/routes-reach.ts";
import { hoursRoutes } from "#server/agreement/routes-hours.ts";
import { attachmentRoutes } from "#server/attachment/routes.ts";
import { logRoutes } from "#server/audit/routes.ts";
import { boardRoutes } from "#server/board/routes.ts";
import { gatewayRoutes } from "#server/channels/routes-gateways.ts";
import { hookRoutes } from "#server/channels/routes-hooks.ts";
import { messageRoutes } from "#server/conversation/routes.ts";
import { deskRoutes } from "#server/desk/routes.ts";
import { type Api, newApi } from "#server/http/api.ts";
import { authenticate } from "#server/http/authenticate.ts";
import { clientAddress } from "#server/http/client-address.ts";
import type { HttpEnv } from "#server/http/env.ts";
import { boundBody, boundTime, welcome } from "#server/http/guard.ts";
import { endSessionsEverywhere, liveRoutes } from "#server/http/live.ts";
import { documentOf, routesOf } from "#server/http/openapi.ts";
import type { Parts } from "#server/http/parts.ts";
import { problemResponse, refusalOf } from "#server/http/problem.ts";
import { staticFiles } from "#server/http/static-files.ts";
import { standingRoutes } from "#server/http/status.ts";
import { type KnownRoute, refusalOfUnknown } from "#server/http/unknown-route.ts";
import { demoRoutes } from "#server/import/routes.ts";
import { incidentRoutes } from "#server/incident/routes.ts";
import { knowledgeRoutes } from "#server/knowledge/routes.ts";
import { helpRoutes } from "#server/knowledge/routes-help.ts";
import { mailboxRoutes } from "#server/mail/routes-mailboxes.ts";
import { mailRoutes } from "#server/mail/routes-messages.ts";
import { modelRoutes } from "#server/model/routes.ts";
import { trialRoutes } from "#server/model/routes-trial.ts";
import { notificationRoutes } from "#server/notification/routes.ts";
import { pageRoutes } from "#server/oncall/routes.ts";
import { calendarRoutes, openCalendarRoutes } from "#server/oncall/routes-calendars.ts";
import { coverageRoutes } from "#server/oncall/routes-coverage.ts";
import { feedRoutes } from "#server/oncall/routes-feeds.ts";
import { importRoutes } from "#server/oncall/routes-import.ts";
import { pageLinkRoutes } from "#server/oncall/routes-link.ts";
import { loadRoutes } from "#server/oncall/routes-load.ts";
import { pictureRoutes } from "#server/oncall/routes-picture.ts";
import { rotaRoutes } from "#server/oncall/routes-rota.ts";
import { swapRoutes } from "#server/oncall/routes-swaps.ts";
import { whoRoutes } from "#server/oncall/routes-who.ts";
import { portalRoutes } from "#server/portal/routes.ts";
import { announcementRoutes } from "#server/portal/routes-announcements.ts";
import { brandingRoutes, openBrandingRoutes } from "#server/portal/routes-branding.ts";
import { searchRoutes } from "#server/search/routes.ts";
import { bulkRoutes } from "#server/search/routes-bulk.ts";
import { filterRoutes } from "#server/search/routes-filter.ts";
import { commandRoutes } from "#server/ticket/routes-command.ts";
import { listRoutes } from "#server/ticket/routes-list.ts";
import { readRoutes } from "#server/ticket/routes-read.ts";
import { relatedRoutes } from "#server/ticket/routes-related.ts";
import { outerRoutes } from "#server/watch/outer-routes.ts";
import { watchRoutes } from "#server/watch/routes.ts";
import { webhookRoutes } from "#server/webhook/routes.ts";

/** Needs no port: `app.request("/api/v1/status")` answers. */
export function createApp(parts: Parts): Api {
  const app = newApi();
  app.use(welcome(parts.publicUrl));
  app.onError((error, c) => problemResponse(c, told(error, c, parts)));
  app.get("/healthz", async (c) => {
    await parts.door.read("*", async () => undefined);
    return c.json({ status: "ok" });
  });
  app.route("/", outerRoutes(parts));
  app.route("/", hookRoutes(parts));
  app.route("/", openCalendarRoutes(parts));
  app.use("/api/*", boundBody, boundTime);
  // All that is left of the sign-in library's own routes: where identity providers send people back to.
  app.get("/api/auth/callback/:provider", async (c) => {
    const address = clientAddress(c, parts.addressHeader);
    const { location, cookies } = await parts.signIn.comeBack(c.req.raw, c.req.param("provider"), address);
    for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
    return c.redirect(location);
  });
  endSessionsEverywhere(parts);
  const [open, known] = [openRoutes(parts), knownRoutes(parts)];
  app.route("/api/v1", open);
  const document = once(() => documentOf([open, known], parts));
  const routes = once(() => routesOf(app));
  app.get("/api/v1/openapi.json", (c) => c.body(document(), 200, { "content-type": "application/json", "cache-control": "no-cache" }));
  app.use("/api/v1/*", requireKnownRoute(routes), authenticate(parts));
  app.route("/api/v1", known);
  if (parts.webFolder !== null) app.use(compress(), staticFiles(parts.webFolder));
  app.notFound((c) => problemResponse(c, refusalOfUnknown(c.req.method, c.req.path, routes())));
  return app;
}

/** What anybody may ask. */
function openRoutes(parts: Parts): Api {
  const api = newApi();
  api.route("/", standingRoutes(parts));
  api.route("/", sessionRoutes(parts));
  api.route("/", helpRoutes(parts));
  api.route("/", passwordlessRoutes(parts));
  api.route("/", openBrandingRoutes(parts));
  api.route("/", pageLinkRoutes(parts));
  api.route("/", pushRenewalRoutes(parts));
  return api;
}

/** What only a caller who proved who they are may ask. */
function knownRoutes(parts: Parts): Api {
  const api = newApi();
  // Before what has a ticket's number in its path: "count" is none.
  for (const routes of [listRoutes, searchRoutes, filterRoutes, bulkRoutes, boardRoutes]) api.route("/", routes(parts));
  for (const routes of [
    readRoutes,
    commandRoutes,
    modelRoutes,
    trialRoutes,
    accessRoutes,
    notificationRoutes,
    demoRoutes,
    knowledgeRoutes,
    logRoutes,
    liveRoutes,
  ])
    api.route("/", routes(parts));
  for (const routes of [accountRoutes, factorRoutes, reachRoutes]) api.route("/", routes(parts));
  for (const routes of [portalRoutes, announcementRoutes, brandingRoutes]) api.route("/", routes(parts));
  for (const routes of [mailboxRoutes, mailRoutes]) api.route("/", routes(parts));
  for (const routes of [attachmentRoutes, deskRoutes, hoursRoutes, relatedRoutes]) api.route("/", routes(parts));
  api.route("/", messageRoutes(parts));
  api.route("/", importRoutes(parts));
  api.route("/", pageRoutes(parts));
  api.route("/", incidentRoutes(parts));
  for (const routes of [rotaRoutes, swapRoutes]) api.route("/", routes(parts));
  api.route("/", coverageRoutes(parts));
  api.route("/", pictureRoutes(parts));
  for (const routes of [whoRoutes, loadRoutes]) api.route("/", routes(parts));
  for (const routes of [calendarRoutes, feedRoutes]) api.route("/", routes(parts));
  api.route("/", gatewayRoutes(parts));
  for (const routes of [webhookRoutes, watchRoutes]) api.route("/", routes(parts));
  return api;
}

/** A path that does not exist is told so, rather than that one should sign in. */
const requireKnownRoute = (routes: () => readonly KnownRoute[]) => async (c: Context<HttpEnv>, next: () => Promise<void>) => {
  const patterns = matcherOf(routes());
  if (!patterns(c.req.method, c.req.path)) throw refusalOfUnknown(c.req.method, c.req.path, routes());
  await next();
};

const matchers = new WeakMap<readonly KnownRoute[], (method: string, path: string) => boolean>();

/** One expression for each method: a look at every route for every request would cost more than the rest. */
function matcherOf(routes: readonly KnownRoute[]): (method: string, path: string) => boolean {
  let matches = matchers.get(routes);
  if (matches === undefined) {
    const byMethod = new Map<string, RegExp>();
    for (const method of new Set(routes.map((route) => route.method.toUpperCase()))) {
      const paths = routes
        .filter((route) => route.method.toUpperCase() === method)
        .map(({ path }) => path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+"));
      byMethod.set(method, new RegExp(`^(?:${paths.join("|")})$`));
    }
    matches = (method, path) => byMethod.get(method === "HEAD" ? "GET" : method)?.test(path) ?? false;
    matchers.set(routes, matches);
  }
  return matches;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What the caller is told; what is not a refusal of ours goes to the log with the request's id, never with its content. */
function told(error: unknown, c: Context<HttpEnv>, { log }: Parts): Refusal {
  const refusal = refusalOf(error);
  if (refusal.code === "internal-error" || refusal.code === "database-unreachable") {
    log(
      `${c.req.method} ${c.req.path} ${c.get("requestId") ?? ""}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
  return refusal;
}
