/** Says of each field that is wrong what to write instead. */
import type { z } from "@hono/zod-openapi";
import { Refusal } from "#core/refusal.ts";

type Issue = z.core.$ZodIssue;

/** What zod found in the body, the query or the path as one refusal with a line for each field. */
export function refusalOfIssues(issues: readonly Issue[], target: string): Refusal {
  const errors = issues.flatMap((issue) => fieldErrors(issue)).slice(0, 50);
  const where = target === "json" ? "the body" : target === "query" ? "the query" : target === "header" ? "the headers" : "the path";
  const first = errors[0];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : "";
  const message = first === undefined ? `Something in ${where} is wrong.` : `${named(first.pointer, where)}: ${first.detail}${more}`;
  return new Refusal(target === "json" ? "invalid-request" : "bad-request", message, { errors });
}

const named = (pointer: string, where: string): string => (pointer === "" ? `In ${where}` : `In ${where}, ${pointer}`);

type FieldError = { pointer: string; detail: string };

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

function fieldErrors(issue: Issue): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: pointerOf([...issue.path, key]),
      detail: "There is no such field here: leave it out, or look at its spelling.",
    }));
  }
  return [{ pointer: pointerOf(issue.path), detail: whatToWrite(issue) }];
}

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object {…}",
  array: "a list […]",
  record: "an object {…}",
  nan: "a number",
};

function whatToWrite(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `Write ${kinds[issue.expected] ?? issue.expected}${issue.message.endsWith("received undefined") ? "; it is missing" : ""}.`;
    case "invalid_value":
      return `Write one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}.`;
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "invalid_union":
      return union(issue);
    default:
      return issue.message;
  }
}

function tooSmall({ origin, minimum, inclusive = true }: Extract<Issue, { code: "too_small" }>): string {
  if (origin === "string") return minimum === 1 ? "Write a text; it is empty." : `Write at least ${minimum} characters.`;
  if (origin === "array") return `List at least ${minimum}.`;
  return `Write a number ${inclusive ? "of at least" : "above"} ${minimum}.`;
}

function tooBig({ origin, maximum, inclusive = true }: Extract<Issue, { code: "too_big" }>): string {
  if (origin === "string") return `Write at most ${maximum} characters.`;
  if (origin === "array") return `List at most ${maximum}.`;
  return `Write a number ${inclusive ? "of at most" : "below"} ${maximum}.`;
}

/** Of several forms the one that came nearest is explained; of simple values all are listed. */
function union(issue: Extract<Issue, { code: "invalid_union" }>): string {
  const sentences = new Set(issue.errors.flatMap((issues) => issues.map((each) => whatToWrite(each))));
  return [...sentences].slice(0, 3).join(" Or: ") || issue.message;
}
