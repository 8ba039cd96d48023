/** Everybody's load beside the average: as a table to sort, on a phone as one card for each person. */
import { NativeSelect } from "@mantine/core";
import type { CSSProperties } from "react";
import type { LoadRow, Measure, OnCallLoad } from "../../api/load.ts";
import { Icon } from "../../kit/icon.tsx";
import { useLanguage } from "../../language/language.tsx";
import { type Column, columnNames, type Go, type LoadAddress } from "./address.ts";
import style from "./load.module.css";
import { sorted } from "./order.ts";

const measures = columnNames.filter((name): name is Measure => name !== "person");

export function LoadTable({ load, address, go }: { load: OnCallLoad; address: LoadAddress; go: Go }) {
  const { text } = useLanguage();
  const t = text.load;
  const rows = sorted(load.rows, address);
  return (
    <div className={style.load}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={style.frame} tabIndex={0} aria-label={t.caption}>
        <table className={style.table}>
          <caption className="unseen">{t.caption}</caption>
          <thead>
            <tr>
              {columnNames.map((column) => (
                <SortHead key={column} column={column} address={address} go={go} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.person} data-quiet={row.hours === 0}>
                <th scope="row">{row.personName}</th>
                {measures.map((measure) => (
                  <td key={measure}>
                    <Figure row={row} measure={measure} load={load} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <Averages load={load} />
          </tfoot>
        </table>
      </section>
      <Cards rows={rows} load={load} address={address} go={go} />
      <p className={style.note}>{t.note}</p>
    </div>
  );
}

function SortHead({ column, address, go }: { column: Column; address: LoadAddress; go: Go }) {
  const { text } = useLanguage();
  const t = text.load;
  const { sort = "hours", up = false } = address;
  const isSorted = sort === column;
  // Names begin with A, figures with the most.
  const isAscending = isSorted && (column === "person") !== up;
  return (
    <th scope="col" aria-sort={isSorted ? (isAscending ? "ascending" : "descending") : undefined}>
      <button type="button" onClick={() => go({ sort: column === "hours" ? undefined : column, up: isSorted && !up ? true : undefined })}>
        {t.columns[column]}
        <span className={style.arrow} data-shown={isSorted} aria-hidden="true">
          <Icon name={isAscending ? "up" : "down"} size={12} />
        </span>
      </button>
    </th>
  );
}

/** A figure over its bar; the line across the bar is the average. */
function Figure({ row, measure, load }: { row: LoadRow; measure: Measure; load: OnCallLoad }) {
  const { locale } = useLanguage();
  const { most, mean } = load.shares[measure];
  const bar = { "--part": most === 0 ? 0 : row[measure] / most, "--mean": most === 0 ? 0 : mean / most } as CSSProperties;
  const isHigh = mean > 0 && row[measure] - mean >= 1 && row[measure] > mean * 1.5;
  return (
    <span className={style.figure} data-high={isHigh}>
      <span>{numberText(row[measure], locale)}</span>
      <span className={style.track} style={bar} aria-hidden="true" />
    </span>
  );
}

const numberText = (value: number, locale: string): string => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);

function Averages({ load }: { load: OnCallLoad }) {
  const { text, locale } = useLanguage();
  const t = text.load;
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  return (
    <>
      <tr>
        <th scope="row">{t.average}</th>
        {measures.map((measure) => (
          <td key={measure}>{numberText(load.shares[measure].mean, locale)}</td>
        ))}
      </tr>
      <tr>
        <th scope="row">{t.above}</th>
        {measures.map((measure) => {
          const { abovePercent } = load.shares[measure];
          return <td key={measure}>{abovePercent === null ? "–" : `+${percent.format(abovePercent / 100)}`}</td>;
        })}
      </tr>
    </>
  );
}

/** On a phone. */
function Cards({ rows, load, address, go }: { rows: readonly LoadRow[]; load: OnCallLoad; address: LoadAddress; go: Go }) {
  const { text } = useLanguage();
  const t = text.load;
  return (
    <div className={style.cards}>
      <NativeSelect
        size="sm"
        label={t.sortBy}
        value={address.sort ?? "hours"}
        data={columnNames.map((column) => ({ value: column, label: t.columns[column] }))}
        onChange={({ currentTarget: { value } }) => go({ sort: value === "hours" ? undefined : (value as Column), up: undefined })}
      />
      <ul>
        {rows.map((row) => (
          <li key={row.person} data-quiet={row.hours === 0}>
            <h3>{row.personName}</h3>
            <dl>
              {measures.map((measure) => (
                <div key={measure}>
                  <dt>{t.columns[measure]}</dt>
                  <dd>
                    <Figure row={row} measure={measure} load={load} />
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </div>
  );
}
