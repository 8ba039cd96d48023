/** Runbooks over HTTP: those that fit, one with what the caller may do, its versions, how its steps fared. */
import { createRoute, z } from "@hono/zod-openapi";
import { type Doer, mayDo, type Runbook, type RunbookText, runFigures } from "#core/knowledge/runbook.ts";
import { slugOf } from "#core/knowledge/slug.ts";
import type { Document, Tier } from "#core/model/document.ts";
import { ticketKinds } from "#core/ticket/ticket.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { actorFor, assigneeOf } from "#server/access/actor.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { requireKnownPlace } from "#server/knowledge/known-place.ts";
import { namesOfAuthors } from "#server/knowledge/names.ts";
import { requireAuthor } from "#server/knowledge/reader.ts";
import { listRunbooks, readRunbook, readRunbookVersions, retireRunbook, runsOf, saveRunbook } from "#server/knowledge/runbook-store.ts";
import {
  runbookOrderSchema,
  runbookSchema,
  runbookSummarySchema,
  runbookVersionSchema,
  runFiguresSchema,
} from "#server/knowledge/schema.ts";
import { key } from "#server/ticket/schema-values.ts";

export function runbookRoutes(parts: Parts): Api {
  const api = newApi();
  listRoute(api, parts);
  showRoute(api, parts);
  saveRoutes(api, parts);
  retirementRoute(api, parts, true);
  retirementRoute(api, parts, false);
  historyRoutes(api, parts);
  return api;
}

const runbookParameter = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: "id", in: "path" } }),
});

/** Who the caller is towards approved actions: a program acts for nobody and is in no team. */
export function doerOf(caller: Caller, document: Document | null): Doer {
  if (caller.kind === "token") return { role: null, teams: [], tier: null };
  const person = assigneeOf(caller, document);
  const teams = Object.entries(document?.teams ?? {}).filter(([, { members }]) => members.includes(person));
  const tiers = teams.map(([, { tier }]) => tier);
  return { role: caller.role, teams: teams.map(([id]) => id), tier: tiers.length === 0 ? null : (Math.max(...tiers) as Tier) };
}

async function viewOf(door: Door, caller: Caller, runbook: Runbook, newestVersion: number): Promise<z.infer<typeof runbookSchema>> {
  const doer = doerOf(caller, (await door.book()).documentAt(door.clock()));
  const nameOf = await namesOfAuthors(door, [runbook.owner, runbook.changedBy]);
  const { changedBy, changedAt, kinds, steps, ...rest } = runbook;
  return {
    ...rest,
    kinds: [...kinds],
    newestVersion,
    ownerName: nameOf(runbook.owner),
    changedAt: toIso(changedAt),
    changedByName: nameOf(changedBy),
    steps: steps.map(({ action, ...step }) => ({
      ...step,
      action: action === null ? null : { ...action, roles: [...action.roles], teams: [...action.teams], mayDo: mayDo(action, doer) },
    })),
  };
}

const listDescription = createRoute({
  method: "get",
  path: "/runbooks",
  tags: ["knowledge"],
  summary: "Runbooks; with a service, a component or a kind of ticket, those that fit, the closest first",
  request: {
    query: z.strictObject({
      q: z.string().max(300).default(""),
      service: key.optional(),
      component: key.optional(),
      kind: z.enum(ticketKinds).optional(),
      retired: z.enum(["yes"]).optional(),
    }),
  },
  responses: { 200: { description: "At most 1,000", content: jsonOf(z.object({ items: z.array(runbookSummarySchema) })) }, ...problems },
});

function listRoute(api: Api, { door }: Parts): void {
  api.openapi(listDescription, async (c) => {
    requireAuthor(c, "knowledge:read");
    const { q, service = null, component = null, kind = null, retired } = c.req.valid("query");
    const isAsked = service !== null || component !== null || kind !== null;
    const found = await listRunbooks(door, {
      q: q.trim(),
      isRetired: retired === "yes",
      situation: isAsked ? { service, component, kind } : null,
    });
    const nameOf = await namesOfAuthors(
      door,
      found.map(({ runbook }) => runbook.owner),
    );
    const items = found.map(({ runbook, fit }) => ({
      ...{ id: runbook.id, name: runbook.name, summary: runbook.summary, service: runbook.service, component: runbook.component, fit },
      ...{ kinds: [...runbook.kinds], version: runbook.version, isRetired: runbook.isRetired, steps: runbook.steps.length },
      ...{ actions: runbook.steps.filter(({ action }) => action !== null).length, ownerName: nameOf(runbook.owner) },
      changedAt: toIso(runbook.changedAt),
    }));
    return c.json({ items }, 200);
  });
}

const showDescription = createRoute({
  method: "get",
  path: "/runbooks/{id}",
  tags: ["knowledge"],
  summary: "A runbook with its steps, and which approved actions are the caller's to do",
  request: { params: runbookParameter, query: z.strictObject({ version: z.coerce.number().int().positive().optional() }) },
  responses: { 200: { description: "The runbook", content: jsonOf(runbookSchema) }, ...problems },
});

