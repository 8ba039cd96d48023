/** The manager's board: what will break and why, who has how much, how the window went. For those of the provider with `board:read`. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import type { Book } from "#core/agreement/book.ts";
import { heldParties } from "#core/board/held.ts";
import { breachReason } from "#core/board/reason.ts";
import { type OpenFigures, openFigures, windowFigures } from "#core/board/sums.ts";
import { bucketsOf } from "#core/board/window.ts";
import type { Document, Language } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import { isLive } from "#core/sla/clock.ts";
import { nextBreach } from "#core/sla/deadline.ts";
import { explainClock } from "#core/sla/explain.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { namesOfUsers } from "#server/access/names.ts";
import { countBoard } from "#server/board/read.ts";
import { type Board, boardSchema } from "#server/board/schema.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { measureOf } from "#server/ticket/explained.ts";
import { key } from "#server/ticket/schema-values.ts";

const description = createRoute({
  method: "get",
  path: "/board",
  tags: ["board"],
  summary: "The manager's board: what breaks next and why, load, ageing, first-line resolution, who held the ball",
  request: {
    query: z.strictObject({
      customer: key.optional(),
      team: key.optional(),
      days: z.coerce.number().int().min(1).max(366).default(30).openapi({ description: "How far the window goes back, today included" }),
      zone: z.string().max(60).optional().openapi({ description: "The reader's IANA zone, in which days begin; default: their own" }),
    }),
  },
  responses: { 200: { description: "The board as of now", content: jsonOf(boardSchema) }, ...problems },
});

export function boardRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(description, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "board:read", null);
    const { days, zone, ...scope } = c.req.valid("query");
    const now = door.clock();
    const book = await door.book();
    const document = book.documentAt(now);
    const buckets = bucketsOf(now, days, zone ?? caller.zone ?? document?.zone ?? "UTC");
    const counts = await door.read("*", (db) => countBoard(db, { ...scope, now, buckets }));
    const open = openFigures(counts.open);
    const holders = counts.breaching.map(({ ball }) => ball.at(-1)?.name ?? null);
    const strangers = [...open.people.map(({ assignee }) => assignee), ...holders].filter(
      (each) => each !== null && document?.people?.[each] === undefined,
    );
    const users = await namesOfUsers(door, strangers);
    const nameOf = (person: string): string => document?.people?.[person]?.name ?? users.get(person) ?? person;
    const { held } = counts;
    const board: Board = {
      at: toIso(now),
      buckets: buckets.map(({ from, to }) => ({ from, to })),
      open: open.total,
      breaching: breachingOf(counts.breaching, book, document, now, nameOf),
      ...loads(open, document, c.get("language"), nameOf),
      ageing: open.ageing,
      window: windowFigures(counts.window, buckets.length),
      held: {
        shares: heldParties.map((party, index) => ({ party, seconds: held.sum[index] ?? 0 })),
        tickets: held.tickets,
        isSampled: held.isSampled,
      },
    };
    return c.json(board, 200);
  });
  return api;
}

type NameOf = (person: string) => string;

function breachingOf(tickets: readonly Ticket[], book: Book, document: Document | null, now: Instant, nameOf: NameOf): Board["breaching"] {
  return tickets.flatMap((ticket) => {
    const next = nextBreach(ticket.clocks);
    const clock = ticket.clocks.find((each) => each.party === "sla" && isLive(each) && each.dueAt === next);
    if (clock?.target == null) return [];
    const reason = breachReason(ticket, clock, explainClock(clock, now, measureOf(book)), book.calendar(clock.target.calendar), now);
    if (reason === null) return [];
    const { holder } = reason;
    const named = { ...reason, holder: holder === null ? null : { ...holder, name: holder.name === null ? null : nameOf(holder.name) } };
    const { id: ticketId, subject, customerId, priority } = ticket;
    const customerName = document?.customers[customerId]?.name ?? customerId;
    return [{ ticketId, subject, customerId, customerName, priority, reason: wire(named) }];
  });
}

function loads(
  { people, tiers }: OpenFigures,
  document: Document | null,
  language: Language,
  nameOf: NameOf,
): Pick<Board, "people" | "tiers"> {
  const called = (team: string): string => {
    const name = document?.teams[team]?.name;
    return name === undefined ? team : textIn(name, language);
  };
  // Two teams may be called alike: then their keys tell them apart.
  const isAlone = (name: string): boolean => Object.keys(document?.teams ?? {}).filter((team) => called(team) === name).length < 2;
  const teamName = (team: string | null): string | null =>
    team === null ? null : isAlone(called(team)) ? called(team) : `${called(team)} (${team})`;
  return {
    people: people.flatMap(({ assignee, ...load }) => (assignee === null ? [] : [{ ...load, assignee, name: nameOf(assignee) }])),
    tiers: tiers.map((each) => ({ ...each, teamName: teamName(each.team) })),
  };
}
