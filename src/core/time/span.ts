/**
 * What a contract writes as a duration: an amount of open time (`4h`, `PT4H`) or a number of business days (`2bd@close`).
 * Days and weeks are refused on purpose: a "day" of a contract is either 24 h of open time or a business day, never elapsed.
 */
import { Refusal } from "#core/refusal.ts";
import type { Duration } from "#core/time/instant.ts";

export type Span =
  | { kind: "open"; ms: Duration }
  /** `at`: the same wall time as at the start, the day's last closing, or a wall time in minutes after midnight (0–1440). */
  | { kind: "business-days"; days: number; at: "same-time" | "close" | number };

const units = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/;
const iso = /^PT(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?$/;
const businessDays = /^(\d+)bd(?:@(close|(\d{2}):(\d{2})))?$/;
const daysOrWeeks = /^(?:P[\dYMWDTHS.,]*\d+[YMWD]|.*\d\s*(?:d|w|days?|weeks?)\b)/i;

const example = "write open time like 30m, 4h, 1h30m or PT4H, or business days like 2bd, 2bd@close or 1bd@16:00.";

/**
 * Reads `30m`, `4h`, `1h30m`, `154.03h`, `90s`, `PT1H30M`, `2bd`, `2bd@close`, `1bd@16:00`.
 * Decimal parts are exact; what is finer than a millisecond is rounded to the nearest one, once, on the sum.
 * Zero is a duration. Refuses `bad-duration` for anything else, for days and weeks, and past 2^53 ms.
 */
export function parseSpan(text: string): Span {
  if (typeof text !== "string" || text.length > 100) {
    throw new Refusal("bad-duration", `A duration is a short text: ${example}`, {});
  }
  const days = businessDays.exec(text);
  if (days) return businessDaySpan(text, days);
  const parts = text.startsWith("PT") ? iso.exec(text) : units.exec(text);
  if (!parts || (parts[1] === undefined && parts[2] === undefined && parts[3] === undefined)) {
    const why = daysOrWeeks.test(text)
      ? "days of what? Write 48h for two days of open time, or 2bd for two business days."
      : text.trim().startsWith("-")
        ? `a duration is never negative; ${example}`
        : example;
    throw new Refusal("bad-duration", `"${text}" is not a duration: ${why}`, { text });
  }
  const ms = exactMilliseconds(parts);
  if (ms > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new Refusal("bad-duration", `"${text}" is longer than can be counted in milliseconds: write at most 2500000000h.`, { text });
  }
  return { kind: "open", ms: Number(ms) as Duration };
}

function businessDaySpan(text: string, parts: RegExpExecArray): Span {
  const days = Number(parts[1]);
  if (!Number.isSafeInteger(days)) {
    throw new Refusal("bad-duration", `"${text}" is more business days than can be counted: write a whole number like 2bd.`, { text });
  }
  if (parts[2] === undefined) return { kind: "business-days", days, at: "same-time" };
  if (parts[2] === "close") return { kind: "business-days", days, at: "close" };
  const at = Number(parts[3]) * 60 + Number(parts[4]);
  if (Number(parts[4]) > 59 || at > 1_440) {
    throw new Refusal("bad-duration", `"${text}" names no time of day: write a wall time from 00:00 to 24:00, like 1bd@16:00.`, { text });
  }
  return { kind: "business-days", days, at };
}

/** The sum of hours, minutes and seconds in whole milliseconds, in integers all the way: 154.03 h has no exact float. */
function exactMilliseconds(parts: RegExpExecArray): bigint {
  const size = [3_600_000n, 60_000n, 1_000n];
  const fractions = [1, 2, 3].map((i) => (parts[i] ?? "0").split(/[.,]/)[1] ?? "");
  const scale = 10n ** BigInt(Math.max(...fractions.map((digits) => digits.length)));
  let scaled = 0n;
  for (const i of [1, 2, 3]) {
    const whole = (parts[i] ?? "0").split(/[.,]/)[0] ?? "0";
    const fraction = fractions[i - 1] ?? "";
    const value = BigInt(whole) * scale + BigInt(fraction || "0") * (scale / 10n ** BigInt(fraction.length));
    scaled += value * (size[i - 1] ?? 0n);
  }
  return (scaled + scale / 2n) / scale;
}

/** The shortest text that `parseSpan` reads back to the same span: `1h30m`, `0s`, `2bd@close`, `1bd@16:00`. */
export function formatSpan(span: Span): string {
  if (span.kind === "business-days") {
    if (span.at === "same-time") return `${span.days}bd`;
    if (span.at === "close") return `${span.days}bd@close`;
    return `${span.days}bd@${twoDigits(Math.floor(span.at / 60))}:${twoDigits(span.at % 60)}`;
  }
  const [h, m, ms] = [Math.floor(span.ms / 3_600_000), Math.floor((span.ms % 3_600_000) / 60_000), span.ms % 60_000];
  const text = `${h > 0 ? `${h}h` : ""}${m > 0 ? `${m}m` : ""}${ms > 0 ? `${decimalSeconds(ms)}s` : ""}`;
  return text === "" ? "0s" : text;
}

/** ISO 8601 in seconds alone, fractions only where there are some: `PT3600S`, `PT0.5S`. `d` is a whole number of milliseconds, zero or more. */
export const isoSeconds = (d: Duration): string => `PT${decimalSeconds(d)}S`;

function decimalSeconds(ms: number): string {
  const fraction = ms % 1_000;
  const whole = String((ms - fraction) / 1_000);
  return fraction === 0 ? whole : `${whole}.${String(fraction).padStart(3, "0").replace(/0+$/, "")}`;
}

const twoDigits = (n: number): string => String(n).padStart(2, "0");
