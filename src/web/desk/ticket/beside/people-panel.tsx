/** Who is on both sides, how to reach them at once, and what time it is where they are. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { useNow } from "../../../kit/now.ts";
import { timeText } from "../../../kit/time-text.ts";
import { useLanguage } from "../../../language/language.tsx";
import type { Scene } from "../action.ts";
import { ask } from "../asked.ts";
import { staffQuery } from "../use-scene.ts";
import style from "./beside.module.css";
import { type Reachable, reachableOf } from "./reachable.ts";

export function PeoplePanel({ scene }: { scene: Scene }) {
  const { text } = useLanguage();
  const t = text.ticket.beside.people;
  const { data: staff } = useQuery({ ...staffQuery, enabled: scene.may("people:read") });
  const [isWhole, setWhole] = useState(false);
  const { theirs, others, ours } = reachableOf(scene, staff ?? []);
  const shown = isWhole ? [...theirs, ...others] : theirs;
  return (
    <div className={style.stack}>
      <section>
        <h3>{t.theirs}</h3>
        <People people={shown} ticketId={scene.ticket.id} />
        {!isWhole && others.length > 0 && (
          <button type="button" className={style.word} onClick={() => setWhole(true)}>
            {t.all({ count: others.length })}
          </button>
        )}
      </section>
      <section>
        <h3>{t.ours}</h3>
        <People people={ours} ticketId={scene.ticket.id} />
      </section>
    </div>
  );
}

function People({ people, ticketId }: { people: readonly Reachable[]; ticketId: number }) {
  return (
    <ul className={style.people}>
      {people.map((person) => (
        <Person key={person.key} person={person} ticketId={ticketId} />
      ))}
    </ul>
  );
}

function Person({ person: { name, parts, phone, zone, language }, ticketId }: { person: Reachable; ticketId: number }) {
  const { text, code, zoned } = useLanguage();
  const t = text.ticket.beside.people;
  const facts = [
    ...parts,
    ...(language !== null && language !== code ? [t.speaks({ language: text.ticket.beside.languages[language] })] : []),
  ];
  return (
    <li>
      <div className={style.person}>
        <strong dir="auto">{name}</strong>
        {facts.length > 0 && <span className="soft">{facts.join(" · ")}</span>}
        {zone !== null && zone !== zoned.zone && <There zone={zone} />}
      </div>
      {phone === null ? (
        <span className={style.unknown}>{t.noNumber}</span>
      ) : (
        <a
          className={style.call}
          href={`tel:${phone.replaceAll(/[^\d+]/g, "")}`}
          aria-label={t.call({ name, number: phone })}
          // The telephone takes the address; meanwhile the page asks what was said.
          onClick={() => ask(ticketId, "call", { person: name, number: phone })}
        >
          <Icon name="phone" size={14} /> {phone}
        </a>
      )}
    </li>
  );
}

/** Local time there; whoever is asleep is called only for what cannot wait. */
function There({ zone }: { zone: string }) {
  const { text, zoned } = useLanguage();
  const t = text.ticket.beside.people;
  const now = useNow();
  const time = timeText(now, { ...zoned, zone });
  const hour = Number(timeText(now, { locale: "en-GB", zone, hourCycle: "h23" }).slice(0, 2));
  return <span className={style.there}>{(hour < 8 || hour >= 20 ? t.asleep : t.localTime)({ time })}</span>;
}
