/** What a written model would change, or changes: read, compared with the newest version, its effect on open tickets computed. */
import { diffModels, type ModelDiff } from "#core/model/diff.ts";
import type { Document } from "#core/model/document.ts";
import type { Problem } from "#core/model/problem.ts";
import { readModel } from "#core/model/read.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { ModelOutcome, MovedDue } from "#server/database/orders.ts";

export type ModelChange = {
  /** `targets.P1.response` behind its entity's kind and id. */
  path: string;
  kind: "added" | "removed" | "changed";
  entity: string;
  id: string;
  before: unknown;
  after: unknown;
};

export type Plan = {
  problems: Problem[];
  diff: ModelChange[];
  moved: MovedDue[];
  counts: ModelOutcome["counts"];
  version: number | null;
  isUnchanged: boolean;
  effectiveAt: Instant | null;
};

export type PlanOrder = { source: string; effectiveAt?: Instant; basedOn?: number; actor: string; note?: string | null; dryRun: boolean };

const nothing: ModelOutcome["counts"] = { tickets: 0, moved: 0, earlier: 0, later: 0, wouldBreach: 0 };

/** Applies unless it is a dry run or the model has errors; a plan with errors has changed nothing. */
export async function planModel(door: Door, { source, effectiveAt, basedOn, actor, note = null, dryRun }: PlanOrder): Promise<Plan> {
  const { document, problems } = readModel(source);
  if (document === null) return { problems, diff: [], moved: [], counts: nothing, version: null, isUnchanged: false, effectiveAt: null };
  const newest = await newestDocument(door);
  const diff = changesOf(diffModels(newest, document));
  const outcome = await door.applyModel({
    source,
    document,
    actor,
    note,
    dryRun,
    ...(effectiveAt === undefined ? {} : { effectiveAt }),
    ...(basedOn === undefined ? {} : { basedOn }),
  });
  const { moved, counts, version, isUnchanged } = outcome;
  return { problems, diff, moved, counts, version, isUnchanged, effectiveAt: outcome.effectiveAt };
}

/** The newest version's document, in force or yet to come; null when there is none. */
export async function newestDocument(door: Door): Promise<Document | null> {
  const row = await door.read("*", (db) =>
    db.selectFrom("model_versions").select("document").orderBy("version", "desc").limit(1).executeTakeFirst(),
  );
  return row?.document ?? null;
}

/** One line for each thing that comes or goes, and for each leaf of what changes. */
export function changesOf({ changes }: ModelDiff): ModelChange[] {
  return changes.flatMap(({ kind: entity, id, change, leaves }) => {
    const named = id === "" ? entity : `${entity} ${id}`;
    if (change !== "changed") return [{ path: named, kind: change, entity, id, before: null, after: null }];
    return leaves.map(({ path, before, after }) => ({
      path: `${named} ${path}`,
      kind: before === undefined ? ("added" as const) : after === undefined ? ("removed" as const) : ("changed" as const),
      ...{ entity, id, before: before ?? null, after: after ?? null },
    }));
  });
}
