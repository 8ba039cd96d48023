/** The board's charts. Each is drawn from the very table that stands behind it. */
import { ageQuery, type BoardScope, openQuery, type WindowFigure, windowQuery } from "#core/board/figure-query.ts";
import type { Board } from "../api/board.ts";
import { Chart, type ChartOption, type ChartTable, type Ink } from "../kit/chart.tsx";
import { useLanguage } from "../language/language.tsx";
import { barOf, gridOf, legendOf, stackOf, valueAxis } from "./chart-parts.ts";
import { usePartyName } from "./party.ts";
import { dateText, windowOf } from "./window.ts";

type Props = { board: Board; scope: BoardScope };

const number = (text: string) => ({ text, isNumber: true as const });
const priorities = ["P1", "P2", "P3", "P4"] as const;

export function TrendChart({ board, scope }: Props) {
  const { text, locale } = useLanguage();
  const t = text.board.trend;
  const { trend } = board.window;
  const rows = board.buckets.map((bucket, index) => {
    const cell = (figure: WindowFigure, value: number) => ({ value, query: windowQuery(scope, figure, bucket) });
    const { opened = 0, resolved = 0, breached = 0 } = trend[index] ?? {};
    return [dateText(bucket.from, locale), cell("opened", opened), cell("resolved", resolved), cell("breached", breached)];
  });
  const table: ChartTable = { columns: [t.period, number(t.opened), number(t.resolved), number(t.breached)], rows };
  const option = (ink: Ink): ChartOption => ({
    ...gridOf(ink),
    legend: legendOf(ink),
    xAxis: {
      type: "category",
      data: rows.map(([date]) => date),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink("--line") } },
    },
    yAxis: valueAxis(ink),
    series: [
      barOf(
        ink,
        t.opened,
        trend.map(({ opened }) => opened),
        "--rest-pale",
      ),
      barOf(
        ink,
        t.resolved,
        trend.map(({ resolved }) => resolved),
        "--calm",
      ),
      barOf(
        ink,
        t.breached,
        trend.map(({ breached }) => breached),
        "--late",
      ),
    ],
  });
  return <Chart name={t.title} table={table} option={option} height={15} />;
}

export function FirstLineChart({ board, scope }: Props) {
  const { text, locale } = useLanguage();
  const t = text.board.firstLine;
  const shares = board.window.trend.map(({ firstLine, firstLineOf }) =>
    firstLineOf === 0 ? null : Math.round((firstLine / firstLineOf) * 100),
  );
  const rows = board.buckets.map((bucket, index) => {
    const { firstLine = 0, firstLineOf = 0 } = board.window.trend[index] ?? {};
    const share = shares[index] ?? null;
    return [
      dateText(bucket.from, locale),
      share === null ? null : { value: share, shown: `${share} %`, query: windowQuery(scope, "firstLine", bucket) },
      { value: firstLine, query: windowQuery(scope, "firstLine", bucket) },
      { value: firstLineOf, query: windowQuery(scope, "resolved", bucket) },
    ];
  });
  const table: ChartTable = { columns: [text.board.trend.period, number(t.share), number(t.count), number(t.of)], rows };
  const option = (ink: Ink): ChartOption => ({
    ...gridOf(ink),
    xAxis: {
      type: "category",
      data: rows.map(([date]) => date),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink("--line") } },
    },
    yAxis: { ...valueAxis(ink), max: 100, axisLabel: { formatter: "{value} %", color: ink("--text-soft") } },
    series: [
      {
        ...{ type: "line", name: t.share, data: shares, connectNulls: true, symbolSize: 7 },
        lineStyle: { color: ink("--calm"), width: 2 },
        itemStyle: { color: ink("--calm") },
        areaStyle: { color: ink("--calm"), opacity: 0.12 },
      },
    ],
  });
  return <Chart name={t.title} table={table} option={option} height={13} />;
}

export function AgeingChart({ board, scope }: Props) {
  const { text } = useLanguage();
  const t = text.board.ageing;
  const nameOf = ({ fromDays, toDays }: Board["ageing"][number]): string =>
    fromDays === 0 ? t.first : toDays === null ? t.last({ from: fromDays }) : t.range({ from: fromDays, to: toDays });
  const rows = board.ageing.map((age) => [
    nameOf(age),
    ...priorities.map((priority) => ({ value: age.counts[priority], query: ageQuery(scope, age.fromDays, age.toDays, priority) })),
  ]);
  const tones = { P1: "--late", P2: "--soon", P3: "--calm", P4: "--rest-pale" } as const;
  const table: ChartTable = { columns: [t.age, ...priorities.map(number)], rows };
  const option = (ink: Ink): ChartOption => ({
    ...gridOf(ink),
    legend: legendOf(ink),
    xAxis: {
      type: "category",
      data: rows.map(([age]) => age),
      axisTick: { show: false },
      axisLabel: { interval: 0, color: ink("--text-soft"), width: 52, overflow: "break", fontSize: 11 },
    },
    yAxis: valueAxis(ink),
    series: priorities.map((priority) =>
      stackOf(
        ink,
        priority,
        board.ageing.map(({ counts }) => counts[priority]),
        tones[priority],
      ),
    ),
  });
  return <Chart name={t.title} table={table} option={option} height={14} />;
}

