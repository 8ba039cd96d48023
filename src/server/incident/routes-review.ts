/** Reviews over HTTP, for the provider's own people: the draft, its actions, what is published and shown to the customer. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { requirePermission } from "#core/access/access.ts";
import { noRoom } from "#core/incident/decide.ts";
import { type Incident, stateOf } from "#core/incident/incident.ts";
import { mayPublish, type Review, type ReviewEvent, writeReview } from "#core/incident/review.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { actorFor, requireKnownPerson } from "#server/access/actor.ts";
import type { Transaction } from "#server/database/orders.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import { etagOf, expectedSeq, repetition } from "#server/http/conditions.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { actionOrder, changeAction, removeAction } from "#server/incident/action.ts";
import { reviewMarkdown } from "#server/incident/markdown.ts";
import { namesOfHolders } from "#server/incident/names.ts";
import {
  beginReview,
  findReview,
  keepReview,
  lockReview,
  noReview,
  publishReview,
  requireVersion,
  shareReview,
} from "#server/incident/review-store.ts";
import { momentsView, reviewView } from "#server/incident/review-view.ts";
import {
  actionBody,
  actionChangeBody,
  publicationBody,
  type Review as ReviewWire,
  reviewBody,
  reviewSchema,
  reviewVersionSchema,
  sharingBody,
} from "#server/incident/schema.ts";
import { findIncident, lockIncident, requireTicket, tablesOf } from "#server/incident/store.ts";
import { type Asker, askerOf } from "#server/incident/view.ts";
import { idParameter } from "#server/ticket/reader.ts";

export function reviewRoutes(parts: Parts): Api {
  const api = newApi();
  showRoute(api, parts);
  beginRoute(api, parts);
  writeRoute(api, parts);
  actionRoutes(api, parts);
  publicationRoute(api, parts);
  sharingRoute(api, parts);
  versionsRoute(api, parts);
  markdownRoute(api, parts);
  return api;
}

type C = Context<HttpEnv>;
type Sides = { review: Review; incident: Incident; ticket: Ticket };

const tags = ["incidents"];
const answer = { 200: { description: "The review afterwards; its ETag goes into If-Match", content: jsonOf(reviewSchema) }, ...problems };
const path = (rest = "") => `/tickets/{id}/incident/review${rest}`;

async function sidesOf({ door }: Pick<Parts, "door">, ticketId: number): Promise<Sides> {
  return door.read("*", async (db) => {
    const [incident, ticket, review] = [
      await findIncident(db, ticketId),
      await requireTicket(db, ticketId),
      await findReview(db, ticketId),
    ];
    if (incident === null) throw noRoom(ticketId);
    if (review === null) throw noReview(ticketId);
    return { incident, ticket, review };
  });
}

async function askerFor(c: C, { door }: Pick<Parts, "door">): Promise<Asker> {
  return askerOf(c.get("caller"), (await door.book()).documentAt(door.clock()), c.get("language"));
}

async function shown(c: C, parts: Parts, ticketId: number): Promise<ReviewWire> {
  const view = await reviewView(parts.door, await sidesOf(parts, ticketId), await askerFor(c, parts));
  c.header("etag", etagOf(view.seq));
  return view;
}

const showDescription = createRoute({
  method: "get",
  path: path(),
  tags,
  summary: "The review of an incident as it is being written",
  request: { params: idParameter },
  responses: answer,
});

function showRoute(api: Api, parts: Parts): void {
  api.openapi(showDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    return c.json(await shown(c, parts, c.req.valid("param").id), 200);
  });
}

const beginDescription = createRoute({
  method: "post",
  path: path(),
  tags,
  summary: "Begin the review of an incident that is over; one that has begun stays as it is",
  ...repeatable,
  request: { params: idParameter, body: bodyOf(z.strictObject({})) },
  responses: answer,
});

function beginRoute(api: Api, parts: Parts): void {
  const { door } = parts;
  api.openapi(beginDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const { id } = c.req.valid("param");
    const actor = await actorFor(caller, door);
    await door.write("*", async (transaction) => {
      const incident = await lockIncident(transaction.db, id);
      if (incident === null) throw noRoom(id);
      const ticket = await requireTicket(transaction.db, id);
      if (!stateOf(incident, ticket).isOver)
        throw new Refusal("incident-goes-on", `The incident of ticket ${id} still goes on: end it first.`, { ticketId: id });
      await beginReview(transaction, incident, ticket, actor, door.clock());
    });
    return c.json(await shown(c, parts, id), 200);
  });
}

/** Locks the review, has it changed, and answers with what it is then. Refuses `review-changed` for whoever read an older one. */
async function changed(
  c: C,
  parts: Parts,
  ticketId: number,
  work: (transaction: Transaction, sides: Sides, at: Instant, actor: string) => Promise<unknown>,
): Promise<ReviewWire> {
  const { door } = parts;
  const expected = expectedSeq(c);
  const actor = await actorFor(c.get("caller"), door);
  await door.write("*", async (transaction) => {
    const { db } = transaction;
    const incident = await lockIncident(db, ticketId);
    if (incident === null) throw noRoom(ticketId);
    const review = await lockReview(db, ticketId);
    if (expected !== null && expected !== review.seq)
      throw new Refusal("review-changed", "Somebody changed the review since you read it: look at it again before you change it.", {
        expected,
        seq: review.seq,
      });
    await work(transaction, { incident, review, ticket: await requireTicket(db, ticketId) }, door.clock(), actor);
  });
  return shown(c, parts, ticketId);
}

