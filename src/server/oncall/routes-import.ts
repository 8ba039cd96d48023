/** Imports of other products over HTTP: what an export would become here, tried and not kept; applying it goes the model's own way. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { readModel } from "#core/model/read.ts";
import { longestExport } from "#core/oncall/import/json-text.ts";
import { type NoteCode, noteSentences } from "#core/oncall/import/note.ts";
import { peers } from "#core/oncall/import/peer.ts";
import { type Trial, tryImport, withImport } from "#core/oncall/import/trial.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { at, ms } from "#server/ticket/schema-values.ts";

const stretch = z.object({ person: z.string(), from: at, to: at });
const people = z.array(z.string()).meta({ description: "Who is on call at once, in alphabetical order" });

const comparisonSchema = z.object({
  name: z.string().meta({ description: "The schedule as the other product calls it" }),
  schedules: z.array(z.string()).meta({ description: "Keys of the schedules that it becomes" }),
  against: z.enum(["peer", "running"]).meta({ description: "What the other product says it would be, or what runs here under these keys" }),
  difference: z.object({
    from: at,
    to: at,
    sameMs: ms,
    differingMs: ms,
    count: z.int(),
    first: z
      .array(z.object({ from: at, to: at, ours: people, theirs: people }))
      .meta({ description: "The first 200 stretches that differ" }),
  }),
  ours: z.array(stretch).meta({ description: "Shifts by the import, for drawing" }),
  theirs: z.array(stretch),
});

const importSchema = z
  .object({
    schedules: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        path: z.string().meta({ description: "Where it stands in the export" }),
        zone: z.string(),
        layers: z.array(z.object({ name: z.string(), people: z.int() })),
        overrides: z.int(),
        isReplacing: z.boolean().meta({ description: "The model has a schedule of this key already" }),
      }),
    ),
    escalationPolicies: z.array(
      z.object({ key: z.string(), name: z.string(), path: z.string(), steps: z.int(), isReplacing: z.boolean() }),
    ),
    people: z.array(
      z.object({ key: z.string(), name: z.string(), email: z.string().nullable(), isKnown: z.boolean(), isNeeded: z.boolean() }),
    ),
    notes: z.array(
      z.object({
        path: z.string(),
        code: z.enum(Object.keys(noteSentences) as [NoteCode, ...NoteCode[]]),
        facts: z.record(z.string(), z.union([z.string(), z.number()])),
        said: z.string(),
      }),
    ),
    comparisons: z.array(comparisonSchema),
    basedOn: z.int().meta({ description: "The version of the model into which it was put; 0 when there is none yet" }),
    source: z.string().meta({ description: "The model's text with the import in it" }),
    errors: z.array(z.string()).meta({ description: "What is wrong with that text" }),
  })
  .openapi("OnCallImport");

export type OnCallImport = z.infer<typeof importSchema>;

const mostComparisons = 100;

const description = createRoute({
  method: "post",
  path: "/oncall/imports",
  tags: ["on call"],
  summary: "What an export of PagerDuty, Opsgenie, Grafana OnCall or GoAlert would become here. Nothing is kept",
  request: {
    body: bodyOf(
      z.strictObject({
        from: z.enum(peers),
        text: z.string().min(1).max(longestExport).meta({ description: "The export as JSON" }),
        days: z.int().min(1).max(366).default(90).meta({ description: "How far one looks at who would have been on call" }),
      }),
    ),
  },
  responses: {
    200: { description: "The schedules, what could not be said, and who would have been on call", content: jsonOf(importSchema) },
    ...problems,
  },
});

export function importRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(description, async (c) => {
    requirePermission(c.get("caller"), "model:read", null);
    const { from: peer, text, days } = c.req.valid("json");
    const [book, newest, now] = [await door.book(), await newestModel(door), door.clock()];
    const document = newest?.document ?? null;
    const trial = tryImport({ peer, text, from: now, document }, book, days);
    const source = withImport(newest?.source ?? null, trial.imported, document);
    const wrong = newest === null ? [] : readModel(source).problems.filter(({ severity }) => severity === "error");
    const errors = wrong.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
    return c.json({ ...viewOf(trial, document), basedOn: newest?.version ?? 0, source, errors: errors.slice(0, 20) }, 200);
  });
  return api;
}

const newestModel = (door: Door) =>
  door
    .read("*", (db) =>
      db.selectFrom("model_versions").select(["version", "source", "document"]).orderBy("version", "desc").limit(1).executeTakeFirst(),
    )
    .then((row) => row ?? null);

type Known = { schedules?: Record<string, unknown>; escalationPolicies?: Record<string, unknown> } | null;

function viewOf({ imported, comparisons }: Trial, document: Known): Omit<OnCallImport, "basedOn" | "source" | "errors"> {
  return {
    schedules: imported.schedules.flatMap(({ name, path, schedules }) =>
      schedules.map(({ key, schedule }) => ({
        ...{ key, name, path, zone: schedule.zone },
        layers: schedule.layers.map((layer) => ({ name: layer.name, people: layer.participants.length })),
        overrides: schedule.overrides?.length ?? 0,
        isReplacing: document?.schedules?.[key] !== undefined,
      })),
    ),
    escalationPolicies: imported.policies.map(({ key, name, path, policy }) => ({
      ...{ key, name, path, steps: policy.steps.length },
      isReplacing: document?.escalationPolicies?.[key] !== undefined,
    })),
    people: imported.people.map(({ key, person, isKnown, isNeeded }) => ({
      key,
      name: person.name,
      email: person.email ?? null,
      isKnown,
      isNeeded,
    })),
    notes: imported.notes.map((note) => ({ ...note, facts: { ...note.facts } })),
    comparisons: comparisons.slice(0, mostComparisons).map((each) => wire(each)),
  };
}
