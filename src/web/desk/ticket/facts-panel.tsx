/** What a ticket is about and what was agreed: customer, agreement, the clause that decided its coverage, what the customer says of it. */
import type { ReactNode } from "react";
import type { WireTicket } from "../../api/wire.ts";
import { CoverageMark, PriorityMark } from "../../kit/marks.tsx";
import { useNow } from "../../kit/now.ts";
import { Time } from "../../kit/time.tsx";
import { textOf, useLanguage } from "../../language/language.tsx";
import type { Scene } from "./action.ts";
import { VoiceNote } from "./beside/voice-note.tsx";
import style from "./facts-panel.module.css";
import { moneyText } from "./money-text.ts";

export function FactsPanel({ scene }: { scene: Scene }) {
  const { text, locale } = useLanguage();
  const now = useNow();
  const t = text.ticket;
  const { ticket, name } = scene;
  return (
    <>
      <VoiceNote scene={scene} />
      {ticket.coverage !== null && <Coverage coverage={ticket.coverage} contestedAt={ticket.contestedAt} />}
      <dl className={style.facts}>
        <Fact term={t.customer}>
          {name.customer}
          {name.zone !== undefined && <span className="soft"> · {name.zone}</span>}
        </Fact>
        {ticket.requester !== null && <Fact term={t.requester}>{name.contact(ticket.requester)}</Fact>}
        <Agreed scene={scene} />
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
      </dl>
    </>
  );
}

/** The agreement, the service and the component, as the model calls them. */
function Agreed({ scene: { ticket, document } }: { scene: Scene }) {
  const { text, code } = useLanguage();
  const t = text.ticket;
  const service = ticket.service === null ? undefined : document?.services[ticket.service];
  const component = ticket.component === null ? undefined : service?.components[ticket.component];
  const agreement = ticket.agreementId === null ? undefined : document?.agreements[ticket.agreementId];
  return (
    <>
      <Fact term={t.agreement}>
        {agreement === undefined ? (ticket.agreementId ?? t.noAgreement) : textOf(agreement.name, code)}
        {ticket.agreementVersion !== null && <span className="soft"> · {t.version({ version: ticket.agreementVersion })}</span>}
      </Fact>
      {ticket.service !== null && <Fact term={t.service}>{service === undefined ? ticket.service : textOf(service.name, code)}</Fact>}
      {ticket.component !== null && (
        <Fact term={t.component}>{component === undefined ? ticket.component : textOf(component.name, code)}</Fact>
      )}
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd dir="auto">{children}</dd>
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
