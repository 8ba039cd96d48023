/** A driver's settings as a form: which fields, in which order, and what is sent of them. */
import type { DriverView, Settings } from "../api/channels.ts";

/** As much of JSON Schema as settings use. */
type Schema = {
  properties?: Record<string, FieldSchema>;
  required?: readonly string[];
};
type FieldSchema = {
  type?: string;
  enum?: readonly string[];
  title?: string;
  description?: string;
  default?: string | number | boolean;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
};

export type Field = {
  name: string;
  kind: "text" | "long" | "secret" | "number" | "switch" | "choice";
  choices: readonly string[];
  isRequired: boolean;
  /** Shown only when somebody asks for more: it has a default, and most never touch it. */
  isFurther: boolean;
  byDefault: string | boolean;
  title: string | null;
  description: string | null;
  most: number | null;
};

/** Of a body, a key in PEM or in JSON, one line is not enough. */
const longOnes = new Set(["body", "dkimKey", "serviceAccount"]);

export function fieldsOf({ settings, secrets }: Pick<DriverView, "settings" | "secrets">): Field[] {
  const { properties = {}, required = [] } = settings as Schema;
  return Object.entries(properties).map(([name, schema]) => {
    const isRequired = required.includes(name);
    const byDefault = schema.default ?? "";
    return {
      ...{ name, kind: kindOf(name, schema, secrets), choices: schema.enum ?? [], isRequired },
      isFurther: !isRequired && schema.default !== undefined,
      byDefault: typeof byDefault === "boolean" ? byDefault : String(byDefault),
      ...{ title: schema.title ?? null, description: schema.description ?? null, most: schema.maxLength ?? null },
    };
  });
}

function kindOf(name: string, { type, enum: choices }: FieldSchema, secrets: readonly string[]): Field["kind"] {
  if (secrets.includes(name)) return longOnes.has(name) ? "long" : "secret";
  if (choices !== undefined) return "choice";
  if (type === "boolean") return "switch";
  if (type === "integer" || type === "number") return "number";
  return longOnes.has(name) ? "long" : "text";
}

export type Draft = Readonly<Record<string, string | boolean>>;

/** What is there, else the defaults; secrets are never there. */
export function draftOf(fields: readonly Field[], settings: Readonly<Record<string, unknown>>, secrets: readonly string[]): Draft {
  return Object.fromEntries(
    fields.map(({ name, kind, byDefault }) => {
      const there = secrets.includes(name) ? undefined : settings[name];
      if (kind === "switch") return [name, typeof there === "boolean" ? there : byDefault === true];
      return [name, there === undefined || there === null ? (secrets.includes(name) ? "" : byDefault) : String(there)];
    }),
  );
}

/** Needed ones that are empty; a secret that is kept already needs no other. */
export const missingIn = (fields: readonly Field[], draft: Draft, kept: readonly string[]): string[] =>
  fields.filter(({ name, isRequired }) => isRequired && draft[name] === "" && !kept.includes(name)).map(({ name }) => name);

/** What is sent: numbers as such, what was left empty not at all; secrets only when they were written. */
export function settingsOf(fields: readonly Field[], draft: Draft): Settings {
  const sent = fields.flatMap(({ name, kind }): [string, string | number | boolean][] => {
    const value = draft[name] ?? "";
    if (typeof value === "boolean") return [[name, value]];
    const text = kind === "long" ? value : value.trim();
    if (text === "") return [];
    return [[name, kind === "number" && Number.isFinite(Number(text)) ? Number(text) : text]];
  });
  return Object.fromEntries(sent);
}