const writeDescription = createRoute({
  method: "put",
  path: path(),
  tags,
  summary: "Write the review anew as a whole; with If-Match nobody's words are lost",
  request: { params: idParameter, body: bodyOf(reviewBody) },
  responses: answer,
});

function writeRoute(api: Api, parts: Parts): void {
  api.openapi(writeDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:write", null);
    const { id } = c.req.valid("param");
    const body = c.req.valid("json");
    if (body.owner !== undefined) await requireKnownPerson(parts.door, body.owner);
    const view = await changed(c, parts, id, async (transaction, { review }, at, actor) => {
      const written = writeReview(review, body);
      if (written === null) return;
      const event: ReviewEvent = { type: "incident.review-written", ...written, customerId: review.customerId, ticketId: id, at, actor };
      await keepReview(transaction, review, [event]);
    });
    return c.json(view, 200);
  });
}

const addDescription = createRoute({
  method: "post",
  path: path("/actions"),
  tags,
  summary: "Open a ticket for what is to be done, with an owner and a day, linked with the incident's",
  ...repeatable,
  request: { params: idParameter, body: bodyOf(actionBody) },
  responses: { 201: { description: "The review with it", content: jsonOf(reviewSchema) }, ...problems },
});

const actionParameters = idParameter.extend({
  action: z.coerce
    .number()
    .int()
    .positive()
    .max(Number.MAX_SAFE_INTEGER)
    .openapi({ param: { name: "action", in: "path" }, type: "integer" }),
});

const changeDescription = createRoute({
  method: "put",
  path: path("/actions/{action}"),
  tags,
  summary: "Agree on another day for an action, or on whether the customer reads of it",
  request: { params: actionParameters, body: bodyOf(actionChangeBody) },
  responses: answer,
});

const removeDescription = createRoute({
  method: "delete",
  path: path("/actions/{action}"),
  tags,
  summary: "Take an action out of the review; its ticket stays",
  request: { params: actionParameters },
  responses: answer,
});

function actionRoutes(api: Api, parts: Parts): void {
  const { door } = parts;
  api.openapi(addDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const { id } = c.req.valid("param");
    const body = c.req.valid("json");
    await requireKnownPerson(door, body.owner);
    const { ticket } = await sidesOf(parts, id);
    const { order } = await actionOrder(door, ticket, body, await actorFor(caller, door));
    await door.perform({ ...order, ...repetition(c, body, () => ({ status: 201, body: { ticketId: id } })) });
    return c.json(await shown(c, parts, id), 201);
  });
  api.openapi(changeDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const { id, action } = c.req.valid("param");
    await changeAction(door, { incidentId: id, ticketId: action, actor: await actorFor(caller, door) }, c.req.valid("json"));
    return c.json(await shown(c, parts, id), 200);
  });
  api.openapi(removeDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const { id, action } = c.req.valid("param");
    await removeAction(door, { incidentId: id, ticketId: action, actor: await actorFor(caller, door) });
    return c.json(await shown(c, parts, id), 200);
  });
}

