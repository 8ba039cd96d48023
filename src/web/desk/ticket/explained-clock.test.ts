import { expect, it } from "vitest";
import type { WireExplanation } from "../../api/wire.ts";
import { consumedAt } from "./explained-clock.ts";

type Stretch = WireExplanation["stretches"][number];

const stretch = (from: string, to: string, counted: number, isProjected: boolean): Stretch => ({
  from: `2026-03-02T${from}:00.000Z`,
  to: `2026-03-02T${to}:00.000Z`,
  counted,
  isProjected,
  ...{ state: "running", isOverdue: false, open: counted > 0, why: null, pauseReason: null, calendarVersion: 1 },
});

/** One hour counted, a break, and an hour that is still to come. */
const explanation = {
  stretches: [stretch("09:00", "10:00", 3_600_000, false), stretch("10:00", "11:00", 0, true), stretch("11:00", "12:00", 3_600_000, true)],
} as unknown as WireExplanation;

it.each([
  ["what was counted when the server explained it", "10:00", 3_600_000],
  ["nothing more in the break", "10:45", 3_600_000],
  ["to the millisecond of what was to come", "11:15", 4_500_000],
  ["and not beyond it", "18:00", 7_200_000],
])("counts %s", (_, time, expected) => {
  expect(consumedAt(explanation, Date.parse(`2026-03-02T${time}:00.000Z`))).toBe(expected);
});
