/** A query's fields as conditions on the table of tickets. Words are not among them: they are looked up in the index of words. */
import { type RawBuilder, sql } from "kysely";
import type { Document } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import { Refusal } from "#core/refusal.ts";
import type { FlagField, KeyField, TimeField } from "#core/search/field.ts";
import { parseQuery, type Query, type QueryProblem, type Term, type Test } from "#core/search/query.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import { startOfDate } from "#core/time/zone.ts";
import { neverBreaches } from "#server/database/ticket-row.ts";

/** Who asks, when, and under which names the model knows things. */
export type QueryScene = {
  readonly document: Document | null;
  readonly now: Instant;
  /** Of the reader: where a date begins. */
  readonly zone: string;
  /** The key by which tickets name the asker, as assignee and as requester. */
  readonly me: string;
};

/** What a query asks of a ticket's fields, which states that leaves, and the terms that are words. */
export type Conditions = {
  readonly conditions: readonly RawBuilder<boolean>[];
  readonly statuses: readonly Ticket["status"][];
  readonly words: readonly (Term & { readonly test: Extract<Test, { field: "words" }> })[];
  /** The only customers whose tickets can meet it; null: any. */
  readonly customers: readonly string[] | null;
};

/** Reads a query that must be right. Refuses `bad-query`, with every problem and its place. */
export function requireQuery(text: string): Query {
  const { query, problems } = parseQuery(text);
  if (problems.length > 0)
    throw new Refusal("bad-query", `This query cannot be read: ${problems.map((each) => sentenceOf(each, text)).join(" ")}`, {
      query: text,
      problems,
    });
  return query;
}

/** A problem in words. */
export function sentenceOf({ code, from, to, facts }: QueryProblem, text: string): string {
  const part = `"${text.slice(from, to)}"`;
  switch (code) {
    case "unknown-field":
      return `There is no field "${facts.field}"${facts.near === undefined ? "" : `; did you mean "${facts.near}"?`}.`;
    case "unknown-value":
      return `"${facts.value}" is nothing that ${facts.field} can be${facts.known === "" ? "" : `: write ${facts.known}`}.`;
    case "missing-value":
      return `Something must stand behind ${part}.`;
    case "unclosed-quote":
      return `The quotation ${part} does not end.`;
    case "bad-span":
      return `${part} is no amount of time: write it like 30m, 2h or 7d.`;
    case "bad-time":
      return `${part} is neither an amount of time (7d) nor a date (2026-11-01).`;
    case "bad-score":
      return `${part} is no score: write 1 to 5, yes or no.`;
    case "bad-comparison":
      return `${facts.field} takes ${(facts.allowed ?? "< >").split(" ").join(" or ")} and a value.`;
    case "number-too-large":
      return `${part} is no ticket number.`;
    case "too-many-terms":
      return `A query has at most ${facts.most} terms.`;
    case "too-long":
      return `A query has at most ${facts.most} characters.`;
  }
}

const allStatuses: readonly Ticket["status"][] = ["open", "resolved", "closed"];

export function conditionsOf({ terms }: Query, scene: QueryScene): Conditions {
  const conditions: RawBuilder<boolean>[] = [];
  const words: Conditions["words"][number][] = [];
  let statuses = allStatuses;
  let customers: readonly string[] | null = null;
  for (const { isNegated, test } of terms) {
    if (test.field === "words") words.push({ isNegated, test });
    else if (test.field === "status") statuses = statuses.filter((status) => test.values.includes(status) !== isNegated);
    else {
      // What a promise's end is asked of is open: to say so lets the list be read in the order of its index.
      if (test.field === "breach" && !isNegated) statuses = statuses.filter((status) => status === "open");
      if (test.field === "customer" && !isNegated) customers = test.values.flatMap((value) => keysOf("customer", value, scene));
      const condition = conditionOf(test, scene);
      conditions.push(isNegated ? sql<boolean>`((${condition}) is not true)` : condition);
    }
  }
  return { conditions, statuses, words, customers };
}

type FieldTest = Exclude<Test, { field: "words" }>;

function conditionOf(test: FieldTest, scene: QueryScene): RawBuilder<boolean> {
  if (test.field === "number") return sql<boolean>`id = ${test.number}`;
  if (test.field === "breach") return breachCondition(test, scene);
  if (test.field === "rated") {
    if ("is" in test) return test.is ? sql<boolean>`rating is not null` : sql<boolean>`rating is null`;
    return sql<boolean>`rating ${sql.raw(test.comparison === ":" ? "=" : test.comparison)} ${test.score}`;
  }
  if ("is" in test) return flagCondition(test.field, test.is);
  if ("values" in test) return valuesCondition(test, scene);
  return timeCondition(test, scene);
}

function breachCondition({ comparison, ms }: Extract<Test, { field: "breach" }>, { now }: QueryScene): RawBuilder<boolean> {
  const until = Math.min(now + ms, neverBreaches - 1);
  return comparison === "<" ? sql<boolean>`next_breach_at < ${until}` : sql<boolean>`next_breach_at >= ${until}`;
}

function flagCondition(field: FlagField, is: boolean): RawBuilder<boolean> {
  if (field === "rank") return is ? sql<boolean>`rank is not null` : sql<boolean>`rank is null`;
  if (field === "reopened") return is ? sql<boolean>`is_reopened` : sql<boolean>`is_reopened is not true`;
  if (field === "breached") return is ? sql<boolean>`is_breached` : sql<boolean>`is_breached is not true`;
  return is ? sql<boolean>`is_first_line` : sql<boolean>`(status <> 'open' and is_first_line is not true)`;
}

