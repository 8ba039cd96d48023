/** What would come of a change, before it is recorded: who would be on call instead of whom, gaps, limits, and what is to be minded. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type PreviewOrder, previewQuery, type RotaPreview } from "../../api/rota.ts";
import { Icon } from "../../kit/icon.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { useLanguage, useText } from "../../language/language.tsx";
import { filled } from "./filled.ts";
import { rangeText } from "./minute-text.ts";
import style from "./preview.module.css";

/** Somebody who types or draws is let finish. */
const waitMs = 250;

export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  const written = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it says stands for the value, which is made anew with each frame
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [written, ms]);
  return settled;
}

const shownAtMost = 6;

type Props = {
  /** Null while it is not complete. */
  order: PreviewOrder | null;
  /** Only what is to be minded, and nothing while all is well. */
  isShort?: boolean;
};

export function PreviewNote({ order, isShort = false }: Props) {
  const { rota } = useText();
  const settled = useSettled(order, waitMs);
  const found = useQuery(previewQuery(settled));
  if (order === null) return null;
  if (found.isError) return <ProblemNote error={found.error} />;
  if (found.data === undefined) return isShort ? null : <p className={style.waiting}>{rota.preview.looking}</p>;
  return (
    <section className={style.preview} aria-label={rota.preview.label} aria-live="polite" aria-busy={found.isFetching}>
      {!isShort && <h3>{rota.preview.label}</h3>}
      {!isShort && <Differences preview={found.data} />}
      <Minded preview={found.data} />
    </section>
  );
}

function Differences({ preview: { differences, isCut } }: { preview: RotaPreview }) {
  const { text, zoned } = useLanguage();
  const t = text.rota.preview;
  if (differences.length === 0) return <p className="soft">{t.nothing}</p>;
  const more = differences.length - shownAtMost;
  return (
    <ul className={style.differences}>
      {differences.slice(0, shownAtMost).map(({ schedule, from, to, beforeName, afterName }) => (
        <li key={`${schedule} ${from}`}>
          <span className={style.range}>
            {schedule} · {rangeText(Date.parse(from), Date.parse(to), zoned)}
          </span>
          <span>
            <s>{beforeName ?? t.nobody}</s> <span aria-hidden="true">→</span>{" "}
            <strong data-nobody={afterName === null}>{afterName ?? t.nobody}</strong>
          </span>
        </li>
      ))}
      {more > 0 && <li className="soft">{isCut ? t.manyMore({ count: more }) : t.more({ count: more })}</li>}
    </ul>
  );
}

function LimitWords({ limit: { limit, personName, of, isIfDisturbed, found, allowed } }: { limit: RotaPreview["limits"][number] }) {
  const { text, locale } = useLanguage();
  const t = text.rota.preview.limit;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: found < 10 ? 1 : 0 });
  const values = { who: personName, found: number.format(found), allowed: number.format(allowed) };
  const message = limit === "spread" ? t.spread[of ?? "nights"] : limit === "rest" && isIfDisturbed ? t.restIfDisturbed : t[limit];
  return <span>{message(values)}</span>;
}

/** Gaps first: they are what a watch is for. */
function Minded({ preview: { gaps, limits, warnings } }: { preview: RotaPreview }) {
  const { text, zoned } = useLanguage();
  const t = text.rota.preview;
  const shown = warnings.filter(({ kind }) => kind !== "changes-nothing");
  if (gaps.length + limits.length + shown.length === 0) return null;
  return (
    <ul className={style.minded}>
      {gaps.slice(0, shownAtMost).map(({ schedule, from, to }) => (
        <li key={`gap ${schedule} ${from}`} data-kind="gap">
          <Icon name="warn" size={15} />
          <span>{t.gap({ schedule, range: rangeText(Date.parse(from), Date.parse(to), zoned) })}</span>
        </li>
      ))}
      {limits.slice(0, shownAtMost).map((each) => (
        <li key={`limit ${each.limit} ${each.person} ${each.of} ${each.from}`}>
          <Icon name="warn" size={15} />
          <LimitWords limit={each} />
        </li>
      ))}
      {shown.map(({ kind, personName, schedule, from, to }) => (
        <li key={`${kind} ${personName} ${schedule} ${from}`}>
          <Icon name="warn" size={15} />
          <span>
            {filled(t.warning[kind], { who: personName ?? "", schedule: schedule ?? "" })}
            {from !== null && to !== null && ` (${rangeText(Date.parse(from), Date.parse(to), zoned)})`}
          </span>
        </li>
      ))}
    </ul>
  );
}