function showRoute(api: Api, { door }: Parts): void {
  api.openapi(showDescription, async (c) => {
    const caller = requireAuthor(c, "knowledge:read");
    const { runbook, newestVersion } = await readRunbook(door, c.req.valid("param").id, c.req.valid("query").version ?? null);
    return c.json(await viewOf(door, caller, runbook, newestVersion), 200);
  });
}

const createDescription = createRoute({
  method: "post",
  path: "/runbooks",
  tags: ["knowledge"],
  summary: "Write a runbook",
  ...repeatable,
  request: { body: bodyOf(runbookOrderSchema.extend({ id: key.exactOptional().meta({ description: "Default: made from the name" }) })) },
  responses: { 201: { description: "Its first version", content: jsonOf(runbookSchema) }, ...problems },
});

const changeDescription = createRoute({
  method: "put",
  path: "/runbooks/{id}",
  tags: ["knowledge"],
  summary: "Make the next version of a runbook; tickets on which it is followed keep theirs",
  request: { params: runbookParameter, body: bodyOf(runbookOrderSchema) },
  responses: { 200: { description: "Its newest version", content: jsonOf(runbookSchema) }, ...problems },
});

type Body = z.infer<typeof runbookOrderSchema>;

function saveRoutes(api: Api, { door }: Parts): void {
  const save = async (caller: Caller, id: string, body: Body, isNew: boolean) => {
    const document = (await door.book()).documentAt(door.clock());
    const own = caller.kind === "user" ? assigneeOf(caller, document) : caller.name;
    const { note = null, owner = isNew ? own : (await readRunbook(door, id)).runbook.owner, ...text } = body;
    await requireKnownPlace(door, { owner: body.owner, service: text.service, component: text.component });
    const order = { id, text: { ...text, owner } as RunbookText, actor: await actorFor(caller, door), note, isNew };
    const runbook = await saveRunbook(door, order);
    return viewOf(door, caller, runbook, runbook.version);
  };
  api.openapi(createDescription, async (c) => {
    const caller = requireAuthor(c);
    const { id, ...body } = c.req.valid("json");
    const view = await doOnce(c, door, body, async () => ({ body: await save(caller, id ?? slugOf(body.name), body, true) }));
    return c.json(view, 201);
  });
  api.openapi(changeDescription, async (c) => {
    const caller = requireAuthor(c);
    return c.json(await save(caller, c.req.valid("param").id, c.req.valid("json"), false), 200);
  });
}

function retirementRoute(api: Api, { door }: Parts, isRetired: boolean): void {
  const description = createRoute({
    method: "post",
    path: isRetired ? "/runbooks/{id}/retirement" : "/runbooks/{id}/revival",
    tags: ["knowledge"],
    summary: isRetired ? "Take a runbook out of use; it is kept" : "Bring a retired runbook back into use",
    ...repeatable,
    request: { params: runbookParameter, body: bodyOf(z.strictObject({})) },
    responses: { 200: { description: "The runbook", content: jsonOf(runbookSchema) }, ...problems },
  });
  api.openapi(description, async (c) => {
    const caller = requireAuthor(c);
    const runbook = await retireRunbook(door, { id: c.req.valid("param").id, isRetired, actor: await actorFor(caller, door) });
    return c.json(await viewOf(door, caller, runbook, runbook.version), 200);
  });
}

const versionsDescription = createRoute({
  method: "get",
  path: "/runbooks/{id}/versions",
  tags: ["knowledge"],
  summary: "The versions of a runbook, the newest first",
  request: { params: runbookParameter },
  responses: { 200: { description: "The versions", content: jsonOf(z.object({ items: z.array(runbookVersionSchema) })) }, ...problems },
});

const runsDescription = createRoute({
  method: "get",
  path: "/runbooks/{id}/runs",
  tags: ["knowledge"],
  summary: "How often it was followed, and which steps were skipped",
  request: { params: runbookParameter },
  responses: { 200: { description: "Its figures", content: jsonOf(runFiguresSchema) }, ...problems },
});

function historyRoutes(api: Api, { door }: Parts): void {
  api.openapi(versionsDescription, async (c) => {
    requireAuthor(c, "knowledge:read");
    const { runbook } = await readRunbook(door, c.req.valid("param").id);
    const rows = await readRunbookVersions(door, runbook.id);
    const nameOf = await namesOfAuthors(
      door,
      rows.map(({ by_actor }) => by_actor),
    );
    const items = rows.map(({ version, record, note, at, by_actor }) => {
      const { name, steps } = record as Runbook;
      return { version, name, steps: steps.length, note, at: toIso(at as Instant), byName: nameOf(by_actor) };
    });
    return c.json({ items }, 200);
  });
  api.openapi(runsDescription, async (c) => {
    requireAuthor(c, "knowledge:read");
    const { runbook } = await readRunbook(door, c.req.valid("param").id);
    const runs = await runsOf(door, runbook.id);
    const titles = new Map(runbook.steps.map(({ id, title }) => [id, title]));
    const figures = runFigures([...titles.keys()], runs).map((each) => ({ ...each, title: titles.get(each.step) ?? each.step }));
    return c.json({ runs: runs.length, under: runs.filter(({ isOver }) => !isOver).length, steps: figures }, 200);
  });
}
