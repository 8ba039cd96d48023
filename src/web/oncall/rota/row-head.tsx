/** What stands before a row: a schedule with who is on call now, a layer, or a person. */
import type { Drawn } from "../../api/rota.ts";
import { shortInstant } from "../../kit/time-text.ts";
import { useLanguage } from "../../language/language.tsx";
import style from "./board.module.css";
import type { RotaNames } from "./rota-names.ts";
import { initialsOf } from "./rota-names.ts";
import { barAt, type Group, type Row } from "./rows.ts";

type Props = {
  row: Row;
  group: Group;
  drawn: Drawn;
  names: RotaNames;
  now: number;
  /** Of the window: what is cut there lasts longer. */
  end: number;
};

export function RowHead({ row, group, drawn, names, now, end }: Props) {
  const { text, zone } = useLanguage();
  const t = text.rota.board;
  if (row.kind === "layer") {
    return (
      <div className={style.name}>
        <span className="unseen">{t.layer} </span>
        <span dir="auto">{row.layer}</span>
      </div>
    );
  }
  if (row.kind === "away") return <div className={style.name}>{t.away}</div>;
  if (row.kind === "person") return <PersonHead row={row} drawn={drawn} names={names} />;
  const other = group.schedule!.zone === zone ? null : group.schedule!.zone;
  return (
    <div className={style.name}>
      <h2 dir="auto">{row.schedule}</h2>
      <NowLine row={row} names={names} now={now} end={end} zone={other} />
    </div>
  );
}

/** Only while the window shows now: of another one nothing is said. */
function NowLine({ row, names, now, end, zone }: Pick<Props, "row" | "names" | "now" | "end"> & { zone: string | null }) {
  const { text, zoned } = useLanguage();
  const t = text.rota.board;
  const bar = row.bars[barAt(row.bars, now)];
  const who =
    bar === undefined
      ? null
      : bar.person === null
        ? t.nobodyNow
        : bar.to >= end
          ? names.person(bar.person)
          : t.until({ who: names.person(bar.person), when: shortInstant(bar.to, now, zoned) });
  const shown = [who, zone].filter((each) => each !== null);
  return shown.length === 0 ? null : (
    <p className={style.sub} data-late={bar?.person === null || undefined}>
      {shown.join(" · ")}
    </p>
  );
}

function PersonHead({ row, drawn, names }: { row: Row; drawn: Drawn; names: RotaNames }) {
  const name = names.person(row.person!);
  const region = drawn.people.get(row.person!)?.holidays ?? null;
  return (
    <div className={style.name}>
      <h2>
        <span className={style.initials} aria-hidden="true">
          {initialsOf(name)}
        </span>
        <span dir="auto">{name}</span>
        {region !== null && <span className={style.region}>{region}</span>}
      </h2>
    </div>
  );
}
