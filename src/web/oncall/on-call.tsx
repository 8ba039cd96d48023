/** Who is on call in each schedule now, as one quiet line. */
import { useQuery } from "@tanstack/react-query";
import { type OnCallNow, onCallNowQuery } from "../api/pages.ts";
import { Icon } from "../kit/icon.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import type { PageNames } from "./names.ts";
import style from "./on-call.module.css";

export function OnCallLine({ names, now }: { names: PageNames; now: number }) {
  const t = useLanguage().text.pages.onCall;
  const found = useQuery(onCallNowQuery);
  if (found.isError) return <ProblemNote error={found.error} />;
  return (
    <section className={style.line} aria-label={t.title}>
      <h2>
        <Icon name="people" size={16} /> {t.title}
      </h2>
      {found.data?.length === 0 && <p className="soft">{t.none}</p>}
      <ul>
        {(found.data ?? []).map((each) => (
          <li key={each.schedule} data-nobody={each.person === null}>
            <OneSchedule each={each} names={names} now={now} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OneSchedule({ each, names, now }: { each: OnCallNow; names: PageNames; now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.pages.onCall;
  const { schedule, person, personName, layer, until } = each;
  const hints = [
    person === null ? null : (layer ?? t.override),
    until === null ? null : t.until({ when: shortInstant(Date.parse(until), now, zoned) }),
  ].filter((hint) => hint !== null);
  return (
    <>
      <span className="soft">{names.schedule(schedule)}</span>{" "}
      <strong dir="auto">{person === null ? t.nobody : (personName ?? names.target(`person:${person}`))}</strong>
      {hints.length > 0 && <span className={style.hint}> {hints.join(", ")}</span>}
    </>
  );
}
