/** The rota as rows of bars: by schedule (who it is in the end, its layers, who is away), or by person. Pure: what is drawn, not how. */

/** As the server tells of a schedule's stretch; instants in epoch ms, `[from, to)`. */
export type DrawnShift = { person: string; from: number; to: number; layer: string | null };
export type DrawnSchedule = {
  name: string;
  zone: string;
  /** Who it is in the end; `layer` is null for an override. */
  shifts: readonly DrawnShift[];
  /** Names of the layers that are calendars of somebody else's. */
  feeds: readonly string[];
  /** The lowest first; each with what it would give alone. */
  layers: readonly { name: string; shifts: readonly DrawnShift[] }[];
  /** Hours that must be covered and are not. */
  gaps: readonly { from: number; to: number }[];
  /** Everybody of its layers. */
  people: readonly string[];
};
export type DrawnLeave = { id: number | null; person: string; from: number; to: number };
export type DrawnOverride = { id: number; schedule: string; person: string; from: number; to: number };

export type BarKind = "shift" | "override" | "feed" | "leave" | "gap";

export type Bar = {
  kind: BarKind;
  from: number;
  to: number;
  /** Null in a gap. */
  person: string | null;
  /** Null for leave. */
  schedule: string | null;
  layer: string | null;
  /** Which lane of the row, from the top. */
  lane: number;
  /** The record behind it, when one was made in the rota. */
  record: number | null;
};

export type RowKind = "final" | "layer" | "away" | "person";

export type Row = {
  id: string;
  kind: RowKind;
  schedule: string | null;
  person: string | null;
  layer: string | null;
  bars: readonly Bar[];
  lanes: number;
};

export type Group = { id: string; schedule: DrawnSchedule | null; rows: readonly Row[] };

type Rota = {
  schedules: readonly DrawnSchedule[];
  leave: readonly DrawnLeave[];
  overrides: readonly DrawnOverride[];
  /** Only those that meet it are drawn. */
  window: { from: number; to: number };
};

const byStart = (a: Bar, b: Bar): number => a.from - b.from || a.to - b.to;

/** A shift over time; next to each other and of the same person and layer they stay two: a hand-over to oneself is still one. */
function barOf(shift: DrawnShift, schedule: DrawnSchedule, overrides: readonly DrawnOverride[]): Bar {
  const { person, from, to, layer } = shift;
  const record =
    layer === null
      ? (overrides.findLast((each) => each.schedule === schedule.name && each.person === person && each.from < to && from < each.to)?.id ??
        null)
      : null;
  const isFeed = layer !== null && schedule.feeds.includes(layer);
  return {
    kind: layer === null ? "override" : isFeed ? "feed" : "shift",
    from,
    to,
    person,
    schedule: schedule.name,
    layer,
    lane: 0,
    record,
  };
}

const gapOf = ({ from, to }: { from: number; to: number }, schedule: string): Bar => ({
  ...{ kind: "gap", from, to, person: null, schedule, layer: null, lane: 0, record: null },
});

const leaveOf = ({ id, person, from, to }: DrawnLeave): Bar => ({
  ...{ kind: "leave", from, to, person, schedule: null, layer: null, lane: 0, record: id },
});

/** Bars that overlap stand under each other: each in the first lane that is free. Gives them with their lanes, and how many there are. */
export function laned(bars: readonly Bar[]): { bars: Bar[]; lanes: number } {
  const ends: number[] = [];
  const placed = [...bars].sort(byStart).map((bar) => {
    const free = ends.findIndex((end) => end <= bar.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = bar.to;
    return { ...bar, lane };
  });
  return { bars: placed, lanes: Math.max(1, ends.length) };
}

/** One group for each schedule: the final row, then its layers from the strongest to the weakest, then who is away. */
export function rowsBySchedule({ schedules, leave, overrides, window }: Rota): Group[] {
  return schedules.map((schedule) => {
    const { name, shifts, gaps, layers, people } = schedule;
    const row = (kind: RowKind, layer: string | null, bars: Bar[], lanes = 1): Row => ({
      ...{ id: `${name}/${kind}${layer === null ? "" : `/${layer}`}`, kind, schedule: name, person: null, layer, bars, lanes },
    });
    const final = [...shifts.map((shift) => barOf(shift, schedule, overrides)), ...gaps.map((gap) => gapOf(gap, name))].sort(byStart);
    const away = laned(leave.filter((each) => people.includes(each.person) && meets(each, window)).map(leaveOf));
    return {
      id: name,
      schedule,
      rows: [
        row("final", null, final),
        ...[...layers].reverse().map((layer) =>
          row(
            "layer",
            layer.name,
            layer.shifts.map((shift) => barOf(shift, schedule, [])),
          ),
        ),
        ...(away.bars.length === 0 ? [] : [row("away", null, away.bars, away.lanes)]),
      ],
    };
  });
}

/** One group with a row for each person: what they stand in every schedule, and when they are away. In the order of `people`. */
export function rowsByPerson({ schedules, leave, overrides, window }: Rota, people: readonly string[]): Group[] {
  const own = new Map<string, Bar[]>(people.map((person) => [person, []]));
  for (const schedule of schedules) {
    for (const shift of schedule.shifts) own.get(shift.person)?.push(barOf(shift, schedule, overrides));
  }
  for (const each of leave) if (meets(each, window)) own.get(each.person)?.push(leaveOf(each));
  const rows = [...own].map(([person, bars]): Row => {
    const placed = laned(bars);
    return { id: `people/${person}`, kind: "person", schedule: null, person, layer: null, ...placed };
  });
  return [{ id: "people", schedule: null, rows }];
}

const meets = (each: { from: number; to: number }, window: { from: number; to: number }): boolean =>
  each.from < window.to && window.from < each.to;

/** Everybody who stands in a layer or in a shift, each once, in the order of the schedules. */
export const peopleOf = (schedules: readonly DrawnSchedule[]): string[] => [
  ...new Set(schedules.flatMap(({ people, shifts }) => [...people, ...shifts.map(({ person }) => person)])),
];

/** Of bars in order: the one that holds the instant, in a lane when one is named; -1 when none does. */
export function barAt(bars: readonly Bar[], at: number, lane: number | null = null): number {
  for (let i = bars.length - 1; i >= 0; i--) {
    const bar = bars[i]!;
    if (bar.from <= at && at < bar.to && (lane === null || bar.lane === lane)) return i;
  }
  return -1;
}

/** The bar whose middle is nearest: where the keys up and down lead from another row. -1 in an empty row. */
export function nearestBar(bars: readonly Bar[], at: number): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  bars.forEach(({ from, to }, i) => {
    const away = at < from ? from - at : at >= to ? at - to + 1 : 0;
    if (away < distance) [best, distance] = [i, away];
  });
  return best;
}
