/**
 * What can still be taken back: a line at the foot of the page for ten seconds, with its button and the key `z`. `offer` undoes what was
 * done; `hold` does it only when the time is over, so that cancelling costs nothing. Time stands still while pointer or keyboard is on the
 * line. Toasts (`say`) stand in the same place, and have nothing to take back.
 */
import { useEffect } from "react";
import { useText } from "../language/language.tsx";
import { Icon } from "./icon.tsx";
import { useKeys } from "./keys.ts";
import { sentenceOf } from "./states.tsx";
import style from "./undo.module.css";
import {
  dismiss,
  type Hold,
  hold,
  type Line,
  listenToFailures,
  type Offer,
  offer,
  pauseLines,
  type Saying,
  say,
  takeBack,
  takeBackNewest,
  useLines,
} from "./undo-store.ts";

const all = { offer, hold, say };

/** `offer({label, undo})` after the deed, `hold({label, commit, cancel})` before it, `say({label, tone})` when there is nothing to undo. */
export const useUndo = (): { offer(order: Offer): void; hold(order: Hold): () => void; say(order: Saying): void } => all;

/** To be mounted once, by the shell of desk or portal. */
export function UndoLines() {
  const { house } = useText();
  const lines = useLines();
  const canUndo = lines.some((line) => line.takeBack !== null);
  useEffect(() => listenToFailures((error) => say({ label: sentenceOf(error, house.undo.failed), tone: "bad" })), [house]);
  return (
    <section
      className={style.lines}
      aria-label={house.undo.label}
      aria-live="polite"
      onPointerEnter={() => pauseLines(true)}
      onPointerLeave={() => pauseLines(false)}
      onFocus={() => pauseLines(true)}
      onBlur={() => pauseLines(false)}
    >
      {canUndo && <UndoKey />}
      {lines.map((line) => (
        <OneLine key={line.id} line={line} />
      ))}
    </section>
  );
}

function UndoKey() {
  const { house } = useText();
  useKeys(house.keys.groups.everywhere, [{ keys: "z", label: house.undo.button, run: takeBackNewest }]);
  return null;
}

function OneLine({ line: { id, label, tone, takeBack: undo, leftMs, isRunning } }: { line: Line }) {
  const { house } = useText();
  return (
    <div className={style.line} data-tone={tone}>
      {tone === "bad" && <Icon name="warn" size={16} />}
      <span className={style.label}>{label}</span>
      {undo !== null && (
        <button type="button" className={style.undo} onClick={() => takeBack(id)}>
          {house.undo.button} <kbd>z</kbd>
        </button>
      )}
      <button type="button" className={style.close} aria-label={house.form.close} onClick={() => dismiss(id)}>
        <Icon name="cross" size={14} />
      </button>
      {undo !== null && (
        <span className={style.time} style={{ animationDuration: `${leftMs}ms` }} data-running={isRunning} aria-hidden="true" />
      )}
    </div>
  );
}
