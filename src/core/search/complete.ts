/** What could be written next: field names first, then the values that a field knows. */
import { type Field, fieldNamed, fields, type KeyField } from "#core/search/field.ts";
import { type Token, tokensOf, type Value } from "#core/search/token.ts";

export type Named = { readonly key: string; readonly name: string };

/** What the model knows by name, for the fields whose values are keys. */
export type Names = {
  readonly customers: readonly Named[];
  readonly teams: readonly Named[];
  readonly people: readonly Named[];
  readonly services: readonly Named[];
  readonly components: readonly Named[];
};

/** Put `insert` in place of `from` to `to`. `hint` is the field that is offered, or whose value it is. */
export type Completion = {
  readonly from: number;
  readonly to: number;
  readonly options: readonly { readonly insert: string; readonly label: string; readonly hint: string }[];
};

const mostOptions = 12;

const namesOf: Readonly<Record<KeyField, keyof Names>> = {
  team: "teams",
  assignee: "people",
  requester: "people",
  customer: "customers",
  service: "services",
  component: "components",
};

/**
 * Options for what stands at the caret; none inside of plain words that begin no field. A field's name comes with its comparison, so
 * that its values can be offered at once.
 */
export function completeQuery(text: string, caret: number, names: Names): Completion {
  const at = Math.min(Math.max(Math.trunc(caret) || 0, 0), text.length);
  const token = tokensOf(text).find(({ from, to }) => from < at && at <= to);
  if (token === undefined) return { from: at, to: at, options: fieldOptions("") };
  const value = token.name === null ? null : token.values.find(({ from, to }) => from <= at && at <= to);
  if (value === undefined || value === null) return nameCompletion(token, text, at);
  const field = fieldNamed(token.name?.text ?? "");
  const typed = text.slice(value.from, at).replaceAll('"', "");
  return { from: value.from, to: value.to, options: field === null ? [] : valueOptions(field, typed, token, value, names) };
}

function nameCompletion(token: Token, text: string, at: number): Completion {
  const from = token.from + (token.isNegated ? 1 : 0);
  const isWord = token.name === null && token.values[0]?.isQuoted === false;
  if (!isWord && token.name === null) return { from: at, to: at, options: [] };
  return { from, to: token.name === null ? token.to : token.name.to + 1, options: fieldOptions(text.slice(from, at)) };
}

const comparisonOf = (field: Field): string => (field.type === "span" || field.type === "time" ? "<" : ":");

const fieldOptions = (typed: string): Completion["options"] =>
  fields
    .filter(({ name }) => name.startsWith(typed.toLowerCase()))
    .slice(0, typed === "" ? fields.length : mostOptions)
    .map((field) => ({ insert: `${field.name}${comparisonOf(field)}`, label: field.name, hint: field.name }));

function valueOptions(field: Field, typed: string, token: Token, value: Value, names: Names): Completion["options"] {
  const taken = new Set(token.values.filter((each) => each !== value).map(({ text }) => text.toLowerCase()));
  const own: Named[] = field.choices.map((choice) => ({ key: choice, name: choice }));
  const known = field.type === "key" ? [...own, ...names[namesOf[field.name]]] : own;
  const sought = plain(typed);
  const found = known.filter(({ key }) => !taken.has(key.toLowerCase()));
  const starts = found.filter(({ key, name }) => plain(key).startsWith(sought) || plain(name).startsWith(sought));
  const holds = found.filter((each) => !starts.includes(each) && `${plain(each.key)} ${plain(each.name)}`.includes(sought));
  return [...starts, ...holds].slice(0, mostOptions).map(({ key, name }) => ({
    insert: /[\s,"]/u.test(key) ? `"${key}"` : key,
    label: name,
    hint: field.name,
  }));
}

/** Without case and accents: "élo" finds Élodie. */
const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
