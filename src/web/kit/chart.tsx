/**
 * A chart with its table and its CSV: who cannot see it reads the table, and every figure may open its tickets. The drawing library is
 * loaded with the first chart of the page. Series i of the drawing is column i + 1 of the table, category j its row j: so a click on a
 * mark finds its figure.
 */
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useText } from "../language/language.tsx";
import style from "./chart.module.css";
import type { ChartOption, Ink } from "./chart-option.ts";
import { csvOf } from "./csv.ts";
import { Icon } from "./icon.tsx";
import { Table } from "./table.tsx";

/** A figure; with `query` it leads to the queue that shows its tickets. `value` goes into the CSV, `shown` is what is read. */
export type Figure = { value: string | number; shown?: string; query?: string };
export type Cell = string | number | null | Figure;
export type ChartTable = { columns: readonly (string | { text: string; isNumber: true })[]; rows: readonly (readonly Cell[])[] };

export type { ChartOption, Ink };

type Props = {
  /** What is drawn, as ECharts takes it; written as a function of the colours in force. */
  option: ChartOption | ((ink: Ink) => ChartOption);
  table: ChartTable;
  name: string;
  /** In rem; default 16. */
  height?: number;
};

const Canvas = lazy(() => import("./chart-canvas.tsx").then(({ ChartCanvas }) => ({ default: ChartCanvas })));

export const figureOf = (cell: Cell | undefined): Figure | null => (typeof cell === "object" && cell !== null ? cell : null);
const plainOf = (cell: Cell): string | number => (cell === null ? "" : typeof cell === "object" ? cell.value : cell);

export function Chart({ option, table, name, height = 16 }: Props) {
  const { house } = useText();
  const navigate = useNavigate();
  const [isTable, setTable] = useState(false);
  const pick = (series: number, index: number) => {
    const query = figureOf(table.rows[index]?.[series + 1])?.query;
    if (query !== undefined) void navigate({ to: "/queue", search: { query } });
  };
  const isEmpty = table.rows.length === 0;
  return (
    <figure className={style.chart} aria-label={name}>
      <div className={style.tools}>
        <button type="button" className={style.tool} aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          <Icon name={isTable ? "board" : "table"} size={16} />
          <span>{isTable ? house.chart.asChart : house.chart.asTable}</span>
        </button>
        <CsvButton table={table} name={name} />
      </div>
      {isEmpty ? (
        <p className={style.empty}>{house.chart.empty}</p>
      ) : isTable ? (
        <ChartTableView table={table} name={name} />
      ) : (
        <div className={style.canvas} style={{ height: `${height}rem` }}>
          <Suspense fallback={<p className={style.empty}>{house.chart.drawing}</p>}>
            <Canvas option={option} name={name} pick={pick} />
          </Suspense>
        </div>
      )}
    </figure>
  );
}

/** The figures as a table; those that have tickets behind them are links. */
export function ChartTableView({ table: { columns, rows }, name }: { table: ChartTable; name: string }) {
  const isNumber = (index: number): true | undefined => (typeof columns[index] === "object" ? true : undefined);
  return (
    <Table caption={name} head={columns}>
      {rows.map((row) => (
        <tr key={row.map(plainOf).join("|")}>
          {row.map((cell, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column's
            <td key={index} data-number={isNumber(index)}>
              <ShownFigure cell={cell} of={String(plainOf(row[0] ?? ""))} />
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

/** One figure, as a link when it can be opened. `of` says whose figure it is, for who hears it alone. */
export function ShownFigure({ cell, of }: { cell: Cell; of: string }) {
  const { house } = useText();
  const figure = figureOf(cell);
  if (figure === null) return <>{cell}</>;
  const shown = figure.shown ?? String(figure.value);
  if (figure.query === undefined) return <>{shown}</>;
  return (
    <Link to="/queue" search={{ query: figure.query }} className={style.figure} title={house.chart.open({ figure: `${of}: ${shown}` })}>
      {shown}
    </Link>
  );
}

export function CsvButton({ table, name }: { table: ChartTable; name: string }) {
  const { house } = useText();
  const download = () => {
    const head = table.columns.map((each) => (typeof each === "string" ? each : each.text));
    const text = csvOf([head, ...table.rows.map((row) => row.map(plainOf))]);
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1_000);
  };
  return (
    <button type="button" className={style.tool} onClick={download} aria-label={`${house.chart.csv}: ${name}`}>
      <Icon name="download" size={16} />
      <span>CSV</span>
    </button>
  );
}
