/** From a resolved ticket to the draft of an article, over HTTP: public words alone, persons taken out, nothing stored yet. */
import { createRoute } from "@hono/zod-openapi";
import { type PublicStory, proposeArticle } from "#core/knowledge/proposal.ts";
import type { Document } from "#core/model/document.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { namesOfActors } from "#server/access/names.ts";
import { type Api, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { requireAuthor } from "#server/knowledge/reader.ts";
import { proposalSchema } from "#server/knowledge/schema.ts";
import { eventsOf, type LoggedEvent } from "#server/ticket/read.ts";
import { idParameter, scopeOf } from "#server/ticket/reader.ts";
import { seenTicket } from "#server/ticket/seen.ts";

const description = createRoute({
  method: "post",
  path: "/tickets/{id}/article-draft",
  tags: ["knowledge"],
  summary: "What an article made of a resolved ticket would say, with what was taken out of it; nothing is stored",
  ...repeatable,
  request: { params: idParameter },
  responses: { 200: { description: "To be read, changed and kept with POST /articles", content: jsonOf(proposalSchema) }, ...problems },
});

export function draftRoutes(parts: Parts): Api {
  const { door } = parts;
  const api = newApi();
  api.openapi(description, async (c) => {
    const caller = requireAuthor(c);
    const ticket = await seenTicket(parts, caller, c.req.valid("param").id);
    const events = await door.read(scopeOf(caller), (db) => eventsOf(db, ticket.id, { limit: 5_000 }));
    const document = (await door.book()).documentAt(door.clock());
    const language = ticket.language ?? document?.customers[ticket.customerId]?.language ?? c.get("language");
    const actors = [...new Set(events.map(({ event }) => event.actor))];
    const nameOf = await namesOfActors(door, actors, ticket.customerId);
    const names = knownNames(ticket, document, actors.filter((actor) => /^(agent|contact):/.test(actor)).map(nameOf));
    const proposal = proposeArticle(await publicStory(ticket, events), names, language);
    return c.json({ ...proposal, language, service: ticket.service, ticketId: ticket.id }, 200);
  });
  return api;
}

function knownNames({ customerId, requester }: Ticket, document: Document | null, actors: readonly string[]) {
  const customer = document?.customers[customerId];
  const persons = [...Object.values(customer?.contacts ?? {}), ...Object.values(document?.people ?? {})].map(({ name }) => name);
  const organisations = customer === undefined ? [] : [customer.name];
  return { persons: [...persons, ...actors, ...(requester === null ? [] : [requester])], organisations };
}

async function publicStory({ id, status, subject }: Ticket, events: readonly LoggedEvent[]): Promise<PublicStory> {
  const story: PublicStory = { ticketId: id, status, subject, description: "", solution: null, messages: [] };
  const messages: { by: "agent" | "contact"; text: string }[] = [];
  for (const { event } of events) {
    if (event.type === "ticket.opened") story.description = await plainOf(event.description, event.format);
    if (event.type === "ticket.resolved") story.solution = event.solution;
    if (event.type !== "ticket.replied" || event.visibility !== "public" || event.by === "machine") continue;
    messages.push({ by: event.by, text: await plainOf(event.text, event.format) });
  }
  return { ...story, messages };
}

/** HTML comes from outside, as mail; articles are Markdown. */
async function plainOf(text: string, format: "markdown" | "html" | undefined): Promise<string> {
  if (format !== "html") return text;
  const { convert } = await import("html-to-text");
  return convert(text, { wordwrap: false });
}
