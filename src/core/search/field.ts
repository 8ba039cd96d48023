/** The fields of the query language: what each is called, what may stand behind it. */
import { channels, pauseReasons, priorities } from "#core/model/document.ts";
import { ticketKinds } from "#core/ticket/ticket.ts";

const tiers = ["1", "2", "3", "4"] as const;
const balls = ["l1", "l2", "l3", "l4", "vendor", "customer", "nobody"] as const;

/** One of a few words; several, separated by commas, mean any of them. */
const choiceFields = {
  priority: priorities,
  status: ["open", "resolved", "closed"],
  kind: ticketKinds,
  channel: channels,
  coverage: ["covered", "billable", "excluded"],
  tier: tiers,
  paused: ["yes", "no", ...pauseReasons],
  ball: balls,
} as const satisfies Record<string, readonly string[]>;

/** A key or a name of the model, and words that stand for whoever asks. */
const keyFields = {
  team: ["mine", "nobody"],
  assignee: ["me", "nobody"],
  requester: ["me"],
  customer: [],
  service: [],
  component: [],
} as const satisfies Record<string, readonly string[]>;

const flagFields = ["breached", "rank", "firstline", "reopened"] as const;
const timeFields = ["opened", "updated", "resolved", "closed"] as const;

export type ChoiceField = keyof typeof choiceFields;
export type KeyField = keyof typeof keyFields;
export type FlagField = (typeof flagFields)[number];
export type TimeField = (typeof timeFields)[number];
export type FieldName = ChoiceField | KeyField | FlagField | TimeField | "breach" | "rated";

/**
 * `choice` and `key` are followed by `:` and values, `flag` by `:yes` or `:no`, `span` (`breach`) and `time` by `<` or `>` and an
 * amount of time, `time` also by a date; `score` (`rated`) by `:` or `<` or `>` and 1 to 5, or by `:yes` or `:no`.
 */
export type Field =
  | { readonly name: ChoiceField; readonly type: "choice"; readonly choices: readonly string[] }
  | { readonly name: KeyField; readonly type: "key"; readonly choices: readonly string[] }
  | { readonly name: FlagField; readonly type: "flag"; readonly choices: readonly string[] }
  | { readonly name: TimeField; readonly type: "time"; readonly choices: readonly string[] }
  | { readonly name: "breach"; readonly type: "span"; readonly choices: readonly string[] }
  | { readonly name: "rated"; readonly type: "score"; readonly choices: readonly string[] };

const choices = <K extends string>(of: Readonly<Record<K, readonly string[]>>): [K, readonly string[]][] =>
  Object.entries(of) as [K, readonly string[]][];

/** In the order in which they are offered. */
export const fields: readonly Field[] = [
  ...choices<ChoiceField>(choiceFields).map(([name, known]) => ({ name, type: "choice", choices: known }) as const),
  ...choices<KeyField>(keyFields).map(([name, known]) => ({ name, type: "key", choices: known }) as const),
  { name: "breach", type: "span", choices: ["1h", "2h", "4h", "8h", "24h"] },
  ...flagFields.map((name) => ({ name, type: "flag", choices: ["yes", "no"] }) as const),
  ...timeFields.map((name) => ({ name, type: "time", choices: ["24h", "7d", "30d"] }) as const),
  { name: "rated", type: "score", choices: ["yes", "no", "1", "2", "3", "4", "5"] },
];

const byName: ReadonlyMap<string, Field> = new Map(fields.map((field) => [field.name, field]));

/** In any case of letters; null for a name that is none. */
export const fieldNamed = (name: string): Field | null => byName.get(name.toLowerCase()) ?? null;

const unitMs = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000 } as const;
const written = /^(?:(\d{1,5})w)?(?:(\d{1,5})d)?(?:(\d{1,6})h)?(?:(\d{1,7})m)?$/i;

/** Elapsed milliseconds of `30m`, `2h`, `1h30m`, `7d`, `2w`; null for anything else, and for more than a hundred years. */
export function readSpan(text: string): number | null {
  const parts = written.exec(text);
  if (parts === null || text === "") return null;
  const [weeks, days, hours, minutes] = parts.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number];
  const ms = weeks * unitMs.w + days * unitMs.d + hours * unitMs.h + minutes * unitMs.m;
  return ms <= 36_525 * unitMs.d ? ms : null;
}

/** As `readSpan` reads it, in the largest units that are exact; `0m` for nothing. */
export function writeSpan(ms: number): string {
  let rest = ms;
  let text = "";
  for (const unit of ["w", "d", "h", "m"] as const) {
    const count = Math.floor(rest / unitMs[unit]);
    // A week and a day reads worse than eight days.
    if (count === 0 || (unit === "w" && rest % unitMs.w !== 0)) continue;
    text += `${count}${unit}`;
    rest -= count * unitMs[unit];
  }
  return text === "" ? "0m" : text;
}

/** True for a date of the calendar, written 2026-11-01, from the year 1000 on. */
export function isDay(text: string): boolean {
  const parts = /^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
