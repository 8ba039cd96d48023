/** How long until the customer hears from us: counts down, and says so when it is too late. */
import type { UpdateClock } from "../api/incident.ts";
import { countdown, lengthText, roughLength, shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import style from "./next-update.module.css";

/** Within this many milliseconds before it is due it is time to write. */
const soonMs = 5 * 60_000;

export type Pressing = "late" | "soon" | "calm" | "still";

/** How much it presses, of an instant that may not be. */
export function pressing(dueAt: string | null, now: number): Pressing {
  if (dueAt === null) return "still";
  const left = Date.parse(dueAt) - now;
  if (left < 0) return "late";
  return left < soonMs ? "soon" : "calm";
}

export function NextUpdate({ clock, now, isOver }: { clock: UpdateClock; now: number; isOver: boolean }) {
  const { text, zoned } = useLanguage();
  const t = text.incident.update;
  const state = pressing(isOver ? null : clock.dueAt, now);
  const due = clock.dueAt === null || isOver ? null : Date.parse(clock.dueAt);
  return (
    <section className={style.tile} data-pressing={state} aria-labelledby="next-update">
      <h2 id="next-update">{state === "late" ? t.late : t.next}</h2>
      {due === null ? (
        <p className={style.big}>{clock.isPaused ? t.paused : t.none}</p>
      ) : (
        <p className={style.big} role="timer">
          {state === "late" && <span className={style.minus}>−</span>}
          {countdown(due - now)}
        </p>
      )}
      <p className={style.facts}>
        {due !== null && <strong>{t.dueAt({ when: shortInstant(due, now, zoned) })}</strong>}
        {clock.isPaused && <span>{t.pausedHint}</span>}
        {due !== null && clock.everyMs !== null && <span>{t.every({ span: lengthText(clock.everyMs) })}</span>}
        <span>{t.basis[clock.basis]}</span>
      </p>
      <p className={style.facts}>
        <LastUpdate clock={clock} now={now} />
        {clock.missed > 0 && <span className={style.missed}>{t.missed({ count: clock.missed })}</span>}
      </p>
    </section>
  );
}

function LastUpdate({ clock: { lastAt, lastText }, now }: { clock: UpdateClock; now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.incident.update;
  if (lastAt === null) return <span>{t.never}</span>;
  const at = Date.parse(lastAt);
  return (
    <span title={lastText ?? undefined}>{t.last({ when: shortInstant(at, now, zoned), span: roughLength(Math.max(0, now - at)) })}</span>
  );
}
