/** Two time lines under each other, and between what they say the stretches in which they differ. */
import { type CSSProperties, useMemo } from "react";
import { useLanguage } from "../../language/language.tsx";
import style from "./imports.module.css";
import { rowsOf } from "./line-rows.ts";

type Shift = { person: string; from: string; to: string };
type Side = { title: string; shifts: readonly Shift[] };
type Window = { from: number; to: number };
type Props = {
  label: string;
  window: Window;
  sides: readonly Side[];
  differing: { title: string; stretches: readonly { from: string; to: string }[] };
  names: ReadonlyMap<string, string>;
  hues: ReadonlyMap<string, string>;
};

const dayMs = 86_400_000;
/** Narrower bars have no room for a name. */
const leastNamed = 4;

export function Lines({ label, window, sides, differing, names, hues }: Props) {
  const at = (from: number, to: number): CSSProperties => {
    const [start, end] = [Math.max(from, window.from), Math.min(to, window.to)];
    const length = window.to - window.from;
    return { insetInlineStart: `${(100 * (start - window.from)) / length}%`, width: `${(100 * (end - start)) / length}%` };
  };
  const isSeen = (from: number, to: number): boolean => to > window.from && from < window.to;
  return (
    <div className={style.lines} role="img" aria-label={label}>
      <Days window={window} at={at} />
      {sides.map(({ title, shifts }) => (
        <div className={style.side} key={title}>
          <span className={style.sideName}>{title}</span>
          {rowsOf(shifts.map(({ person, from, to }) => ({ person, from: Date.parse(from), to: Date.parse(to) }))).map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing but their order
            <div className={style.line} key={i}>
              {row
                .filter(({ from, to }) => isSeen(from, to))
                .map(({ person, from, to }) => {
                  const place = at(from, to);
                  const bar = { ...place, "--who": `var(--who-${hues.get(person) ?? "1"})` } as CSSProperties;
                  const name = names.get(person) ?? person;
                  return (
                    <span className={style.bar} key={`${person} ${from}`} style={bar} title={name}>
                      {Number.parseFloat(String(place.width)) >= leastNamed ? name : ""}
                    </span>
                  );
                })}
            </div>
          ))}
        </div>
      ))}
      <div className={style.side}>
        <span className={style.sideName}>{differing.title}</span>
        <div className={style.line} data-kind="differing">
          {differing.stretches
            .map(({ from, to }) => [Date.parse(from), Date.parse(to)] as const)
            .filter(([from, to]) => isSeen(from, to))
            .map(([from, to]) => (
              <span className={style.differing} key={from} style={at(from, to)} />
            ))}
        </div>
      </div>
    </div>
  );
}

/** A dozen dates at most, each at its midnight in the reader's zone as nearly as a line shows. */
function Days({ window, at }: { window: Window; at: (from: number, to: number) => CSSProperties }) {
  const { zoned } = useLanguage();
  const marks = useMemo(() => {
    const days = (window.to - window.from) / dayMs;
    const step = days <= 8 ? 1 : days <= 16 ? 2 : days <= 60 ? 7 : days <= 120 ? 14 : 31;
    const format = new Intl.DateTimeFormat(zoned.locale, { timeZone: zoned.zone, day: "numeric", month: "short" });
    const list: { at: number; text: string }[] = [];
    // The last date needs room for its name.
    const last = window.to - (window.to - window.from) / 12;
    for (let day = Math.ceil(window.from / dayMs) * dayMs; day < last; day += step * dayMs)
      list.push({ at: day, text: format.format(day) });
    return list;
  }, [window.from, window.to, zoned.locale, zoned.zone]);
  return (
    <div className={style.side}>
      <span />
      <div className={style.days}>
        {marks.map((mark) => (
          <span key={mark.at} style={{ insetInlineStart: at(mark.at, mark.at).insetInlineStart }}>
            {mark.text}
          </span>
        ))}
      </div>
    </div>
  );
}
