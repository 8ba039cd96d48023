/** Reads a written model: the document, or everything that is wrong with it at once. */
import { checkMeaning } from "#core/model/check.ts";
import type { Document } from "#core/model/document.ts";
import { openReport, type Problem, type Report } from "#core/model/problem.ts";
import { checkShape } from "#core/model/shape.ts";
import { readSource } from "#core/model/source-text.ts";

export type ReadModel = {
  /** Null when any problem is an error; warnings do not stop a model. */
  document: Document | null;
  /** In the order of the text; at most `mostProblems` and one that says how many more there are. */
  problems: Problem[];
};

/**
 * @param text YAML 1.2 or JSON, at most 5 million characters
 * Mistakes of the text, of shape and of meaning are listed together. Where the text is not YAML, only what stands before that line
 * is looked into, as the rest was read wrongly.
 */
export function readModel(text: string): ReadModel {
  const source = readSource(text.startsWith("\uFEFF") ? text.slice(1) : text);
  const { report, problems } = openReport(source.place, source.problems);
  if (source.value === undefined) return { document: null, problems: problems() };
  if (source.value === null && source.brokenAtLine === null) {
    report("error", [], "empty-model", "the text holds no model", "begin with `guardia: 1`, or copy one of the examples");
    return { document: null, problems: problems() };
  }
  if (source.brokenAtLine === null) {
    checkMeaning(source.value, checkShape(source.value, report), report);
  } else {
    checkShape(source.value, before(source.brokenAtLine, source.place, report));
  }
  const found = problems();
  const isSound = found.every(({ severity }) => severity === "warning");
  return { document: isSound ? (source.value as Document) : null, problems: found };
}

/** What is missing may stand after the break, what stands after it is not what was meant, and the line before it may have gone on. */
function before(line: number, place: Parameters<typeof openReport>[0], report: Report): Report {
  return (severity, path, code, message, hint, at) => {
    if (code !== "missing-key" && place(path, at ?? "value").line < line - 1) report(severity, path, code, message, hint, at);
  };
}
