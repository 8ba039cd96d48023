/**
 * The query language of lists and of the search: `priority:p1 team:development breach<2h customer:acme "login"`. Pure: the browser reads,
 * completes and prints queries with the same functions as the server. Every term must hold; values separated by commas are alternatives.
 */
import { nearName } from "#core/model/near-name.ts";
import {
  type ChoiceField,
  type Field,
  type FlagField,
  fieldNamed,
  fields,
  isDay,
  type KeyField,
  readSpan,
  type TimeField,
  writeSpan,
} from "#core/search/field.ts";
import { type Place, type Token, tokensOf, type Value } from "#core/search/token.ts";

export { type Completion, completeQuery, type Names } from "#core/search/complete.ts";

/** What one term asks of a ticket. */
export type Test =
  | { readonly field: "words"; readonly text: string; readonly isPhrase: boolean }
  | { readonly field: "number"; readonly number: number }
  | { readonly field: ChoiceField | KeyField; readonly values: readonly string[] }
  | { readonly field: FlagField; readonly is: boolean }
  /** `<`: the next promise breaks within this, or is broken already; `>`: it has more time than this, or none runs. Elapsed milliseconds. */
  | { readonly field: "breach"; readonly comparison: "<" | ">"; readonly ms: number }
  /** An age: `<` is younger than this many elapsed milliseconds. */
  | { readonly field: TimeField; readonly comparison: "<" | ">"; readonly ms: number }
  /** A date of the reader's zone: `<` is before it, `>` is on it or later. */
  | { readonly field: TimeField; readonly comparison: "<" | ">"; readonly day: string }
  | { readonly field: "rated"; readonly comparison: ":" | "<" | ">"; readonly score: number }
  | { readonly field: "rated"; readonly is: boolean };

export type Term = { readonly isNegated: boolean; readonly test: Test };
export type Query = { readonly terms: readonly Term[] };

export type QueryProblemCode =
  | "unknown-field"
  | "unknown-value"
  | "missing-value"
  | "unclosed-quote"
  | "bad-span"
  | "bad-time"
  | "bad-score"
  | "bad-comparison"
  | "number-too-large"
  | "too-many-terms"
  | "too-long";

/** What is wrong, and where: `from` and `to` (exclusive) in the text. `facts` hold what a sentence about it names. */
export type QueryProblem = Place & { readonly code: QueryProblemCode; readonly facts: Readonly<Record<string, string>> };

/** The terms in order, with the place of each; a term with a problem is left out, except that words stay words. */
export type Parsed = { readonly query: Query; readonly places: readonly Place[]; readonly problems: readonly QueryProblem[] };

export const longestQuery = 500;
export const mostTerms = 20;

/** Reads what somebody wrote. Never throws. */
export function parseQuery(text: string): Parsed {
  const problems: QueryProblem[] = [];
  const terms: Term[] = [];
  const places: Place[] = [];
  if (text.length > longestQuery)
    problems.push({ from: longestQuery, to: text.length, code: "too-long", facts: { most: String(longestQuery) } });
  for (const token of tokensOf(text.slice(0, longestQuery))) {
    if (token.isUnclosed) problems.push({ ...placeOf(token), code: "unclosed-quote", facts: {} });
    const test = token.name === null ? wordTest(token, problems) : fieldTest(token, problems);
    if (test === null) continue;
    if (terms.length === mostTerms) {
      problems.push({ ...placeOf(token), code: "too-many-terms", facts: { most: String(mostTerms) } });
      break;
    }
    terms.push({ isNegated: token.isNegated, test });
    places.push(placeOf(token));
  }
  return { query: { terms }, places, problems };
}

const placeOf = ({ from, to }: Place): Place => ({ from, to });

function wordTest({ values }: Token, problems: QueryProblem[]): Test | null {
  const [value] = values;
  if (value === undefined) return null;
  const number = value.isQuoted ? null : /^#(\d+)$/.exec(value.text);
  if (number !== null) {
    if (Number.isSafeInteger(Number(number[1]))) return { field: "number", number: Number(number[1]) };
    problems.push({ ...placeOf(value), code: "number-too-large", facts: { number: value.text } });
    return null;
  }
  const text = value.text.trim().replaceAll(/\s+/gu, " ");
  return text === "" ? null : { field: "words", text, isPhrase: value.isQuoted && text.includes(" ") };
}

