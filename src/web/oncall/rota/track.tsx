/** One row's bars over time: wide ones can be pressed, narrow ones are strokes that answer a click where they are. */
import { type KeyboardEvent, type MouseEvent, memo } from "react";
import { Icon, type IconName } from "../../kit/icon.tsx";
import { useLanguage } from "../../language/language.tsx";
import type { Span } from "./address.ts";
import { type Stretching, useDrag } from "./drag.ts";
import { rangeText } from "./minute-text.ts";
import { fitting, type RotaNames } from "./rota-names.ts";
import { type Bar, type BarKind, barAt, type Row } from "./rows.ts";
import type { SpanWindow } from "./span-window.ts";
import { type Placed, placed, strokesOf } from "./strokes.ts";
import style from "./track.module.css";

export type TrackProps = {
  row: Row;
  window: SpanWindow;
  span: Span;
  widthPx: number;
  names: RotaNames;
  isByPerson: boolean;
  /** On which of its bars the keyboard stands; -1 when on none. */
  active: number;
  /** The bar whose panel is open. */
  open: number;
  /** Whether a stretch can be drawn on it. */
  isDrawable: boolean;
  earliest: number;
  pick(row: Row, index: number): void;
  draw(row: Row, stretch: Stretching): void;
  steer(event: KeyboardEvent, row: Row, index: number): void;
};

export const Track = memo(function Track(props: TrackProps) {
  const { row, window, span, widthPx, names, active, isDrawable, earliest, pick, draw } = props;
  const { wide, strokes } = strokesOf(row.bars, window, widthPx, names.hue, active);
  const drag = useDrag({ window, span, earliest, isOn: isDrawable, done: (stretch) => draw(row, stretch) });
  const here = (event: MouseEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = window.from + ((event.clientX - box.left) / box.width) * (window.to - window.from);
    return barAt(row.bars, at, Math.min(row.lanes - 1, Math.floor(((event.clientY - box.top) / box.height) * row.lanes)));
  };
  const press = (event: MouseEvent<HTMLElement>) => {
    if (drag.wasDrag()) return;
    // A press by the keyboard comes without a place.
    const index = event.detail === 0 ? -1 : here(event);
    if (index >= 0) pick(row, index);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the keyboard walks over the bars themselves
    <div
      className={style.track}
      data-kind={row.kind}
      data-drawable={isDrawable || undefined}
      style={{ "--lanes": row.lanes } as React.CSSProperties}
      onClick={press}
      {...(isDrawable ? drag.handlers : {})}
    >
      {strokes.map(({ hue, lane, path }) => (
        <svg
          key={`${hue} ${lane}`}
          className={style.stroke}
          data-who={hue}
          style={{ "--lane": lane } as React.CSSProperties}
          viewBox="0 0 1000 1"
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path d={path} />
        </svg>
      ))}
      {wide.map((each) => (
        <OneBar key={`${each.bar.from} ${each.bar.lane} ${each.bar.person}`} {...props} each={each} />
      ))}
      {drag.stretch !== null && <Drawing stretch={drag.stretch} window={window} />}
    </div>
  );
});

const signs: Partial<Record<BarKind, IconName>> = { override: "across", feed: "link", gap: "warn" };
/** Beside its sign and air, in px. */
const signPx = 16;

function OneBar({ row, names, isByPerson, active, open, widthPx, pick, steer, isDrawable, each }: TrackProps & { each: Placed }) {
  const { bar, index, left, width } = each;
  const px = (width / 100) * widthPx;
  const sign = row.kind === "final" || row.kind === "person" ? signs[bar.kind] : undefined;
  const hasSign = sign !== undefined && px > 30;
  const full = names.full(bar);
  return (
    <button
      type="button"
      className={style.bar}
      data-who={names.hue(bar)}
      data-kind={bar.kind}
      data-open={index === open || undefined}
      data-active={index === active || undefined}
      tabIndex={index === active ? 0 : -1}
      style={{ left: `${left}%`, width: `${width}%`, "--lane": bar.lane } as React.CSSProperties}
      title={full}
      onClick={(event) => event.detail === 0 && pick(row, index)}
      onKeyDown={(event) => steer(event, row, index)}
    >
      {hasSign && <Icon name={sign} size={13} />}
      <span className="unseen">{full}</span>
      <span className={style.word} aria-hidden="true">
        {fitting(names.bar(bar, isByPerson), px - (hasSign ? signPx : 0))}
      </span>
      {isDrawable && bar.kind === "override" && bar.record !== null && px > 30 && <Handles bar={bar} />}
    </button>
  );
}

/** Where an override is taken by its ends. By keyboard its form does the same. */
function Handles({ bar: { from, to, record, person } }: { bar: Bar }) {
  return (["from", "to"] as const).map((edge) => (
    <span key={edge} className={style.handle} data-edge={edge} data-from={from} data-to={to} data-record={record} data-person={person} />
  ));
}

function Drawing({ stretch, window }: { stretch: Stretching; window: SpanWindow }) {
  const { zoned } = useLanguage();
  const { left, width } = placed(stretch, window);
  return (
    <div className={style.drawing} style={{ left: `${left}%`, width: `${width}%` }} data-side={left > 60 ? "end" : "start"}>
      <span>{rangeText(stretch.from, stretch.to, zoned)}</span>
    </div>
  );
}
