/** The support model over HTTP: read, previewed, applied. A preview shows which due times move and which would breach. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { modelJsonSchema } from "#core/model/schema.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { actorFor } from "#server/access/actor.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { wire } from "#server/http/wire.ts";
import { type Plan, planModel } from "#server/model/plan.ts";
import { at, note, objective, party } from "#server/ticket/schema-values.ts";

const versionFields = { version: z.int(), effectiveAt: at, appliedAt: at, appliedBy: z.string(), note: z.string().nullable() };
const modelSchema = z
  .object({
    ...versionFields,
    source: z.string().meta({ description: "The YAML as it was given" }),
    document: z.record(z.string(), z.any()),
  })
  .openapi("Model");
const versionSchema = z.object(versionFields).openapi("ModelVersion");

const modelProblem = z
  .object({
    severity: z.enum(["error", "warning"]),
    line: z.int(),
    column: z.int(),
    path: z.string(),
    code: z.string(),
    message: z.string(),
    hint: z.string().nullable(),
  })
  .openapi("ModelProblem");

const planFields = {
  version: z.int().nullable().meta({ description: "The version that it becomes, or is" }),
  isUnchanged: z.boolean().meta({ description: "It says what the newest version says already" }),
  effectiveAt: at.nullable(),
  problems: z.array(modelProblem),
  diff: z.array(
    z.object({
      path: z.string().meta({ example: "agreement acme targets.P1.response" }),
      kind: z.enum(["added", "removed", "changed"]),
      entity: z.string(),
      id: z.string(),
      before: z.any(),
      after: z.any(),
    }),
  ),
  moved: z.array(
    z.object({
      ticketId: z.int(),
      customerId: z.string(),
      subject: z.string(),
      objective,
      party,
      dueBefore: at.nullable(),
      dueAfter: at.nullable(),
      wouldBreach: z.boolean(),
    }),
  ),
  counts: z.record(z.string(), z.int()).meta({ description: "tickets, moved, earlier, later, wouldBreach" }),
};
const planSchema = z.object(planFields).openapi("ModelPlan");

const source = z.string().max(5_000_000).meta({ description: "The model as YAML or JSON" });
const basedOn = z
  .int()
  .min(0)
  .exactOptional()
  .meta({ description: "The version that one began from: refused with 412 when a newer one was applied meanwhile" });
const effectiveAt = at.exactOptional().meta({ description: "From when it holds; default: now" });

export function modelRoutes(parts: Parts): Api {
  const api = newApi();
  readModelRoutes(api, parts);
  changeModelRoutes(api, parts);
  return api;
}

const get = <S extends z.ZodType>(path: string, summary: string, schema: S) =>
  createRoute({
    method: "get",
    path,
    tags: ["model"],
    summary,
    responses: { 200: { description: summary, content: jsonOf(schema) }, ...problems },
  });

function readModelRoutes(api: Api, { door }: Parts): void {
  api.openapi(get("/model", "The newest version of the support model", modelSchema), async (c) => {
    requirePermission(c.get("caller"), "model:read", null);
    const row = await door.read("*", (db) =>
      db.selectFrom("model_versions").selectAll().orderBy("version", "desc").limit(1).executeTakeFirst(),
    );
    if (row === undefined)
      throw new Refusal(
        "unknown-model",
        "There is no support model yet: apply one with POST /api/v1/model, `guardia model apply FILE`, or load the demo.",
        {},
      );
    return c.json({ ...versionView(row), source: row.source, document: row.document as unknown as Record<string, unknown> }, 200);
  });
  api.openapi(get("/model/versions", "All versions, the newest first", z.object({ items: z.array(versionSchema) })), async (c) => {
    requirePermission(c.get("caller"), "model:read", null);
    const rows = await door.read("*", (db) =>
      db
        .selectFrom("model_versions")
        .select(["version", "effective_at", "applied_at", "applied_by", "note"])
        .orderBy("version", "desc")
        .execute(),
    );
    return c.json({ items: rows.map(versionView) }, 200);
  });
  api.openapi(get("/model/schema", "The JSON Schema of the support model, for editors", z.record(z.string(), z.any())), (c) =>
    c.json(modelJsonSchema(), 200),
  );
}

type VersionRow = { version: number; effective_at: number; applied_at: number; applied_by: string; note: string | null };

const versionView = ({ version, effective_at, applied_at, applied_by, note: said }: VersionRow) => ({
  ...wire({ version, effectiveAt: effective_at as Instant, appliedAt: applied_at as Instant }),
  appliedBy: applied_by,
  note: said,
});

const previewDescription = createRoute({
  method: "post",
  path: "/model/preview",
  tags: ["model"],
  summary: "What a model would change: its problems, its differences, the due times that move",
  request: { body: bodyOf(z.strictObject({ source, effectiveAt })) },
  responses: { 200: { description: "Nothing was changed", content: jsonOf(planSchema) }, ...problems },
});

const applyDescription = createRoute({
  method: "post",
  path: "/model",
  tags: ["model"],
  summary: "Apply a model: all or nothing; the newest one again changes nothing",
  ...repeatable,
  request: { body: bodyOf(z.strictObject({ source, effectiveAt, note: note.nullable().exactOptional(), basedOn })) },
  responses: { 201: { description: "The version that holds what was sent", content: jsonOf(planSchema) }, ...problems },
});

function changeModelRoutes(api: Api, { door }: Parts): void {
  api.openapi(previewDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "model:read", null);
    const body = c.req.valid("json");
    const plan = await planModel(door, { ...order(body), actor: await actorFor(caller, door), dryRun: true });
    return c.json(planView(plan), 200);
  });
  api.openapi(applyDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "model:write", null);
    const body = c.req.valid("json");
    const answer = await doOnce(c, door, body, async () => {
      const plan = await planModel(door, {
        ...order(body),
        ...(body.basedOn === undefined ? {} : { basedOn: body.basedOn }),
        ...{ actor: await actorFor(caller, door), dryRun: false, note: body.note ?? null },
      });
      const errors = plan.problems.filter(({ severity }) => severity === "error");
      if (errors.length > 0) throw invalidModel(plan);
      return { body: planView(plan) };
    });
    return c.json(answer, 201);
  });
}

const order = (body: { source: string; effectiveAt?: string }) => ({
  source: body.source,
  ...(body.effectiveAt === undefined ? {} : { effectiveAt: instant(body.effectiveAt) }),
});

function invalidModel({ problems: found }: Plan): Refusal {
  const errors = found.filter(({ severity }) => severity === "error");
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, see problems)` : "";
  const hint = first?.hint ? `: ${first.hint}` : "";
  return new Refusal(
    "invalid-model",
    `Line ${first?.line}, column ${first?.column}: ${first?.message}${hint}${more}. Nothing was applied.`,
    { problems: found },
  );
}

const planView = ({ version, isUnchanged, effectiveAt: from, problems: found, diff, moved, counts }: Plan) => ({
  ...{ version, isUnchanged, counts, diff },
  problems: [...found],
  ...wire({ effectiveAt: from, moved }),
});
