/** Shape mistakes (keys, kinds of values) in plain words, and what remains of a document when they are taken out. */
import type { z } from "zod";
import type { LooseDocument } from "#core/model/loose.ts";
import { nearName } from "#core/model/near-name.ts";
import { apart, type Path, type Report } from "#core/model/problem.ts";
import { documentSchema } from "#core/model/schema.ts";
import { describeAt, keysAt } from "#core/model/schema-place.ts";

type Issue = z.core.$ZodIssue;

const kinds: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a map of keys",
  record: "a map of keys",
};

/** `rest`: the document without its mistaken parts; `mistaken`: the paths that were reported. */
export type Shape = { rest: LooseDocument; mistaken: Path[] };

/**
 * Reports every shape mistake of `value` and gives a copy without the mistaken parts: what is present in it has the type that
 * `document.ts` says, what is missing may be required. A mistaken value leaves its key behind, holding undefined.
 */
export function checkShape(value: unknown, report: Report): Shape {
  const rest = structuredClone(value);
  const mistaken: Path[] = [];
  const noting: Report = (severity, path, code, message, hint, at) => {
    mistaken.push(path);
    report(severity, path, code, message, hint, at);
  };
  const result = documentSchema.safeParse(value);
  for (const issue of result.error?.issues ?? []) {
    reportIssue(issue, [], value, noting);
    takeOut(rest, issue);
  }
  return { rest: (isRightRoot(value) ? rest : {}) as LooseDocument, mistaken };
}

const isRightRoot = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

function reportIssue(issue: Issue, above: Path, root: unknown, report: Report): void {
  const path = [...above, ...(issue.path as (string | number)[])];
  const found = valueAt(root, path);
  const last = path.at(-1);
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) reportUnknownKey([...path, key], () => keysAt(path), report);
  } else if (issue.code === "invalid_key") {
    const [message, rule] = apart(`'${last}' ${issue.issues[0]?.message ?? "is not a key that can stand here"}`);
    report("error", path, "bad-id", message, slugHint(String(last)) ?? rule, "key");
  } else if (found === undefined) {
    const { description, example } = describeAt(path);
    const hint = example === null ? description : `${description ?? ""} Example: \`${last}: ${example}\`.`.trim();
    report("error", path, "missing-key", `'${last}' is missing`, hint, "key");
  } else if (issue.code === "invalid_union") {
    reportUnion(issue, path, found, root, report);
  } else {
    reportValue(issue, path, found, report);
  }
}

function reportUnknownKey(path: Path, known: () => readonly string[], report: Report): void {
  const key = String(path.at(-1));
  const hint = (): string => {
    const near = nearName(key, known());
    return near === null ? `expected one of ${list(known())}` : `did you mean '${near}'?`;
  };
  report("error", path, "unknown-key", `unknown key '${key}'`, hint, "key");
}

/** Of the alternatives, the one that the writer must have meant: of the kind that was written, with the fewest mistakes. */
function reportUnion(issue: Issue & { code: "invalid_union" }, path: Path, found: unknown, root: unknown, report: Report): void {
  const ofKind = issue.errors.filter((issues) => !issues.some(({ code, path: inner }) => code === "invalid_type" && inner.length === 0));
  const weight = (issues: readonly Issue[]): number =>
    issues.reduce((sum, each) => sum + (each.code === "unrecognized_keys" ? each.keys.length : 1), 0);
  const best = ofKind.toSorted((a, b) => weight(a as Issue[]) - weight(b as Issue[]))[0];
  if (best !== undefined) {
    for (const inner of best) reportIssue(inner as Issue, path, root, report);
    return;
  }
  const expected = issue.errors.flatMap((issues) =>
    issues.map((each) => (each.code === "invalid_type" ? (kinds[each.expected] ?? each.expected) : null)),
  );
  const words = [...new Set(expected.filter((each) => each !== null))].join(" or ");
  report(
    "error",
    path,
    "wrong-kind",
    `expected ${words}, found ${inWords(found)}`,
    kindHint(issue.errors.flat().map(expectedOf), found, path),
  );
}

