/** A clock as a bar: filled by the share consumed, marked at its thresholds, striped while paused, red past its target. */
import { useLanguage } from "../language/language.tsx";
import style from "./clock-bar.module.css";
import { barScale, type ClockState, clockState, type ShownClock } from "./clock-state.ts";
import { countdown, roughLength, shortInstant } from "./time-text.ts";

export const usualThresholds: readonly number[] = [50, 75, 90];

type Props = { clock: ShownClock; now: number; thresholds?: readonly number[]; size?: "thin" | "full" };

export function ClockBar({ clock, now, thresholds = usualThresholds, size = "thin" }: Props) {
  const sentence = useClockSentence(clock, now);
  const state = clockState(clock, now);
  const percent = clock.consumedPercent ?? 0;
  const { target, fill, marks } = barScale(state === "late" ? Math.max(percent, 101) : percent, thresholds);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <meter> cannot hold marks, stripes and an overshoot
    <span
      className={style.bar}
      data-state={state}
      data-size={size}
      role="meter"
      aria-label={sentence}
      aria-valuemin={0}
      aria-valuemax={Math.max(100, Math.round(percent))}
      aria-valuenow={Math.round(percent)}
      title={sentence}
    >
      <span className={style.fill} style={{ width: `${Math.min(fill, target)}%` }} />
      {fill > target && <span className={style.over} style={{ left: `${target}%`, width: `${fill - target}%` }} />}
      {marks.map((mark) => (
        <span key={mark} className={style.mark} style={{ left: `${mark}%` }} data-passed={mark < fill} />
      ))}
      {fill > target && <span className={style.target} style={{ left: `${target}%` }} />}
    </span>
  );
}

/** The clock in a sentence, for screen readers and on hover. */
export function useClockSentence(clock: ShownClock, now: number): string {
  const { text, zoned } = useLanguage();
  const name = text.words.objective[clock.objective];
  const when = (at: number) => shortInstant(at, now, zoned);
  const consumed = clock.consumedPercent === null ? "" : ` (${text.clock.consumed({ percent: Math.floor(clock.consumedPercent) })})`;
  switch (clockState(clock, now)) {
    case "late": {
      const since = clock.breachedAt ?? clock.dueAt ?? now;
      return text.clock.overdue({ name, over: roughLength(now - since), when: when(since) }) + consumed;
    }
    case "paused": {
      const would = clock.wouldBeDueAt === null ? "" : `, ${text.clock.wouldBeDue({ when: when(clock.wouldBeDueAt) })}`;
      return text.clock.paused({ name }) + would + consumed;
    }
    case "met":
      return text.clock.met({ name }) + consumed;
    case "ended":
      return text.clock.ended({ name, verdict: text.words.verdict[clock.verdict ?? "void"] });
    case "unpromised":
      return text.clock.noTarget({ name });
    default:
      return text.clock.dueIn({ name, left: roughLength(clock.dueAt! - now), when: when(clock.dueAt!) }) + consumed;
  }
}

/** The number that ticks: what is left, or by how much it is late. */
export function Countdown({ clock, now }: { clock: ShownClock; now: number }) {
  const { text } = useLanguage();
  const state: ClockState = clockState(clock, now);
  const at = clock.breachedAt ?? clock.dueAt;
  if (state === "paused")
    return (
      <span className={style.countdown} data-state={state}>
        {text.clock.pausedShort}
      </span>
    );
  if (at === null || state === "met" || state === "ended" || state === "unpromised") return null;
  return (
    <span className={style.countdown} data-state={state}>
      {state === "late" ? text.clock.late({ left: countdown(now - at) }) : countdown(at - now)}
    </span>
  );
}
