/** Whom to turn to, of both sides: the number to call and what time it is there. */
import type { ContactPoint, Organisation } from "../api/portal.ts";
import { Icon } from "../kit/icon.tsx";
import { timeText } from "../kit/time-text.ts";
import { textOf, useLanguage } from "../language/language.tsx";
import style from "./home.module.css";

export function Contacts({ customers, now }: { customers: readonly Organisation[]; now: number }) {
  const { portal: t } = useLanguage().text;
  const points = customers.flatMap(({ contactPoints }) => contactPoints);
  const sides = [
    { side: "provider", title: t.home.ourSide },
    { side: "customer", title: t.home.yourSide },
  ] as const;
  if (points.length === 0) return null;
  return (
    <section className={style.card}>
      <h2>{t.home.contacts}</h2>
      {sides.map(({ side, title }) => {
        const own = points.filter((each) => each.side === side);
        return (
          own.length > 0 && (
            <div key={side} className={style.side}>
              <h3>{title}</h3>
              <ul>
                {own.map((point, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: points have no key of their own and never change places
                  <Point key={at} point={point} now={now} />
                ))}
              </ul>
            </div>
          )
        );
      })}
    </section>
  );
}

function Point({ point: { name, role, phone, email, zone }, now }: { point: ContactPoint; now: number }) {
  const { text, code, zoned } = useLanguage();
  const isElsewhere = timeText(now, { ...zoned, zone }) !== timeText(now, zoned);
  return (
    <li className={style.point}>
      <span className={style.pointName}>{textOf(name, code)}</span>
      {role !== null && <span className="soft">{role}</span>}
      {phone !== null && (
        <a href={`tel:${phone.replaceAll(" ", "")}`}>
          <Icon name="phone" size={14} /> {phone}
        </a>
      )}
      {email !== null && <a href={`mailto:${email}`}>{email}</a>}
      {isElsewhere && <span className="soft">{text.portal.home.theirTime({ time: timeText(now, { ...zoned, zone }) })}</span>}
    </li>
  );
}
