/** The room of a major incident over HTTP, for the provider's own people. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { requirePermission } from "#core/access/access.ts";
import type { IncidentOrder } from "#core/incident/decide.ts";
import { isSuggested } from "#core/incident/incident.ts";
import { instant } from "#core/time/instant.ts";
import { actorFor } from "#server/access/actor.ts";
import { newId } from "#server/access/secret.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { declareIncident, newConference, requireHolder } from "#server/incident/declare.ts";
import { performIncident } from "#server/incident/perform.ts";
import {
  checklistBody,
  conferenceBody,
  declareBody,
  endBody,
  entryBody,
  goOnBody,
  type Room,
  roleBody,
  roomSchema,
  statusBody,
  tickBody,
  ticketIncidentSchema,
  timelineQuery,
  timelineSchema,
  updateBody,
} from "#server/incident/schema.ts";
import { findIncident, requireIncident, requireTicket } from "#server/incident/store.ts";
import { timelinePage } from "#server/incident/timeline-page.ts";
import { postUpdate } from "#server/incident/update.ts";
import { askerOf, roomOf } from "#server/incident/view.ts";
import { idParameter } from "#server/ticket/reader.ts";
import { seenTicket } from "#server/ticket/seen.ts";

export function roomRoutes(parts: Parts): Api {
  const api = newApi();
  showRoute(api, parts);
  declareRoute(api, parts);
  updateRoute(api, parts);
  timelineRoute(api, parts);
  orderRoutes(api, parts);
  itemRoutes(api, parts);
  return api;
}

type C = Context<HttpEnv>;

const tags = ["incidents"];
const roomAnswer = { 200: { description: "The room afterwards", content: jsonOf(roomSchema) }, ...problems };

/** Reads what stands in the room of this ticket, as the caller sees it. */
export async function roomFor(c: C, { door }: Pick<Parts, "door">, ticketId: number): Promise<Room> {
  const [incident, ticket] = await door.read(
    "*",
    async (db) => [await requireIncident(db, ticketId), await requireTicket(db, ticketId)] as const,
  );
  const document = (await door.book()).documentAt(door.clock());
  return roomOf(door, incident, ticket, askerOf(c.get("caller"), document, c.get("language")));
}

const showDescription = createRoute({
  method: "get",
  path: "/tickets/{id}/incident",
  tags,
  summary: "The room of a major incident; of a ticket that is none, whether it should be declared one",
  request: { params: idParameter },
  responses: { 200: { description: "The room, or null", content: jsonOf(ticketIncidentSchema) }, ...problems },
});

function showRoute(api: Api, parts: Parts): void {
  api.openapi(showDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", null);
    const { id } = c.req.valid("param");
    const ticket = await seenTicket(parts, caller, id);
    const incident = await parts.door.read("*", (db) => findIncident(db, id));
    const document = (await parts.door.book()).documentAt(parts.door.clock());
    const asker = askerOf(caller, document, c.get("language"));
    const room = incident === null ? null : await roomOf(parts.door, incident, ticket, asker);
    const mayDeclare = room === null && asker.mayWrite && ticket.kind === "incident" && ticket.status === "open";
    return c.json({ room, isSuggested: room === null && isSuggested(ticket), mayDeclare }, 200);
  });
}

const declareDescription = createRoute({
  method: "post",
  path: "/tickets/{id}/incident",
  tags,
  summary: "Declare a ticket a major incident: somebody leads, people meet, the customer hears from us at the agreed cadence",
  ...repeatable,
  request: { params: idParameter, body: bodyOf(declareBody) },
  responses: { 201: { description: "The room", content: jsonOf(ticketIncidentSchema) }, ...problems },
});

function declareRoute(api: Api, parts: Parts): void {
  api.openapi(declareDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const { id } = c.req.valid("param");
    const body = c.req.valid("json");
    const answer = await doOnce(c, parts.door, body, async () => {
      await declareIncident(parts.door, caller, { ticketId: id, reason: body.reason ?? null, commander: body.commander ?? null });
      return { body: { room: await roomFor(c, parts, id), isSuggested: false, mayDeclare: false } };
    });
    return c.json(answer, 201);
  });
}

const updateDescription = createRoute({
  method: "post",
  path: "/tickets/{id}/incident/updates",
  tags,
  summary: "Tell the customer how it stands: a public reply on the ticket, by which the next update is due",
  ...repeatable,
  request: { params: idParameter, body: bodyOf(updateBody) },
  responses: roomAnswer,
});

function updateRoute(api: Api, parts: Parts): void {
  api.openapi(updateDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const { id } = c.req.valid("param");
    await postUpdate(c, parts, id, c.req.valid("json"));
    return c.json(await roomFor(c, parts, id), 200);
  });
}

