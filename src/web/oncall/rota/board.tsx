/** The rota as a picture over time: one row under the other, walked over by pointer or arrow keys. */
import { type KeyboardEvent, memo, type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Drawn } from "../../api/rota.ts";
import { useText } from "../../language/language.tsx";
import type { Span } from "./address.ts";
import { Axis, Ground } from "./axis.tsx";
import style from "./board.module.css";
import type { Stretching } from "./drag.ts";
import { firstPlace, type RotaNames } from "./rota-names.ts";
import { RowHead } from "./row-head.tsx";
import { type Bar, type Group, nearestBar, type Row } from "./rows.ts";
import type { SpanWindow } from "./span-window.ts";
import { Track } from "./track.tsx";

type Place = { row: string; index: number };

type Props = {
  groups: readonly Group[];
  drawn: Drawn;
  window: SpanWindow;
  span: Span;
  names: RotaNames;
  isByPerson: boolean;
  now: number;
  /** Whose bar is in the panel. */
  open: Bar | null;
  mayDraw: boolean;
  pick(bar: Bar): void;
  draw(schedule: string, stretch: Stretching): void;
};

export const Board = memo(function Board(props: Props) {
  const { groups, drawn, window, span, names, isByPerson, now, open, mayDraw, pick, draw } = props;
  const { rota: t } = useText();
  const lane = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(lane);
  const { place, setPlace, board, steer } = usePlace(groups, now);
  const picked = useCallback(
    (row: Row, index: number) => {
      setPlace({ row: row.id, index });
      const bar = row.bars[index];
      if (bar !== undefined) pick(bar);
    },
    [pick, setPlace],
  );
  const drawnOn = useCallback((row: Row, stretch: Stretching) => row.schedule !== null && draw(row.schedule, stretch), [draw]);
  const ground = { span, window, now, holidays: drawn.holidays, widthPx };
  return (
    <section className={style.board} ref={board} aria-label={t.board.label} aria-describedby="rota-keys">
      <p id="rota-keys" className="unseen">
        {t.board.keys}
      </p>
      <div className={style.head}>
        <div className={style.corner} />
        <div ref={lane}>
          <Axis {...ground} />
        </div>
      </div>
      <div className={style.rows}>
        <div className={style.under}>
          <Ground {...ground} />
        </div>
        {groups.map((group) => (
          <div key={group.id} className={style.group}>
            {group.rows.map((row) => (
              <div key={row.id} className={style.row} data-kind={row.kind}>
                <RowHead row={row} group={group} drawn={drawn} names={names} now={now} end={window.to} />
                <Track
                  {...{ row, window, span, widthPx, names, isByPerson }}
                  active={place?.row === row.id ? place.index : -1}
                  open={open === null ? -1 : row.bars.findIndex((bar) => isSame(bar, open))}
                  isDrawable={mayDraw && row.kind === "final"}
                  earliest={Math.max(now, window.from)}
                  pick={picked}
                  draw={drawnOn}
                  steer={steer}
                />
              </div>
            ))}
          </div>
        ))}
      </div>
    </section>
  );
});

const isSame = (a: Bar, b: Bar): boolean =>
  a.from === b.from && a.to === b.to && a.person === b.person && a.schedule === b.schedule && a.layer === b.layer && a.kind === b.kind;

/** How wide the lane of time is; before it is measured, about as wide as it will be. */
function useWidth(lane: RefObject<HTMLDivElement | null>): number {
  const [widthPx, setWidth] = useState(() => Math.max(300, globalThis.innerWidth - 380));
  useLayoutEffect(() => {
    const element = lane.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [lane]);
  return widthPx;
}

/** Where the keyboard stands, and where its arrows lead: along a row, or to what is nearest in the next one. */
function usePlace(groups: readonly Group[], now: number) {
  const board = useRef<HTMLElement>(null);
  const [chosen, setPlace] = useState<Place | null>(null);
  const isMoved = useRef(false);
  const first = useMemo(() => firstPlace(groups, now), [groups, now]);
  const rows = useMemo(() => groups.flatMap((group) => group.rows), [groups]);
  const isThere = chosen !== null && (rows.find(({ id }) => id === chosen.row)?.bars.length ?? 0) > chosen.index;
  const place = isThere ? chosen : first;
  const latest = useRef(rows);
  latest.current = rows;
  useEffect(() => {
    if (!isMoved.current || place === null) return;
    isMoved.current = false;
    board.current?.querySelector<HTMLElement>("[data-active]")?.focus();
  }, [place]);
  const steer = useCallback((event: KeyboardEvent, row: Row, index: number) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = led(event.key, latest.current, row, index);
    if (next === null) return;
    event.preventDefault();
    isMoved.current = true;
    setPlace(next);
  }, []);
  return { place, setPlace, board, steer };
}

/** Null for keys that lead nowhere. */
function led(key: string, rows: readonly Row[], row: Row, index: number): Place | null {
  const last = row.bars.length - 1;
  const along: Record<string, number> = { ArrowLeft: Math.max(0, index - 1), ArrowRight: Math.min(last, index + 1), Home: 0, End: last };
  const to = along[key];
  if (to !== undefined) return { row: row.id, index: to };
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  const filled = rows.filter(({ bars }) => bars.length > 0);
  const beside = filled[filled.findIndex(({ id }) => id === row.id) + (key === "ArrowUp" ? -1 : 1)];
  const bar = row.bars[index];
  if (beside === undefined || bar === undefined) return { row: row.id, index };
  return { row: beside.id, index: nearestBar(beside.bars, (bar.from + bar.to) / 2) };
}
