/** Schema of calendars. Shapes for editors; the patterns are hints, `checkCalendar` of the time room decides what they mean. */
import { z } from "zod";
import { id, name, zone } from "#core/model/schema-values.ts";
import type { BaseSource, CalendarSource } from "#core/time/source.ts";

const day = "(mon|tue|wed|thu|fri|sat|sun)";
const dayKey = `^(daily|${day}(-${day})?(,${day}(-${day})?)*)$`;

const interval = z
  .string()
  .meta({ description: "`09:00-12:30`. Up to `24:00`; an end that is not after its start runs past midnight.", examples: ["09:00-17:00"] });

const date = z.string().meta({ description: "A date.", examples: ["2026-12-24"] });
const wallTime = z.string().meta({ description: "A time of day.", examples: ["12:00"] });

const validity = {
  from: z.string().meta({ description: "First local date on which it holds.", format: "date" }).exactOptional(),
  until: z.string().meta({ description: "Last local date on which it holds.", format: "date" }).exactOptional(),
};

const holiday = z
  .union([
    z.string().min(1),
    z.strictObject({
      date: z.string().meta({ description: "`12-24` of every year, or `2026-12-24`.", examples: ["12-24", "2026-12-24"] }),
      from: wallTime.exactOptional(),
      until: wallTime.exactOptional(),
      name: name("What to call it in explanations.").exactOptional(),
    }),
    z.strictObject({
      set: z.string().meta({ description: "A country, or country and region: FR, US-MA, ES-MD.", examples: ["FR", "US-MA"] }),
      except: z.array(z.string()).meta({ description: "Days of the set on which we work: their names or dates." }).exactOptional(),
    }),
  ])
  .meta({ description: "A set (`FR`, `US-MA`), a day of every year (`12-26`), a date (`2026-12-24`), or one of these with details." });

const exception = z
  .strictObject({
    date,
    closed: z
      .union([z.boolean(), z.array(interval)])
      .meta({ description: "true: the date's usual hours fall away. A list: these parts of the day are closed." })
      .exactOptional(),
    open: z.array(interval).meta({ description: "Parts of the day that are open in addition, even on a holiday." }).exactOptional(),
    name: name("What to call it in explanations.").exactOptional(),
  })
  .meta({ description: "One date that is unlike the others; wins over weekly hours and holidays." });

export const calendar: z.ZodType<CalendarSource> = z
  .lazy(() =>
    z.union([
      z.string().min(1).meta({ description: "`always`, or the name of another calendar." }),
      base,
      z.strictObject({ anyOf: z.array(calendar).min(1).meta({ description: "Open when any of these is." }), ...validity }),
      z.strictObject({ allOf: z.array(calendar).min(1).meta({ description: "Open when all of these are." }), ...validity }),
      z.strictObject({
        except: z.tuple([calendar, calendar]).meta({ description: "Open when the first is and the second is not." }),
        ...validity,
      }),
    ]),
  )
  .meta({ id: "Calendar", description: "When time counts: weekly hours in a zone, `always`, or other calendars combined." });

const base: z.ZodType<BaseSource> = z.strictObject({
  zone: zone("Where the wall clock hangs."),
  hours: z.record(z.string().meta({ pattern: dayKey }), z.array(interval)).meta({
    description: "Days (`mon-fri`, `sat`, `mon,wed`, `daily`) and when they are open.",
    examples: [{ "mon-fri": ["09:00-17:00"] }],
  }),
  holidays: z.array(holiday).meta({ description: "Days on which the weekly hours do not open." }).exactOptional(),
  exceptions: z.array(exception).meta({ description: "Single dates that are unlike the others." }).exactOptional(),
  ...validity,
});

export const calendars = z.record(id, calendar).meta({
  description: "Calendars by id. `always` (24 hours, every day) needs no entry.",
  examples: [{ office: { zone: "Europe/Paris", hours: { "mon-fri": ["09:00-17:00"] } } }],
});
