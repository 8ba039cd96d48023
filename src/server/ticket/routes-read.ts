/** Reading a ticket: itself, its clocks explained, its log, who held the ball. */
import { createRoute, z } from "@hono/zod-openapi";
import { isForCustomer } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { ballStretches } from "#core/ticket/ball.ts";
import { namesOfActors } from "#server/access/names.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import { etagOf } from "#server/http/conditions.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { namesByMail } from "#server/mail/correspondence.ts";
import { type ExplainedClock, explained, measureOf, shares, zonesOf } from "#server/ticket/explained.ts";
import { isZone } from "#server/ticket/local-time.ts";
import { eventsOf } from "#server/ticket/read.ts";
import { idParameter, readerOf, scopeOf } from "#server/ticket/reader.ts";
import { ballSchema, clocksSchema, eventSchema, ticketSchema } from "#server/ticket/schema-answers.ts";
import { seenTicket } from "#server/ticket/seen.ts";
import { ticketView } from "#server/ticket/view.ts";

export function readRoutes(parts: Parts): Api {
  const api = newApi();
  showRoute(api, parts);
  clocksRoute(api, parts);
  eventsRoute(api, parts);
  ballRoute(api, parts);
  return api;
}

const pageOf = <S extends z.ZodType>(items: S) =>
  z.object({ items: z.array(items), next: z.string().nullable().meta({ description: "Send it as the cursor of the next page" }) });
const limit = z.coerce.number().int().min(1).max(200).default(50);

const showDescription = createRoute({
  method: "get",
  path: "/tickets/{id}",
  tags: ["tickets"],
  summary: "One ticket; its ETag is its version",
  request: { params: idParameter },
  responses: {
    200: { description: "The ticket", content: jsonOf(ticketSchema) },
    304: { description: "As you know it (If-None-Match)" },
    ...problems,
  },
});

function showRoute(api: Api, parts: Parts): void {
  api.openapi(showDescription, async (c) => {
    const ticket = await seenTicket(parts, c.get("caller"), c.req.valid("param").id);
    const etag = etagOf(ticket.seq);
    c.header("etag", etag);
    c.header("vary", "accept-language");
    if (c.req.header("if-none-match") === etag) return c.body(null, 304);
    return c.json(ticketView(ticket, readerOf(c)), 200);
  });
}

const clocksDescription = createRoute({
  method: "get",
  path: "/tickets/{id}/clocks",
  tags: ["tickets"],
  summary: "Each clock with its explanation, which adds up to its due instant",
  request: {
    params: idParameter,
    query: z.strictObject({
      zone: z.string().max(60).optional().openapi({ description: "The reader's IANA zone; default: the provider's" }),
    }),
  },
  responses: { 200: { description: "The clocks, in the order in which they started", content: jsonOf(clocksSchema) }, ...problems },
});

function clocksRoute(api: Api, parts: Parts): void {
  api.openapi(clocksDescription, async (c) => {
    const { zone } = c.req.valid("query");
    if (zone !== undefined && !isZone(zone))
      throw new Refusal("bad-zone", `"${zone}" is not a zone: write an IANA name, Europe/Paris for instance.`, { zone });
    const ticket = await seenTicket(parts, c.get("caller"), c.req.valid("param").id);
    const book = await parts.door.book();
    const now = parts.door.clock();
    const measure = measureOf(book);
    const zones = zonesOf(ticket, book, now, zone ?? null);
    const isStaff = c.get("caller").customerId === null;
    const clocks = ticket.clocks.filter(({ party }) => isStaff || party === "sla");
    return c.json({ items: clocks.map((clock) => explainedView(explained(clock, now, measure, zones))) }, 200);
  });
}

/** The local times are texts already. */
const explainedView = ({ clock, explanation, due }: ExplainedClock) => ({ ...wire({ clock, explanation }), due });

const eventsDescription = createRoute({
  method: "get",
  path: "/tickets/{id}/events",
  tags: ["tickets"],
  summary: "The ticket's log, its conversation included, in order",
  request: {
    params: idParameter,
    query: z.strictObject({ after: z.string().max(20).optional().openapi({ description: "`next` of the page before" }), limit }),
  },
  responses: { 200: { description: "A page", content: jsonOf(pageOf(eventSchema)) }, ...problems },
});

type EventView = z.infer<typeof eventSchema>;

function eventsRoute(api: Api, parts: Parts): void {
  api.openapi(eventsDescription, async (c) => {
    const { after: cursor, limit: most } = c.req.valid("query");
    const caller = c.get("caller");
    const { id, customerId } = await seenTicket(parts, caller, c.req.valid("param").id);
    const after = cursor === undefined ? 0 : Number(/^e(\d{1,9})$/.exec(cursor)?.[1] ?? Number.NaN);
    if (Number.isNaN(after))
      throw new Refusal("bad-cursor", "This is no cursor of this list: take `next` of the page before, or start without one.", { cursor });
    const logged = await parts.door.read(scopeOf(caller), (db) => eventsOf(db, id, { after, limit: most + 1 }));
    const page = logged.slice(0, most);
    const next = logged.length > most ? `e${page.at(-1)!.seq}` : null;
    const shown = page.filter(({ event }) => caller.customerId === null || isForCustomer(event));
    const nameOf = await namesOfActors(
      parts.door,
      shown.map(({ event }) => event.actor),
      customerId,
    );
    const isMailed = shown.some(({ event }) => event.actor.startsWith("contact:mail-"));
    const mailed = isMailed ? await parts.door.read(scopeOf(caller), (db) => namesByMail(db, id)) : null;
    const items = shown.map(({ event, position, seq, recordedAt, isErased }) => {
      const { watermark: _, mentions, ...rest } = { mentions: undefined as unknown, ...event, recordedAt };
      // Which of the provider's people a message calls is the provider's own.
      const told = mentions === undefined || caller.customerId !== null ? rest : { ...rest, mentions };
      return {
        ...(wire(told) as EventView),
        position,
        seq,
        actorName: mailed?.get(event.actor) ?? nameOf(event.actor),
        ...(isErased ? { isErased } : {}),
      };
    });
    return c.json({ items, next }, 200);
  });
}

const ballDescription = createRoute({
  method: "get",
  path: "/tickets/{id}/ball",
  tags: ["tickets"],
  summary: "Who held the ticket when, and whose share of the promised time that was",
  request: { params: idParameter },
  responses: { 200: { description: "The stretches partition the ticket's life", content: jsonOf(ballSchema) }, ...problems },
});

function ballRoute(api: Api, parts: Parts): void {
  api.openapi(ballDescription, async (c) => {
    const ticket = await seenTicket(parts, c.get("caller"), c.req.valid("param").id);
    const now = parts.door.clock();
    const measure = measureOf(await parts.door.book());
    return c.json({ stretches: wire(ballStretches(ticket.ball, now)), shares: shares(ticket, measure, now) }, 200);
  });
}
