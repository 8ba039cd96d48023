/** Limits that are broken, as sentences: what binds before what warns; what only a page would break lies folded below. */
import { Link } from "@tanstack/react-router";
import type { LimitFinding, OnCallLimits } from "../../api/load.ts";
import { Icon } from "../../kit/icon.tsx";
import { useMay } from "../../kit/may.ts";
import { dateKey, rowInstant } from "../../kit/time-text.ts";
import { type Catalogue, useLanguage } from "../../language/language.tsx";
import style from "./load.module.css";

export function Findings({ answer: { limits, items } }: { answer: OnCallLimits }) {
  const { text } = useLanguage();
  const t = text.load.limits;
  const may = useMay();
  const byPerson = [...items].sort((a, b) => Number(b.isHard) - Number(a.isHard) || a.personName.localeCompare(b.personName));
  const certain = byPerson.filter((each) => !each.isIfDisturbed);
  const possible = byPerson.filter((each) => each.isIfDisturbed);
  return (
    <section className={style.limits} aria-labelledby="limits-title">
      <h2 id="limits-title">{t.title}</h2>
      {certain.length === 0 && (
        <p className={style.kept}>
          <Icon name="check" size={16} /> {t.none}
        </p>
      )}
      <FindingList items={certain} />
      {possible.length > 0 && (
        <details className={style.possible}>
          <summary>{t.possible({ count: possible.length })}</summary>
          <FindingList items={possible} />
        </details>
      )}
      <p className={style.note}>
        {t.inForce({
          ...{ rest: limits.restHours.least, week: limits.weekHours.most, pages: limits.pagesPerShift.most },
          ...{ nights: limits.nightsPerMonth.most, spread: limits.spreadPercent.most },
        })}{" "}
        {may("model:read") && <Link to="/model">{t.change}</Link>}
      </p>
    </section>
  );
}

function FindingList({ items }: { items: readonly LimitFinding[] }) {
  if (items.length === 0) return null;
  return (
    <ul className={style.findings}>
      {items.map((each) => (
        <FindingLine key={`${each.limit} ${each.of} ${each.person} ${each.isIfDisturbed}`} finding={each} />
      ))}
    </ul>
  );
}

function FindingLine({ finding }: { finding: LimitFinding }) {
  const { text, zoned, locale } = useLanguage();
  const t = text.load.limits;
  const { limit, from, count, isHard } = finding;
  const at = Date.parse(from);
  const isWindow = limit === "spread" || limit === "pages";
  return (
    <li data-hard={isHard}>
      <Icon name="warn" size={16} />
      <span className={style.sentence}>
        {sentenceOf(finding, text, locale)}
        {isHard && <span className={style.binding}>{t.hard}</span>}
        {!isWindow && (
          <span className="soft">
            {" "}
            {count === 1 ? t.once({ when: rowInstant(at, zoned) }) : t.often({ when: rowInstant(at, zoned), count })}
          </span>
        )}
      </span>
      {!isWindow && (
        <Link to="/oncall" search={{ by: "people", span: "fortnight", at: dateKey(at, zoned) }} className={style.look}>
          {t.look}
        </Link>
      )}
    </li>
  );
}

function sentenceOf({ limit, of, personName: who, found, allowed, isIfDisturbed }: LimitFinding, text: Catalogue, locale: string): string {
  const t = text.load.limits;
  const figure = (value: number, digits = 1): string => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  const values = { who, found: figure(found), allowed: figure(allowed) };
  switch (limit) {
    case "rest":
      return isIfDisturbed ? t.restIf(values) : t.rest(values);
    case "week-hours":
      return t.week(values);
    case "pages":
      return t.pages(values);
    case "nights":
      return t.nights(values);
    case "spread":
      return t.spread({ ...values, found: figure(found, 0), what: t.what[of ?? "nights"] });
  }
}
