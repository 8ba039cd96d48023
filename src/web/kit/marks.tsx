/** Small signs that stand for a word: priority, status, coverage, tier. Shape and text carry the meaning, colour only helps. */

import type { Priority, TicketSummary, Tier } from "../api/wire.ts";
import { useText } from "../language/language.tsx";
import style from "./marks.module.css";

export function PriorityMark({ priority, long = false }: { priority: Priority; long?: boolean }) {
  const { words } = useText();
  return (
    <span className={style.priority} data-priority={priority} title={words.priority[priority]}>
      <span className={style.badge}>{priority}</span>
      {long ? <span>{words.priority[priority]}</span> : <span className="unseen">{words.priority[priority]}</span>}
    </span>
  );
}

export function StatusMark({ status, pause }: { status: TicketSummary["status"]; pause: TicketSummary["pause"] }) {
  const { words } = useText();
  const isPaused = status === "open" && pause !== null;
  return (
    <span className={style.status} data-status={isPaused ? "paused" : status}>
      <span className={style.dot} aria-hidden="true" />
      {isPaused ? words.pause[pause] : words.status[status]}
    </span>
  );
}

export function CoverageMark({ decision }: { decision: NonNullable<TicketSummary["coverage"]> }) {
  const { words } = useText();
  return (
    <span className={style.coverage} data-decision={decision}>
      {words.coverage[decision]}
    </span>
  );
}

export function TierMark({ tier }: { tier: Tier | null }) {
  const { words } = useText();
  return <span className={style.tier}>{tier === null ? "–" : words.tier({ tier })}</span>;
}