const timelineDescription = createRoute({
  method: "get",
  path: "/tickets/{id}/incident/timeline",
  tags,
  summary: "What happened, from the log: the ticket, its pages, the room, and what people wrote into it",
  request: { params: idParameter, query: timelineQuery },
  responses: { 200: { description: "A page", content: jsonOf(timelineSchema) }, ...problems },
});

function timelineRoute(api: Api, parts: Parts): void {
  api.openapi(timelineDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    return c.json(await timelinePage(parts.door, c.req.valid("param").id, c.req.valid("query")), 200);
  });
}

/** What needs nothing but an order: noun, what it says of itself, its body, and the order that it makes. */
type Plain<S extends z.ZodType> = {
  noun: string;
  summary: string;
  body: S;
  orderOf(body: z.infer<S>, parts: Parts, ticketId: number): IncidentOrder | Promise<IncidentOrder>;
};
const plain = <S extends z.ZodType>(route: Plain<S>): Plain<z.ZodType> => route as unknown as Plain<z.ZodType>;

const plainRoutes = [
  plain({
    noun: "roles",
    summary: "Give somebody a role, or take it back; the command is handed over the same way",
    body: roleBody,
    async orderOf({ role, holder }, { door }) {
      if (holder !== null) await requireHolder(door, holder);
      return { type: "give-role", role, holder };
    },
  }),
  plain({
    noun: "status",
    summary: "Say how far one is: investigating, identified, monitoring",
    body: statusBody,
    orderOf: ({ status, note = null }) => ({ type: "change-status", status, note }),
  }),
  plain({
    noun: "entries",
    summary: "Write a note, a decision or a finding into the time line",
    body: entryBody,
    orderOf: ({ kind, text, at }) => ({ type: "write-entry", entry: newId(), kind, text, saidAt: at === undefined ? null : instant(at) }),
  }),
  plain({
    noun: "checklist",
    summary: "Add something that is not to be forgotten",
    body: checklistBody,
    orderOf: ({ text }) => ({ type: "add-item", item: newId(), text }),
  }),
  plain({
    noun: "conference",
    summary: "Open a new room of the model's template, write where people meet, or nowhere",
    body: conferenceBody,
    orderOf: ({ url }, { door }, ticketId) => newConference(door, ticketId, url),
  }),
  plain({
    noun: "end",
    summary: "End the incident although its ticket is still open; its review begins",
    body: endBody,
    orderOf: ({ note = null }) => ({ type: "end-incident", note }),
  }),
  plain({
    noun: "reopening",
    summary: "Take up again what was ended by hand",
    body: goOnBody,
    orderOf: ({ reason }) => ({ type: "take-up-incident", reason }),
  }),
];

function orderRoutes(api: Api, parts: Parts): void {
  for (const { noun, summary, body: schema, orderOf } of plainRoutes) {
    const description = createRoute({
      method: "post",
      path: `/tickets/{id}/incident/${noun}`,
      tags,
      summary,
      ...repeatable,
      request: { params: idParameter, body: bodyOf(schema) },
      responses: roomAnswer,
    });
    api.openapi(description, async (c) => {
      requirePermission(c.get("caller"), "tickets:write", null);
      const { id } = c.req.valid("param") as { id: number };
      const body: unknown = c.req.valid("json" as never);
      const room = await doOnce(c, parts.door, body, async () => {
        await ask(c, parts, id, await orderOf(body, parts, id));
        return { body: await roomFor(c, parts, id) };
      });
      return c.json(room, 200);
    });
  }
}

async function ask(c: C, { door }: Parts, ticketId: number, order: IncidentOrder): Promise<void> {
  await performIncident(door, { ticketId, actor: await actorFor(c.get("caller"), door), order });
}

const itemParameters = idParameter.extend({
  item: z
    .string()
    .min(1)
    .max(64)
    .openapi({ param: { name: "item", in: "path" } }),
});

const tickDescription = createRoute({
  method: "post",
  path: "/tickets/{id}/incident/checklist/{item}",
  tags,
  summary: "Tick an item of the checklist, or take the tick away; twice is once",
  ...repeatable,
  request: { params: itemParameters, body: bodyOf(tickBody) },
  responses: roomAnswer,
});

const removeDescription = createRoute({
  method: "delete",
  path: "/tickets/{id}/incident/checklist/{item}",
  tags,
  summary: "Take an item off the checklist; the time line keeps that it was there",
  request: { params: itemParameters },
  responses: roomAnswer,
});

function itemRoutes(api: Api, parts: Parts): void {
  api.openapi(tickDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:write", null);
    const { id, item } = c.req.valid("param");
    await ask(c, parts, id, { type: "tick-item", item, isDone: c.req.valid("json").isDone });
    return c.json(await roomFor(c, parts, id), 200);
  });
  api.openapi(removeDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:write", null);
    const { id, item } = c.req.valid("param");
    await ask(c, parts, id, { type: "remove-item", item });
    return c.json(await roomFor(c, parts, id), 200);
  });
}
