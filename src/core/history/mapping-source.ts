/** Reads a written mapping: the mapping, or everything that is wrong with it, by line and column. */
import type { z } from "zod";
import { compileDateFormat } from "#core/history/date-format.ts";
import { type HistoryFormat, type Mapping, mappingSchema } from "#core/history/mapping.ts";
import { nearName } from "#core/model/near-name.ts";
import { openReport, type Path, type Problem, type Report } from "#core/model/problem.ts";
import { readSource } from "#core/model/source-text.ts";
import { Refusal } from "#core/refusal.ts";

export type ReadMapping = { mapping: Mapping | null; problems: Problem[] };

/** @param format what the mapping is to be used for: a log needs the instant of each row */
export function readMapping(text: string, format: HistoryFormat): ReadMapping {
  const source = readSource(text.startsWith("\uFEFF") ? text.slice(1) : text);
  const { report, problems } = openReport(source.place, source.problems);
  if (source.value === undefined || source.value === null) {
    if (source.problems.length === 0) report("error", [], "empty-mapping", "the text holds no mapping", "begin with `guardia-mapping: 1`");
    return { mapping: null, problems: problems() };
  }
  const result = mappingSchema.safeParse(source.value);
  if (result.success) checkMapping(result.data, format, report);
  else if (source.brokenAtLine === null) for (const issue of result.error.issues) reportIssue(issue, [], source.value, report);
  const found = problems();
  return { mapping: result.success && found.length === 0 ? result.data : null, problems: found };
}

function checkMapping(mapping: Mapping, format: HistoryFormat, report: Report): void {
  if (format === "servicenow-log" && mapping.at === undefined) {
    report(
      "error",
      ["at"],
      "missing-key",
      "'at' is missing: a log says when each of its rows was written",
      "name the column, like `at: sys_updated_at`",
    );
  }
  try {
    compileDateFormat(mapping.dates.format, mapping.dates.zone);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    report("error", ["dates", error.code === "bad-zone" ? "zone" : "format"], error.code, error.message);
  }
}

type Issue = z.core.$ZodIssue;

function reportIssue(issue: Issue, above: Path, root: unknown, report: Report): void {
  const path: Path = [...above, ...(issue.path as (string | number)[])];
  const last = path.at(-1);
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) {
      const near = nearName(key, Object.keys(mappingSchema.shape));
      report(
        "error",
        [...path, key],
        "unknown-key",
        `unknown key '${key}'`,
        near === null ? "remove it" : `did you mean '${near}'?`,
        "key",
      );
    }
  } else if (issue.code === "invalid_union") {
    const ofKind = issue.errors.filter(
      (issues) => !issues.some(({ code, path: inner }) => inner.length === 0 && (code === "invalid_type" || code === "invalid_value")),
    );
    const best = ofKind.toSorted((a, b) => a.length - b.length)[0] ?? issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? [];
    for (const inner of best) reportIssue(inner as Issue, path, root, report);
  } else if (valueAt(root, path) === undefined) {
    report("error", path, "missing-key", `'${last}' is missing`, describe(path), "key");
  } else if (issue.code === "invalid_value") {
    const near = nearName(String(valueAt(root, path)), issue.values.map(String));
    const choice = `expected one of ${issue.values.map(String).join(", ")}`;
    report(
      "error",
      path,
      "unknown-value",
      `'${String(valueAt(root, path))}' cannot stand here`,
      near === null ? choice : `did you mean ${near}? ${choice}`,
    );
  } else if (issue.code === "invalid_type") {
    report(
      "error",
      path,
      "wrong-kind",
      `expected ${issue.expected === "record" ? "a map of keys" : `a ${issue.expected}`} here`,
      describe(path),
    );
  } else {
    report("error", path, "bad-value", `'${String(valueAt(root, path))}' ${issue.message}`, describe(path));
  }
}

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined),
    root,
  );

/** What the form says of the key at the top of a path. */
function describe(path: Path): string | null {
  const key = path[0];
  const schema = typeof key === "string" ? (mappingSchema.shape as Record<string, z.ZodType>)[key] : undefined;
  return schema?.meta()?.description ?? null;
}
