/** Beside the conversation: who has the ticket, what is promised (in words and as bars), and what is known of it. */
import { useState } from "react";
import { ClockBar } from "../../kit/clock-bar.tsx";
import { clockState, type ShownClock } from "../../kit/clock-state.ts";
import { Icon } from "../../kit/icon.tsx";
import { CoverageMark, PriorityMark } from "../../kit/marks.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { textOf, useLanguage } from "../../language/language.tsx";
import { Complaint } from "./complaint.tsx";
import type { Scene } from "./scene.ts";
import style from "./ticket.module.css";
import { Urgency } from "./urgency.tsx";

export function Holder({ scene: { holder, ticket } }: { scene: Scene }) {
  const { text, code } = useLanguage();
  const t = text.portal.ticket;
  if (ticket.status === "closed") return null;
  const team = holder.teamName === null ? null : textOf(holder.teamName, code);
  return (
    <section className={style.card}>
      <h2>{t.holder}</h2>
      <p className={style.holder}>{holder.assigneeName === null ? t.nobody : t.assignee({ name: holder.assigneeName })}</p>
      {team !== null && <p className="soft">{t.with({ team })}</p>}
      {holder.teamPhone !== null && (
        <a href={`tel:${holder.teamPhone.replaceAll(" ", "")}`} className={style.call}>
          <Icon name="phone" size={14} /> {t.call({ phone: holder.teamPhone })}
        </a>
      )}
    </section>
  );
}

/** Of several rounds of one objective the last says how it stands. */
const latest = (clocks: readonly ShownClock[]): ShownClock[] =>
  clocks.filter((clock, at) => !clocks.slice(at + 1).some(({ objective }) => objective === clock.objective));

export function Promises({ clocks, now, isOpen }: { clocks: readonly ShownClock[]; now: number; isOpen: boolean }) {
  const { portal: t } = useLanguage().text;
  const promised = latest(clocks.filter(({ consumedPercent }) => consumedPercent !== null));
  if (promised.length === 0 && !isOpen) return null;
  return (
    <section className={style.card}>
      <h2>{t.ticket.promised}</h2>
      {promised.length === 0 && <p className="soft">{t.ticket.noPromise}</p>}
      <ul className={style.promises}>
        {promised.map((clock) => (
          <OnePromise key={clock.objective} clock={clock} now={now} />
        ))}
      </ul>
    </section>
  );
}

function OnePromise({ clock, now }: { clock: ShownClock; now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.portal;
  const state = clockState(clock, now);
  const when = (at: number | null): string => (at === null ? "" : shortInstant(at, now, zoned));
  const said = (): string => {
    if (state === "late") return t.ticket.missed({ when: when(clock.breachedAt ?? clock.dueAt) });
    if (state === "met") return t.ticket.metAt;
    if (state === "paused") return t.ticket.pausedNow;
    return state === "ended" || state === "unpromised" ? "–" : when(clock.dueAt);
  };
  return (
    <li data-state={state}>
      <span className={style.promise}>
        <span>{t.clock[clock.objective]}</span>
        <span className={style.by}>{said()}</span>
      </span>
      <ClockBar clock={clock} now={now} thresholds={[]} />
    </li>
  );
}

export function About({ scene, isDesignated }: { scene: Scene; isDesignated: boolean }) {
  const { text, code, zoned } = useLanguage();
  const t = text.portal.ticket;
  const { ticket, holder, now } = scene;
  const named = (each: typeof holder.serviceName): string | null => (each === null ? null : textOf(each, code));
  const [service, component, agreement] = [named(holder.serviceName), named(holder.componentName), named(holder.agreementName)];
  const { coverage } = ticket;
  const [isOpen, setOpen] = useState<"none" | "urgency" | "complaint">("none");
  return (
    <section className={style.card}>
      <h2>{t.facts}</h2>
      <dl className={style.facts}>
        <Fact name={t.priority}>
          <PriorityMark priority={ticket.priority} long />
        </Fact>
        {service !== null && <Fact name={t.service}>{component === null ? service : `${service}: ${component}`}</Fact>}
        {holder.requesterName !== null && (
          <Fact name={t.requester}>{holder.isMine ? `${holder.requesterName} (${t.you})` : holder.requesterName}</Fact>
        )}
        <Fact name={t.opened}>{shortInstant(Date.parse(ticket.openedAt), now, zoned)}</Fact>
        {coverage !== null && (
          <Fact name={t.coverage}>
            <CoverageMark decision={coverage.decision} /> {coverage.clause}
          </Fact>
        )}
        {agreement !== null && <Fact name={t.agreement}>{agreement}</Fact>}
        {ticket.rank !== null && ticket.status === "open" && <Fact name={t.rank}>{ticket.rank}</Fact>}
      </dl>
      <div className={style.quiet}>
        {isDesignated && ticket.status === "open" && (
          <button type="button" onClick={() => setOpen("urgency")}>
            {text.portal.urgency.button}
          </button>
        )}
        {ticket.complainedAt === null && (
          <button type="button" onClick={() => setOpen("complaint")}>
            {text.portal.complaint.button}
          </button>
        )}
      </div>
      {ticket.complainedAt !== null && (
        <p className="soft">{text.portal.complaint.done({ when: shortInstant(Date.parse(ticket.complainedAt), now, zoned) })}</p>
      )}
      {isOpen === "complaint" && <Complaint ticketId={ticket.id} close={() => setOpen("none")} />}
      {isOpen === "urgency" && <Urgency ticket={ticket} close={() => setOpen("none")} />}
    </section>
  );
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
