/** A message that is not there yet: held, under way, waiting for a connection, or refused. */
import { AttachmentList } from "../../../kit/attachments.tsx";
import { Markdown } from "../../../kit/markdown.tsx";
import { ProblemNote } from "../../../kit/states.tsx";
import { useText } from "../../../language/language.tsx";
import style from "../conversation.module.css";
import { giveBack, type Outgoing, sendAgain } from "./outgoing.ts";

export function OutgoingMessage({ message, author }: { message: Outgoing; author: string }) {
  const { talk, answer } = useText().ticket;
  const { key, visibility, text, attachments, state, error } = message;
  const said = { held: answer.sendsSoon, sending: talk.pending, waiting: answer.waiting, failed: answer.failed }[state];
  return (
    <article className={style.message} data-side={visibility === "internal" ? "internal" : "agent"} data-pending="true" data-state={state}>
      <header className={style.by}>
        <strong>{author}</strong>
        <span className={style.side}>{visibility === "internal" ? talk.internal : talk.agent}</span>
        <span className={style.when}>{said}</span>
      </header>
      <Markdown text={text} />
      <AttachmentList items={attachments} shown={text} />
      {state === "failed" && <ProblemNote error={error} />}
      {(state === "failed" || state === "waiting") && (
        <p className={style.choices}>
          <button type="button" onClick={() => sendAgain(key)}>
            {answer.retry}
          </button>
          <button type="button" onClick={() => giveBack(key)}>
            {answer.takeBack}
          </button>
        </p>
      )}
    </article>
  );
}