function fieldTest(token: Token, problems: QueryProblem[]): Test | null {
  const { name, comparison, values } = token;
  if (name === null || comparison === null) return null;
  const field = fieldNamed(name.text);
  if (field === null) {
    const near = nearName(
      name.text,
      fields.map((each) => each.name),
    );
    problems.push({ ...placeOf(name), code: "unknown-field", facts: { field: name.text, ...(near === null ? {} : { near }) } });
    return null;
  }
  const [first] = values;
  if (first === undefined || values.every((value) => value.text.trim() === "")) {
    problems.push({ ...placeOf(token), code: "missing-value", facts: { field: field.name } });
    return null;
  }
  const allowed = field.type === "span" || field.type === "time" ? "<>" : field.type === "score" ? ":<>" : ":";
  if (!allowed.includes(comparison)) {
    const facts = { field: field.name, comparison, allowed: allowed.split("").join(" ") };
    problems.push({ from: name.to, to: name.to + 1, code: "bad-comparison", facts });
    return null;
  }
  if (field.type === "choice" || field.type === "key") return valuesTest(field, values, problems);
  if (values.length > 1) {
    const last = values.at(-1) ?? first;
    problems.push({ from: first.to, to: last.to, code: "unknown-value", facts: { field: field.name, value: last.text, known: "" } });
    return null;
  }
  return amountTest(field, comparison, first, problems);
}

type ListField = Extract<Field, { type: "choice" | "key" }>;

function valuesTest(field: ListField, given: readonly Value[], problems: QueryProblem[]): Test | null {
  const values: string[] = [];
  for (const value of given) {
    const text = value.text.trim().replaceAll(/\s+/gu, " ");
    if (text === "") continue;
    const known = field.choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
    if (known === undefined && field.type === "choice") {
      problems.push({
        ...placeOf(value),
        code: "unknown-value",
        facts: { field: field.name, value: text, known: field.choices.join(", ") },
      });
    } else if (!values.includes(known ?? text)) values.push(known ?? text);
  }
  return values.length === 0 ? null : { field: field.name, values };
}

type AmountField = Exclude<Field, ListField>;

function amountTest(field: AmountField, comparison: ":" | "<" | ">", value: Value, problems: QueryProblem[]): Test | null {
  const text = value.text.trim();
  const wrong = (code: QueryProblemCode): null => {
    problems.push({ ...placeOf(value), code, facts: { field: field.name, value: text, known: field.choices.join(", ") } });
    return null;
  };
  const is = comparison === ":" ? flags[text.toLowerCase()] : undefined;
  if (field.type === "flag") return is === undefined ? wrong("unknown-value") : { field: field.name, is };
  if (field.type === "score") {
    if (is !== undefined) return { field: field.name, is };
    return /^[1-5]$/.test(text) ? { field: field.name, comparison, score: Number(text) } : wrong("bad-score");
  }
  if (comparison === ":") return wrong("bad-comparison");
  const ms = readSpan(text);
  if (field.type === "span") return ms === null ? wrong("bad-span") : { field: field.name, comparison, ms };
  if (ms !== null) return { field: field.name, comparison, ms };
  return isDay(text) ? { field: field.name, comparison, day: text } : wrong("bad-time");
}

const flags: Readonly<Record<string, boolean>> = { yes: true, no: false };

/** A query as text that parses to the same query. */
export const printQuery = ({ terms }: Query): string => terms.map(printTerm).join(" ");

function printTerm({ isNegated, test }: Term): string {
  return `${isNegated ? "-" : ""}${printTest(test)}`;
}

function printTest(test: Test): string {
  if (test.field === "words") return printWords(test.text, test.isPhrase);
  if (test.field === "number") return `#${test.number}`;
  if ("values" in test) return `${test.field}:${test.values.map(printValue).join(",")}`;
  if ("is" in test) return `${test.field}:${test.is ? "yes" : "no"}`;
  if ("score" in test) return `${test.field}${test.comparison}${test.score}`;
  return `${test.field}${test.comparison}${"day" in test ? test.day : writeSpan(test.ms)}`;
}

const printValue = (value: string): string => (/[\s,"]/u.test(value) ? `"${value.replaceAll('"', "")}"` : value);

/** Quoted whenever it would otherwise be read as something else. */
function printWords(text: string, isPhrase: boolean): string {
  const read = isPhrase ? [] : tokensOf(text);
  const [only] = read;
  const isPlain = read.length === 1 && only?.name === null && !only.isNegated && only.values[0]?.text === text && !/^#\d+$/.test(text);
  return isPlain && !only.values[0]?.isQuoted ? text : `"${text}"`;
}

/** The words of a query, without those that must not occur: what an excerpt marks. */
export const wordsOf = ({ terms }: Query): string[] =>
  terms.flatMap(({ isNegated, test }) => (test.field === "words" && !isNegated ? [test.text] : []));