function reportValue(issue: Issue, path: Path, found: unknown, report: Report): void {
  switch (issue.code) {
    case "invalid_type":
      return report(
        "error",
        path,
        "wrong-kind",
        `expected ${kinds[issue.expected] ?? issue.expected}, found ${inWords(found)}`,
        kindHint([issue.expected], found, path),
      );
    case "invalid_value":
      return reportChoice(issue.values.map(String), path, found, report);
    case "too_small":
    case "too_big":
      return report("error", path, "out-of-bounds", boundsMessage(issue, found), describeAt(path).description);
    default:
      return report("error", path, "bad-value", ...apart(`${inWords(found)} ${issue.message}`));
  }
}

function reportChoice(values: readonly string[], path: Path, found: unknown, report: Report): void {
  const isScalar = typeof found === "string" || typeof found === "number" || typeof found === "boolean";
  const near = isScalar ? (values.find((each) => each === String(found)) ?? nearName(String(found), values)) : null;
  const choice = values.length === 1 ? `write ${values[0]}` : `expected one of ${list(values)}`;
  const hint = near === null ? choice : near === String(found) ? quotesHint(found, near) : `did you mean ${near}? ${choice}`;
  report("error", path, "unknown-value", `${inWords(found)} cannot stand here`, hint);
}

const quotesHint = (found: unknown, wanted: string): string =>
  typeof found === "string" ? `write ${wanted}, without quotes` : `write "${wanted}", in quotes`;

function boundsMessage(issue: Issue & { code: "too_small" | "too_big" }, found: unknown): string {
  const limit = issue.code === "too_small" ? issue.minimum : issue.maximum;
  const few = issue.code === "too_small";
  const entries = (n: number | bigint): string => `${n} ${Number(n) === 1 ? "entry" : "entries"}`;
  if (Array.isArray(found))
    return few ? `needs at least ${entries(limit)}, has ${found.length}` : `takes at most ${entries(limit)}, has ${found.length}`;
  if (typeof found === "string") return few ? "this text is empty" : `this text has ${found.length} characters, ${limit} are the most`;
  const bound = few ? (issue.inclusive === false ? "more than" : "at least") : "at most";
  return `${inWords(found)} is out of bounds: ${bound} ${limit}`;
}

const expectedOf = (issue: z.core.$ZodIssue): string => (issue.code === "invalid_type" ? issue.expected : "");

function kindHint(expected: readonly string[], found: unknown, path: Path): string | null {
  if (path.length === 0) return "begin with `guardia: 1`, or copy one of the examples";
  if (found === null) return "write a value after the colon, or remove the key";
  const { description, example } = describeAt(path);
  if (expected.includes("string") && (typeof found === "number" || typeof found === "boolean")) {
    // A number has lost its plus sign and leading zeros by now, so it cannot be quoted as it was written.
    return typeof found === "number" && example !== null ? `put it in quotes, like "${example}"` : `put it in quotes: "${found}"`;
  }
  if (expected.includes("array") && (typeof found === "string" || typeof found === "number")) return `write a list: [${found}]`;
  return example === null ? description : `write it like ${example}`;
}

function slugHint(key: string): string | null {
  const plain = key
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^[-_]+|-+$/g, "")
    .slice(0, 63);
  return slug === "" ? null : `write ${slug}`;
}

export function inWords(found: unknown): string {
  if (found === null) return "nothing";
  if (Array.isArray(found)) return "a list";
  if (typeof found === "object") return "a map of keys";
  if (typeof found === "string") return `'${found.length > 60 ? `${found.slice(0, 57)}…` : found}'`;
  return typeof found === "number" ? `the number ${found}` : String(found);
}

export function list(words: readonly string[]): string {
  const shown = words.slice(0, 15);
  return words.length > shown.length ? `${shown.join(", ")} … (${words.length} in all)` : shown.join(", ");
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    root,
  );
}

function takeOut(rest: unknown, issue: Issue): void {
  if (issue.code === "invalid_key") return;
  const found = valueAt(rest, issue.path as Path);
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) if (typeof found === "object" && found !== null) delete (found as Record<string, unknown>)[key];
    return;
  }
  // A list that is too short is a list all the same; one that is too long is not looked into.
  if (found === undefined || issue.path.length === 0 || (issue.code === "too_small" && Array.isArray(found))) return;
  const parent = valueAt(rest, issue.path.slice(0, -1) as Path) as Record<string | number, unknown>;
  parent[issue.path.at(-1) as string | number] = undefined;
}
