/** The rota as a screen draws it, in one answer: final shifts, layers, gaps, leave, overrides and holidays of a stretch of time. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import type { Book } from "#core/agreement/book.ts";
import { type PictureOrder, pictureOf } from "#core/oncall/picture.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { at, key } from "#server/ticket/schema-values.ts";

const stretch = { from: at, to: at };
const shift = z.object({ ...stretch, person: z.string(), layer: z.string().nullable().meta({ description: "Null for an override" }) });
const longestDays = 400;

export const rotaPictureSchema = z
  .object({
    schedules: z.array(
      z.object({
        name: z.string(),
        zone: z.string(),
        covers: z.string().nullable().meta({ description: "The calendar whose hours it is to cover" }),
        people: z.array(z.string()).meta({ description: "Everybody of its layers" }),
        shifts: z.array(shift).meta({ description: "Who it is in the end, in order, without overlap" }),
        feeds: z.array(z.string()).meta({ description: "Names of the layers that are calendars of somebody else's" }),
        layers: z
          .array(z.object({ name: z.string(), shifts: z.array(shift) }))
          .meta({ description: "When asked for: the lowest first, each with what it would give alone" }),
        gaps: z.array(z.object(stretch)).meta({ description: "Hours to be covered in which nobody is on call" }),
      }),
    ),
    leave: z.array(z.object({ id: z.int().nullable().meta({ description: "Null for the model's own" }), person: z.string(), ...stretch })),
    overrides: z.array(z.object({ id: z.int(), schedule: z.string(), person: z.string(), ...stretch })),
    people: z.array(z.object({ person: z.string(), name: z.string(), holidays: z.string().nullable() })),
    holidays: z.array(z.object({ region: z.string(), date: z.string(), name: z.string() })),
  })
  .openapi("RotaPicture");

export type RotaPictureAnswer = z.infer<typeof rotaPictureSchema>;

const description = createRoute({
  method: "get",
  path: "/oncall/picture",
  tags: ["on call"],
  summary: "The rota of a stretch of time as it is drawn: final shifts, layers, gaps, leave, overrides, holidays",
  request: {
    query: z.strictObject({
      ...stretch,
      schedule: key.optional().meta({ description: "One schedule alone" }),
      layers: z.enum(["yes"]).optional().meta({ description: "Also what each layer would give alone" }),
    }),
  },
  responses: { 200: { description: "What there is to draw", content: jsonOf(rotaPictureSchema) }, ...problems },
});

export function pictureRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(description, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const { from, to, schedule, layers } = c.req.valid("query");
    const [start, end] = boundsOf(from, to);
    const order = { from: start, to: end, schedule: schedule ?? null, hasLayers: layers !== undefined };
    // Written already, so that it need not be made again: the type of what it says is the schema's.
    return c.body(drawn(await door.book(), order), 200, { "content-type": "application/json" }) as never;
  });
  return api;
}

/** By book, which is another one with each change of the model or of the rota: everybody who looks at the same window gets the same text. */
const kept = new WeakMap<Book, Map<string, string>>();
const keptAtMost = 24;

function drawn(book: Book, order: PictureOrder): string {
  const texts = kept.get(book) ?? new Map<string, string>();
  kept.set(book, texts);
  const name = JSON.stringify(order);
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = JSON.stringify(wire(pictureOf(book, order)) satisfies RotaPictureAnswer);
  const [oldest] = texts.keys();
  if (texts.size >= keptAtMost && oldest !== undefined) texts.delete(oldest);
  texts.set(name, text);
  return text;
}

/** Refuses `bad-rota-window` for what is empty or longer than a year and a month. */
function boundsOf(from: string, to: string): [Instant, Instant] {
  const [start, end] = [instant(from), instant(to)];
  if (start < end && end - start <= longestDays * 86_400_000) return [start, end];
  throw new Refusal("bad-rota-window", `Ask for a stretch that ends after it begins and has at most ${longestDays} days.`, {
    days: longestDays,
  });
}
