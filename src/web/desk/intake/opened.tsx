/** What was decided at intake, told back at once: coverage with its clause, priority, who has it, what is promised until when. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Document, WireTicket } from "../../api/wire.ts";
import { CoverageMark, PriorityMark, TierMark } from "../../kit/marks.tsx";
import { useNow } from "../../kit/now.ts";
import { Time } from "../../kit/time.tsx";
import { textOf, useLanguage } from "../../language/language.tsx";
import style from "./intake.module.css";

export function Opened({ ticket, document, another }: { ticket: WireTicket; document: Document; another: () => void }) {
  const { text, code } = useLanguage();
  const now = useNow();
  const t = text.ticket.intake;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  const team = ticket.team === null ? undefined : document.teams[ticket.team]?.name;
  const promised = ticket.clocks.filter(({ party, target }) => party === "sla" && target !== null);
  const { coverage } = ticket;
  return (
    <div className={style.opened}>
      <h1 ref={head} tabIndex={-1}>
        {t.opened({ id: ticket.id })}
      </h1>
      <p>{ticket.subject}</p>
      {coverage !== null && <Decided coverage={coverage} />}
      <dl>
        <div>
          <dt>{t.priority}</dt>
          <dd>
            <PriorityMark priority={ticket.priority} long />
          </dd>
        </div>
        <div>
          <dt>{t.holder}</dt>
          <dd>
            <TierMark tier={ticket.tier} /> {team === undefined ? ticket.team : textOf(team, code)}
          </dd>
        </div>
        <div>
          <dt>{t.promises}</dt>
          <dd>
            {promised.length === 0 && t.nothing}
            <ul>
              {promised.map(({ objective, round, dueAt, target }) => (
                <li key={`${objective}${round}`}>
                  {text.words.objective[objective]}:{" "}
                  {dueAt === null ? (
                    text.clock.pausedShort
                  ) : (
                    <Time at={Date.parse(dueAt)} now={now} zone={document.customers[ticket.customerId]?.zone} />
                  )}{" "}
                  <span className="soft">{text.clock.target({ written: target!.written })}</span>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      </dl>
      <div className={style.foot}>
        <Button variant="default" onClick={another}>
          {t.another}
        </Button>
        <Button renderRoot={(props) => <Link to="/tickets/$ticketId" params={{ ticketId: String(ticket.id) }} {...props} />}>
          {t.toTicket}
        </Button>
      </div>
    </div>
  );
}

/** Covered or not, with the clause that says so and where to turn instead. */
function Decided({ coverage: { decision, clause, text: said, redirect } }: { coverage: NonNullable<WireTicket["coverage"]> }) {
  const { text, code } = useLanguage();
  return (
    <section>
      <h2>
        <CoverageMark decision={decision} /> {clause}
      </h2>
      <blockquote>{textOf(said, code)}</blockquote>
      {redirect !== null && (
        <p>
          {text.ticket.turnTo} {[textOf(redirect.to, code), redirect.phone, redirect.email].filter(Boolean).join(", ")}
        </p>
      )}
    </section>
  );
}
