/** Swaps, hand-over notes and what passes on with the watch, over HTTP. For the provider's own people. */
import { createRoute } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { type Instant, instant, toIso } from "#core/time/instant.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { listNotes, passedOn, requireHandover, takeBackNote, writeNote } from "#server/oncall/handover.ts";
import type { Who } from "#server/oncall/rota-recorded.ts";
import {
  answerBody,
  type HandoverNote,
  handoverQuery,
  handoverSchema,
  noteBody,
  noteListSchema,
  noteQuery,
  noteSchema,
  type RotaSwap,
  swapBody,
  swapListSchema,
  swapQuery,
  swapSchema,
} from "#server/oncall/rota-schema.ts";
import { acceptSwap, askSwap, declineSwap, listSwaps, requireSwap, withdrawSwap } from "#server/oncall/rota-swaps.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";
import { noteView, personOr, swapView, viewFor, whoOf } from "#server/oncall/rota-view.ts";
import { nextOf } from "#server/oncall/routes-rota.ts";
import { idParameter } from "#server/ticket/reader.ts";

export function swapRoutes(parts: Parts): Api {
  const api = newApi();
  swapListRoute(api, parts);
  askRoute(api, parts);
  answerRoute(api, parts, "acceptance", "Accept: each stands in the other's stretch from then on, if both still stand there", acceptSwap);
  answerRoute(api, parts, "declining", "Decline what was asked of one alone", declineSwap);
  withdrawRoute(api, parts);
  noteRoutes(api, parts);
  handoverRoute(api, parts);
  return api;
}

const tags = ["rota"];

const swapsDescription = createRoute({
  method: "get",
  path: "/oncall/swaps",
  tags,
  summary: "Swaps that were asked for, the newest first",
  request: { query: swapQuery },
  responses: { 200: { description: "A page", content: jsonOf(swapListSchema) }, ...problems },
});

function swapListRoute(api: Api, { door }: Parts): void {
  api.openapi(swapsDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", null);
    const { schedule = null, person = null, mine, state, limit, cursor } = c.req.valid("query");
    const who = await whoOf(caller, door);
    const filter = {
      ...{ schedule, person, mine: mine === undefined ? null : who.person, openAt: state === "open" ? door.clock() : null },
      ...{ before: cursor === undefined ? null : Number(cursor), limit: limit + 1 },
    };
    const rows = await door.read("*", (db) => listSwaps(db.withTables<RotaTables>(), filter));
    const view = await viewFor(door, who);
    const items = rows.slice(0, limit).map((row) => swapView(row, view));
    // What was asked of everybody is the caller's where they could take it.
    const isMine = (swap: RotaSwap): boolean => mine === undefined || swap.asked !== null || swap.asker === who.person || swap.mayAnswer;
    return c.json({ items: items.filter(isMine), next: nextOf(rows, limit) }, 200);
  });
}

const askDescription = createRoute({
  method: "post",
  path: "/oncall/swaps",
  tags,
  summary: "Ask a colleague, or everybody on the schedule, to stand for one; nothing changes before somebody accepts",
  request: { body: bodyOf(swapBody) },
  ...repeatable,
  responses: { 201: { description: "Asked; whoever it is asked of is told", content: jsonOf(swapSchema) }, ...problems },
});

function askRoute(api: Api, { door }: Parts): void {
  api.openapi(askDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const { note = null, ...body } = c.req.valid("json");
    const who = await whoOf(caller, door);
    const asked = { ...body, asker: personOr(body.asker, who), note };
    const answer = await doOnce(c, door, { ...body, note }, async () => ({
      body: await swapOf(door, who, await askSwap(door, who, asked)),
    }));
    return c.json(answer, 201);
  });
}

function answerRoute(
  api: Api,
  { door }: Parts,
  noun: string,
  summary: string,
  answer: (door: Parts["door"], who: Who, id: number, person: string) => Promise<void>,
): void {
  const description = createRoute({
    method: "post",
    path: `/oncall/swaps/{id}/${noun}`,
    tags,
    summary,
    request: { params: idParameter, body: bodyOf(answerBody) },
    responses: { 200: { description: "The swap afterwards", content: jsonOf(swapSchema) }, ...problems },
  });
  api.openapi(description, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const { id } = c.req.valid("param");
    const who = await whoOf(caller, door);
    await answer(door, who, id, personOr(c.req.valid("json").person, who));
    return c.json(await swapOf(door, who, id), 200);
  });
}

