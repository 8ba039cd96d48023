/** One gap: where, since when, why, whose promises it breaks, and what would close it. */
import { Link } from "@tanstack/react-router";
import type { GapView, RemedyView } from "../../api/coverage.ts";
import { Icon } from "../../kit/icon.tsx";
import { useMay } from "../../kit/may.ts";
import { rangeText, roughLength, rowInstant, type Zoned } from "../../kit/time-text.ts";
import { type Catalogue, useLanguage } from "../../language/language.tsx";
import style from "./coverage.module.css";

const dayMs = 86_400_000;

export function GapCard({ gap, now }: { gap: GapView; now: number }) {
  const { text, zoned, code } = useLanguage();
  const t = text.coverage.list;
  const [from, to] = [Date.parse(gap.from), Date.parse(gap.to)];
  const isRunning = from <= now;
  const urgency = isRunning || from - now < dayMs ? "late" : from - now < 7 * dayMs ? "soon" : "later";
  const amount = new Intl.NumberFormat(code, { maximumFractionDigits: 1 }).format(gap.totalMs / 3_600_000);
  const last = rowInstant(Date.parse(gap.lastTo), zoned);
  return (
    <article className={style.gap} data-urgency={urgency}>
      <div className={style.where}>
        <h3>{titleOf(gap, text)}</h3>
        <p className={style.why}>{whyOf(gap, text)}</p>
        <p className={style.when}>
          <time dateTime={gap.from}>{isRunning ? runningText(gap, text, zoned) : rangeText(from, to, zoned)}</time>
          <span className={style.soon}>{isRunning ? t.now : t.begins({ left: roughLength(from - now) })}</span>
        </p>
        {gap.count > 1 && <p className="soft">{t.times({ count: gap.count, until: last, hours: amount })}</p>}
        {gap.count > 1 && <Others gap={gap} />}
      </div>
      <div className={style.close}>
        <h4>{t.closes}</h4>
        <ul>
          {gap.remedies.map((remedy) => (
            <li key={`${remedy.kind} ${remedy.person ?? remedy.team ?? remedy.schedule}`}>
              <Remedy remedy={remedy} gap={gap} />
            </li>
          ))}
        </ul>
        <Whose gap={gap} />
      </div>
    </article>
  );
}

/** When it began is not known of one that is older than the proof. */
function runningText({ from, to, isOlder }: GapView, { coverage: { list: t } }: Catalogue, zoned: Zoned): string {
  const until = rowInstant(Date.parse(to), zoned);
  return isOlder ? t.older({ to: until }) : t.running({ from: rowInstant(Date.parse(from), zoned), to: until });
}

/** `Platform, tier 2`; a schedule with a calendar of its own says so. */
function titleOf({ teamName, schedule, promises }: GapView, { coverage: { list: t } }: Catalogue): string {
  if (teamName === null) return `${t.schedule({ schedule: schedule ?? "" })}: ${t.ownCalendar}`;
  const tiers = [...new Set(promises.flatMap(({ tier }) => tier ?? []))].sort((a, b) => a - b);
  return [teamName, ...tiers.map((tier) => t.tier({ tier }))].join(" · ");
}

function whyOf({ reason, schedule, persons }: GapView, { coverage: t }: Catalogue): string {
  const people = persons.map(({ name, why }) => (why === null ? name : t.whys[why]({ name }))).join(", ");
  switch (reason) {
    case "nobody-on-call":
    case "others-on-call":
      return t.reasons[reason]({ schedule: schedule ?? "" });
    case "on-leave":
    case "unreachable":
    case "over-limit":
      return schedule === null ? t.reasons[reason]({ people }) : t.reasons[`${reason}-in`]({ people, schedule });
    default:
      return t.reasons[reason];
  }
}

function remedyOf({ kind, personName, teamName, schedule, policy }: RemedyView, { coverage: { remedies: t } }: Catalogue): string {
  const name = personName ?? teamName ?? "";
  switch (kind) {
    case "override":
    case "layer":
      return t[kind]({ schedule: schedule ?? "" });
    case "policy":
      return policy === null ? t["policy-none"]({ name }) : t.policy({ name, policy });
    default:
      return t[kind]({ name });
  }
}

const ofModel: ReadonlySet<RemedyView["kind"]> = new Set(["layer", "hours", "policy", "members"]);

/** A remedy with the way to it, for whoever may go it. */
function Remedy({ remedy, gap }: { remedy: RemedyView; gap: GapView }) {
  const { text } = useLanguage();
  const t = text.coverage;
  const may = useMay();
  const words = remedyOf(remedy, text);
  if (remedy.kind === "override" && remedy.schedule !== null && may("tickets:write")) {
    const search = { override: remedy.schedule, from: gap.from, to: gap.to };
    return (
      <Link to="/oncall" search={search} className={style.act}>
        <Icon name="person" size={16} /> {t.standIn({ schedule: remedy.schedule })}
      </Link>
    );
  }
  if (ofModel.has(remedy.kind) && may("model:read")) {
    return (
      <>
        {words}{" "}
        <Link to="/model" search={{}} className={style.way} aria-label={`${t.toModel}: ${words}`}>
          {t.toModel}
        </Link>
      </>
    );
  }
  return words;
}

function Whose({ gap: { promises, promiseCount } }: { gap: GapView }) {
  const t = useLanguage().text.coverage.list;
  const byCustomer = new Map<string, Set<string>>();
  for (const { customerName, serviceName } of promises) {
    if (customerName === null) continue;
    const services = byCustomer.get(customerName) ?? new Set<string>();
    byCustomer.set(customerName, serviceName === null ? services : services.add(serviceName));
  }
  if (byCustomer.size === 0) return null;
  return (
    <p className={style.whose}>
      <span>{t.whose}</span>{" "}
      {[...byCustomer].map(([customer, services]) => (
        <span key={customer} className={style.customer}>
          <strong>{customer}</strong> {[...services].join(", ")}
        </span>
      ))}
      {promiseCount > promises.length && <span className="soft">{t.moreWhose({ count: promiseCount - promises.length })}</span>}
    </p>
  );
}

/** Its other stretches, folded away. */
function Others({ gap: { stretches, count } }: { gap: GapView }) {
  const { text, zoned } = useLanguage();
  const t = text.coverage.list;
  const others = stretches.slice(1);
  const label = count > stretches.length ? t.othersFirst({ count: others.length, all: count }) : t.others({ count: others.length });
  return (
    <details className={style.others}>
      <summary>{label}</summary>
      <ol>
        {others.map(({ from, to }) => (
          <li key={from}>{rangeText(Date.parse(from), Date.parse(to), zoned)}</li>
        ))}
      </ol>
    </details>
  );
}
