/** What the customer says of how it was done: a rating, a complaint. */
import { Icon } from "../../../kit/icon.tsx";
import { useNow } from "../../../kit/now.ts";
import { shortInstant } from "../../../kit/time-text.ts";
import { useLanguage } from "../../../language/language.tsx";
import type { Scene } from "../action.ts";
import style from "./beside.module.css";

export function VoiceNote({ scene: { ticket, name } }: { scene: Scene }) {
  const { text, zoned } = useLanguage();
  const t = text.ticket.beside.voice;
  const now = useNow();
  const { rating, complainedAt } = ticket;
  if (rating === null && complainedAt === null) return null;
  const when = (at: string) => shortInstant(Date.parse(at), now, zoned);
  return (
    <section className={style.voice} data-bad={complainedAt !== null || (rating !== null && rating.score <= 2)} aria-label={t.title}>
      {complainedAt !== null && (
        <p>
          <Icon name="warn" size={16} /> {t.complained({ when: when(complainedAt) })}
        </p>
      )}
      {rating !== null && (
        <p>
          <Icon name="star" size={16} /> <strong>{t.rating({ score: rating.score })}</strong>
          {(rating.words ?? "") !== "" && <q dir="auto">{rating.words}</q>}
          <span className="soft">{t.by({ who: name.doer(rating.by), when: when(rating.at) })}</span>
        </p>
      )}
    </section>
  );
}
