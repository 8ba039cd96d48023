/** Parts that the board's charts share: calm axes, no frame, whole numbers. */
import type { ChartOption, Ink } from "../kit/chart.tsx";

export const gridOf = (_ink: Ink): ChartOption => ({
  grid: { left: 4, right: 12, top: 34, bottom: 4, containLabel: true },
  tooltip: { trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { opacity: 0.08 } } },
});

export const legendOf = (ink: Ink) => ({
  ...{ top: 0, left: 0, itemWidth: 12, itemHeight: 8, itemGap: 16 },
  textStyle: { color: ink("--text-soft") },
});

export const valueAxis = (ink: Ink) => ({
  type: "value" as const,
  minInterval: 1,
  splitLine: { lineStyle: { color: ink("--line") } },
  axisLabel: { color: ink("--text-soft") },
});

export const barOf = (ink: Ink, name: string, data: readonly number[], token: string) => ({
  ...{ type: "bar" as const, name, data: [...data], barMaxWidth: 18, barGap: "10%" },
  itemStyle: { color: ink(token) },
});

export const stackOf = (ink: Ink, name: string, data: readonly number[], token: string) => ({
  ...{ type: "bar" as const, name, data: [...data], stack: "all", barMaxWidth: 42 },
  itemStyle: { color: ink(token) },
});
