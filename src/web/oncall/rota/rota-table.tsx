/** The same as the picture, as a table: every shift, gap and leave of the window in words. */
import { Fragment } from "react";
import type { Drawn } from "../../api/rota.ts";
import { Table } from "../../kit/table.tsx";
import { useLanguage } from "../../language/language.tsx";
import { rowInstant } from "./minute-text.ts";
import style from "./rota.module.css";
import type { RotaNames } from "./rota-names.ts";
import { type Bar, peopleOf, rowsByPerson, rowsBySchedule } from "./rows.ts";

type Props = { drawn: Drawn; names: RotaNames; isByPerson: boolean; pick(bar: Bar): void };

const everything = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

export function RotaTable({ drawn, names, isByPerson, pick }: Props) {
  const { text } = useLanguage();
  const t = text.rota.table;
  const rota = { ...drawn, window: everything };
  const groups = isByPerson ? rowsByPerson(rota, peopleOf(drawn.schedules)) : rowsBySchedule(rota);
  const rows = groups.flatMap((group) => group.rows.filter(({ kind }) => kind !== "layer"));
  return (
    <Table caption={t.caption} head={[isByPerson ? t.person : t.schedule, t.from, t.to, isByPerson ? t.schedule : t.person, t.why]}>
      {rows.map((row) => (
        <Fragment key={row.id}>
          {row.bars.map((bar) => (
            <Line
              key={`${bar.from} ${bar.to} ${bar.person}`}
              {...{ bar, names, isByPerson, pick }}
              first={row.person === null ? row.schedule! : names.person(row.person)}
            />
          ))}
        </Fragment>
      ))}
    </Table>
  );
}

function Line({ bar, first, names, isByPerson, pick }: Omit<Props, "drawn"> & { bar: Bar; first: string }) {
  const { text, zoned } = useLanguage();
  const t = text.rota.bar;
  const why = { shift: bar.layer, override: t.standsIn, feed: bar.layer, leave: t.away, gap: t.gapWhy }[bar.kind];
  return (
    <tr data-kind={bar.kind}>
      <td dir="auto">{first}</td>
      <td className={style.when}>{rowInstant(bar.from, zoned)}</td>
      <td className={style.when}>{rowInstant(bar.to, zoned)}</td>
      <td>
        <button type="button" className={style.cell} data-kind={bar.kind} onClick={() => pick(bar)} aria-label={names.full(bar)}>
          {bar.kind === "leave" && !isByPerson ? names.person(bar.person!) : names.bar(bar, isByPerson)}
        </button>
      </td>
      <td className="soft">{why}</td>
    </tr>
  );
}
