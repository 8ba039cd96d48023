/** A ticket as a customer finds it in a list: what it is about, what happens next, whose turn it is. */
import { Link } from "@tanstack/react-router";
import type { TicketSummary } from "../api/wire.ts";
import { PriorityMark } from "../kit/marks.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import { useNextSentence } from "./next-sentence.ts";
import { nextOf, turnOf } from "./promise.ts";
import style from "./ticket-row.module.css";

type Props = { tickets: readonly TicketSummary[]; now: number; hasCustomer?: boolean };

export function TicketRows({ tickets, now, hasCustomer = false }: Props) {
  return (
    <ul className={style.rows}>
      {tickets.map((ticket) => (
        <li key={ticket.id}>
          <TicketRow ticket={ticket} now={now} hasCustomer={hasCustomer} />
        </li>
      ))}
    </ul>
  );
}

function TicketRow({ ticket, now, hasCustomer }: { ticket: TicketSummary; now: number; hasCustomer: boolean }) {
  const { text, zoned } = useLanguage();
  const { portal: t } = text;
  const sentence = useNextSentence();
  const next = nextOf(ticket, now);
  const turn = turnOf(ticket);
  return (
    <Link to="/portal/tickets/$ticketId" params={{ ticketId: String(ticket.id) }} className={style.row}>
      <span className={style.subject}>{ticket.subject}</span>
      <span className={style.next} data-next={next.kind}>
        {sentence(next, now)}
      </span>
      <span className={style.turn} data-turn={turn}>
        {t.turn[turn]}
      </span>
      <span className={style.facts}>
        <span>#{ticket.id}</span>
        <PriorityMark priority={ticket.priority} long />
        <span>{t.list.opened({ when: shortInstant(Date.parse(ticket.openedAt), now, zoned) })}</span>
        {ticket.rank !== null && ticket.status === "open" && <span>{t.list.rank({ rank: ticket.rank })}</span>}
        {hasCustomer && <span>{ticket.customerName}</span>}
      </span>
    </Link>
  );
}
