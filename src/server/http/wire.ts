/** What travels: the shapes of the core with their instants written as ISO 8601 text. Durations stay integer milliseconds. */
import type { Duration, Instant } from "#core/time/instant.ts";

export type Wire<T> = T extends Instant
  ? string
  : T extends Duration
    ? number
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { [Key in keyof T]: Wire<T[Key]> }
        : T;

/** How the core calls its instants, beside whatever ends in `At`. No duration or other number bears one of these names. */
const instantNames: ReadonlySet<string> = new Set([
  ...["at", "from", "to", "since", "until", "runningSince", "anchor", "anchorFrom"],
  ...["dueBefore", "dueAfter"],
]);

/** A ticket that absorbs another one says from which, by its number. */
const isInstant = (name: string, owner: object): boolean =>
  name.endsWith("At") || (instantNames.has(name) && !(name === "from" && (owner as { type?: unknown }).type === "ticket.absorbed"));

/** A value of the core as it travels. */
export function wire<T>(value: T): Wire<T> {
  return written(value) as Wire<T>;
}

function written(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(written);
  const out: Record<string, unknown> = {};
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    out[name] = typeof member === "number" ? (isInstant(name, value) ? new Date(member).toISOString() : member) : written(member);
  }
  return out;
}
