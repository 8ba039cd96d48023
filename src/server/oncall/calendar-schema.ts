/** What the API says of calendars: those that are given out under an address, and those of others that are taken into the rota. */
import { z } from "@hono/zod-openapi";
import { at, key, language } from "#server/ticket/schema-values.ts";

const listOf = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item), next: z.string().nullable() });
const nullableAt = at.nullable();
const name = z.string().trim().min(1).max(100);
const cursor = z
  .string()
  .regex(/^\d{1,15}$/, "Take `next` of the page before.")
  .optional();
const limit = z.coerce.number().int().min(1).max(200).default(100);

export const calendarKinds = ["person", "team", "schedule"] as const;

export const newCalendarBody = z.strictObject({
  kind: z.enum(calendarKinds).default("person"),
  subject: key.optional().meta({ description: "Key of the person, team or schedule in the model; of a person, default: the caller" }),
  language: language.optional().meta({ description: "Of its titles; default: the caller's" }),
});

export const calendarSchema = z
  .object({
    id: z.int(),
    kind: z.enum(calendarKinds),
    subject: z.string(),
    subjectName: z.string(),
    language,
    ownerName: z.string(),
    isMine: z.boolean(),
    createdAt: at,
    readAt: nullableAt.meta({ description: "When a program last asked for it, to the hour; null: never" }),
  })
  .openapi("RotaCalendar");

export const madeCalendarSchema = z
  .object({
    calendar: calendarSchema,
    url: z.string().meta({ description: "Whoever knows it reads the calendar. Shown this once" }),
  })
  .openapi("MadeRotaCalendar");

export const calendarQuery = z.strictObject({
  of: z.enum(["mine", "everybody"]).default("mine").meta({ description: "Those of everybody need `model:write`" }),
  limit,
  cursor,
});
export const calendarListSchema = listOf(calendarSchema);

const meaning = z.strictObject({ words: z.string().trim().min(1).max(200), person: key });
const people = z.array(meaning).max(500).meta({ description: "Whom words of events mean, where they name nobody of the model" });

/** Five million bytes are read; as characters, no more than that. */
export const largestCalendarBytes = 5_000_000;
const url = z.string().trim().max(2_000).meta({
  description: "http, https or webcal; asked every 15 minutes. Kept sealed and not shown again",
  example: "https://example.com/rota.ics",
});
const file = z.string().max(largestCalendarBytes).meta({ description: "The calendar itself, as text (iCalendar); instead of an address" });
const places = z.enum(["above", "below"]).meta({ description: "Over the model's layers, or under them; always under overrides" });

export const newFeedBody = z.discriminatedUnion("kind", [
  z.strictObject({
    ...{ kind: z.literal("layer"), name, schedule: key, place: places.default("above"), people: people.default([]) },
    ...{ url: url.optional(), file: file.optional() },
  }),
  z.strictObject({
    kind: z.literal("leave"),
    name,
    person: key.optional().meta({ description: "Whose leave it is; default: the caller's. Others than oneself need `model:write`" }),
    ...{ url: url.optional(), file: file.optional() },
  }),
]);

export const feedChangeBody = z.strictObject({
  ...{ name: name.exactOptional(), people: people.exactOptional() },
  ...{ url: url.exactOptional(), file: file.exactOptional() },
});

export const feedFaults = [
  ...["unreachable", "time-out", "forbidden-address", "bad-address", "too-large", "broken-off", "http-status"],
  ...["bad-calendar-file", "calendar-file-cut", "cannot-unseal"],
] as const;

export const figuresSchema = z.object({
  events: z.int().meta({ description: "Events in the calendar; a recurring one is one" }),
  cancelled: z.int(),
  free: z.int().meta({ description: "Occurrences within 400 days that leave their owner free: no leave" }),
  unread: z.int().meta({ description: "Events and rules that cannot be read" }),
  unknownZones: z.array(z.string()).meta({ description: "Names of time zones that say nothing; read in the schedule's or person's zone" }),
  isCut: z.boolean().meta({ description: "There is more than is looked at: 20,000 events" }),
});

export const feedSchema = z
  .object({
    id: z.int(),
    kind: z.enum(["layer", "leave"]),
    name: z.string(),
    schedule: z.string().nullable(),
    place: z.enum(["above", "below"]).nullable(),
    person: z.string().nullable(),
    personName: z.string().nullable(),
    people: z.array(z.object({ words: z.string(), person: z.string(), personName: z.string() })),
    host: z.string().nullable().meta({ description: "Of its address; null for a file that was sent" }),
    state: z.enum(["waiting", "well", "failing"]).meta({ description: "`failing`: what was read last still holds" }),
    readAt: nullableAt.meta({ description: "When it was last read without fault" }),
    nextAt: nullableAt,
    failingSince: nullableAt,
    fault: z
      .object({ code: z.enum(feedFaults), status: z.int().nullable() })
      .nullable()
      .meta({ description: "What was wrong the last time" }),
    unknown: z
      .array(z.object({ words: z.string(), events: z.int(), from: at }))
      .meta({ description: "Words of events that mean nobody yet: say whom in `people`" }),
    figures: figuresSchema.nullable(),
    upcoming: z.int().meta({ description: "Shifts, or stretches of leave, that are running or to come" }),
    nextShift: z.object({ from: at, to: at, person: z.string(), personName: z.string() }).nullable(),
    recordedBy: z.string(),
    recordedByName: z.string(),
    recordedAt: at,
    mayChange: z.boolean(),
  })
  .openapi("RotaFeed");

export const feedQuery = z.strictObject({
  schedule: key.optional(),
  person: key.optional(),
  limit,
  cursor,
});
export const feedListSchema = listOf(feedSchema);

export type RotaCalendarView = z.infer<typeof calendarSchema>;
export type RotaFeedView = z.infer<typeof feedSchema>;
export type FeedFault = (typeof feedFaults)[number];