const timeColumns: Readonly<Record<TimeField, string>> = {
  opened: "opened_at",
  updated: "coalesce(updated_at, opened_at)",
  resolved: "resolved_at",
  closed: "closed_at",
};

type TimeTest = Extract<Test, { field: TimeField }>;

/** An age is younger (`<`) when its instant is later; a date is what it says. */
function timeCondition(test: TimeTest, { now, zone }: QueryScene): RawBuilder<boolean> {
  const column = sql.raw(timeColumns[test.field]);
  if ("day" in test) {
    const start = startOfDate(zone, test.day);
    return test.comparison === "<" ? sql<boolean>`${column} < ${start}` : sql<boolean>`${column} >= ${start}`;
  }
  const at = now - test.ms;
  return test.comparison === "<" ? sql<boolean>`${column} > ${at}` : sql<boolean>`${column} < ${at}`;
}

type ListTest = Extract<Test, { values: readonly string[] }>;

function valuesCondition({ field, values }: ListTest, scene: QueryScene): RawBuilder<boolean> {
  switch (field) {
    case "paused":
      return anyOf(
        values.map((value) =>
          value === "yes" ? sql<boolean>`pause is not null` : value === "no" ? sql<boolean>`pause is null` : sql<boolean>`pause = ${value}`,
        ),
      );
    case "tier":
      return sql<boolean>`tier = any(${values.map(Number)}::int[])`;
    case "ball":
      return oneOf("holder", values);
    case "priority":
    case "status":
    case "kind":
    case "channel":
    case "coverage":
      return oneOf(field, values);
    default:
      return keyCondition(field, values, scene);
  }
}

function oneOf(column: string, values: readonly string[]): RawBuilder<boolean> {
  const [only] = values;
  // An equation where it is one: only that keeps the order of an index that begins with the column.
  return values.length === 1 ? sql<boolean>`${sql.ref(column)} = ${only}` : sql<boolean>`${sql.ref(column)} = any(${[...values]}::text[])`;
}

const anyOf = (ways: readonly RawBuilder<boolean>[]): RawBuilder<boolean> =>
  ways.length === 1 && ways[0] !== undefined ? ways[0] : sql<boolean>`(${sql.join([...ways], sql` or `)})`;

function keyCondition(field: KeyField, values: readonly string[], scene: QueryScene): RawBuilder<boolean> {
  const named = values.filter((value) => value !== "nobody");
  const keys = [...new Set(named.flatMap((value) => keysOf(field, value, scene)))];
  const ways: RawBuilder<boolean>[] = [];
  if (named.length < values.length) ways.push(sql<boolean>`${sql.ref(field)} is null`);
  if (field === "customer") return oneOf("customer_id", keys);
  if (field === "component") return anyOf([...keys.map(componentCondition), ...(keys.length === 0 ? [sql<boolean>`false`] : [])]);
  if (keys.length > 0 || ways.length === 0) ways.push(oneOf(field, keys));
  return anyOf(ways);
}

/** A component is named alone, or as `service/component`. */
function componentCondition(key: string): RawBuilder<boolean> {
  const at = key.indexOf("/");
  if (at < 0) return sql<boolean>`component = ${key}`;
  return sql<boolean>`(service = ${key.slice(0, at)} and component = ${key.slice(at + 1)})`;
}

/** The keys that a value may mean: its own, that of whoever is called so, and what the words for the asker stand for. */
function keysOf(field: KeyField, value: string, { document, me }: QueryScene): string[] {
  if (value === "me") return [me];
  if (field === "team" && value === "mine") {
    return Object.entries(document?.teams ?? {}).flatMap(([key, { members, lead }]) => (members.includes(me) || lead === me ? [key] : []));
  }
  const sought = plain(value);
  const called = namesOf(field, document).flatMap(([key, ...names]) =>
    plain(key) === sought || names.some((name) => plain(name) === sought) ? [key] : [],
  );
  return called.includes(value) ? [value] : called.length > 0 ? called : [value];
}

const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Key and names of everything that a field may be about. */
function namesOf(field: KeyField, document: Document | null): [string, ...string[]][] {
  if (document === null) return [];
  const inAll = (name: Parameters<typeof textIn>[0]): string[] => (["en", "fr", "es"] as const).map((language) => textIn(name, language));
  switch (field) {
    case "team":
      return Object.entries(document.teams).map(([key, { name }]) => [key, ...inAll(name)]);
    case "customer":
      return Object.entries(document.customers).map(([key, { name }]) => [key, name]);
    case "service":
      return Object.entries(document.services).map(([key, { name }]) => [key, ...inAll(name)]);
    case "component":
      return Object.values(document.services).flatMap(({ components }) =>
        Object.entries(components).map(([key, { name }]): [string, ...string[]] => [key, ...inAll(name)]),
      );
    case "assignee":
      return Object.entries(document.people ?? {}).map(([key, { name }]) => [key, name]);
    case "requester":
      return Object.values(document.customers).flatMap(({ contacts }) =>
        Object.entries(contacts).map(([key, { name }]): [string, ...string[]] => [key, name]),
      );
  }
}
