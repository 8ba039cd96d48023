/** Trying a support model before it holds: what it would decide of a ticket, and how a calendar of it looks over a year. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { type Book, openBook } from "#core/agreement/book.ts";
import { readModel } from "#core/model/read.ts";
import { previewOpening } from "#core/portal/preview.ts";
import { Refusal } from "#core/refusal.ts";
import { yearOf } from "#core/time/calendar-year.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { previewSchema } from "#server/portal/schema.ts";
import { at, channel, environment, facts, key, kind, maintenanceClass, ms, priority } from "#server/ticket/schema-values.ts";

const source = z.string().max(5_000_000).exactOptional().meta({ description: "A model as YAML or JSON; default: the one in force" });

const trialDescription = createRoute({
  method: "post",
  path: "/model/trials",
  tags: ["model"],
  summary: "What a model would decide of a ticket: priority, coverage with its clause, team, promises. Nothing is kept",
  request: {
    body: bodyOf(
      z.strictObject({
        source,
        customerId: key,
        service: key.nullable().exactOptional(),
        component: key.nullable().exactOptional(),
        environment: environment.exactOptional(),
        kind: kind.exactOptional(),
        class: maintenanceClass.exactOptional(),
        channel: channel.default("portal"),
        facts: facts.exactOptional(),
        priority: priority.exactOptional(),
        at: at.exactOptional().meta({ description: "The instant of the opening; default: now" }),
      }),
    ),
  },
  responses: { 200: { description: "What it decides, and by which rule", content: jsonOf(previewSchema) }, ...problems },
});

const interval = z.tuple([z.string(), z.string()]);
const yearSchema = z
  .object({
    zone: z.string(),
    year: z.int(),
    openMs: ms,
    days: z.array(
      z.object({
        date: z.string().meta({ example: "2026-12-24" }),
        open: z.array(interval).meta({ description: "By the wall clock; 24:00 is the end of the day" }),
        openMs: ms,
        special: z.object({ kind: z.enum(["holiday", "exception", "outside-validity"]), name: z.string().nullable() }).nullable(),
      }),
    ),
  })
  .openapi("CalendarYear");

const yearDescription = createRoute({
  method: "post",
  path: "/model/calendar-years",
  tags: ["model"],
  summary: "A calendar of a model day by day: its open pieces, holidays and exceptions",
  request: { body: bodyOf(z.strictObject({ source, calendar: key, year: z.int().min(1901).max(2198) })) },
  responses: { 200: { description: "The year", content: jsonOf(yearSchema) }, ...problems },
});

export function trialRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(trialDescription, async (c) => {
    requirePermission(c.get("caller"), "model:read", null);
    const { source: written, at: asked, ...question } = c.req.valid("json");
    const now = asked === undefined ? door.clock() : instant(asked);
    const preview = previewOpening(await bookOf(door, written), question, now);
    return c.json(wire(preview) as z.infer<typeof previewSchema>, 200);
  });
  api.openapi(yearDescription, async (c) => {
    requirePermission(c.get("caller"), "model:read", null);
    const { source: written, calendar, year } = c.req.valid("json");
    const book = await bookOf(door, written);
    const document = book.documentAt(door.clock());
    if (calendar !== "always" && document?.calendars[calendar] === undefined) {
      const possible = Object.keys(document?.calendars ?? {});
      throw new Refusal("unknown-calendar", `There is no calendar "${calendar}" in the model; it knows ${possible.join(", ") || "none"}.`, {
        calendar,
        possible,
      });
    }
    return c.json(yearOf(book.calendar(calendar), year) as unknown as z.infer<typeof yearSchema>, 200);
  });
  return api;
}

/** The book of a written model as if it had always held, or the one in force. Refuses `invalid-model`. */
async function bookOf(door: Door, written: string | undefined): Promise<Book> {
  if (written === undefined) return door.book();
  const { document, problems: found } = readModel(written);
  const first = found.find(({ severity }) => severity === "error");
  if (document === null) {
    throw new Refusal("invalid-model", `Line ${first?.line}, column ${first?.column}: ${first?.message}. Nothing could be tried.`, {
      problems: found,
    });
  }
  return openBook([{ version: 1, effectiveAt: 0 as Instant, document }]);
}
