/** The conversation as the customer reads it: what they said, what we said, and between them what happened. */

import type { WireEvent } from "../../api/wire.ts";
import { AttachmentList } from "../../kit/attachments.tsx";
import { Markdown } from "../../kit/markdown.tsx";
import { Time } from "../../kit/time.tsx";
import { textOf, useLanguage } from "../../language/language.tsx";
import type { Scene } from "./scene.ts";
import { entriesOf, type Line, type Message } from "./telling.ts";
import style from "./ticket.module.css";

export function Conversation({ events, scene }: { events: readonly WireEvent[]; scene: Scene }) {
  return (
    <ol className={style.entries}>
      {entriesOf(events).map((entry) => (
        <li key={entry.position} data-kind={entry.kind}>
          {entry.kind === "message" ? <OneMessage message={entry} scene={scene} /> : <OneLine line={entry} scene={scene} />}
        </li>
      ))}
    </ol>
  );
}

function OneMessage({
  message: { side, actor, actorName, at, text: said, format, attachments },
  scene,
}: {
  message: Message;
  scene: Scene;
}) {
  const { text } = useLanguage();
  const t = text.portal.ticket;
  const isMe = scene.me !== null && actor === `contact:${scene.me}`;
  return (
    <article className={style.message} data-side={side} data-me={isMe}>
      <header>
        <span className={style.who}>{side === "machine" ? t.automatic : isMe ? `${actorName} (${t.you})` : actorName}</span>
        <span className="soft">
          <Time at={at} now={scene.now} />
        </span>
      </header>
      {said.trim() !== "" && <Markdown text={said} format={format} headings={3} />}
      <AttachmentList items={attachments} shown={said} />
    </article>
  );
}

function OneLine({ line: { event, at, actorName }, scene }: { line: Line; scene: Scene }) {
  const tell = useTelling(scene);
  const { sentence, words } = tell(event);
  const isPerson = event.actor.startsWith("agent:") || event.actor.startsWith("contact:");
  // Whoever took it is named already.
  const isNamed = isPerson && !sentence.includes(actorName);
  return (
    <div className={style.line}>
      <p>
        <span className={style.happened}>{sentence}</span>{" "}
        <span className="soft">
          {isNamed && `${actorName}, `}
          <Time at={at} now={scene.now} />
        </span>
      </p>
      {words !== null && words.trim() !== "" && (
        <div className={style.words}>
          <Markdown text={words} headings={3} />
        </div>
      )}
    </div>
  );
}

type Told = { sentence: string; words: string | null };

/** An event in a sentence, and the words that came with it. */
function useTelling({ holder }: Scene): (event: WireEvent) => Told {
  const { text, code } = useLanguage();
  const t = text.portal.events;
  return (event): Told => {
    const said = (sentence: string, words: string | null = null): Told => ({ sentence, words });
    switch (event.type) {
      case "ticket.acknowledged":
        return said(t.acknowledged);
      case "ticket.triaged":
        return said(t.priority({ priority: `${event.priority} (${text.words.priority[event.priority]})` }), event.reason);
      case "ticket.coverage-decided":
        return said(t.coverage({ decision: text.words.coverage[event.coverage.decision] }), event.reason);
      case "ticket.coverage-contested":
        return said(t.contested, event.reason);
      case "ticket.quoted":
        return said(t.quoted);
      case "ticket.quote-decided":
        return said(event.state === "approved" ? t.quoteApproved : t.quoteDeclined, event.note);
      case "ticket.assigned":
        return said(event.assignee === null ? t.unassigned : t.assigned({ name: holder.people[event.assignee] ?? event.assignee }));
      case "ticket.handed-over":
        return said(t.handedOver({ team: textOf(holder.teams[event.team] ?? event.team, code) }));
      case "ticket.paused":
        return said(t.paused({ reason: text.portal.next.waiting[event.reason] }), event.note);
      case "ticket.resumed":
        return said(t.resumed, event.note);
      case "ticket.restored":
        return said(event.how === "restored" ? t.restored : t.workaround, event.note);
      case "ticket.failed-again":
        return said(t.failedAgain, event.note);
      case "ticket.resolved":
        return said(t.resolved, event.solution);
      case "ticket.reopened":
        return said(t.reopened, event.reason);
      case "ticket.closed":
        return said(t.closed, event.note);
      case "ticket.merged":
        return said(t.merged({ id: String(event.into) }));
      case "ticket.rated":
        return said(t.rated({ score: event.score }), event.words);
      case "ticket.complained":
        return said(t.complained, event.words);
      default:
        return said(t.other);
    }
  };
}
