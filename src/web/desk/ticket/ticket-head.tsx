/** What a ticket is in three lines: number and customer, subject, how it stands; who else is here, and what can be done. */
import { Link } from "@tanstack/react-router";
import { IncidentLine } from "../../incident/ticket-line.tsx";
import { Icon } from "../../kit/icon.tsx";
import { PriorityMark, StatusMark, TierMark } from "../../kit/marks.tsx";
import { useLanguage } from "../../language/language.tsx";
import type { Scene } from "./action.ts";
import { ActionBar, type Way } from "./action-bar.tsx";
import { PresenceNote } from "./presence.tsx";
import style from "./ticket-page.module.css";

type Props = { scene: Scene; ways: readonly Way[]; declare: () => void };

export function Head({ scene, ways, declare }: Props) {
  const { text } = useLanguage();
  const t = text.ticket;
  const { ticket, name } = scene;
  return (
    <header className={style.head}>
      <p className={style.line}>
        <Link to="/queue" className={style.back}>
          <Icon name="back" size={16} /> {t.back}
        </Link>
        <span className="soft">{t.number({ id: ticket.id })}</span>
        <span className="soft">{t.kindAt({ kind: text.words.kind[ticket.kind], channel: text.words.channel[ticket.channel] })}</span>
        <span className="soft" dir="auto">
          {name.customer}
        </span>
        <PresenceNote ticketId={ticket.id} />
      </p>
      <h1 dir="auto">{ticket.subject}</h1>
      <p className={style.line}>
        <PriorityMark priority={ticket.priority} long />
        <StatusMark status={ticket.status} pause={ticket.pause?.reason ?? null} />
        <span>
          <TierMark tier={ticket.tier} /> {ticket.team === null ? "" : name.team(ticket.team)}
          {" · "}
          {ticket.assignee === null ? <em className="soft">{t.actions.nobody}</em> : <strong>{name.person(ticket.assignee)}</strong>}
        </span>
        {ticket.mergedInto !== null && (
          <Link to="/tickets/$ticketId" params={{ ticketId: String(ticket.mergedInto) }}>
            {t.mergedInto} #{ticket.mergedInto}
          </Link>
        )}
      </p>
      {ticket.kind === "incident" && <IncidentLine ticketId={ticket.id} declare={declare} />}
      <ActionBar scene={scene} ways={ways} />
    </header>
  );
}
