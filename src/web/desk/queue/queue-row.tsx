/** One ticket in the queue: what it is, with whom it is, and how its clocks stand. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { memo, useState } from "react";
import { clocksQuery } from "../../api/queries.ts";
import type { TicketSummary } from "../../api/wire.ts";
import { ClockBar, Countdown } from "../../kit/clock-bar.tsx";
import type { ShownClock } from "../../kit/clock-state.ts";
import { PriorityMark, StatusMark, TierMark } from "../../kit/marks.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { useLanguage } from "../../language/language.tsx";
import style from "./queue.module.css";
import { clocksOf } from "./summary-clock.ts";

type Props = { ticket: TicketSummary; now: number; isGone: boolean; isChosen: boolean; choose: () => void };

const mostBars = 3;

export const QueueRow = memo(function QueueRow({ ticket, now, isGone, isChosen, choose }: Props) {
  const { text } = useLanguage();
  const { words } = text;
  const clocks = clocksOf(ticket);
  const isPaused = clocks.some((clock) => clock.isPaused);
  return (
    <Link
      to="/tickets/$ticketId"
      params={{ ticketId: String(ticket.id) }}
      id={`ticket-${ticket.id}`}
      className={style.row}
      data-chosen={isChosen}
      data-gone={isGone}
      onFocus={isChosen ? undefined : choose}
      preload={false}
    >
      <span className={style.priority}>
        <PriorityMark priority={ticket.priority} />
      </span>
      <span className={style.what}>
        <span className={style.subject}>
          <span className={style.number}>#{ticket.id}</span> {ticket.subject}
        </span>
        <span className={style.under}>
          <span>{ticket.customerName}</span>
          {ticket.kind !== "incident" && <span>{words.kind[ticket.kind]}</span>}
          {(ticket.pause !== null || ticket.status !== "open") && <StatusMark status={ticket.status} pause={ticket.pause} />}
          {ticket.coverage !== null && ticket.coverage !== "covered" && (
            <span className={style.uncovered}>{words.coverage[ticket.coverage]}</span>
          )}
          {isGone && <span className={style.left}>{text.queue.left}</span>}
        </span>
      </span>
      <span className={style.place}>
        <span className={style.holder}>
          <TierMark tier={ticket.tier} /> {ticket.assigneeName ?? ticket.assignee ?? <em className="soft">{text.queue.nobody}</em>}
        </span>
        <span className={style.under}>{ticket.teamName ?? ticket.team}</span>
      </span>
      {isPaused ? <PausedClocks id={ticket.id} clocks={clocks} now={now} /> : <Clocks clocks={clocks} now={now} />}
      <Next clock={clocks[0]} now={now} />
    </Link>
  );
});

function Clocks({ clocks, now }: { clocks: readonly ShownClock[]; now: number }) {
  const { text } = useLanguage();
  return (
    <span className={style.clocks}>
      {clocks.slice(0, mostBars).map((clock) => (
        <span key={`${clock.party}${clock.objective}`} className={style.clock}>
          <span className={style.objective}>{text.words.objective[clock.objective]}</span>
          <ClockBar clock={clock} now={now} />
        </span>
      ))}
    </span>
  );
}

/** When paused clocks would be due is asked for when somebody points at them: it moves with every second that they wait. */
function PausedClocks({ id, clocks, now }: { id: number; clocks: readonly ShownClock[]; now: number }) {
  const [isAsked, setAsked] = useState(false);
  const { data } = useQuery({ ...clocksQuery(id), enabled: isAsked });
  const known = new Map(data?.items.map(({ explanation: { objective, party, wouldBeDueAt } }) => [`${party}/${objective}`, wouldBeDueAt]));
  const shown = clocks.map((clock) => {
    const would = clock.isPaused ? known.get(`${clock.party}/${clock.objective}`) : null;
    return { ...clock, wouldBeDueAt: would == null ? null : Date.parse(would) };
  });
  return (
    <span className={style.asking} onPointerEnter={() => setAsked(true)}>
      <Clocks clocks={shown} now={now} />
    </span>
  );
}

/** The nearest clock's countdown, with the instant itself below. */
function Next({ clock, now }: { clock: ShownClock | undefined; now: number }) {
  const { text, zoned } = useLanguage();
  if (clock === undefined)
    return (
      <span className={style.next}>
        <span className="soft">{text.clock.none}</span>
      </span>
    );
  const at = clock.breachedAt ?? clock.dueAt;
  return (
    <span className={style.next}>
      <Countdown clock={clock} now={now} />
      <span className={style.under}>{at === null ? text.words.objective[clock.objective] : shortInstant(at, now, zoned)}</span>
    </span>
  );
}
