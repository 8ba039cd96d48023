/** How fast pages leave, as a chart and its table. */

import type { WatchView } from "../api/watch.ts";
import { gridOf, legendOf, valueAxis } from "../board/chart-parts.ts";
import { Chart, type ChartOption, type ChartTable, type Ink } from "../kit/chart.tsx";
import { useNow } from "../kit/now.ts";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import style from "./watch.module.css";

type Hour = WatchView["latency"][number];

const number = (text: string) => ({ text, isNumber: true as const });
const lines = [
  { name: "p50", token: "--calm", of: ({ p50Ms }: Hour) => p50Ms },
  { name: "p95", token: "--soon", of: ({ p95Ms }: Hour) => p95Ms },
  { name: "p99", token: "--late", of: ({ p99Ms }: Hour) => p99Ms },
] as const;

export function Latency({ hours }: { hours: readonly Hour[] }) {
  const { text, zoned } = useLanguage();
  const t = text.watch.latency;
  // Not every second: the chart would be drawn anew each time.
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  const names = hours.map(({ hourAt }) => shortInstant(Date.parse(hourAt), minute, zoned));
  const ms = (value: number) => ({ value, shown: t.ms({ ms: value }) });
  const table: ChartTable = {
    columns: [t.hour, number(t.p50), number(t.p95), number(t.p99), number(t.slowest), number(t.count)],
    rows: hours.map((hour, i) => [names[i] ?? "", ms(hour.p50Ms), ms(hour.p95Ms), ms(hour.p99Ms), ms(hour.slowestMs), hour.deliveries]),
  };
  const option = (ink: Ink): ChartOption => ({
    ...gridOf(ink),
    legend: legendOf(ink),
    xAxis: {
      type: "category",
      data: names,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink("--line") } },
      axisLabel: { color: ink("--text-soft") },
    },
    yAxis: { ...valueAxis(ink), axisLabel: { formatter: "{value} ms", color: ink("--text-soft") } },
    series: lines.map(({ name, token, of }) => ({
      ...{ type: "line", name: t[name], data: hours.map(of), symbolSize: 6 },
      lineStyle: { color: ink(token), width: 2 },
      itemStyle: { color: ink(token) },
    })),
  });
  return (
    <section className={style.part} aria-labelledby="watch-latency">
      <h2 id="watch-latency">{t.title}</h2>
      <p className={style.lead}>{t.lead}</p>
      {hours.length === 0 ? <p className="soft">{t.none}</p> : <Chart name={t.title} table={table} option={option} height={14} />}
    </section>
  );
}
