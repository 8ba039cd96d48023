/** Everything that changes a ticket: opening, the verbs, and the customer's own order. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { requirePermission, requireVerb } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { actorFor, requireKnownPeople } from "#server/access/actor.ts";
import type { Door } from "#server/database/door.ts";
import type { CommandDraft, Outcome } from "#server/database/orders.ts";
import { type Api, bodyOf, conditional, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import { etagOf, expectedSeq, repetition } from "#server/http/conditions.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import type { Wire } from "#server/http/wire.ts";
import { waitingFiles, withFiles } from "#server/ticket/files.ts";
import { openingSchema, requesterIn, requireOwnService } from "#server/ticket/opening.ts";
import { findTicket } from "#server/ticket/read.ts";
import { idParameter, readerOf, scopeOf } from "#server/ticket/reader.ts";
import { ticketSchema } from "#server/ticket/schema-answers.ts";
import { key, number } from "#server/ticket/schema-values.ts";
import { requireSeen } from "#server/ticket/seen.ts";
import { type Resource, resources } from "#server/ticket/verbs.ts";
import { ticketView } from "#server/ticket/view.ts";

export function commandRoutes(parts: Parts): Api {
  const api = newApi();
  openRoute(api, parts);
  for (const resource of resources) verbRoute(api, parts, resource);
  rankingRoute(api, parts);
  return api;
}

const openDescription = createRoute({
  method: "post",
  path: "/tickets",
  tags: ["tickets"],
  summary: "Open a ticket: coverage is decided and quoted, the owning team found, the clocks set",
  ...repeatable,
  request: { body: bodyOf(openingSchema) },
  responses: { 201: { description: "Opened", content: jsonOf(ticketSchema) }, ...problems },
});

function openRoute(api: Api, { door }: Parts): void {
  api.openapi(openDescription, async (c) => {
    const caller = c.get("caller");
    const body = c.req.valid("json");
    const customerId = body.customerId ?? caller.customerId;
    if (customerId === null)
      throw new Refusal("invalid-request", "In the body, /customerId: Write for which customer; it is missing.", {
        errors: [{ pointer: "/customerId", detail: "Write for which customer; it is missing." }],
      });
    if (caller.customerIds !== null && !caller.customerIds.includes(customerId)) {
      throw new Refusal("unknown-customer", `There is no customer "${customerId}" that you may open tickets for.`, { customerId });
    }
    requirePermission(caller, "tickets:write", customerId);
    const opening = {
      type: "open-ticket",
      channel: caller.kind === "user" ? "portal" : "api",
      description: "",
      ...body,
      ...requesterIn(body, caller, customerId),
      customerId,
    } as const;
    requireVerb(caller, opening);
    await requireOwnService(door, customerId, caller, opening.service);
    const { verb, ...filed } = await withFiles(door, caller, {
      ...{ ...opening, ticketId: 0 },
      attachments: waitingFiles(opening.attachments ?? []),
    });
    const command = { ...verb, actor: await actorFor(caller, door) } as CommandDraft;
    await requireSeen({ door }, caller, [command]);
    const outcome = await door.perform({
      scope: scopeOf(caller),
      commands: [command],
      ...filed,
      ...repetition(c, body, (done) => answerTo(c, done, 0)),
    });
    return answered(c, outcome.replayed ?? answerTo(c, outcome, 0));
  });
}

type Answer = { status: number; body: unknown };

/** The ticket that the command was about: the one opened (a late reopening opens one), or the one named, changed. Null when nothing changed. */
export function answerTo(c: Context<HttpEnv>, { tickets, events }: Outcome, ticketId: number): Answer {
  const opened = events.find((event) => event.type === "ticket.opened")?.ticketId;
  const ticket = tickets.find(({ id }) => id === (opened ?? ticketId));
  return { status: opened === undefined ? 200 : 201, body: ticket === undefined ? null : ticketView(ticket, readerOf(c)) };
}

// The schema describes what is sent; the body was made by `ticketView` here or when the key was first used.
export function answered(c: Context<HttpEnv>, { status, body }: Answer) {
  const ticket = body as Wire<Ticket>;
  c.header("etag", etagOf(ticket.seq));
  if (status !== 201) return c.json(ticket, 200) as never;
  c.header("location", `/api/v1/tickets/${ticket.id}`);
  return c.json(ticket, 201) as never;
}

