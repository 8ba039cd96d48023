/** The clocks of a ticket: each as a bar with its due instant, and why. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { clocksQuery } from "../../api/queries.ts";
import type { WireTicket } from "../../api/wire.ts";
import { ClockBar, Countdown, usualThresholds } from "../../kit/clock-bar.tsx";
import { clockState, type ShownClock } from "../../kit/clock-state.ts";
import { useKeys } from "../../kit/keys.ts";
import { useNow } from "../../kit/now.ts";
import { Failure, Loading } from "../../kit/states.tsx";
import { Time } from "../../kit/time.tsx";
import { useText } from "../../language/language.tsx";
import style from "./clock-panel.module.css";
import { type Explained, explainedClock } from "./explained-clock.ts";
import { Why } from "./why.tsx";

type Props = { ticket: WireTicket; zone: string | undefined; thresholds: readonly number[] | undefined };

const keyOf = ({ explanation: { party, objective, round, tier } }: Explained): string => [party, objective, round, tier ?? ""].join("/");

export function ClockPanel({ ticket, zone, thresholds = usualThresholds }: Props) {
  const text = useText();
  const now = useNow();
  const clocks = useQuery(clocksQuery(ticket.id));
  const [asked, setAsked] = useState<string | null>(null);
  const [isUnfolded, setUnfolded] = useState(false);
  const all = (clocks.data?.items ?? []).filter(({ explanation }) => explanation.target !== null);
  const live = all.filter(({ explanation }) => explanation.stoppedAt === null).sort((a, b) => weight(a) - weight(b));
  const ended = all.filter(({ explanation }) => explanation.stoppedAt !== null);
  const first = live[0] ?? ended[0];
  useKeys(text.house.keys.groups.ticket, [
    { keys: "w", label: text.ticket.actions.why, run: () => first !== undefined && setAsked(keyOf(first)) },
  ]);
  if (clocks.isPending) return <Loading />;
  if (clocks.isError) return <Failure error={clocks.error} retry={() => void clocks.refetch()} />;
  const card = (item: Explained) => (
    <li key={keyOf(item)}>
      <ClockCard item={item} now={now} zone={zone} thresholds={thresholds} ask={() => setAsked(keyOf(item))} />
    </li>
  );
  const explained = all.find((item) => keyOf(item) === asked);
  return (
    <>
      {all.length === 0 && <p className="soft">{text.ticket.noClocks}</p>}
      <ul className={style.clocks}>{live.map(card)}</ul>
      {ended.length > 0 && (
        <>
          <button type="button" className={style.fold} aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
            {text.ticket.endedClocks({ count: ended.length })}
          </button>
          {isUnfolded && <ul className={style.clocks}>{ended.map(card)}</ul>}
        </>
      )}
      {explained !== undefined && <Why item={explained} ticketId={ticket.id} zone={zone} close={() => setAsked(null)} />}
    </>
  );
}

/** What was breached or is due first stands first; paused clocks last. */
const weight = ({ explanation: { breachedAt, dueAt } }: Explained): number => Date.parse(breachedAt ?? dueAt ?? "9999-01-01T00:00:00Z");

type CardProps = { item: Explained; now: number; zone: string | undefined; thresholds: readonly number[]; ask: () => void };

function ClockCard({ item, now, zone, thresholds, ask }: CardProps) {
  const text = useText();
  const { explanation } = item;
  const clock = explainedClock(item, now);
  const { objective, party, round, tier } = explanation;
  const owner = party === "sla" ? null : tier === null ? text.words.party[party] : text.words.tier({ tier });
  return (
    <div className={style.clock} data-state={clockState(clock, now)}>
      <div className={style.head}>
        <span className={style.name}>
          {text.words.objective[objective]}
          {owner !== null && <span className="soft"> {owner}</span>}
          {round > 1 && objective !== "escalation" && <span className="soft"> {text.ticket.round({ round })}</span>}
        </span>
        <Countdown clock={clock} now={now} />
      </div>
      <ClockBar clock={clock} now={now} thresholds={thresholds} size="full" />
      <div className={style.foot}>
        <DueText clock={clock} now={now} zone={zone} />
        <span className="soft">
          {explanation.target === null ? text.clock.unpromised : text.clock.target({ written: explanation.target.written })}
        </span>
        <button type="button" className={style.why} onClick={ask} aria-label={`${text.clock.why} ${text.words.objective[objective]}`}>
          {text.clock.why}
        </button>
      </div>
    </div>
  );
}

function DueText({ clock, now, zone }: { clock: ShownClock; now: number; zone: string | undefined }) {
  const text = useText();
  const at = clock.breachedAt ?? clock.dueAt;
  if (at !== null) {
    return (
      <span>
        {at < now ? text.clock.wasDue : text.clock.due} <Time at={at} now={now} zone={zone} />
      </span>
    );
  }
  if (clock.isPaused && clock.wouldBeDueAt !== null)
    return (
      <em className="soft">
        {text.clock.wouldBeDue({ when: "" }).trim()} <Time at={clock.wouldBeDueAt} now={now} zone={zone} />
      </em>
    );
  return <span className="soft">{clock.isLive ? text.clock.pausedShort : text.words.verdict[clock.verdict ?? "void"]}</span>;
}
