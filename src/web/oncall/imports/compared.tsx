/** Who would have been on call: the import and the other side as two time lines, and in words where they differ. */
import { useState } from "react";
import type { Comparison, OnCallImport, Product } from "../../api/imports.ts";
import { Icon } from "../../kit/icon.tsx";
import { Table } from "../../kit/table.tsx";
import { rangeText, rowInstant } from "../../kit/time-text.ts";
import { useLanguage } from "../../language/language.tsx";
import { Segments } from "../../portal/segments.tsx";
import { usePageNames } from "../names.ts";
import { huesOf } from "../rota/strokes.ts";
import style from "./imports.module.css";
import { Lines } from "./lines.tsx";

const shownDifferences = 50;
const dayMs = 86_400_000;

type Props = { comparisons: readonly Comparison[]; people: OnCallImport["people"]; product: Product };

export function Compared({ comparisons, people, product }: Props) {
  const t = useLanguage().text.imports.compared;
  const known = usePageNames();
  const names = new Map([...known.people, ...people.map(({ key, name }) => [key, name] as const)]);
  return (
    <section className={style.part} aria-label={t.title}>
      <h2>{t.title}</h2>
      {comparisons.length === 0 && <p className="soft">{t.nothing}</p>}
      {comparisons.map((each) => (
        <OneCompared key={`${each.name} ${each.against}`} comparison={each} names={names} product={product} />
      ))}
    </section>
  );
}

type OneProps = { comparison: Comparison; names: ReadonlyMap<string, string>; product: Product };

function OneCompared({ comparison, names, product }: OneProps) {
  const { text, locale, zoned } = useLanguage();
  const { compared: t, products } = text.imports;
  const { name, against, difference, ours, theirs } = comparison;
  const [isClose, setIsClose] = useState(difference.count > 0);
  const whole = [Date.parse(difference.from), Date.parse(difference.to)] as const;
  const [from, to] = isClose ? closeUp(comparison, whole) : whole;
  const other = against === "peer" ? t.there : t.here;
  const title = against === "peer" ? t.peer({ name, product: products[product] }) : t.running({ name });
  const share = difference.differingMs / Math.max(1, difference.differingMs + difference.sameMs);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share);
  const range = rangeText(whole[0], whole[1], zoned);
  const hues = huesOf([...ours, ...theirs].map(({ person }) => person));
  return (
    <article className={style.comparison} data-same={difference.count === 0}>
      <header className={style.verdict}>
        <h3>{title}</h3>
        <p>
          <Icon name={difference.count === 0 ? "check" : "warn"} size={16} />{" "}
          {difference.count === 0 ? t.same({ range }) : t.differs({ count: difference.count, percent, range })}
        </p>
        {difference.count > 0 && (
          <Segments
            label={t.zoom}
            value={isClose ? "first" : "whole"}
            choices={{ first: t.first, whole: t.whole }}
            pick={(choice) => setIsClose(choice === "first")}
          />
        )}
      </header>
      <Lines
        label={t.picture({ other })}
        window={{ from, to }}
        sides={[
          { title: t.ours, shifts: ours },
          { title: other, shifts: theirs },
        ]}
        differing={{ title: t.differing, stretches: difference.first }}
        names={names}
        hues={hues}
      />
      {difference.count > 0 && <Differences {...{ comparison, title, names, other }} instant={(at) => rowInstant(at, zoned)} />}
    </article>
  );
}

/** Two weeks around the first difference. */
function closeUp({ difference }: Comparison, [from, to]: readonly [number, number]): [number, number] {
  const first = Date.parse(difference.first[0]?.from ?? difference.from);
  const start = Math.max(from, first - 3 * dayMs);
  return [start, Math.min(to, start + 14 * dayMs)];
}

type DifferenceProps = {
  comparison: Comparison;
  title: string;
  names: ReadonlyMap<string, string>;
  other: string;
  instant: (at: number) => string;
};

function Differences({ comparison: { difference }, title, names, other, instant }: DifferenceProps) {
  const t = useLanguage().text.imports.compared;
  const who = (people: readonly string[]) => (people.length === 0 ? t.nobody : people.map((key) => names.get(key) ?? key).join(", "));
  const shown = difference.first.slice(0, shownDifferences);
  return (
    <>
      <Table caption={`${t.differing}: ${title}`} head={[t.from, t.to, t.ours, other]}>
        {shown.map(({ from, to, ours, theirs }) => (
          <tr key={from}>
            <td>{instant(Date.parse(from))}</td>
            <td>{instant(Date.parse(to))}</td>
            <td data-nobody={ours.length === 0 || undefined}>{who(ours)}</td>
            <td data-nobody={theirs.length === 0 || undefined}>{who(theirs)}</td>
          </tr>
        ))}
      </Table>
      {difference.count > shown.length && <p className="soft">{t.more({ count: difference.count - shown.length })}</p>}
    </>
  );
}
