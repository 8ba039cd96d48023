/** Who is on call now in each schedule, and who after them: the rota as a list. */
import { memo } from "react";
import type { Drawn } from "../../api/rota.ts";
import { shortInstant } from "../../kit/time-text.ts";
import { useLanguage } from "../../language/language.tsx";
import style from "./coming.module.css";
import { stretchesOf } from "./mine.ts";
import type { RotaNames } from "./rota-names.ts";
import type { Bar } from "./rows.ts";

const shownOf = 5;

type Props = { drawn: Drawn; names: RotaNames; now: number; pick(bar: Bar): void };

export const Coming = memo(function Coming({ drawn, names, now, pick }: Props) {
  const { text, zoned } = useLanguage();
  const t = text.rota.coming;
  const asBar = (each: { schedule: string; person: string | null; from: number; to: number }): Bar => {
    const found = drawn.schedules
      .find(({ name }) => name === each.schedule)
      ?.shifts.find(({ from, to }) => from <= Math.max(each.from, now) && Math.max(each.from, now) < to);
    const record = drawn.overrides.findLast(
      ({ schedule, person, from }) => schedule === each.schedule && person === each.person && from <= Math.max(each.from, now),
    );
    const kind = each.person === null ? "gap" : found?.layer === null ? "override" : "shift";
    return { kind, ...each, layer: found?.layer ?? null, lane: 0, record: kind === "override" ? (record?.id ?? null) : null };
  };
  return (
    <section className={style.coming} aria-label={t.title}>
      {drawn.schedules.map((schedule) => (
        <article key={schedule.name}>
          <h2 dir="auto">{schedule.name}</h2>
          <ol>
            {stretchesOf(schedule, now)
              .slice(0, shownOf)
              .map((each) => (
                <li key={each.from} data-now={each.from <= now || undefined} data-nobody={each.person === null || undefined}>
                  <button type="button" onClick={() => pick(asBar(each))}>
                    <span className={style.when}>{each.from <= now ? t.now : shortInstant(each.from, now, zoned)}</span>
                    <span className={style.who} data-who={each.person === null ? "gap" : names.hue(asBar(each))}>
                      {each.person === null ? text.rota.bar.nobody : names.person(each.person)}
                    </span>
                    {each.from <= now && <span className={style.until}>{t.until({ when: shortInstant(each.to, now, zoned) })}</span>}
                  </button>
                </li>
              ))}
          </ol>
        </article>
      ))}
    </section>
  );
});
