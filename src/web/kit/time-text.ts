/** Instants and durations as people read them, in a zone and language; Intl does the calendar work. */

/** `hourCycle`: 12 or 24 hours, as the reader likes it; default 24. */
export type Zoned = { locale: string; zone?: string; hourCycle?: "h12" | "h23" };

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs a hundred times what using one costs. */
function format({ locale, zone, hourCycle = "h23" }: Zoned, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}|${zone ?? ""}|${hourCycle}|${JSON.stringify(options)}`;
  let known = formats.get(key);
  if (known === undefined) {
    known = new Intl.DateTimeFormat(locale, { ...options, hourCycle, ...(zone === undefined ? {} : { timeZone: zone }) });
    formats.set(key, known);
  }
  return known;
}

const clock = { hour: "2-digit", minute: "2-digit" } as const;

/** `14:30` on the same date as `now`, `Mon 14:30` within six days, `24 Nov 14:30` within the year, else with the year. */
export function shortInstant(at: number, now: number, zoned: Zoned): string {
  const time = format(zoned, clock).format(at);
  const [day, today] = [dateKey(at, zoned), dateKey(now, zoned)];
  if (day === today) return time;
  const away = Math.abs(at - now);
  if (away < 6 * 86_400_000) return `${format(zoned, { weekday: "short" }).format(at)} ${time}`;
  const isSameYear = day.slice(0, 4) === today.slice(0, 4);
  return `${format(zoned, { day: "numeric", month: "short", ...(isSameYear ? {} : { year: "numeric" }) }).format(at)} ${time}`;
}

/** `Mon 24 Nov 2026, 14:30:05 CET`: nothing left to guess. */
export const fullInstant = (at: number, zoned: Zoned): string =>
  format(zoned, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    ...clock,
    second: "2-digit",
    timeZoneName: "short",
  }).format(at);

/** `Mon 24 Nov 14:30`, seconds where there are some. */
export function rowInstant(at: number, zoned: Zoned): string {
  const seconds = at % 60_000 === 0 ? {} : ({ second: "2-digit" } as const);
  return format(zoned, { weekday: "short", day: "2-digit", month: "short", ...clock, ...seconds }).format(at);
}

/** `Mon 24 Nov, 12:30 – 13:30`; the second date only where it is another one. */
export function rangeText(from: number, to: number, zoned: Zoned): string {
  const isSameDay = dateKey(from, zoned) === dateKey(to, zoned);
  const seconds = to % 60_000 === 0 ? {} : ({ second: "2-digit" } as const);
  return `${rowInstant(from, zoned)} – ${isSameDay ? format(zoned, { ...clock, ...seconds }).format(to) : rowInstant(to, zoned)}`;
}

/** `Monday 24 November`, for the head of a day. */
export const dayText = (at: number, zoned: Zoned): string => format(zoned, { weekday: "long", day: "numeric", month: "long" }).format(at);

/** Equal for two instants of the same date in the zone; sorts as text. */
export const dateKey = (at: number, zoned: Zoned): string =>
  format({ ...zoned, locale: "sv-SE" }, { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

export const timeText = (at: number, zoned: Zoned): string => format(zoned, clock).format(at);

export const readersZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * A countdown: `12:34` below an hour, `3 h 05` below two days, `4 d 06 h` beyond; without its sign. Seconds are cut, not rounded, so
 * that it reads 0:00 only when nothing is left.
 */
export function countdown(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1_000);
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3_600), Math.floor(seconds / 86_400)];
  if (hours < 1) return `${minutes}:${two(seconds % 60)}`;
  if (days < 2) return `${hours} h ${two(minutes % 60)}`;
  return `${days} d ${two(hours % 24)} h`;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** A length of time in full: `0 s`, `45 s`, `12 min 30 s`, `4 h`, `154 h 1 min 48 s`; `51.746 s` where milliseconds matter to the sum. */
export function lengthText(ms: number): string {
  const sign = ms < 0 ? "−" : "";
  const whole = Math.abs(ms);
  const parts = [
    [Math.floor(whole / 3_600_000), "h"],
    [Math.floor(whole / 60_000) % 60, "min"],
    [(whole % 60_000) / 1_000, "s"],
  ] as const;
  const shown = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`);
  return shown.length === 0 ? "0 s" : sign + shown.join(" ");
}

/** A length as one glance takes it: `45 s`, `12 min`, `3 h 05`, `4 d 06 h`. */
export function roughLength(ms: number): string {
  const whole = Math.abs(ms);
  if (whole < 60_000) return `${Math.floor(whole / 1_000)} s`;
  if (whole < 3_600_000) return `${Math.floor(whole / 60_000)} min`;
  return countdown(whole);
}

/** The wall clock of a zone as a field for date and time writes it: `2026-11-22T22:10`. */
export const wallText = (at: number, zone: string): string =>
  `${dateKey(at, { locale: "sv-SE", zone })}T${timeText(at, { locale: "sv-SE", zone })}`;

/** The instant at which the wall clock of a zone reads so; null for what is no such text. In the spring gap, the gap later. */
export function instantOfWall(text: string, zone: string): number | null {
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) return null;
  const offsetAt = (at: number): number => Date.parse(`${wallText(at, zone)}Z`) - Math.floor(at / 60_000) * 60_000;
  const first = asUtc - offsetAt(asUtc);
  return asUtc - offsetAt(first);
}
