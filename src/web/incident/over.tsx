/** An incident that is over: since when, and what is still owed: its review. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Room } from "../api/incident.ts";
import { Icon } from "../kit/icon.tsx";
import { roughLength, shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import style from "./room.module.css";
import tiles from "./tiles.module.css";
import { dayName } from "./words-of.ts";

export function Over({ room, now, takeUp }: { room: Room; now: number; takeUp: () => void }) {
  const language = useLanguage();
  const { text, zoned } = language;
  const t = text.incident.room;
  const ended = Date.parse(room.endedAt ?? room.declaredAt);
  const { review } = room;
  const owed =
    review === null || review.state === "published"
      ? null
      : (review.isOverdue ? t.reviewLate : t.reviewDue)({ who: review.owner.name, when: dayName(review.dueOn, language) });
  return (
    <section className={style.over}>
      <p>
        <strong>{t.over({ when: shortInstant(ended, now, zoned), span: roughLength(ended - Date.parse(room.startedAt)) })}</strong>{" "}
        {room.endedHow === null ? "" : t.overBy[room.endedHow]} {owed}
      </p>
      <div className={style.overActs}>
        {room.mayWrite && room.endedHow === "by-hand" && (
          <Button variant="default" leftSection={<Icon name="play" size={14} />} onClick={takeUp}>
            {t.takeUp}
          </Button>
        )}
        <Link to="/tickets/$ticketId/incident/review" params={{ ticketId: String(room.ticketId) }} className={tiles.join}>
          <Icon name="book" size={16} /> {review?.state === "published" ? t.seeReview : t.review}
        </Link>
      </div>
    </section>
  );
}
