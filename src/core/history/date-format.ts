/** Dates as foreign tools write them: a format of tokens and a zone, compiled once, then read by character codes. */
import { Refusal } from "#core/refusal.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { zoneNamed } from "#core/time/zone.ts";

/** Why a text is not an instant; null stands for the instant itself. */
export type DateFault = "not-this-format" | "no-such-date" | "in-a-clock-change";
export type DateReader = (text: string) => Instant | DateFault;

type Part = "year" | "month" | "day" | "hour" | "hour12" | "minute" | "second" | "millisecond" | "half" | "offset";
type Step = { part: Part; least: number; most: number } | { literal: string };

const tokens: Record<string, Extract<Step, { part: Part }>> = {
  YYYY: { part: "year", least: 4, most: 4 },
  MM: { part: "month", least: 2, most: 2 },
  M: { part: "month", least: 1, most: 2 },
  DD: { part: "day", least: 2, most: 2 },
  D: { part: "day", least: 1, most: 2 },
  HH: { part: "hour", least: 2, most: 2 },
  H: { part: "hour", least: 1, most: 2 },
  hh: { part: "hour12", least: 2, most: 2 },
  h: { part: "hour12", least: 1, most: 2 },
  mm: { part: "minute", least: 2, most: 2 },
  m: { part: "minute", least: 1, most: 2 },
  ss: { part: "second", least: 2, most: 2 },
  s: { part: "second", least: 1, most: 2 },
  SSS: { part: "millisecond", least: 3, most: 3 },
  A: { part: "half", least: 2, most: 2 },
  Z: { part: "offset", least: 1, most: 6 },
};

export const dateTokens: readonly string[] = Object.keys(tokens);

/** Dates repeat within a history (one export stamps many rows with the same minute); what is kept is bounded. */
const mostKept = 20_000;

/**
 * Compiles a format like `D/M/YYYY HH:mm` or `MM/DD/YYYY hh:mm:ss A`; `iso` reads ISO 8601 with its offset. Without `Z` in the format
 * the wall time is of `zone`: the first pass of a repeated hour; one that the zone skipped is no instant.
 * Refuses `bad-date-format` for formats without year, month or day, and `bad-zone`.
 */
export function compileDateFormat(format: string, zone: string): DateReader {
  const read = format === "iso" ? readIso : readerOf(stepsOf(format), zone);
  const kept = new Map<string, Instant | DateFault>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const at = read(text);
    if (kept.size >= mostKept) kept.clear();
    kept.set(ownCopy(text), at);
    return at;
  };
}

/** A cell is a slice of the text that it was cut from, and would keep a quarter of a megabyte of it alive for as long as it is kept. */
export const ownCopy = (slice: string): string => slice.split("").join("");

function readIso(text: string): Instant | DateFault {
  try {
    return instant(text.replace(" ", "T"));
  } catch (error) {
    if (error instanceof Refusal) return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? "no-such-date" : "not-this-format";
    throw error;
  }
}

function stepsOf(format: string): Step[] {
  const steps: Step[] = [];
  for (const piece of format.match(/YYYY|MM|M|DD|D|HH|H|hh|h|mm|m|SSS|ss|s|A|Z|[^A-Za-z]+|[A-Za-z]/g) ?? []) {
    const token = tokens[piece];
    if (token === undefined && /^[A-SU-Za-z]$/.test(piece)) {
      throw new Refusal(
        "bad-date-format",
        `"${piece}" in the date format "${format}" is not a token: use ${dateTokens.join(", ")}, or the word iso.`,
        { format },
      );
    }
    steps.push(token ?? { literal: piece });
  }
  const parts = new Set<string>(steps.map((step) => ("part" in step ? step.part : "")));
  const missing = ["year", "month", "day"].filter((part) => !parts.has(part));
  if (missing.length > 0) {
    throw new Refusal("bad-date-format", `The date format "${format}" names no ${missing.join(", no ")}: write it like D/M/YYYY HH:mm.`, {
      format,
    });
  }
  if (parts.has("hour12") !== parts.has("half")) {
    throw new Refusal("bad-date-format", `The date format "${format}" needs hh (1–12) and A (AM or PM) together, or HH alone.`, { format });
  }
  return steps;
}

type Fields = Record<Part, number>;

function readerOf(steps: readonly Step[], zoneName: string): DateReader {
  const zone = zoneNamed(zoneName);
  const hasOffset = steps.some((step) => "part" in step && step.part === "offset");
  const isUtc = zone.name === "UTC";
  return (text) => {
    const fields: Fields = { year: 0, month: 1, day: 1, hour: 0, hour12: 0, minute: 0, second: 0, millisecond: 0, half: -1, offset: 0 };
    if (!readFields(text, steps, fields)) return "not-this-format";
    const wall = wallOf(fields);
    if (wall === null) return "no-such-date";
    if (hasOffset) return (wall - fields.offset * 60_000) as Instant;
    if (isUtc) return wall as Instant;
    const at = zone.instantOfWall(wall);
    return at + zone.offsetAt(at) === wall ? (at as Instant) : "in-a-clock-change";
  };
}

function readFields(text: string, steps: readonly Step[], fields: Fields): boolean {
  let position = 0;
  for (const step of steps) {
    if ("literal" in step) {
      if (!text.startsWith(step.literal, position)) return false;
      position += step.literal.length;
      continue;
    }
    const end =
      step.part === "offset" || step.part === "half"
        ? readWord(text, position, step.part, fields)
        : readNumber(text, position, step, fields);
    if (end < 0) return false;
    position = end;
  }
  return position === text.length;
}

function readNumber(text: string, start: number, { part, least, most }: Extract<Step, { part: Part }>, fields: Fields): number {
  let value = 0;
  let position = start;
  while (position < start + most) {
    const digit = text.charCodeAt(position) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
    position++;
  }
  if (position - start < least) return -1;
  fields[part] = value;
  return position;
}

function readWord(text: string, start: number, part: "half" | "offset", fields: Fields): number {
  if (part === "half") {
    const word = text.slice(start, start + 2).toUpperCase();
    if (word !== "AM" && word !== "PM") return -1;
    fields.half = word === "PM" ? 1 : 0;
    return start + 2;
  }
  const offset = /^(?:Z|([+-])(\d{2}):?(\d{2}))/.exec(text.slice(start, start + 6));
  if (offset === null) return -1;
  fields.offset = offset[1] === undefined ? 0 : (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
  return start + offset[0].length;
}

/** Milliseconds of the wall time, or null when there is no such date or time. */
function wallOf({ year, month, day, hour, hour12, minute, second, millisecond, half }: Fields): number | null {
  if (half >= 0 && (hour12 < 1 || hour12 > 12)) return null;
  const fullHour = half < 0 ? hour : (hour12 % 12) + half * 12;
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || fullHour > 23 || minute > 59 || second > 59) return null;
  const wall = Date.UTC(year, month - 1, day, fullHour, minute, second, millisecond);
  return new Date(wall).getUTCDate() === day ? wall : null;
}
