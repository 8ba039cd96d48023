/** The small values of which a model is made: ids, texts, dates, addresses, money. Each says in words what to write. */
import { z } from "zod";
import { channels, componentKinds, environments, maintenanceClasses, objectives, pauseReasons, priorities } from "#core/model/document.ts";
import { senderPattern } from "#core/model/sender.ts";
import { languages } from "#core/model/text.ts";
import { dayMs, dayOfDate, timeOfDay } from "#core/time/wall.ts";

const longestName = 200;
const longestText = 5_000;

export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, { error: "is not an id: use lower-case letters, digits, - and _ (at most 63), like front-desk" })
  .meta({ description: "A stable id: lower-case letters, digits, - and _. Everything else refers to it, so do not rename it lightly." });

/** The name of something defined elsewhere in the document; `check.ts` looks whether it is. */
export const reference = (description: string) => z.string().min(1).max(longestName).meta({ description });

export const name = (description: string) => z.string().min(1).max(longestName).meta({ description });

export const languageCode = z.enum(languages).meta({ description: "en (English), fr (French) or es (Spanish)." });

const texts = z
  .partialRecord(z.enum(languages), z.string().min(1).max(longestText))
  .refine((each) => Object.keys(each).length > 0, { error: "is no text: write it in a language at least, like { en: … }" })
  .meta({ minProperties: 1 });

export const text = (description: string) =>
  z
    .union([z.string().min(1).max(longestText), texts])
    .meta({ description: `${description} One text, or one per language: { en: …, fr: …, es: … }.` });

export const zone = (description: string) =>
  z
    .string()
    .min(1)
    .max(60)
    .meta({ description: `${description} An IANA zone, like Europe/Paris.`, examples: ["Europe/Paris", "America/New_York", "UTC"] });

const isDate = (written: string): boolean => dayOfDate(written) !== undefined;
const isClockTime = (written: string): boolean => (timeOfDay(written) ?? dayMs) < dayMs;

export const localDate = (description: string) =>
  z
    .string()
    .refine(isDate, { error: "is not a date that exists: write it like 2026-01-31" })
    .meta({ description, format: "date", examples: ["2026-01-01"] });

/** A local date, or a local date and time without offset, in the zone of what it stands in. */
export const localTime = (description: string) =>
  z
    .string()
    .refine(
      (written) => isDate(written.slice(0, 10)) && (written.length === 10 || (written[10] === "T" && isClockTime(written.slice(11)))),
      {
        error: "is not a date or local time that exists: write 2026-12-24 or 2026-12-24T18:00",
      },
    )
    .meta({ description, examples: ["2026-12-24", "2026-12-24T18:00"] });

export const clockTime = (description: string) =>
  z
    .string()
    .refine(isClockTime, { error: "is not a time of day: write it like 09:00" })
    .meta({ description, examples: ["09:00"] });

export const duration = (description: string) =>
  z
    .string()
    .min(1)
    .max(40)
    .meta({ description, examples: ["15m", "4h", "2bd", "1bd@16:00"] });

export const period = (description: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,3} (day|week|month|year)s?$/, { error: "is not a period: write it like 1 year, 3 months or 90 days" })
    .meta({ description, examples: ["1 year", "3 months", "90 days"] });

export const email = (description: string) =>
  z
    .string()
    .max(254)
    .regex(/^[^\s@]+@[^\s@]+$/, { error: "is not an email address: write it like desk@example.com" })
    .meta({ description, examples: ["desk@example.com"] });

/** `Acme support <support@acme.example>`, or the address alone; no control characters, which would begin another header. */
export const sender = (description: string) =>
  z
    .string()
    .max(400)
    .regex(senderPattern, { error: "is not a sender: write it like Acme support <support@acme.example>" })
    .meta({ description, examples: ["Acme support <support@acme.example>"] });

export const mailDomain = (description: string) =>
  z
    .string()
    .max(253)
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, { error: "is not a mail domain: write it in lower case, like example.com" })
    .meta({ description, examples: ["example.com"] });

export const phone = (description: string) =>
  z
    .string()
    .min(1)
    .max(60)
    .meta({ description: `${description} In quotes, as a number alone loses its +.`, examples: ["+33 1 23 45 67 89"] });

export const url = (description: string) =>
  z
    .string()
    .max(2_000)
    .regex(/^https?:\/\/[^\s]+$/, { error: "is not a web address: write it like https://example.com/page" })
    .meta({ description, examples: ["https://example.com/"] });

export const money = (description: string) =>
  z
    .strictObject({
      amount: z.int().min(0).meta({ description: "In the currency's smallest unit: 12500 is 125.00 EUR." }),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, { error: "is not a currency: write its ISO 4217 code, like EUR" })
        .meta({ description: "ISO 4217 code.", examples: ["EUR", "USD", "MXN"] }),
    })
    .meta({ description });

export const priority = z.enum(priorities).meta({ description: "P1 (worst) to P4." });
export const objective = z.enum(objectives);
export const pauseReason = z.enum(pauseReasons);
export const maintenanceClass = z.enum(maintenanceClasses);
export const channel = z.enum(channels);
export const componentKind = z.enum(componentKinds);
export const environment = z.enum(environments);
export const tier = z.literal([1, 2, 3, 4]);
/** Tiers as keys of a map, which YAML and JSON write as text. */
export const tierKey = z.enum(["1", "2", "3", "4"]);

export const matrix = z
  .tuple([z.tuple([priority, priority, priority]), z.tuple([priority, priority, priority]), z.tuple([priority, priority, priority])])
  .meta({ description: "Three rows, one per impact 1–3 (1 the widest); in each, one priority per urgency 1–3 (1 the most urgent)." });