const withdrawDescription = createRoute({
  method: "delete",
  path: "/oncall/swaps/{id}",
  tags,
  summary: "Withdraw what one asked for; one that was accepted is undone with `model:write`, as far as it is not over",
  request: { params: idParameter },
  responses: { 204: { description: "Withdrawn" }, ...problems },
});

function withdrawRoute(api: Api, { door }: Parts): void {
  api.openapi(withdrawDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    await withdrawSwap(door, await whoOf(caller, door), c.req.valid("param").id);
    return c.body(null, 204);
  });
}

const notesDescription = createRoute({
  method: "get",
  path: "/oncall/notes",
  tags,
  summary: "Hand-over notes, by the hand-over that they are for; the newest first",
  request: { query: noteQuery },
  responses: { 200: { description: "A page", content: jsonOf(noteListSchema) }, ...problems },
});

const noteDescription = createRoute({
  method: "post",
  path: "/oncall/notes",
  tags,
  summary: "Tell whoever comes: shown and sent to them at the hand-over",
  request: { body: bodyOf(noteBody) },
  ...repeatable,
  responses: { 201: { description: "Written", content: jsonOf(noteSchema) }, ...problems },
});

const noteEndDescription = createRoute({
  method: "delete",
  path: "/oncall/notes/{id}",
  tags,
  summary: "Take a note back before it is handed over",
  request: { params: idParameter },
  responses: { 204: { description: "Taken back" }, ...problems },
});

function noteRoutes(api: Api, { door }: Parts): void {
  api.openapi(notesDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", null);
    const { schedule = null, from, to, limit, cursor } = c.req.valid("query");
    const period = { from: from === undefined ? null : instant(from), to: to === undefined ? null : instant(to) };
    const filter = { schedule, ...period, before: cursor === undefined ? null : Number(cursor), limit: limit + 1 };
    const rows = await door.read("*", (db) => listNotes(db.withTables<RotaTables>(), filter));
    const view = await viewFor(door, await whoOf(caller, door));
    return c.json({ items: rows.slice(0, limit).map((row) => noteView(row, view)), next: nextOf(rows, limit) }, 200);
  });
  api.openapi(noteDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    const body = c.req.valid("json");
    const given = await whoOf(caller, door);
    const who = given.person === "" ? { ...given, person: caller.name } : given;
    const asked = { schedule: body.schedule, at: body.at === undefined ? null : instant(body.at), text: body.text };
    const answer = await doOnce(c, door, body, async () => ({ body: await noteOf(door, who, await writeNote(door, who, asked)) }));
    return c.json(answer, 201);
  });
  api.openapi(noteEndDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    await takeBackNote(door, await whoOf(caller, door), c.req.valid("param").id);
    return c.body(null, 204);
  });
}

const handoverDescription = createRoute({
  method: "get",
  path: "/oncall/handover",
  tags,
  summary: "What passes on at a schedule's hand-over, as things stand: who goes and comes, notes, pages that are not over, urgent tickets",
  request: { query: handoverQuery },
  responses: { 200: { description: "The hand-over", content: jsonOf(handoverSchema) }, ...problems },
});

function handoverRoute(api: Api, { door }: Parts): void {
  api.openapi(handoverDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", null);
    const { schedule, at } = c.req.valid("query");
    const now = door.clock();
    const book = await door.book();
    const handover = requireHandover(book, schedule, at === undefined ? ((now + 1) as Instant) : instant(at), now);
    const { notes, pages, tickets } = await door.read("*", (db) => passedOn(db.withTables<RotaTables>(), book, handover, now));
    const view = await viewFor(door, await whoOf(caller, door));
    const { from, to } = handover;
    return c.json(
      {
        ...{ schedule, at: toIso(handover.at), from, fromName: from === null ? null : view.nameOf(from), to, toName: view.nameOf(to) },
        notes: notes.map((row) => noteView(row, view)),
        pages: pages.map(({ openedAt, ...page }) => ({ ...page, openedAt: toIso(openedAt) })),
        tickets,
      },
      200,
    );
  });
}

async function swapOf(door: Parts["door"], who: Who, id: number): Promise<RotaSwap> {
  const row = await door.read("*", (db) => requireSwap(db.withTables<RotaTables>(), id));
  return swapView(row, await viewFor(door, who));
}

async function noteOf(door: Parts["door"], who: Who, id: number): Promise<HandoverNote> {
  const rows = await door.read("*", (db) =>
    listNotes(db.withTables<RotaTables>(), { schedule: null, from: null, to: null, before: id + 1, limit: 1 }),
  );
  return noteView(rows[0]!, await viewFor(door, who));
}
