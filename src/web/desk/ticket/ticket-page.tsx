/** One ticket: what was said, what can be done, how its clocks stand and why. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { isProblem } from "../../api/problem.ts";
import { ballQuery, eventsQuery, meQuery, modelQuery, ticketQuery, usersQuery } from "../../api/queries.ts";
import type { WireTicket } from "../../api/wire.ts";
import { BallRibbon } from "../../kit/ball-ribbon.tsx";
import { Missing } from "../../kit/dead-end.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { PriorityMark, StatusMark, TierMark } from "../../kit/marks.tsx";
import { useNow } from "../../kit/now.ts";
import { Failure, Loading } from "../../kit/states.tsx";
import { useLanguage } from "../../language/language.tsx";
import type { Scene } from "./action.ts";
import { ActionBar } from "./action-bar.tsx";
import { ClockPanel } from "./clock-panel.tsx";
import { Composer } from "./composer.tsx";
import { Conversation } from "./conversation.tsx";
import type { Message } from "./entries.ts";
import { FactsPanel } from "./facts-panel.tsx";
import { naming } from "./naming.ts";
import { Panel } from "./panel.tsx";
import style from "./ticket-page.module.css";

export function TicketPage() {
  const { ticketId } = useParams({ from: "/desk/tickets/$ticketId" });
  const id = /^[1-9]\d{0,14}$/.test(ticketId) ? Number(ticketId) : null;
  const found = useQuery({ ...ticketQuery(id ?? 0), enabled: id !== null });
  if (id === null || isProblem(found.error, "unknown-ticket")) return <Missing />;
  if (found.data === undefined) return found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : <Loading />;
  return <TicketView key={id} ticket={found.data.ticket} />;
}

/** Everything that actions and sentences need to know of the ticket's surroundings. */
function useScene(ticket: WireTicket): Scene {
  const { text, code } = useLanguage();
  const { data: model } = useQuery(modelQuery);
  const { data: me } = useQuery(meQuery);
  const { data: users } = useQuery({ ...usersQuery, enabled: me?.permissions.includes("admin") ?? false });
  return useMemo(() => {
    const known = Object.entries(model?.document.people ?? {});
    const people = new Map(known.map(([id, { name }]) => [id, name]));
    // Whoever stands in the model and signs in is one person, found by the address.
    const addresses = new Set(known.map(([, { email }]) => email?.toLowerCase()));
    for (const { id, name, email, state } of users?.items ?? []) if (state === "active" && !addresses.has(email)) people.set(id, name);
    if (me !== undefined && !people.has(me.assignee)) people.set(me.assignee, me.name);
    const name = naming({ document: model?.document, customerId: ticket.customerId, text, code, people });
    return { ticket, document: model?.document, me: me?.assignee ?? null, people: [...people], name, text, code };
  }, [ticket, model, me, users, text, code]);
}

function TicketView({ ticket }: { ticket: WireTicket }) {
  const { text } = useLanguage();
  const t = text.ticket;
  const navigate = useNavigate();
  const scene = useScene(ticket);
  const { data: me } = useQuery(meQuery);
  const events = useQuery(eventsQuery(ticket.id));
  const talk = useEndInSight(events.data?.length ?? 0);
  const [pending, setPending] = useState<readonly Message[]>([]);
  useKeys(text.house.keys.groups.ticket, [{ keys: "q", label: t.actions.back, run: () => void navigate({ to: "/queue" }) }]);
  const { name, document } = scene;
  const agreement = ticket.agreementId === null ? undefined : document?.agreements[ticket.agreementId];
  return (
    <div className={style.page}>
      <div className={style.main}>
        <Head ticket={ticket} scene={scene} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section ref={talk} className={style.talk} tabIndex={0} aria-label={t.sections.conversation}>
          {events.isPending && <Loading />}
          {events.isError && <Failure error={events.error} retry={() => void events.refetch()} />}
          {events.data !== undefined && <Conversation events={events.data} name={name} pending={pending} />}
        </section>
        <Composer ticket={ticket} author={me?.name ?? ""} setPending={setPending} />
      </div>
      <aside className={style.side} aria-label={t.details}>
        <Panel title={t.sections.clocks} isFolding={false}>
          <ClockPanel ticket={ticket} zone={name.zone} thresholds={agreement?.thresholds} />
        </Panel>
        <Panel title={t.sections.ball}>
          <Ball ticket={ticket} scene={scene} />
        </Panel>
        <Panel title={t.sections.facts}>
          <FactsPanel ticket={ticket} document={document} name={name} />
        </Panel>
      </aside>
    </div>
  );
}

/** A conversation is read from its end: it opens there, and stays there while somebody does not look further up. */
function useEndInSight(length: number) {
  const frame = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const note = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 60;
    };
    element.addEventListener("scroll", note, { passive: true });
    return () => element.removeEventListener("scroll", note);
  }, []);
  useLayoutEffect(() => {
    if (length > 0 && isAtEnd.current) frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [length]);
  return frame;
}

function Head({ ticket, scene }: { ticket: WireTicket; scene: Scene }) {
  const { text } = useLanguage();
  const t = text.ticket;
  const { name } = scene;
  return (
    <header className={style.head}>
      <p className={style.line}>
        <Link to="/queue" className={style.back}>
          <Icon name="back" size={16} /> {t.back}
        </Link>
        <span className="soft">{t.number(ticket.id)}</span>
        <span className="soft">{t.kindAt(text.words.kind[ticket.kind], text.words.channel[ticket.channel])}</span>
        <span className="soft">{name.customer}</span>
      </p>
      <h1>{ticket.subject}</h1>
      <p className={style.line}>
        <PriorityMark priority={ticket.priority} long />
        <StatusMark status={ticket.status} pause={ticket.pause?.reason ?? null} />
        <span>
          <TierMark tier={ticket.tier} /> {ticket.team === null ? "" : name.team(ticket.team)}
          {" · "}
          {ticket.assignee === null ? <em className="soft">{text.queue.nobody}</em> : <strong>{name.person(ticket.assignee)}</strong>}
        </span>
        {ticket.mergedInto !== null && (
          <Link to="/tickets/$ticketId" params={{ ticketId: String(ticket.mergedInto) }}>
            {t.mergedInto} #{ticket.mergedInto}
          </Link>
        )}
      </p>
      <ActionBar scene={scene} />
    </header>
  );
}

function Ball({ ticket, scene: { name } }: { ticket: WireTicket; scene: Scene }) {
  const now = useNow();
  const ball = useQuery(ballQuery(ticket.id));
  if (ball.isPending) return <Loading />;
  if (ball.isError) return <Failure error={ball.error} retry={() => void ball.refetch()} />;
  return (
    <BallRibbon
      stretches={ball.data.stretches}
      now={now}
      nameOf={(stretch) => {
        if (stretch.name === null) return null;
        return stretch.holder === "vendor" ? name.vendor(stretch.name) : name.person(stretch.name);
      }}
    />
  );
}
