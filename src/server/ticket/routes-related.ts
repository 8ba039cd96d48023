/** Tickets beside a ticket: those it is linked to, the requester's others, and those of the same component. */
import { createRoute, z } from "@hono/zod-openapi";
import { type RawBuilder, sql } from "kysely";
import type { Ticket } from "#core/ticket/ticket.ts";
import { hours } from "#core/time/instant.ts";
import { namesOfUsers } from "#server/access/names.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { measureOf } from "#server/ticket/explained.ts";
import { type ListedTicket, listTickets, mostPerPage } from "#server/ticket/list.ts";
import { idParameter, scopeOf } from "#server/ticket/reader.ts";
import { summarySchema } from "#server/ticket/schema-answers.ts";
import { linkType } from "#server/ticket/schema-values.ts";
import { seenTicket } from "#server/ticket/seen.ts";
import { summaryOfListed } from "#server/ticket/summary.ts";

const mostBeside = 10;
/** Among so many of the latest of its component one looks for those that are of interest still. */
const latestOfComponent = 300;
const recently = hours(24 * 30);

const relatedDescription = createRoute({
  method: "get",
  path: "/tickets/{id}/related",
  tags: ["tickets"],
  summary: "Tickets beside it: linked ones, the requester's others, and those of the same component; what one may not see is left out",
  request: { params: idParameter },
  responses: {
    200: {
      description: "Up to 10 of each kind, the newest first; all the links",
      content: jsonOf(
        z.object({
          links: z.array(z.object({ type: linkType, ticket: summarySchema })),
          requesterOthers: z.array(summarySchema),
          sameComponent: z.array(summarySchema).meta({ description: "Open, or resolved in the last 30 days" }),
        }),
      ),
    },
    ...problems,
  },
});

export function relatedRoutes(parts: Parts): Api {
  const { door } = parts;
  const api = newApi();
  api.openapi(relatedDescription, async (c) => {
    const caller = c.get("caller");
    const ticket = await seenTicket(parts, caller, c.req.valid("param").id);
    const now = door.clock();
    const { sight } = caller;
    const beside = (conditions: RawBuilder<boolean>[] | null): Promise<ListedTicket[]> =>
      conditions === null
        ? Promise.resolve([])
        : door
            .read(scopeOf(caller), (db) => listTickets(db, { sight, conditions, order: "newest", limit: mostBeside }))
            .then(({ items }) => items);
    const ids = ticket.links.map(({ ticketId }) => ticketId);
    const [linked, others, same, book] = await Promise.all([
      ids.length === 0 ? [] : door.read(scopeOf(caller), (db) => linkedTickets(db, ids, sight)),
      beside(ofRequester(ticket)),
      beside(ofComponent(ticket, now - recently)),
      door.book(),
    ]);
    const document = book.documentAt(now);
    const assignees = [...linked, ...others, ...same].map(({ assignee }) => assignee);
    const names = await namesOfUsers(
      door,
      assignees.filter((each) => each !== null && document?.people?.[each] === undefined),
    );
    const scene = { document, measure: measureOf(book), language: c.get("language"), now, names };
    const shown = (each: ListedTicket) => summaryOfListed(each, scene);
    const byId = new Map(linked.map((each) => [each.id, shown(each)]));
    const links = ticket.links.flatMap(({ type, ticketId }) => {
      const found = byId.get(ticketId);
      return found === undefined ? [] : [{ type, ticket: found }];
    });
    return c.json({ links, requesterOthers: others.map(shown), sameComponent: same.map(shown) }, 200);
  });
  return api;
}

type Db = Parameters<typeof listTickets>[0];
type Sight = NonNullable<Parameters<typeof listTickets>[1]["sight"]>;

const linkedTickets = async (db: Db, ids: readonly number[], sight: Sight): Promise<ListedTicket[]> =>
  (await listTickets(db, { ids, sight, order: "newest", limit: mostPerPage })).items;

const ofRequester = ({ id, customerId, requester }: Ticket): RawBuilder<boolean>[] | null =>
  requester === null
    ? null
    : [sql<boolean>`customer_id = ${customerId}`, sql<boolean>`requester = ${requester}`, sql<boolean>`id <> ${id}`];

const ofComponent = ({ id, service, component }: Ticket, since: number): RawBuilder<boolean>[] | null =>
  service === null || component === null
    ? null
    : [
        sql<boolean>`id in (select id from tickets where service = ${service} and component = ${component} order by id desc limit ${latestOfComponent})`,
        sql<boolean>`(status = 'open' or resolved_at > ${since})`,
        sql<boolean>`id <> ${id}`,
      ];
