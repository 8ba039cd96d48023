/** What a ticket is about and what was agreed: customer, service, agreement, and the clause that decided its coverage. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Document, WireTicket } from "../../api/wire.ts";
import { CoverageMark, PriorityMark } from "../../kit/marks.tsx";
import { useNow } from "../../kit/now.ts";
import { Time } from "../../kit/time.tsx";
import { textOf, useLanguage } from "../../language/language.tsx";
import style from "./facts-panel.module.css";
import { moneyText } from "./money-text.ts";
import type { Naming } from "./naming.ts";

type Props = { ticket: WireTicket; document: Document | undefined; name: Naming };

export function FactsPanel({ ticket, document, name }: Props) {
  const { text, code, locale } = useLanguage();
  const now = useNow();
  const t = text.ticket;
  const service = ticket.service === null ? undefined : document?.services[ticket.service];
  const component = ticket.component === null ? undefined : service?.components[ticket.component];
  const agreement = ticket.agreementId === null ? undefined : document?.agreements[ticket.agreementId];
  return (
    <>
      {ticket.coverage !== null && <Coverage coverage={ticket.coverage} contestedAt={ticket.contestedAt} />}
      <dl className={style.facts}>
        <Fact term={t.customer}>
          {name.customer}
          {name.zone !== undefined && <span className="soft"> · {name.zone}</span>}
        </Fact>
        {ticket.requester !== null && <Fact term={t.requester}>{name.contact(ticket.requester)}</Fact>}
        <Fact term={t.agreement}>
          {agreement === undefined ? (ticket.agreementId ?? t.noAgreement) : textOf(agreement.name, code)}
          {ticket.agreementVersion !== null && <span className="soft"> · {t.version(ticket.agreementVersion)}</span>}
        </Fact>
        {ticket.service !== null && <Fact term={t.service}>{service === undefined ? ticket.service : textOf(service.name, code)}</Fact>}
        {ticket.component !== null && (
          <Fact term={t.component}>{component === undefined ? ticket.component : textOf(component.name, code)}</Fact>
        )}
        {ticket.environment !== null && <Fact term={t.environment}>{ticket.environment}</Fact>}
        <Fact term={t.impact}>
          {ticket.impact} × {ticket.urgency} → <PriorityMark priority={ticket.priority} long />
        </Fact>
        <Fact term={t.opened}>
          <Time at={Date.parse(ticket.openedAt)} now={now} zone={name.zone} />
        </Fact>
        {ticket.closesAt !== null && (
          <Fact term={t.closes}>
            <Time at={Date.parse(ticket.closesAt)} now={now} zone={name.zone} />
          </Fact>
        )}
        {ticket.rank !== null && <Fact term={t.rank}>{ticket.rank}</Fact>}
        {ticket.collaborators.length > 0 && <Fact term={t.collaborators}>{ticket.collaborators.map(name.person).join(", ")}</Fact>}
        {ticket.quote !== null && (
          <Fact term={t.quote}>
            {moneyText(ticket.quote.amount, locale)}, {t.quoteState[ticket.quote.state]}: {ticket.quote.text}
          </Fact>
        )}
        {ticket.links.length > 0 && (
          <Fact term={t.links}>
            <ul className={style.links}>
              {ticket.links.map((link) => (
                <li key={`${link.type}${link.ticketId}`}>
                  {text.words.link[link.type]}{" "}
                  <Link to="/tickets/$ticketId" params={{ ticketId: String(link.ticketId) }}>
                    #{link.ticketId}
                  </Link>
                </li>
              ))}
            </ul>
          </Fact>
        )}
      </dl>
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The decision with the clause it quotes, and where to turn instead. */
function Coverage({ coverage, contestedAt }: { coverage: NonNullable<WireTicket["coverage"]>; contestedAt: string | null }) {
  const { text, code } = useLanguage();
  const t = text.ticket;
  const { decision, clause, text: said, redirect, overridden } = coverage;
  return (
    <div className={style.coverage}>
      <p>
        <CoverageMark decision={decision} /> {clause !== "" && <span className="soft">{clause}</span>}
      </p>
      {textOf(said, code) !== "" && <blockquote>{textOf(said, code)}</blockquote>}
      {overridden !== null && (
        <p>
          {t.overridden}: {overridden}
        </p>
      )}
      {redirect !== null && (
        <p>
          {t.turnTo} {[textOf(redirect.to, code), redirect.phone, redirect.email, redirect.url].filter(Boolean).join(", ")}
        </p>
      )}
      {contestedAt !== null && <p className={style.contested}>{t.contested}</p>}
    </div>
  );
}
