/** What was said and what happened: messages as they were written, the rest of the log as thin lines between them. */
import { useState } from "react";
import type { WireEvent } from "../../api/wire.ts";
import { Icon } from "../../kit/icon.tsx";
import { useNow } from "../../kit/now.ts";
import { Time } from "../../kit/time.tsx";
import { dateKey, dayText } from "../../kit/time-text.ts";
import { useLanguage } from "../../language/language.tsx";
import style from "./conversation.module.css";
import { type Entry, entriesOf, type Message } from "./entries.ts";
import type { Naming } from "./naming.ts";

type Props = { events: readonly WireEvent[]; name: Naming; pending: readonly Message[] };

export function Conversation({ events, name, pending }: Props) {
  const { text, locale, zoned } = useLanguage();
  const now = useNow();
  const entries = entriesOf(events, text, name, locale);
  let day = "";
  return (
    <ol className={style.conversation} aria-label={text.ticket.sections.conversation}>
      {entries.map((entry) => {
        const key = dateKey(entry.at, zoned);
        const isNewDay = key !== day;
        day = key;
        return (
          <li key={entry.key}>
            {isNewDay && <p className={style.day}>{dayText(entry.at, zoned)}</p>}
            <EntryView entry={entry} now={now} zone={name.zone} />
          </li>
        );
      })}
      {pending.map((message) => (
        <li key={message.key} aria-live="polite">
          <MessageView message={message} now={now} zone={name.zone} isPending />
        </li>
      ))}
    </ol>
  );
}

function EntryView({ entry, now, zone }: { entry: Entry; now: number; zone: string | undefined }) {
  return entry.kind === "message" ? <MessageView message={entry} now={now} zone={zone} /> : <Lines lines={entry.lines} now={now} />;
}

function MessageView({
  message,
  now,
  zone,
  isPending = false,
}: {
  message: Message;
  now: number;
  zone: string | undefined;
  isPending?: boolean;
}) {
  const { conversation } = useLanguage().text.ticket;
  const { side, author, at, text, isSolution } = message;
  const label = isSolution
    ? conversation.solution
    : side === "internal"
      ? conversation.internal
      : side === "machine"
        ? conversation.machine
        : conversation[side];
  return (
    <article className={style.message} data-side={side} data-solution={isSolution} data-pending={isPending}>
      <header className={style.by}>
        {side === "internal" && <Icon name="lock" size={14} />}
        {isSolution && <Icon name="check" size={14} />}
        <strong>{author}</strong>
        <span className={style.side}>{label}</span>
        <span className={style.when}>{isPending ? conversation.pending : <Time at={at} now={now} zone={zone} />}</span>
      </header>
      <p className={style.text}>{text}</p>
    </article>
  );
}

const mostLines = 4;

/** A long run of thin lines folds to its last few. */
function Lines({ lines, now }: { lines: readonly { key: string; at: number; text: string; isBad: boolean }[]; now: number }) {
  const { conversation } = useLanguage().text.ticket;
  const [isUnfolded, setUnfolded] = useState(false);
  const isFolded = lines.length > mostLines && !isUnfolded;
  const shown = isFolded ? lines.slice(-mostLines + 1) : lines;
  return (
    <ul className={style.lines}>
      {isFolded && (
        <li>
          <button type="button" onClick={() => setUnfolded(true)}>
            {conversation.folded(lines.length - shown.length)}
          </button>
        </li>
      )}
      {shown.map(({ key, at, text, isBad }) => (
        <li key={key} data-bad={isBad}>
          <Time at={at} now={now} isStill /> <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
