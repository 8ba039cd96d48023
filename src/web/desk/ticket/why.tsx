/** Why a clock is due when it is: a sentence, then every stretch with what it counts and a running total that ends at the target. */
import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ballQuery } from "../../api/queries.ts";
import type { WireExplanation } from "../../api/wire.ts";
import { phone, useMatches } from "../../kit/matches.ts";
import { useNow } from "../../kit/now.ts";
import { Table } from "../../kit/table.tsx";
import { lengthText, rangeText, roughLength, rowInstant, shortInstant } from "../../kit/time-text.ts";
import { useLanguage } from "../../language/language.tsx";
import type { Explained } from "./explained-clock.ts";
import style from "./why.module.css";

type Props = { item: Explained; ticketId: number; zone: string | undefined; close: () => void };

export function Why({ item: { explanation }, ticketId, zone, close }: Props) {
  const { text, zoned } = useLanguage();
  const { why } = text.ticket;
  const isForeign = zone !== undefined && zone !== zoned.zone;
  return (
    <Modal
      opened
      onClose={close}
      size="60rem"
      fullScreen={useMatches(phone)}
      title={why.title({ objective: text.words.objective[explanation.objective] })}
      closeButtonProps={{ "aria-label": text.house.form.close }}
    >
      <div className={style.page}>
        <Sentence explanation={explanation} />
        <Retargets explanation={explanation} />
        <Stretches explanation={explanation} />
        {explanation.objective === "resolution" && explanation.party === "sla" && <Shares ticketId={ticketId} />}
        {isForeign && <p className="soft">{why.zoneNote({ here: zoned.zone, there: zone })}</p>}
      </div>
    </Modal>
  );
}

function Sentence({ explanation }: { explanation: WireExplanation }) {
  const { text, zoned } = useLanguage();
  const now = useNow();
  const { why } = text.ticket;
  const { target, dueAt, wouldBeDueAt, breachedAt, stoppedAt, verdict, consumed, limit, remaining } = explanation;
  if (target === null) return <p className={style.sentence}>{why.noTarget}</p>;
  const when = (at: string) => shortInstant(Date.parse(at), now, zoned);
  const wording = target.written.includes("bd") ? why.dueDays : why.due;
  const paused = explanation.stretches.findLast(({ isProjected }) => !isProjected)?.pauseReason ?? null;
  const parts = [
    dueAt !== null
      ? wording({
          target: target.written,
          calendar: target.calendar,
          from: when(target.rule === "from-start" ? explanation.startedAt : target.since),
          due: when(dueAt),
        })
      : null,
    stoppedAt === null && dueAt === null && paused !== null
      ? wouldBeDueAt === null
        ? why.paused({ reason: text.words.pause[paused] })
        : why.pausedWould({ reason: text.words.pause[paused], would: when(wouldBeDueAt) })
      : null,
    stoppedAt === null && dueAt === null && paused === null ? why.noDue : null,
    breachedAt !== null && limit !== null ? why.breached({ over: roughLength(consumed - limit) }) : null,
    verdict === "met" && remaining !== null ? why.met({ left: roughLength(remaining) }) : null,
  ];
  return <p className={style.sentence}>{parts.filter((part) => part !== null).join(" ")}</p>;
}

function Retargets({ explanation: { retargets } }: { explanation: WireExplanation }) {
  const { text, zoned } = useLanguage();
  const { why } = text.ticket;
  if (retargets.length === 0) return null;
  const written = (target: WireExplanation["target"]) => (target === null ? why.nothing : `${target.written} (${target.priority})`);
  const row = (at: string | null) => (at === null ? text.ticket.none : rowInstant(Date.parse(at), zoned));
  return (
    <div>
      <h3>{why.retargets}</h3>
      <ul className={style.retargets}>
        {retargets.map(({ at, from, to, dueBefore, dueAfter }) => (
          <li key={at}>
            {row(at)}: {why.retarget({ from: written(from), to: written(to), rule: to?.rule ?? text.ticket.none })};{" "}
            {why.dueMoved({ before: row(dueBefore), after: row(dueAfter) })}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Stretches({ explanation }: { explanation: WireExplanation }) {
  const { text, zoned } = useLanguage();
  const { why } = text.ticket;
  const { stretches, base, limit, target, countedUntilDue, dueAt } = explanation;
  if (stretches.length === 0) return null;
  const { stretch: when, state, counted, total } = why.columns;
  const rows = withTotals(stretches);
  return (
    <div className={style.table}>
      <Table caption={why.caption} isCaptioned head={[when, state, { text: counted, isNumber: true }, { text: total, isNumber: true }]}>
        {rows.map((stretch) => (
          <tr key={`${stretch.from}${stretch.isProjected}`} data-quiet={stretch.counted === 0} data-late={stretch.isOverdue}>
            <td data-instant>{rangeText(Date.parse(stretch.from), Date.parse(stretch.to), zoned)}</td>
            <td>
              <StateText stretch={stretch} />
            </td>
            <td data-number data-counted>
              {stretch.counted === 0 ? "" : lengthText(stretch.counted)}
            </td>
            <td data-number>{stretch.counted === 0 ? "" : lengthText(stretch.total)}</td>
          </tr>
        ))}
        {limit !== null && dueAt !== null && (
          <tr data-total>
            <td colSpan={2}>
              {base > 0 ? `${why.before} ${lengthText(base)} + ` : ""}
              {why.target} {target?.written.includes("bd") === true ? `${target.written}: ` : ""}
              {lengthText(limit - base)}
              {countedUntilDue === limit && <span className="soft"> · {why.matches}</span>}
            </td>
            <td data-number>{why.sum}</td>
            <td data-number data-sum={countedUntilDue}>
              {lengthText(countedUntilDue)}
            </td>
          </tr>
        )}
      </Table>
    </div>
  );
}

type Stretch = WireExplanation["stretches"][number];

function withTotals(stretches: readonly Stretch[]): (Stretch & { total: number })[] {
  let total = 0;
  return stretches.map((stretch) => {
    total += stretch.counted;
    return { ...stretch, total };
  });
}

function StateText({ stretch: { state, open, why: closed, pauseReason, isProjected, isOverdue } }: { stretch: Stretch }) {
  const { text } = useLanguage();
  const { why } = text.ticket;
  const name = closed?.name === undefined || closed === null ? "" : `: ${closed.name}`;
  const said =
    state === "stopped"
      ? why.stopped
      : state === "paused"
        ? text.words.pause[pauseReason ?? "customer"]
        : open
          ? why.running
          : `${text.words.closed[closed?.kind ?? "closed"]}${name}`;
  return (
    <>
      {said}
      {isProjected && <span className="soft"> · {why.toCome}</span>}
      {isOverdue && <span> · {why.over}</span>}
    </>
  );
}

/** Whose time it was: the share each party held of what was consumed. */
function Shares({ ticketId }: { ticketId: number }) {
  const { text } = useLanguage();
  const { data } = useQuery(ballQuery(ticketId));
  const shares = Object.entries(data?.shares ?? {}).sort(([, a], [, b]) => b - a);
  const whole = shares.reduce((sum, [, ms]) => sum + ms, 0);
  if (whole === 0) return null;
  const nameOf = (party: string) => (party in text.words.holder ? text.words.holder[party as keyof typeof text.words.holder] : party);
  return (
    <p>
      {text.ticket.why.shares}:{" "}
      {shares.map(([party, ms]) => `${nameOf(party)} ${lengthText(ms)} (${Math.round((ms / whole) * 100)} %)`).join(", ")}.
    </p>
  );
}
