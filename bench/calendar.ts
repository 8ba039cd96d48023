/**
 * Promise: `addOpen` and `openBetween` answer at least 2,000,000 times a second each (Europe/Paris, two intervals a day, 12 holidays, spans
 * to 14 days), and a year of a calendar is compiled in less than 1 ms. The machine's own limit beside them is a bare binary search over as
 * many instants.
 */
import { type CalendarSource, compileCalendar } from "#core/time/calendar.ts";
import { type Duration, type Instant, instant } from "#core/time/instant.ts";

const source: CalendarSource = {
  zone: "Europe/Paris",
  hours: { "mon-fri": ["09:00-12:00", "13:00-17:00"] },
  holidays: ["FR", "12-26"],
};
const runs = 9;
const asked = 1 << 20;
const span = 14 * 86_400_000;
const [first, last] = [instant("2020-01-01T00:00:00Z"), instant("2030-01-01T00:00:00Z")];

/** Numbers in [0, 1) that are the same on every run (mulberry32). */
function* fractions(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}

const random = fractions(20);
const pick = (low: number, high: number): number => Math.floor(low + (random.next().value as number) * (high - low));
const starts = Float64Array.from({ length: asked }, () => pick(first, last));
const ends = starts.map((start) => start + pick(0, span));
/** Open time of up to fourteen days: ten working days of seven hours. */
const amounts = Float64Array.from({ length: asked }, () => pick(0, 70 * 3_600_000));

/** Median seconds of several runs of `work`, whose result is kept so that it is not optimised away. */
let kept = 0;
function median(work: () => number): number {
  const seconds = Array.from({ length: runs }, () => {
    const start = performance.now();
    kept += work();
    return (performance.now() - start) / 1_000;
  });
  return seconds.sort((a, b) => a - b)[runs >> 1] as number;
}

const calendar = compileCalendar(source);
const opened = calendar.stretches(first, last).filter((each) => each.open);
const edges = Float64Array.from(opened, (each) => each.from);

const searched = median(() => {
  let found = 0;
  for (let i = 0; i < asked; i++) {
    const wanted = starts[i] as number;
    let low = -1;
    let high = edges.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((edges[middle] as number) <= wanted) low = middle;
      else high = middle;
    }
    found += low;
  }
  return found;
});
const added = median(() => {
  let sum = 0;
  for (let i = 0; i < asked; i++) sum += calendar.addOpen(starts[i] as Instant, amounts[i] as Duration) % 1_000;
  return sum;
});
const counted = median(() => {
  let sum = 0;
  for (let i = 0; i < asked; i++) sum += calendar.openBetween(starts[i] as Instant, ends[i] as Instant) % 1_000;
  return sum;
});
const tested = median(() => {
  let open = 0;
  for (let i = 0; i < asked; i++) open += calendar.isOpen(starts[i] as Instant) ? 1 : 0;
  return open;
});
const dated = median(() => {
  let sum = 0;
  for (let i = 0; i < asked; i += 16) {
    sum += calendar.due(starts[i] as Instant, { kind: "business-days", days: i % 10, at: "same-time" }) % 1_000;
  }
  return sum;
});

/** Milliseconds per year of compiling twenty years, one after the other as they are asked. */
function compileYears(zone: string, set: string): number {
  const fresh = compileCalendar({ ...(source as object), zone, holidays: [set, "12-26"] } as CalendarSource);
  const start = performance.now();
  for (let year = 2010; year < 2030; year++) fresh.isOpen(Date.UTC(year, 5, 1) as Instant);
  return (performance.now() - start) / 20;
}

const untouched = [
  ["Europe/Berlin", "DE-BY"],
  ["Europe/Madrid", "ES"],
  ["Europe/Rome", "IT"],
  ["Europe/Vienna", "AT"],
  ["America/New_York", "US-MA"],
];
const cold = untouched.map(([zone, set]) => compileYears(zone as string, set as string)).sort((a, b) => a - b)[2] as number;
const warm = Array.from({ length: runs }, () => compileYears("Europe/Paris", "FR")).sort((a, b) => a - b)[runs >> 1] as number;

const limit = asked / searched;
const rate = (perSecond: number): string => `${(perSecond / 1e6).toFixed(2)} M/s`;
const row = (what: string, promised: string, perSecond: number): void =>
  console.log(`| ${what} | ${promised} | ${rate(perSecond)} | ${rate(limit)} binary searches | ${(perSecond / limit).toFixed(2)} |`);
console.log("| what | promised | measured | machine's own limit | ratio |");
console.log("|---|---|---|---|---|");
row(`addOpen (${opened.length} intervals)`, "2 M/s", asked / added);
row("openBetween", "2 M/s", asked / counted);
row("isOpen", "", asked / tested);
row("due in business days", "", asked / 16 / dated);
console.log(`| compile a year, its zone and holidays known | 1 ms | ${warm.toFixed(3)} ms | | |`);
console.log(`| compile a year, zone and holidays new | | ${cold.toFixed(3)} ms | | |`);
if (!Number.isFinite(kept)) throw new Error("Nothing was measured.");
