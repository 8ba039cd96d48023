/** The first answer on a phone, and a line on a desk: am I on call, until when, who stands behind me, and what comes next. */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { pagesQuery } from "../../api/pages.ts";
import { Icon } from "../../kit/icon.tsx";
import { useMay } from "../../kit/may.ts";
import { roughLength, shortInstant } from "../../kit/time-text.ts";
import { useLanguage, useText } from "../../language/language.tsx";
import { PageActs } from "../page-acts.tsx";
import { PageMark } from "../state-mark.tsx";
import { type Own, useMine } from "./mine.ts";
import { rangeText } from "./minute-text.ts";
import style from "./my-watch.module.css";
import type { DrawnSchedule } from "./rows.ts";
import type { Task } from "./task.ts";

type Props = { now: number; isPhone: boolean; ask(task: Task): void };

export function MyWatch({ now, isPhone, ask }: Props) {
  const { rota } = useText();
  const mine = useMine(now);
  const shown = mine?.own.filter(({ to }) => to > now) ?? [];
  const isStanding = mine?.drawn.schedules.some(({ people }) => people.includes(mine.me)) ?? false;
  // At a desk, whoever never stands the watch is told nothing about it.
  if (mine === undefined || (!isPhone && !isStanding && shown.length === 0)) return null;
  const current = shown.filter(({ from }) => from <= now);
  const next = shown.filter(({ from }) => from > now).slice(0, isPhone ? 4 : 3);
  return (
    <section className={style.mine} aria-label={rota.mine.label} data-on={current.length > 0}>
      <Standing
        current={current}
        next={next[0] ?? null}
        schedules={mine.drawn.schedules}
        me={mine.me}
        now={now}
        person={(key) => mine.drawn.people.get(key)?.name ?? key}
      />
      {isPhone && <MyPages />}
      {next.length > 0 && <Coming next={next} now={now} ask={ask} />}
    </section>
  );
}

type StandingProps = {
  current: readonly Own[];
  next: Own | null;
  schedules: readonly DrawnSchedule[];
  me: string;
  now: number;
  person: (key: string) => string;
};

function Standing({ current, next, schedules, me, now, person }: StandingProps) {
  const { text, zoned } = useLanguage();
  const t = text.rota.mine;
  const others = schedules.flatMap(({ name, shifts }) => {
    const found = shifts.find(({ from, to }) => from <= now && now < to);
    return found === undefined || found.person === me ? [] : [{ name, who: person(found.person) }];
  });
  return (
    <div className={style.standing}>
      <span className={style.light} aria-hidden="true">
        <Icon name={current.length > 0 ? "bell" : "moon"} size={20} />
      </span>
      <div>
        <p className={style.verdict}>{current.length > 0 ? t.onCall : t.notOnCall}</p>
        {current.map(({ schedule, to }) => (
          <p key={schedule}>
            <strong dir="auto">{schedule}</strong> {t.until({ when: shortInstant(to, now, zoned), left: roughLength(to - now) })}
          </p>
        ))}
        {current.length === 0 && next !== null && <p>{t.nextIn({ schedule: next.schedule, when: shortInstant(next.from, now, zoned) })}</p>}
        {current.length === 0 && next === null && <p className="soft">{t.nothingComes}</p>}
        {others.length > 0 && (
          <p className={style.others}>
            {current.length > 0 ? t.besideYou : t.inYourStead}{" "}
            {others.map(({ name, who }, i) => (
              <span key={name}>
                {i > 0 && " · "}
                <span className="soft">{name}</span> {who}
              </span>
            ))}
          </p>
        )}
      </div>
    </div>
  );
}

function Coming({ next, now, ask }: { next: readonly Own[]; now: number; ask(task: Task): void }) {
  const { text, zoned } = useLanguage();
  const t = text.rota.mine;
  const may = useMay();
  return (
    <div className={style.coming}>
      <h2>{t.coming}</h2>
      <ul>
        {next.map(({ schedule, from, to }) => (
          <li key={`${schedule} ${from}`}>
            <span className={style.when}>
              <span>{rangeText(from, to, zoned)}</span>
              <span className="soft">
                {schedule} · {t.in({ left: roughLength(from - now) })}
              </span>
            </span>
            {may("tickets:write") && (
              <Button variant="default" size="xs" onClick={() => ask({ kind: "swap", schedule, from, to })}>
                {t.swap}
                <span className="unseen">: {rangeText(from, to, zoned)}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** On a phone: what calls me now, answered with one tap. */
function MyPages() {
  const { rota } = useText();
  const { data } = useInfiniteQuery(pagesQuery({ state: "unended", mine: "yes" }));
  const items = data?.pages[0]?.items ?? [];
  if (items.length === 0) return null;
  return (
    <div className={style.pages}>
      <h2>{rota.mine.pages}</h2>
      <ul>
        {items.slice(0, 5).map((page) => (
          <li key={page.id} data-state={page.state}>
            <Link to="/pages/$pageId" params={{ pageId: String(page.id) }} dir="auto">
              {page.summary}
            </Link>
            <PageMark state={page.state} />
            {page.state !== "acknowledged" && <PageActs page={page} size="sm" hasResolution={false} />}
          </li>
        ))}
      </ul>
    </div>
  );
}