function verbRoute(api: Api, { door }: Parts, { noun, summary, body: schema, command: commandOf }: Resource): void {
  const description = createRoute({
    method: "post",
    path: `/tickets/{id}/${noun}`,
    tags: ["tickets"],
    summary,
    ...conditional,
    request: { params: idParameter, body: bodyOf(schema) },
    responses: {
      200: { description: "The ticket after it", content: jsonOf(ticketSchema) },
      ...(noun === "reopening" ? { 201: { description: "The window had passed: the new ticket", content: jsonOf(ticketSchema) } } : {}),
      ...problems,
    },
  });
  api.openapi(description, async (c) => {
    const caller = c.get("caller");
    const { id } = c.req.valid("param");
    const body = c.req.valid("json") as never;
    // To which customer the ticket belongs the database knows: of another customer's it says that there is none.
    requirePermission(caller, "tickets:write", caller.customerId);
    const asked = commandOf(body, caller);
    requireVerb(caller, asked);
    await requireKnownPeople(door, asked);
    const { verb, ...filed } = await withFiles(door, caller, asked);
    const expectSeq = expectedSeq(c);
    const command = { ...verb, ticketId: id, actor: await actorFor(caller, door) } as CommandDraft;
    await requireSeen({ door }, caller, [command]);
    const outcome = await door.perform({
      scope: scopeOf(caller),
      commands: [command],
      ...filed,
      ...(expectSeq === null ? {} : { expectSeq }),
      ...repetition(c, body, (done) => answerTo(c, done, id)),
    });
    const answer = outcome.replayed ?? answerTo(c, outcome, id);
    return answered(c, answer.body === null ? await unchanged(c, door, id) : answer);
  });
}

/** A command that had nothing to do (to acknowledge twice) is answered by the ticket as it is. */
export async function unchanged(c: Context<HttpEnv>, door: Door, id: number): Promise<Answer> {
  const ticket = await door.read(scopeOf(c.get("caller")), (db) => findTicket(db, id));
  return { status: 200, body: ticketView(ticket!, readerOf(c)) };
}

const rankingDescription = createRoute({
  method: "post",
  path: "/customers/{customer}/ranking",
  tags: ["tickets"],
  summary: "Put a customer's open tickets in order; those not named keep no place",
  ...repeatable,
  request: {
    params: z.object({ customer: key.openapi({ param: { name: "customer", in: "path" } }) }),
    body: bodyOf(z.strictObject({ order: z.array(number).max(500).meta({ description: "Ticket numbers, the most important first" }) })),
  },
  responses: { 200: { description: "The order that holds now", content: jsonOf(z.object({ order: z.array(z.int()) })) }, ...problems },
});

function rankingRoute(api: Api, { door }: Parts): void {
  api.openapi(rankingDescription, async (c) => {
    const caller = c.get("caller");
    const { customer } = c.req.valid("param");
    const body = c.req.valid("json");
    if (caller.customerIds !== null && !caller.customerIds.includes(customer))
      throw new Refusal("unknown-customer", `There is no customer "${customer}".`, { customer });
    requirePermission(caller, "tickets:write", customer);
    requireVerb(caller, { type: "rank-ticket" });
    const { order } = body;
    const twice = order.find((id, at) => order.indexOf(id) !== at);
    if (twice !== undefined)
      throw new Refusal("ticket-ranked-twice", `Ticket ${twice} stands in the order twice: name each ticket once.`, { ticketId: twice });
    const ranked = await rankedTickets(door, customer);
    const actor = await actorFor(caller, door);
    const commands: CommandDraft[] = [
      ...order.map((ticketId, at): CommandDraft => ({ type: "rank-ticket", ticketId, rank: at + 1, actor })),
      ...ranked.filter((id) => !order.includes(id)).map((ticketId): CommandDraft => ({ type: "rank-ticket", ticketId, rank: null, actor })),
    ];
    // The customer's own scope, whoever asks: a number of another customer's ticket is not known in it.
    const respond = () => ({ status: 200, body: { order } });
    const outcome = commands.length === 0 ? null : await door.perform({ scope: customer, commands, ...repetition(c, body, respond) });
    return c.json((outcome?.replayed?.body as { order: number[] } | undefined) ?? { order }, 200);
  });
}

async function rankedTickets(door: Door, customer: string): Promise<number[]> {
  const rows = await door.read(customer, (db) =>
    db
      .selectFrom("tickets")
      .select("id")
      .where("customer_id", "=", customer)
      .where("status", "=", "open")
      .where("rank", "is not", null)
      .execute(),
  );
  return rows.map(({ id }) => id);
}
