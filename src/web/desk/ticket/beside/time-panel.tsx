/** Time worked on this ticket, entry by entry; one's own can be corrected. */

import { useNow } from "../../../kit/now.ts";
import { Time } from "../../../kit/time.tsx";
import { lengthText } from "../../../kit/time-text.ts";
import { useLanguage } from "../../../language/language.tsx";
import type { Scene } from "../action.ts";
import { ask } from "../asked.ts";
import { activityText } from "../beside-line.ts";
import style from "./beside.module.css";

const lengthOf = (minutes: number): string => lengthText(minutes * 60_000);

export function TimePanel({ scene }: { scene: Scene }) {
  const { text } = useLanguage();
  const t = text.ticket.beside.time;
  const now = useNow();
  const { ticket, name, me } = scene;
  const counted = ticket.timeEntries.reduce((sum, each) => sum + each.countedMinutes, 0);
  const canCorrect = (by: string) => by === `agent:${me}` || scene.may("tickets:override");
  return (
    <div className={style.stack}>
      {ticket.timeEntries.length === 0 ? (
        <p className="soft">{t.none}</p>
      ) : (
        <p>
          <strong>{t.sum({ length: lengthOf(ticket.timeMinutes) })}</strong>
          {counted !== ticket.timeMinutes && <span className="soft"> · {t.counted({ length: lengthOf(counted) })}</span>}
        </p>
      )}
      <ul className={style.rows}>
        {ticket.timeEntries.map((entry) => (
          <li key={entry.id}>
            <span>
              <strong>{lengthOf(entry.minutes)}</strong> {activityText({ text }, entry.activity)}
              <span className="soft">
                {" "}
                · {name.doer(entry.by)} · <Time at={Date.parse(entry.endedAt)} now={now} isStill />
                {entry.isAfterHours && ` · ${t.afterHours}`}
              </span>
              {entry.note !== null && <span className={style.note}>{entry.note}</span>}
            </span>
            {scene.may("tickets:write") && canCorrect(entry.by) && (
              <button
                type="button"
                className={style.word}
                onClick={() => ask(ticket.id, "correct-time", { entry: entry.id, minutes: String(entry.minutes) })}
              >
                {t.correct}
              </button>
            )}
          </li>
        ))}
      </ul>
      {scene.may("tickets:write") && (
        <button type="button" className={style.word} onClick={() => ask(ticket.id, "time")}>
          {text.ticket.actions.time} <kbd>t</kbd>
        </button>
      )}
    </div>
  );
}
