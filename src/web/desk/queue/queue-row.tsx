/** One ticket in the queue: what it is, with whom it is, and how its clocks stand. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { memo, useRef, useState } from "react";
import { clocksQuery } from "../../api/queries.ts";
import type { TicketSummary } from "../../api/wire.ts";
import { ClockBar, Countdown } from "../../kit/clock-bar.tsx";
import type { ShownClock } from "../../kit/clock-state.ts";
import { Icon } from "../../kit/icon.tsx";
import { PriorityMark, StatusMark, TierMark } from "../../kit/marks.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { useLanguage } from "../../language/language.tsx";
import { prefetchTicket } from "../ticket/prefetch.ts";
import style from "./queue.module.css";
import { clocksOf } from "./summary-clock.ts";

type Props = {
  ticket: TicketSummary;
  now: number;
  isGone: boolean;
  isChosen: boolean;
  isSelected: boolean;
  choose: () => void;
  /** Null: the reader may do nothing with it. */
  pick: ((id: number, isRange: boolean) => void) | null;
};

const mostBars = 3;

export const QueueRow = memo(function QueueRow({ ticket, now, isGone, isChosen, isSelected, choose, pick }: Props) {
  const { queue } = useLanguage().text;
  const client = useQueryClient();
  const clocks = clocksOf(ticket);
  const isPaused = clocks.some((clock) => clock.isPaused);
  const hover = useRest(() => prefetchTicket(client, ticket.id));
  return (
    <div className={style.row} data-chosen={isChosen} data-selected={isSelected} data-gone={isGone} {...hover}>
      <span className={style.box}>
        {pick !== null && (
          <input
            type="checkbox"
            checked={isSelected}
            aria-label={queue.select({ id: ticket.id })}
            onChange={() => undefined}
            onClick={(event) => pick(ticket.id, event.shiftKey)}
          />
        )}
      </span>
      <Link
        to="/tickets/$ticketId"
        params={{ ticketId: String(ticket.id) }}
        id={`ticket-${ticket.id}`}
        className={style.open}
        data-chosen={isChosen}
        onFocus={isChosen ? undefined : choose}
        onClick={(event) => {
          if (!event.shiftKey || pick === null) return;
          event.preventDefault();
          pick(ticket.id, true);
        }}
        preload={false}
      >
        <span className={style.priority}>
          <PriorityMark priority={ticket.priority} />
        </span>
        <What ticket={ticket} isGone={isGone} />
        <span className={style.place}>
          <span className={style.holder}>
            <TierMark tier={ticket.tier} /> {ticket.assigneeName ?? ticket.assignee ?? <em className="soft">{queue.nobody}</em>}
          </span>
          <span className={style.under}>{ticket.teamName ?? ticket.team}</span>
        </span>
        {isPaused ? <PausedClocks id={ticket.id} clocks={clocks} now={now} /> : <Clocks clocks={clocks} now={now} />}
        <Next clock={clocks[0]} now={now} />
      </Link>
    </div>
  );
});

/** Passing over is no interest. */
const restMs = 90;

function useRest(act: () => void) {
  const wait = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  return {
    onPointerEnter: () => {
      wait.current = setTimeout(act, restMs);
    },
    onPointerLeave: () => clearTimeout(wait.current),
  };
}

function What({ ticket, isGone }: { ticket: TicketSummary; isGone: boolean }) {
  const { queue, words } = useLanguage().text;
  return (
    <span className={style.what}>
      <span className={style.subject}>
        <span className={style.number}>#{ticket.id}</span> {ticket.subject}
      </span>
      <span className={style.under}>
        <span>{ticket.customerName}</span>
        {ticket.rank !== null && (
          <span className={style.rank} title={queue.rank({ rank: ticket.rank })}>
            <Icon name="up" size={11} />
            {ticket.rank}
            <span className="unseen">{queue.rank({ rank: ticket.rank })}</span>
          </span>
        )}
        {ticket.kind !== "incident" && <span>{words.kind[ticket.kind]}</span>}
        {(ticket.pause !== null || ticket.status !== "open") && <StatusMark status={ticket.status} pause={ticket.pause} />}
        {ticket.coverage !== null && ticket.coverage !== "covered" && (
          <span className={style.uncovered}>{words.coverage[ticket.coverage]}</span>
        )}
        {isGone && <span className={style.left}>{queue.left}</span>}
      </span>
    </span>
  );
}

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
