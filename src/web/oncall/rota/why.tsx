/** Why somebody is on call, or nobody: what won, and what each layer under it says. */
import { useQuery } from "@tanstack/react-query";
import { type OnCallWhy, whyQuery } from "../../api/rota.ts";
import { Icon } from "../../kit/icon.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { useLanguage } from "../../language/language.tsx";
import { filled } from "./filled.ts";
import style from "./panel.module.css";

export function Why({ schedule, at, now }: { schedule: string; at: number; now: number }) {
  const { text } = useLanguage();
  const t = text.rota.why;
  const found = useQuery(whyQuery(schedule, at));
  return (
    <section className={style.section} aria-label={t.title}>
      <h3>{t.title}</h3>
      <ProblemNote error={found.error} />
      {found.data !== undefined && <Reasons why={found.data} now={now} />}
    </section>
  );
}

type Props = { why: OnCallWhy; now: number };

function Reasons({ why, now }: Props) {
  const { text, zoned } = useLanguage();
  const t = text.rota.why;
  const when = (at: string | null): string => (at === null ? t.never : shortInstant(Date.parse(at), now, zoned));
  const winner = why.ground === "override" ? null : why.layers.find((layer) => layer.person !== null);
  return (
    <ol>
      {why.override !== null && (
        <li className={style.layer} data-wins>
          <Icon name="across" size={15} />
          <span>
            {t.override({ who: why.override.personName, until: when(why.override.to) })}
            {why.override.id === null && ` ${t.ofModel}`}
          </span>
        </li>
      )}
      {why.lost.map((each) => (
        <li key={`${each.id} ${each.person} ${each.from}`} className={style.layer}>
          <Icon name="cross" size={15} />
          <span>{t.lost[each.lostTo === "on-leave" ? "onLeave" : "later"]({ who: each.personName })}</span>
        </li>
      ))}
      {why.layers.map((layer) => (
        <li key={layer.layer} className={style.layer} data-wins={layer === winner || undefined}>
          <Icon name={layer === winner ? "check" : layer.person === null ? "pause" : "down"} size={15} />
          <span>
            <strong dir="auto">{layer.layer}</strong>{" "}
            {layer.person === null
              ? filled(t.nobody[layer.reason ?? "nobody-in-it"], { when: when(layer.changesAt) })
              : layer === winner
                ? t.turn({ who: layer.personName ?? "" })
                : t.under({ who: layer.personName ?? "" })}
            {layer.away.length > 0 &&
              layer.person !== null &&
              ` ${t.passedOver({ who: layer.away.map((each) => each.personName).join(", ") })}`}
          </span>
        </li>
      ))}
      {why.next !== null && (
        <li className={style.layer}>
          <Icon name="clock" size={15} />
          <span>{t.next({ who: why.next.personName, when: when(why.next.from) })}</span>
        </li>
      )}
    </ol>
  );
}
