/**
 * Page links: what somebody who was paged opens on a phone, without a session. Looking never acts, since mail scanners and previews
 * follow links; an answer is a request of its own.
 */
import { createRoute, z } from "@hono/zod-openapi";
import type { Page } from "#core/oncall/page.ts";
import { Refusal } from "#core/refusal.ts";
import { toIso } from "#core/time/instant.ts";
import { namesOfActors } from "#server/access/names.ts";
import { sharedSecret } from "#server/access/shared-secret.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, bodyOf, isOpen, jsonOf, newApi, problems } from "#server/http/api.ts";
import { boundPace } from "#server/http/pace.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { type AnswerVerb, commandOf } from "#server/oncall/answer.ts";
import { type PageLink, pageLinkSecret, readPageLink } from "#server/oncall/page-link.ts";
import { findPage } from "#server/oncall/read.ts";
import { emptyBody, type LinkedPage, linkedPageSchema } from "#server/oncall/schema.ts";

/** A phone looks every ten seconds, and a whole team may sit behind one address. */
const perMinute = 240;

const params = z.object({ token: z.string().max(2_000) });
const answers = { 200: { description: "The page as it is now", content: jsonOf(linkedPageSchema) }, ...problems };

export function pageLinkRoutes({ door, addressHeader }: Parts): Api {
  const api = newApi();
  api.use("/page-links/*", boundPace(perMinute, addressHeader, door.clock));
  const secret = once(() => sharedSecret(door, pageLinkSecret));
  const linkOf = async (token: string): Promise<PageLink> => readPageLink(await secret(), token, door.clock());
  showRoute(api, door, linkOf);
  answerRoute(api, door, linkOf, "acknowledgement", "acknowledge", "I have it");
  answerRoute(api, door, linkOf, "escalation", "escalate", "The next step is told now");
  return api;
}

type LinkReader = (token: string) => Promise<PageLink>;

/** A failure is asked again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}

const showDescription = createRoute({
  method: "get",
  path: "/page-links/{token}",
  tags: ["pages"],
  summary: "What the link in a message is about, and whether it still can be answered; looking never acts",
  ...isOpen,
  request: { params },
  responses: answers,
});

function showRoute(api: Api, door: Door, linkOf: LinkReader): void {
  api.openapi(showDescription, async (c) => {
    c.header("cache-control", "no-store");
    c.header("referrer-policy", "no-referrer");
    return c.json(await linkedPage(door, await linkOf(c.req.valid("param").token)), 200);
  });
}

function answerRoute(api: Api, door: Door, linkOf: LinkReader, noun: string, verb: AnswerVerb, summary: string): void {
  const description = createRoute({
    method: "post",
    path: `/page-links/{token}/${noun}`,
    tags: ["pages"],
    summary,
    ...isOpen,
    request: { params, body: bodyOf(emptyBody) },
    responses: answers,
  });
  api.openapi(description, async (c) => {
    const link = await linkOf(c.req.valid("param").token);
    const page = await requirePage(door, link);
    // What is over is shown as it is: whoever pressed too late needs no reproach.
    if (page.state !== "resolved") {
      const actor = await actorBehind(door, link);
      await door.perform({ scope: "*", commands: [{ ...commandOf(verb, "link"), pageId: link.pageId, actor }] });
    }
    c.header("cache-control", "no-store");
    return c.json(await linkedPage(door, link), 200);
  });
}

async function requirePage(door: Door, { pageId, customerId }: PageLink): Promise<Page> {
  const page = await door.read("*", (db) => findPage(db, pageId));
  if (page !== null && page.customerId === customerId) return page;
  throw new Refusal("unknown-page", `There is no page ${pageId}.`, { pageId });
}

/** Under which name the log has whoever holds the link: the person it was sent to, or the contact. */
async function actorBehind(door: Door, { person, deliveryId }: PageLink): Promise<string> {
  if (person !== null) return `agent:${person}`;
  const row = await door.read("*", (db) =>
    db.withTables<ReachTables>().selectFrom("deliveries").select("recipient").where("id", "=", deliveryId).executeTakeFirst(),
  );
  const recipient = row?.recipient ?? "";
  if (recipient.startsWith("contact:")) return recipient;
  // Its address may hold a secret.
  return recipient.startsWith("webhook:") ? "webhook" : "system";
}

async function linkedPage(door: Door, link: PageLink): Promise<LinkedPage> {
  const page = await requirePage(door, link);
  const actor = await actorBehind(door, link);
  const document = (await door.book()).documentAt(door.clock());
  const told = page.told.map(actorCalled).filter((each) => each !== actor);
  const nameOf = await namesOfActors(
    door,
    [actor, ...told, ...(page.acknowledgedBy === null ? [] : [page.acknowledgedBy])],
    page.customerId,
  );
  const { ticketId, summary, urgency, cause, state, openedAt, acknowledgedAt, acknowledgedBy, resolvedAt, nextAt } = page;
  return {
    ...wire({ pageId: page.id, ticketId, summary, urgency, cause, state, openedAt, acknowledgedAt, resolvedAt, nextAt }),
    customerName: document?.customers[page.customerId]?.name ?? null,
    personName: actor.includes(":") ? nameOf(actor) : null,
    others: told.map(nameOf),
    acknowledgedByName: acknowledgedBy === null ? null : nameOf(acknowledgedBy),
    isMine: acknowledgedBy === actor,
    mayAnswer: state !== "resolved",
    expiresAt: toIso(link.expiresAt),
  };
}

/** `person:alice` stands in the log as `agent:alice`; a webhook's address is nobody's name. */
function actorCalled(recipient: string): string {
  if (recipient.startsWith("person:")) return `agent:${recipient.slice("person:".length)}`;
  return recipient.startsWith("webhook:") ? "webhook" : recipient;
}
