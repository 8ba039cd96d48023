/** A mapping: how the columns of a foreign history read in the desk's own words. Written in YAML beside the file it explains. */
import { z } from "zod";
import { dateTokens } from "#core/history/date-format.ts";
import { channels, pauseReasons, priorities } from "#core/model/document.ts";
import { ticketKinds } from "#core/ticket/ticket.ts";

export const historyFormats = ["servicenow-log", "csv"] as const;
/** `servicenow-log`: one row per audit record, several rows make a ticket. `csv`: one row is one ticket. */
export type HistoryFormat = (typeof historyFormats)[number];

const column = (description: string) =>
  z
    .string()
    .min(1)
    .max(200)
    .meta({ description, examples: ["number"] });

/** A column whose words are translated by a table; what the table does not know takes `otherwise`, or is reported. */
const translated = <T extends z.ZodType>(value: T, description: string) =>
  z
    .strictObject({
      column: column("The column that holds it."),
      values: z.record(z.string(), value).meta({ description: "From the word in the file to the desk's own." }),
      otherwise: value.optional().meta({ description: "For words that the table does not know; without it they are reported." }),
    })
    .meta({ description });

/** A column whose words are ids of the model, or become them by a table. */
const known = (description: string) =>
  z
    .strictObject({
      column: column("The column that holds it."),
      values: z
        .record(z.string(), z.string().min(1).max(200))
        .optional()
        .meta({ description: "From the word in the file to the id in the model; a word that is an id needs none." }),
    })
    .meta({ description });

const level = z.literal([1, 2, 3]);

/** What a foreign state means here. `unchanged`: the ticket stays as it is. */
const state = z.union([
  z.enum(["open", "resolved", "closed", "unchanged"]),
  z.strictObject({ paused: z.enum(pauseReasons).meta({ description: "Why it waits: customer, vendor, change-window or quote." }) }),
]);
export type HistoryState = z.infer<typeof state>;

const place = z.strictObject({
  team: column("The team or group that holds the ticket.").optional(),
  assignee: column("The person who holds it.").optional(),
  teams: z
    .record(z.string(), z.strictObject({ team: z.string().min(1).max(200), tier: z.literal([1, 2, 3, 4]) }))
    .optional()
    .meta({
      description:
        "From groups of the file to teams of the model with their tier. A group that is not here and no team of the model keeps its name.",
    }),
});

const dates = z.strictObject({
  format: z
    .string()
    .min(1)
    .max(60)
    .meta({
      description: `The word iso (ISO 8601 with offset), or a pattern of ${dateTokens.join(", ")}.`,
      examples: ["D/M/YYYY HH:mm"],
    }),
  zone: z
    .string()
    .min(1)
    .max(60)
    .meta({ description: "The zone of the wall times, like America/New_York or UTC.", examples: ["UTC"] }),
});

const template = (description: string) =>
  z
    .string()
    .min(1)
    .max(500)
    .meta({ description: `${description} Columns stand in braces.`, examples: ["{category}: {symptom}"] });

export const mappingSchema = z
  .strictObject({
    "guardia-mapping": z.literal(1).meta({ description: "Version of this form.", examples: [1] }),
    source: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, { error: "is not an id: use lower-case letters, digits, - and _ (at most 63)" })
      .meta({ description: "The tool the history comes from; with it an external id is unique per customer.", examples: ["servicenow"] }),
    delimiter: z
      .string()
      .length(1)
      .optional()
      .meta({ description: "Between columns; default is the comma.", examples: [";"] }),
    encoding: z.enum(["utf-8", "latin1"]).optional().meta({ description: "Default: found out from the beginning of the file." }),
    nothing: z.array(z.string().max(40)).optional().meta({ description: "Words that mean nothing is known; the empty cell always does." }),
    dates,
    id: column("What the old tool calls the ticket; unique in it."),
    at: column("When a row of the log was written (servicenow-log).").optional(),
    opened: column("When the ticket was opened."),
    responded: column("When it was first answered (csv).").optional(),
    resolved: column("When it was resolved at last.").optional(),
    closed: column("When it was closed at last.").optional(),
    promised: column("When the old tool had promised it.").optional(),
    state: translated(state, "What the ticket was doing."),
    subject: template("The ticket's subject."),
    description: template("What was asked.").optional(),
    solution: template("What was done.").optional(),
    requester: column("Who asked.").optional(),
    channel: z.union([z.enum(channels), translated(z.enum(channels), "By which way it came.")]).optional(),
    kind: z.union([z.enum(ticketKinds), translated(z.enum(ticketKinds), "Incident, request, …")]).optional(),
    service: known("The service of the model that it concerns.").optional(),
    component: known("The component of that service.").optional(),
    impact: translated(level, "1 (widest) to 3.").optional(),
    urgency: translated(level, "1 (most urgent) to 3.").optional(),
    priority: z
      .strictObject({
        column: column("The column that holds it."),
        take: z
          .enum(["final", "first", "each"])
          .optional()
          .meta({ description: "Of several in a log: the last from the opening on, the first, or each from its own row on (default)." }),
        values: z.record(z.string(), z.enum(priorities)),
        otherwise: z.enum(priorities).optional(),
      })
      .optional()
      .meta({ description: "P1 (worst) to P4; without it, from impact and urgency by the model's matrix." }),
    place: place.optional().meta({ description: "Who held it." }),
    reply: z
      .strictObject({
        text: column("What was said to the other side; rows without it say nothing."),
        by: translated(z.enum(["agent", "contact", "machine"]), "Who said it: an agent, the customer, or a machine."),
      })
      .optional()
      .meta({ description: "Public comments of a log: with them response times can be judged." }),
    verdict: translated(z.enum(["met", "breached", "none"]), "What the old tool said of its own promise.").optional(),
    note: z.array(column("A column.")).optional().meta({ description: "Columns whose changes are kept in the log as they are." }),
  })
  .meta({ description: "How the columns of a foreign history read in the desk's own words." });

export type Mapping = z.infer<typeof mappingSchema>;

/** Columns named inside a template. */
export const templateColumns = (text: string): string[] => [...text.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);

/** Every column that the mapping names, with the key that names it, in the order of the form. */
export function columnsOf(mapping: Mapping): { key: string; column: string }[] {
  const named: { key: string; column: string }[] = [];
  const put = (key: string, value: string | undefined): void => {
    if (value !== undefined) named.push({ key, column: value });
  };
  for (const key of ["id", "at", "opened", "responded", "resolved", "closed", "promised", "requester"] as const) put(key, mapping[key]);
  for (const key of ["subject", "description", "solution"] as const) {
    for (const each of templateColumns(mapping[key] ?? "")) put(key, each);
  }
  for (const key of ["state", "channel", "kind", "service", "component", "impact", "urgency", "priority", "verdict"] as const) {
    const value = mapping[key];
    if (typeof value === "object") put(key, value.column);
  }
  put("reply.text", mapping.reply?.text);
  put("reply.by", mapping.reply?.by.column);
  put("place.team", mapping.place?.team);
  put("place.assignee", mapping.place?.assignee);
  for (const each of mapping.note ?? []) put("note", each);
  return named;
}