/** Refuses `not-the-reviews-owner` for whoever may write it and not give it out. */
function requirePublisher({ review, incident }: Sides, asker: Asker): void {
  if (mayPublish(review, incident, asker)) return;
  throw new Refusal(
    "not-the-reviews-owner",
    `Only ${review.owner}, the commander, or somebody who may override gives a review out: ask them.`,
    {
      owner: review.owner,
    },
  );
}

const publicationDescription = createRoute({
  method: "post",
  path: path("/publication"),
  tags,
  summary: "Publish the draft as the next version; what was shared is replaced by it",
  ...repeatable,
  request: { params: idParameter, body: bodyOf(publicationBody) },
  responses: answer,
});

function publicationRoute(api: Api, parts: Parts): void {
  api.openapi(publicationDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:write", null);
    const asker = await askerFor(c, parts);
    const { note = null } = c.req.valid("json");
    const view = await changed(c, parts, c.req.valid("param").id, (transaction, sides, at, actor) => {
      requirePublisher(sides, asker);
      return publishReview(transaction, { ...sides, note, actor, at });
    });
    return c.json(view, 200);
  });
}

const sharingDescription = createRoute({
  method: "post",
  path: path("/sharing"),
  tags,
  summary: "Show the published review to the customer's designated contacts, or take it back from them",
  ...repeatable,
  request: { params: idParameter, body: bodyOf(sharingBody) },
  responses: answer,
});

function sharingRoute(api: Api, parts: Parts): void {
  api.openapi(sharingDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:write", null);
    const asker = await askerFor(c, parts);
    const { isShared } = c.req.valid("json");
    const view = await changed(c, parts, c.req.valid("param").id, (transaction, sides, at, actor) => {
      requirePublisher(sides, asker);
      return shareReview(transaction, { ...sides, actor, at }, isShared);
    });
    return c.json(view, 200);
  });
}

const versionsDescription = createRoute({
  method: "get",
  path: path("/versions"),
  tags,
  summary: "The published versions of a review, the newest first",
  request: { params: idParameter },
  responses: { 200: { description: "At most 200", content: jsonOf(z.object({ items: z.array(reviewVersionSchema) })) }, ...problems },
});

function versionsRoute(api: Api, { door }: Parts): void {
  api.openapi(versionsDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const { id } = c.req.valid("param");
    const rows = await door.read("*", (db) =>
      tablesOf(db)
        .selectFrom("incident_review_versions")
        .select(["version", "at", "by_actor", "note"])
        .where("ticket_id", "=", id)
        .orderBy("version", "desc")
        .limit(200)
        .execute(),
    );
    const nameOf = await namesOfHolders(
      door,
      rows.map(({ by_actor }) => by_actor),
      "",
    );
    const items = rows.map(({ version, at, by_actor, note }) => ({ version, at: toIso(at as Instant), byName: nameOf(by_actor), note }));
    return c.json({ items }, 200);
  });
}

const markdownDescription = createRoute({
  method: "get",
  path: "/tickets/{id}/incident/review.md",
  tags,
  summary: "The review as Markdown, in the reader's language: the draft, or a published version",
  request: { params: idParameter, query: z.strictObject({ version: z.coerce.number().int().positive().max(1_000_000).optional() }) },
  responses: { 200: { description: "Markdown", content: { "text/markdown": { schema: z.string() } } }, ...problems },
});

function markdownRoute(api: Api, parts: Parts): void {
  api.openapi(markdownDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const { id } = c.req.valid("param");
    const { version } = c.req.valid("query");
    const view = await markdownSource(c, parts, id, version ?? null);
    c.header("content-type", "text/markdown; charset=utf-8");
    c.header("content-disposition", `attachment; filename="incident-${id}${version === undefined ? "" : `-v${version}`}.md"`);
    return c.body(reviewMarkdown(view, c.get("language"))) as never;
  });
}

/** A version is written as it stood when it was published; how its actions stand is of today. */
async function markdownSource(c: C, parts: Parts, ticketId: number, version: number | null): Promise<ReviewWire> {
  const sides = await sidesOf(parts, ticketId);
  const asker = await askerFor(c, parts);
  if (version === null) return reviewView(parts.door, sides, asker);
  const kept = await parts.door.read("*", (db) => requireVersion(db, ticketId, version));
  const view = await reviewView(parts.door, { ...sides, review: kept.review }, asker);
  return { ...view, moments: momentsView(kept.moments) };
}
