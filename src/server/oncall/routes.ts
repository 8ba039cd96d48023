/** Pages over HTTP, for the provider's own people: those that wait for an answer, each with its ledger, answers, and pages by hand. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import type { Page, PageVerb } from "#core/oncall/page.ts";
import { Refusal } from "#core/refusal.ts";
import { actorFor, recipientOf, requireKnownPerson } from "#server/access/actor.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import { repetition } from "#server/http/conditions.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { type AnswerVerb, commandOf } from "#server/oncall/answer.ts";
import { onCallNow } from "#server/oncall/now.ts";
import { findPage, ledgerOf, listPages, type PageCursor, type PageFilter, summariesOf } from "#server/oncall/read.ts";
import {
  emptyBody,
  escalationBody,
  onCallNowSchema,
  openPageBody,
  pageLedgerSchema,
  pageListSchema,
  pageSummarySchema,
} from "#server/oncall/schema.ts";
import { idParameter } from "#server/ticket/reader.ts";
import { number } from "#server/ticket/schema-values.ts";

const summaryAnswer = { 200: { description: "The page afterwards", content: jsonOf(pageSummarySchema) }, ...problems };

export function pageRoutes(parts: Parts): Api {
  const api = newApi();
  listRoute(api, parts);
  openRoute(api, parts);
  showRoute(api, parts);
  answerRoute(
    api,
    parts,
    "acknowledgement",
    "acknowledge",
    "Somebody has it: nobody else is told. A ticket's page acknowledges the ticket",
  );
  answerRoute(api, parts, "escalation", "escalate", "The next step is told now");
  answerRoute(api, parts, "resolution", "resolve", "It is over");
  nowRoute(api, parts);
  return api;
}

const listDescription = createRoute({
  method: "get",
  path: "/pages",
  tags: ["pages"],
  summary: "Pages, those that are not over first, the newest first",
  request: {
    query: z.strictObject({
      state: z.enum(["unended", "all"]).default("unended"),
      ticket: z.coerce.number().pipe(number).optional(),
      mine: z.enum(["yes"]).optional().openapi({ description: "Those that were to reach the caller, or that they acknowledged" }),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(60).optional().openapi({ description: "`next` of the page before" }),
    }),
  },
  responses: { 200: { description: "A page", content: jsonOf(pageListSchema) }, ...problems },
});

function listRoute(api: Api, { door }: Parts): void {
  api.openapi(listDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", null);
    const { state, ticket, mine, limit, cursor } = c.req.valid("query");
    const filter: PageFilter = {
      state,
      ...(ticket === undefined ? {} : { ticketId: ticket }),
      ...(mine === undefined ? {} : { mine: { recipient: await recipientOf(caller, door), actor: await actorFor(caller, door) } }),
    };
    const after = cursor === undefined ? null : readCursor(cursor);
    const found = await door.read("*", (db) => listPages(db, filter, after, limit + 1));
    const shown = found.slice(0, limit);
    const next = found.length > limit ? writeCursor(shown.at(-1)!) : null;
    return c.json({ items: await summariesOf(door, shown), next }, 200);
  });
}

const writeCursor = ({ state, openedAt, id }: Page): string => `${state === "resolved" ? "o" : "u"}${openedAt}-${id}`;

function readCursor(cursor: string): PageCursor {
  const [, half, openedAt, id] = /^([ou])(\d{1,15})-(\d{1,15})$/.exec(cursor) ?? [];
  if (half !== undefined) return { isOver: half === "o", openedAt: Number(openedAt), id: Number(id) };
  throw new Refusal("bad-cursor", "This is no cursor of this list: take `next` of the page before, or start without one.", { cursor });
}

const openDescription = createRoute({
  method: "post",
  path: "/pages",
  tags: ["pages"],
  summary: "Page somebody by hand: whom you name, or through an escalation policy, about a ticket or about something else",
  request: { body: bodyOf(openPageBody) },
  ...repeatable,
  responses: { 201: { description: "The page; whoever it names is told", content: jsonOf(pageSummarySchema) }, ...problems },
});

function openRoute(api: Api, { door }: Parts): void {
  api.openapi(openDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const body = c.req.valid("json");
    const { customerId, ticketId = null, policy = null, targets = [], urgency, summary } = body;
    for (const target of targets) if (target.startsWith("person:")) await requireKnownPerson(door, target.slice("person:".length));
    const asked = { customerId, ticketId, cause: "manual" as const, policy, targets: policy === null ? targets : [], urgency, summary };
    const outcome = await door.perform({
      scope: "*",
      commands: [{ type: "open-page", pageId: 0, ...asked, actor: await actorFor(caller, door) }],
      ...repetition(c, body, ({ pages }) => ({ status: 201, body: { id: pages[0]?.id } })),
    });
    const replayed = outcome.replayed?.body as { id: number } | undefined;
    const id = replayed?.id ?? outcome.pages[0]!.id;
    c.header("location", `/api/v1/pages/${id}`);
    return c.json(await summaryOf({ door }, id), 201);
  });
}

const showDescription = createRoute({
  method: "get",
  path: "/pages/{id}",
  tags: ["pages"],
  summary: "One page with its ledger: its log, whom it was to reach, every attempt and receipt, and who answered",
  request: { params: idParameter },
  responses: { 200: { description: "The ledger", content: jsonOf(pageLedgerSchema) }, ...problems },
});

function showRoute(api: Api, { door }: Parts): void {
  api.openapi(showDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    return c.json(await ledgerOf(door, await requirePage({ door }, c.req.valid("param").id)), 200);
  });
}

function answerRoute(api: Api, { door }: Parts, noun: string, verb: AnswerVerb, summary: string): void {
  const description = createRoute({
    method: "post",
    path: `/pages/{id}/${noun}`,
    tags: ["pages"],
    summary,
    request: { params: idParameter, body: bodyOf(verb === "escalate" ? escalationBody : emptyBody) },
    ...repeatable,
    responses: summaryAnswer,
  });
  api.openapi(description, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const { id } = c.req.valid("param");
    const body: { note?: string | null | undefined } = c.req.valid("json");
    const command: PageVerb = commandOf(verb, viaOf(caller), body.note ?? null);
    await door.perform({
      scope: "*",
      commands: [{ ...command, pageId: id, actor: await actorFor(caller, door) }],
      ...repetition(c, body, () => ({ status: 200, body: { id } })),
    });
    return c.json(await summaryOf({ door }, id), 200);
  });
}

const viaOf = ({ kind }: Caller): "desk" | "api" => (kind === "user" ? "desk" : "api");

async function requirePage({ door }: Pick<Parts, "door">, id: number): Promise<Page> {
  const page = await door.read("*", (db) => findPage(db, id));
  if (page === null) throw new Refusal("unknown-page", `There is no page ${id}.`, { pageId: id });
  return page;
}

async function summaryOf({ door }: Pick<Parts, "door">, id: number) {
  const [summary] = await summariesOf(door, [await requirePage({ door }, id)]);
  return summary!;
}

const nowDescription = createRoute({
  method: "get",
  path: "/oncall/now",
  tags: ["pages"],
  summary: "Who is on call now in each schedule of the model, by which layer, and until when",
  responses: { 200: { description: "The schedules in the model's order", content: jsonOf(onCallNowSchema) }, ...problems },
});

function nowRoute(api: Api, { door }: Parts): void {
  api.openapi(nowDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const now = door.clock();
    return c.json({ items: onCallNow(await door.book(), now) }, 200);
  });
}
