/**
 * Promises of who is on call: 100,000 shifts in less than 50 ms, and any instant of a ten-year-old schedule in less than 50 µs, past and to
 * come, also with thousands of overrides and stretches of leave recorded. The machine's own limit beside them: writing as many objects, and
 * a bare binary search over as many instants.
 */
import type { Layer, Schedule } from "#core/model/document.ts";
import type { Rota } from "#core/model/rota.ts";
import { CompiledSchedule, type Shift } from "#core/oncall/shift.ts";
import { type Instant, instant } from "#core/time/instant.ts";

const runs = 9;
const people = Array.from({ length: 12 }, (_, i) => `person-${i + 1}`);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const begun = instant("2016-01-04T08:00:00Z");
const [now, end] = [instant("2026-01-05T08:00:00Z"), instant("2027-05-26T12:00:00Z")];

const layer = (name: string, rotation: Layer["rotation"], more: Partial<Layer> = {}): Layer => ({
  ...{ name, participants: people, rotation, start: "2016-01-04", ...more },
});
const hourly = layer("hours", { every: 1, unit: "hours", handover: "00:00" });
const tenYears: Schedule = {
  zone: "Europe/Paris",
  layers: [
    layer("weeks", { every: 1, unit: "weeks", handover: "09:00", on: "mon" }),
    layer("nights", { every: 1, unit: "days", handover: "20:00" }, { restrict: { "mon-sun": ["20:00-08:00"] } }),
    layer(
      "weekends",
      { every: 1, unit: "weeks", handover: "18:00", on: "fri" },
      { start: "2016-01-08", restrict: { "sat-sun": ["00:00-24:00"] } },
    ),
  ],
};

/** Numbers in [0, 1) that are the same on every run (mulberry32). */
function* fractions(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}

const random = fractions(5);
const pick = (low: number, high: number): number => Math.floor(low + (random.next().value as number) * (high - low));

/** Ten years of changes: eight overrides and six stretches of leave a week. */
function lived(): Rota {
  const stretch = (longest: number): { from: Instant; to: Instant } => {
    const from = pick(begun, end);
    return { from: from as Instant, to: (from + pick(hourMs, longest)) as Instant };
  };
  const person = (): string => people[pick(0, people.length)]!;
  return {
    version: 1,
    overrides: Array.from({ length: 4_000 }, (_, id) => ({ id, schedule: "s", person: person(), ...stretch(dayMs) })),
    leave: Array.from({ length: 3_000 }, (_, id) => ({ id, person: person(), ...stretch(5 * dayMs) })),
    feeds: [],
  };
}

let kept = 0;
/** Median milliseconds of several runs of `work`, whose result is kept so that it is not optimised away. */
function median(work: () => number): number {
  const taken = Array.from({ length: runs }, () => {
    const start = performance.now();
    kept += work();
    return performance.now() - start;
  });
  return taken.sort((a, b) => a - b)[runs >> 1]!;
}

const asked = 100_000;
const instants = Float64Array.from({ length: asked }, () => pick(begun, end));

/** Milliseconds of writing as many shifts without any rule. */
const bareShifts = median(() => {
  const shifts: Shift[] = [];
  for (let i = 0; i < asked; i++) {
    const from = (begun + i * hourMs) as Instant;
    shifts.push({ from, to: (from + hourMs) as Instant, person: people[i % people.length]!, layer: "hours" });
  }
  return shifts.length;
});

const edges = Float64Array.from(instants).sort();
/** Microseconds of one binary search. */
const bareSearch =
  median(() => {
    let found = 0;
    for (const wanted of instants) {
      let [low, high] = [-1, edges.length];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (edges[middle]! <= wanted) low = middle;
        else high = middle;
      }
      found += low;
    }
    return found;
  }) /
  (asked / 1_000);

function shiftsIn(schedule: CompiledSchedule, from: Instant, to: Instant): { ms: number; count: number } {
  let count = 0;
  const ms = median(() => {
    count = schedule.shifts(from, to).length;
    return count;
  });
  return { ms, count };
}

/** Microseconds of one answer, over all instants. */
const answered = (schedule: CompiledSchedule): number =>
  median(() => {
    let found = 0;
    for (const at of instants) found += schedule.at(at as Instant) === null ? 0 : 1;
    return found;
  }) /
  (asked / 1_000);

const plain = new CompiledSchedule({ zone: "Europe/Paris", layers: [hourly] });
const years = new CompiledSchedule(tenYears);
const rota = lived();
const compileMs = median(() => new CompiledSchedule(tenYears, rota).layers.length);
const busy = new CompiledSchedule(tenYears, rota);

const straight = shiftsIn(plain, begun, (begun + asked * hourMs) as Instant);
const layered = shiftsIn(years, begun, now);
const changed = shiftsIn(busy, begun, now);
const [quick, quickChanged] = [answered(years), answered(busy)];

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const us = (value: number): string => `${value.toFixed(2)} µs`;
const row = (promise: string, measured: string, limit: string, isKept: boolean): string =>
  `| ${promise} | ${measured} | ${limit} | ${isKept ? "yes" : "NO"} |`;

console.log(
  [
    "| promise | measured | machine's limit | kept |",
    "| --- | --- | --- | --- |",
    row("100,000 shifts of one layer < 50 ms", `${ms(straight.ms)} (${straight.count})`, ms(bareShifts), straight.ms < 50),
    row("all shifts of ten years, three layers < 50 ms", `${ms(layered.ms)} (${layered.count})`, "–", layered.ms < 50),
    row("the same with 4,000 overrides, 3,000 leaves < 50 ms", `${ms(changed.ms)} (${changed.count})`, "–", changed.ms < 50),
    row("any instant of ten years < 50 µs", us(quick), us(bareSearch), quick < 50),
    row("the same with 4,000 overrides, 3,000 leaves < 50 µs", us(quickChanged), us(bareSearch), quickChanged < 50),
    row("the rota of ten years is made ready < 50 ms", ms(compileMs), "–", compileMs < 50),
  ].join("\n"),
);
if (kept === 0) console.log("nothing was computed");
