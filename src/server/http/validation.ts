/** Says of each field that is wrong what to write instead. */
import type { z } from "@hono/zod-openapi";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { type IssueWords, issueWordsIn, sentenceOfSchema } from "#server/language/issue-words.ts";

type Issue = z.core.$ZodIssue;

/** What zod found in the body, the query or the path as one refusal with a line for each field, in the reader's language. */
export function refusalOfIssues(issues: readonly Issue[], target: string, language: Language = "en"): Refusal {
  const words = issueWordsIn(language);
  const say: Speaker = { words, language };
  const errors = issues.flatMap((issue) => fieldErrors(issue, say)).slice(0, 50);
  const place = words.place[target === "json" || target === "query" || target === "header" ? target : "param"];
  const first = errors[0];
  const more = errors.length > 1 ? words.more(errors.length - 1) : "";
  const message = first === undefined ? words.somethingWrong(place) : `${words.inPlace(place, first.pointer)}: ${first.detail}${more}`;
  return new Refusal(target === "json" ? "invalid-request" : "bad-request", message, { errors });
}

type Speaker = { words: IssueWords; language: Language };
type FieldError = { pointer: string; detail: string };

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

function fieldErrors(issue: Issue, say: Speaker): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key]), detail: say.words.unknownField }));
  }
  return [{ pointer: pointerOf(issue.path), detail: whatToWrite(issue, say) }];
}

function whatToWrite(issue: Issue, { words, language }: Speaker): string {
  switch (issue.code) {
    case "invalid_type": {
      const kind = words.kinds[issue.expected] ?? issue.expected;
      return issue.message.endsWith("received undefined") ? words.missing(kind) : words.write(kind);
    }
    case "invalid_value":
      return words.oneOf(issue.values.map((value) => JSON.stringify(value)).join(", "));
    case "too_small":
      return tooSmall(issue, words);
    case "too_big":
      return tooBig(issue, words);
    case "invalid_union":
      return union(issue, { words, language });
    default:
      return sentenceOfSchema(language, issue.message);
  }
}

function tooSmall({ origin, minimum, inclusive = true }: Extract<Issue, { code: "too_small" }>, words: IssueWords): string {
  if (origin === "string") return minimum === 1 ? words.emptyText : words.shortText(minimum);
  return origin === "array" ? words.shortList(minimum) : words.smallNumber(minimum, inclusive);
}

function tooBig({ origin, maximum, inclusive = true }: Extract<Issue, { code: "too_big" }>, words: IssueWords): string {
  if (origin === "string") return words.longText(maximum);
  return origin === "array" ? words.longList(maximum) : words.bigNumber(maximum, inclusive);
}

/** Of several forms the one that came nearest is explained; of simple values all are listed. */
function union(issue: Extract<Issue, { code: "invalid_union" }>, say: Speaker): string {
  const sentences = new Set(issue.errors.flatMap((issues) => issues.map((each) => whatToWrite(each, say))));
  return [...sentences].slice(0, 3).join(say.words.or) || issue.message;
}
