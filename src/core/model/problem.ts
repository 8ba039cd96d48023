/** What is wrong with a written model: where, and what to write instead. */

export type Path = readonly (string | number)[];
export type Severity = "error" | "warning";

export type Problem = {
  severity: Severity;
  /** From 1, as editors count; the column in UTF-16 units. */
  line: number;
  column: number;
  /** Where in the document: `agreements.acme.targets.P1.response`, `coverage[2].when`. Empty: the whole. */
  path: string;
  /** kebab-case and stable. */
  code: string;
  message: string;
  /** What to write instead, where that can be said. */
  hint: string | null;
};

/** A model lists at most this many problems, and says when there are more. */
export const mostProblems = 1_000;

/** A hint that costs something to find is only looked for when its problem is listed. */
export type Hint = string | null | (() => string | null);

/** Takes one problem at a path; `key` places it at the key rather than at what the key holds. */
export type Report = (severity: Severity, path: Path, code: string, message: string, hint?: Hint, at?: "key" | "value") => void;

export type Place = (path: Path, at: "key" | "value") => { line: number; column: number };

/**
 * Collects problems up to `mostProblems`, after those already `found`, and counts the rest. `place` tells where a path stands in
 * the text. The list is in the order of the text.
 */
export function openReport(place: Place, found: readonly Problem[]): { report: Report; problems: () => Problem[] } {
  const kept = found.slice(0, mostProblems);
  let dropped = found.length - kept.length;
  const report: Report = (severity, path, code, message, hint = null, at = "value") => {
    if (kept.length >= mostProblems) dropped += 1;
    else
      kept.push({ severity, ...place(path, at), path: writePath(path), code, message, hint: typeof hint === "function" ? hint() : hint });
  };
  return { report, problems: () => inOrder(kept, dropped) };
}

function inOrder(kept: readonly Problem[], dropped: number): Problem[] {
  const sorted = kept.toSorted((a, b) => a.line - b.line || a.column - b.column);
  if (dropped === 0) return sorted;
  const last = sorted.at(-1);
  const message = `${dropped} more problems are not listed`;
  const hint = `a list ends at ${mostProblems}: repair these first, then check again`;
  return [
    ...sorted,
    { severity: "error", line: last?.line ?? 1, column: last?.column ?? 1, path: "", code: "too-many-problems", message, hint },
  ];
}

/** `["coverage", 2, "when"]` is written `coverage[2].when`. */
export function writePath(path: Path): string {
  return path.reduce<string>((sofar, step) => {
    if (typeof step === "number") return `${sofar}[${step}]`;
    return sofar === "" ? step : `${sofar}.${step}`;
  }, "");
}

/** Parts a refusal's sentence (`"2 days" is not a duration: write 48h or 2bd.`) into what is wrong and what to write instead. */
export function apart(sentence: string): [message: string, hint: string | null] {
  const parts = /^(.*?): ((?:write|use|days of what|a duration) .*|days of what\?.*)$/s.exec(sentence);
  return parts === null ? [sentence, null] : [parts[1] ?? sentence, (parts[2] ?? "").replace(/\.$/, "")];
}
