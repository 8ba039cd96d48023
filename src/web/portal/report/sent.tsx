/** It has arrived: its number, what was decided, what happens next and by when. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { holderQuery } from "../../api/portal.ts";
import type { WireTicket } from "../../api/wire.ts";
import { useNow } from "../../kit/now.ts";
import { shortInstant } from "../../kit/time-text.ts";
import { textOf, useLanguage } from "../../language/language.tsx";
import { useDecision } from "./expectation.tsx";
import style from "./report.module.css";

export function Sent({ ticket, another }: { ticket: WireTicket; another: () => void }) {
  const { text, code, zoned } = useLanguage();
  const t = text.portal.sent;
  const now = useNow();
  const decided = useDecision();
  const { data: holder } = useQuery(holderQuery(ticket.id));
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    window.scrollTo(0, 0);
    head.current?.focus();
  }, []);
  const due = ticket.clocks
    .filter(({ party, dueAt }) => party === "sla" && dueAt !== null)
    .map(({ objective, dueAt }) => ({ objective, at: Date.parse(dueAt!) }))
    .sort((a, b) => a.at - b.at);
  return (
    <div className={style.sent}>
      <h1 ref={head} tabIndex={-1}>
        {t.title({ id: String(ticket.id) })}
      </h1>
      <p className={style.subject}>{ticket.subject}</p>
      {ticket.coverage !== null && (
        <p>
          <strong>{decided(ticket.coverage)}.</strong> {textOf(ticket.coverage.text, code)}
        </p>
      )}
      <section>
        <h2>{t.next}</h2>
        <ul>
          {holder?.teamName !== undefined && holder.teamName !== null && <li>{t.has({ team: textOf(holder.teamName, code) })}</li>}
          {due.map(({ objective, at }) => (
            <li key={objective}>{text.portal.next.due[objective]({ when: shortInstant(at, now, zoned) })}</li>
          ))}
          {ticket.pause?.reason === "quote" && <li>{text.portal.preview.quote}</li>}
          <li>{t.told}</li>
        </ul>
      </section>
      <div className={style.foot}>
        <Button renderRoot={(props) => <Link to="/portal/tickets/$ticketId" params={{ ticketId: String(ticket.id) }} {...props} />}>
          {t.track}
        </Button>
        <Button variant="default" onClick={another}>
          {t.another}
        </Button>
      </div>
    </div>
  );
}