export function PeopleChart({ board, scope }: Props) {
  const { text } = useLanguage();
  const t = text.board.people;
  const rows = board.people.map(({ assignee, name, open, late, soon, urgent, paused }) => [
    name,
    { value: late, query: openQuery(scope, "late", { assignee }) },
    { value: soon, query: openQuery(scope, "soon", { assignee }) },
    { value: open - late - soon, query: openQuery(scope, "open", { assignee }) },
    { value: open, query: openQuery(scope, "open", { assignee }) },
    { value: urgent, query: openQuery(scope, "urgent", { assignee }) },
    { value: paused, query: openQuery(scope, "paused", { assignee }) },
  ]);
  const columns = [t.person, ...[t.late, t.soon, t.rest, t.open, t.urgent, t.paused].map(number)];
  return (
    <Chart
      name={t.title}
      table={{ columns, rows }}
      option={loadBars(rows, [t.late, t.soon, t.rest])}
      height={Math.max(9, rows.length * 1.9 + 4)}
    />
  );
}

export function TiersChart({ board, scope }: Props) {
  const { text } = useLanguage();
  const t = text.board.tiers;
  const words = text.board.people;
  const rows = board.tiers.map(({ tier, team, teamName, open, late, soon, unassigned }) => {
    const whose = { tier, ofTeam: team };
    return [
      `${text.words.tier({ tier: tier ?? 0 })} ${teamName ?? ""}`.trim(),
      { value: late, query: openQuery(scope, "late", whose) },
      { value: soon, query: openQuery(scope, "soon", whose) },
      { value: open - late - soon, query: openQuery(scope, "open", whose) },
      { value: open, query: openQuery(scope, "open", whose) },
      { value: unassigned, query: openQuery(scope, "unassigned", whose) },
    ];
  });
  const columns = [t.team, ...[words.late, words.soon, words.rest, words.open, t.unassigned].map(number)];
  return (
    <Chart
      name={t.title}
      table={{ columns, rows }}
      option={loadBars(rows, [words.late, words.soon, words.rest])}
      height={Math.max(9, rows.length * 1.9 + 4)}
    />
  );
}

/** What somebody has in hand, lying: overdue, due soon, in time. */
function loadBars(rows: ChartTable["rows"], names: readonly string[]): (ink: Ink) => ChartOption {
  const tones = ["--late", "--soon", "--calm"] as const;
  const valueAt = (row: ChartTable["rows"][number], column: number): number => {
    const cell = row[column];
    return typeof cell === "object" && cell !== null ? Number(cell.value) : 0;
  };
  return (ink) => ({
    ...gridOf(ink),
    legend: legendOf(ink),
    xAxis: valueAxis(ink),
    yAxis: {
      ...{ type: "category", inverse: true, data: rows.map(([name]) => name), axisTick: { show: false } },
      axisLine: { lineStyle: { color: ink("--line") } },
      axisLabel: { color: ink("--text"), width: 130, overflow: "truncate" },
    },
    series: names.map((name, index) => ({
      ...stackOf(
        ink,
        name,
        rows.map((row) => valueAt(row, index + 1)),
        tones[index]!,
      ),
      barMaxWidth: 16,
    })),
  });
}

export function HeldChart({ board, scope }: Props) {
  const { text, locale } = useLanguage();
  const t = text.board.held;
  const partyName = usePartyName();
  const all = board.held.shares.reduce((sum, { seconds }) => sum + seconds, 0);
  const shares = board.held.shares.filter(({ seconds }) => seconds > 0);
  const hours = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const query = windowQuery(scope, "resolved", windowOf(board));
  const rows = shares.map(({ party, seconds }) => [
    partyName(party),
    { value: Math.round((seconds / all) * 1_000) / 10, shown: `${hours.format((seconds / all) * 100)} %`, query },
    { value: Math.round(seconds / 360) / 10, shown: hours.format(seconds / 3_600) },
  ]);
  const table: ChartTable = { columns: [t.party, number(t.share), number(t.hours)], rows };
  const option = (ink: Ink): ChartOption => ({
    tooltip: { trigger: "item", valueFormatter: (value: unknown) => `${hours.format(Number(value))} %` },
    series: [
      {
        ...{ type: "pie", radius: ["44%", "70%"], startAngle: 90, padAngle: 1 },
        label: { color: ink("--text"), formatter: "{b}\n{c} %", overflow: "none" },
        labelLine: { lineStyle: { color: ink("--edge") } },
        data: shares.map(({ party, seconds }) => ({
          name: partyName(party),
          value: Math.round((seconds / all) * 1_000) / 10,
          itemStyle: { color: ink(`--hold-${party}`) },
        })),
      },
    ],
  });
  return <Chart name={t.title} table={table} option={option} height={15} />;
}

export function RatingsChart({ board, scope }: Props) {
  const { text } = useLanguage();
  const t = text.board.ratings;
  const { byScore } = board.window.ratings;
  const scores = [1, 2, 3, 4, 5] as const;
  const rows = scores.map((score) => [
    t.stars({ score }),
    { value: byScore[score - 1] ?? 0, query: windowQuery(scope, score, windowOf(board)) },
  ]);
  const tones = ["--late", "--soon", "--rest", "--calm", "--calm"] as const;
  const option = (ink: Ink): ChartOption => ({
    ...gridOf(ink),
    xAxis: { type: "category", data: rows.map(([score]) => score), axisTick: { show: false }, axisLabel: { color: ink("--text-soft") } },
    yAxis: valueAxis(ink),
    series: [
      {
        ...{ type: "bar", name: t.count, barMaxWidth: 42 },
        data: scores.map((score, index) => ({ value: byScore[score - 1] ?? 0, itemStyle: { color: ink(tones[index]!) } })),
      },
    ],
  });
  const isEmpty = byScore.every((count) => count === 0);
  return <Chart name={t.title} table={{ columns: [t.score, number(t.count)], rows: isEmpty ? [] : rows }} option={option} height={13} />;
}
