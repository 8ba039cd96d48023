/** What was said and what happened: messages as they were written, the rest of the log as thin lines between them. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type TicketMail, ticketMailsQuery } from "../../api/mail.ts";
import type { WireEvent } from "../../api/wire.ts";
import { AttachmentList } from "../../kit/attachments.tsx";
import { Icon } from "../../kit/icon.tsx";
import { Markdown } from "../../kit/markdown.tsx";
import { useNow } from "../../kit/now.ts";
import { Time } from "../../kit/time.tsx";
import { dateKey, dayText } from "../../kit/time-text.ts";
import { useLanguage } from "../../language/language.tsx";
import type { Outgoing } from "./answer/outgoing.ts";
import { OutgoingMessage } from "./answer/outgoing-message.tsx";
import style from "./conversation.module.css";
import { type Entry, entriesOf, type Message } from "./entries.ts";
import { MailNote } from "./mail-note.tsx";
import type { Naming } from "./naming.ts";

type Props = {
  events: readonly WireEvent[];
  name: Naming;
  outgoing: readonly Outgoing[];
  author: string;
  /** Puts a message as a quote into the answer. */
  quote: ((text: string) => void) | null;
};

export function Conversation({ events, name, outgoing, author, quote }: Props) {
  const { text, zoned, locale } = useLanguage();
  const now = useNow();
  const entries = entriesOf(events, { text, name, locale });
  const mails = useMails(events);
  let day = "";
  return (
    <ol className={style.conversation} aria-label={text.ticket.sections.conversation}>
      {entries.length === 0 && <li className="soft">{text.ticket.talk.none}</li>}
      {entries.map((entry) => {
        const key = dateKey(entry.at, zoned);
        const isNewDay = key !== day;
        day = key;
        return (
          <li key={entry.key} className={style.entry}>
            {isNewDay && <p className={style.day}>{dayText(entry.at, zoned)}</p>}
            <EntryView entry={entry} now={now} zone={name.zone} quote={quote} mails={mails} />
          </li>
        );
      })}
      {outgoing.map((message) => (
        <li key={message.key} aria-live="polite">
          <OutgoingMessage message={message} author={author} />
        </li>
      ))}
    </ol>
  );
}

type Mails = ReadonlyMap<number, TicketMail>;

/** The mails behind the messages, by the version of the ticket that each made. A ticket without mail asks for none. */
function useMails(events: readonly WireEvent[]): Mails {
  const last = events.findLast((event) => (event.type === "ticket.opened" || event.type === "ticket.replied") && event.channel === "email");
  const { data = [] } = useQuery({ ...ticketMailsQuery(last?.ticketId ?? 0, last?.seq ?? 0), enabled: last !== undefined });
  return new Map(data.map((mail) => [mail.seq, mail]));
}

type EntryProps = { entry: Entry; now: number; zone: string | undefined; quote: Props["quote"]; mails: Mails };

function EntryView({ entry, now, zone, quote, mails }: EntryProps) {
  return entry.kind === "message" ? (
    <MessageView message={entry} now={now} zone={zone} quote={quote} mail={mails.get(entry.seq)} />
  ) : (
    <Lines lines={entry.lines} now={now} zone={zone} />
  );
}

type MessageProps = { message: Message; now: number; zone: string | undefined; quote: Props["quote"]; mail: TicketMail | undefined };

function MessageView({ message, now, zone, quote, mail }: MessageProps) {
  const { text: words } = useLanguage();
  const { talk, answer } = words.ticket;
  const { side, author, at, text, format, attachments, call, isSolution } = message;
  return (
    <article className={style.message} data-side={side} data-solution={isSolution}>
      <header className={style.by}>
        {side === "internal" && <Icon name="lock" size={14} />}
        {isSolution && <Icon name="check" size={14} />}
        <strong dir="auto">{author}</strong>
        <span className={style.side}>{isSolution ? talk.solution : talk[side]}</span>
        <span className={style.when}>
          <Time at={at} now={now} zone={zone} />
        </span>
        {quote !== null && format === "markdown" && side !== "machine" && text.trim() !== "" && (
          <button
            type="button"
            className={style.quote}
            aria-label={answer.quoteMessage}
            title={answer.quoteMessage}
            onClick={() => quote(text)}
          >
            <Icon name="reply" size={14} />
          </button>
        )}
      </header>
      {call !== null && <CallLine call={call} />}
      <LongText text={text} format={format} />
      <AttachmentList items={attachments} shown={text} />
      {mail !== undefined && <MailNote mail={mail} author={author} />}
    </article>
  );
}

function CallLine({ call: { direction, person, number, minutes } }: { call: NonNullable<Message["call"]> }) {
  const { talk } = useLanguage().text.ticket;
  const said = (direction === "out" ? talk.callOut : talk.callIn)({ person, number: number ?? talk.noNumber });
  return (
    <p className={style.call}>
      <Icon name="phone" size={14} /> {said}
      {minutes !== null && ` · ${talk.callLasted({ minutes })}`}
    </p>
  );
}

/** Longer than anybody reads at once: somebody pasted a log. */
const longText = 12_000;

function LongText({ text, format }: Pick<Message, "text" | "format">) {
  const { talk } = useLanguage().text.ticket;
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= longText || format === "html") return <Markdown text={text} format={format} />;
  return (
    <>
      <Markdown text={text.slice(0, longText)} format={format} />
      <button type="button" className={style.more} onClick={() => setWhole(true)}>
        {talk.longer}
      </button>
    </>
  );
}

const mostLines = 4;

type LinesProps = { lines: readonly { key: string; at: number; text: string; isBad: boolean }[]; now: number; zone: string | undefined };

/** A long run of thin lines folds to its last few. */
function Lines({ lines, now, zone }: LinesProps) {
  const { talk } = useLanguage().text.ticket;
  const [isUnfolded, setUnfolded] = useState(false);
  const isFolded = lines.length > mostLines && !isUnfolded;
  const shown = isFolded ? lines.slice(-mostLines + 1) : lines;
  return (
    <ul className={style.lines}>
      {isFolded && (
        <li>
          <button type="button" onClick={() => setUnfolded(true)}>
            {talk.folded({ count: lines.length - shown.length })}
          </button>
        </li>
      )}
      {shown.map(({ key, at, text, isBad }) => (
        <li key={key} data-bad={isBad}>
          <Time at={at} now={now} zone={zone} isStill /> <span dir="auto">{text}</span>
        </li>
      ))}
    </ul>
  );
}
