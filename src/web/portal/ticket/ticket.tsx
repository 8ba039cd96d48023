/** Following a ticket: what is asked of the reader first, then who has it, what is promised, and the conversation. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { frameQuery, holderQuery, type TicketHolder } from "../../api/portal.ts";
import { isProblem } from "../../api/problem.ts";
import { clocksQuery, eventsQuery, ticketQuery } from "../../api/queries.ts";
import type { WireEvent, WireTicket } from "../../api/wire.ts";
import { explainedClock } from "../../desk/ticket/explained-clock.ts";
import { Icon } from "../../kit/icon.tsx";
import { useNow } from "../../kit/now.ts";
import { Empty, Failure, Loading } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import { useNextSentence } from "../next-sentence.ts";
import { nextOf, turnOf } from "../promise.ts";
import { ReviewLink } from "../review.tsx";
import row from "../ticket-row.module.css";
import { About, Holder, Promises } from "./beside.tsx";
import { Conversation } from "./conversation.tsx";
import { Reply } from "./reply.tsx";
import { Requests } from "./requests.tsx";
import type { Scene } from "./scene.ts";
import style from "./ticket.module.css";

export function PortalTicket() {
  const { portal: t } = useText();
  const id = Number(useParams({ from: "/portal/tickets/$ticketId" }).ticketId);
  const ticket = useQuery(ticketQuery(id));
  const events = useQuery(eventsQuery(id));
  const holder = useQuery(holderQuery(id));
  const error = ticket.error ?? events.error ?? holder.error;
  return (
    <div className={style.page}>
      <p>
        <Link to="/portal/tickets" search={{}} className={style.back}>
          <Icon name="back" size={14} /> {t.ticket.back}
        </Link>
      </p>
      {error !== null && isProblem(error, "unknown-ticket") && (
        <Empty title={t.list.empty} isPage>
          {t.list.emptyHint}
        </Empty>
      )}
      {error !== null && !isProblem(error, "unknown-ticket") && (
        <Failure error={error} retry={() => void Promise.all([ticket.refetch(), events.refetch(), holder.refetch()])} />
      )}
      {error === null &&
        (ticket.data === undefined || events.data === undefined || holder.data === undefined ? (
          <Loading />
        ) : (
          <Followed ticket={ticket.data.ticket} events={events.data} holder={holder.data} />
        ))}
    </div>
  );
}

function Followed({ ticket, events, holder }: { ticket: WireTicket; events: readonly WireEvent[]; holder: TicketHolder }) {
  const { portal: t } = useText();
  const now = useNow();
  const frame = useQuery(frameQuery);
  const clocks = useQuery(clocksQuery(ticket.id));
  const me = frame.data?.me.contact ?? null;
  const shown = (clocks.data?.items ?? []).filter(({ clock }) => clock.party === "sla").map((each) => explainedClock(each, now));
  const scene: Scene = { ticket, holder, now, me };
  return (
    <>
      <Head ticket={ticket} now={now} />
      {ticket.kind === "incident" && frame.data?.me.isDesignated === true && <ReviewLink ticketId={ticket.id} />}
      <div className={style.columns}>
        <div className={style.main}>
          <Requests scene={scene} isDesignated={frame.data?.me.isDesignated ?? false} />
          <section className={style.conversation} aria-label={t.ticket.conversation}>
            <Conversation events={events} scene={scene} />
          </section>
          {ticket.status === "closed" ? <p className="soft">{t.ticket.closedNote}</p> : <Reply ticketId={ticket.id} />}
        </div>
        <aside className={style.aside}>
          <Holder scene={scene} />
          <Promises clocks={shown} now={now} isOpen={ticket.status === "open"} />
          <About scene={scene} isDesignated={frame.data?.me.isDesignated ?? false} />
        </aside>
      </div>
    </>
  );
}

function Head({ ticket, now }: { ticket: WireTicket; now: number }) {
  const { portal: t } = useText();
  const sentence = useNextSentence();
  // A promise that was broken and then fulfilled is owed no more.
  const clocks = ticket.clocks
    .filter(({ party, target, stoppedAt }) => party === "sla" && target !== null && stoppedAt === null)
    .map(({ objective, party, startedAt, dueAt, verdict, breachedAt, runningSince }) => ({
      ...{ objective, party, startedAt, dueAt, verdict, breachedAt, consumedPercent: null },
      isPaused: runningSince === null && breachedAt === null,
    }));
  const next = nextOf(
    { status: ticket.status, pause: ticket.pause?.reason ?? null, coverage: ticket.coverage?.decision ?? null, clocks },
    now,
  );
  const turn = turnOf({ status: ticket.status, pause: ticket.pause?.reason ?? null });
  return (
    <header className={style.head}>
      <p className="soft">{t.ticket.id({ id: String(ticket.id) })}</p>
      <h1>{ticket.subject}</h1>
      <p className={style.next}>
        <span className={row.turn} data-turn={turn}>
          {t.turn[turn]}
        </span>
        <span className={row.next} data-next={next.kind}>
          {sentence(next, now)}
        </span>
      </p>
    </header>
  );
}
