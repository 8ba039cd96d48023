/** What breaks within a day, each with its reason in sentences. */
import { Link } from "@tanstack/react-router";
import { type BoardScope, openQuery } from "#core/board/figure-query.ts";
import type { Board } from "../api/board.ts";
import { PriorityMark } from "../kit/marks.tsx";
import { useNow } from "../kit/now.ts";
import { Table } from "../kit/table.tsx";
import { countdown, roughLength, shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import style from "./board.module.css";
import { usePartyName } from "./party.ts";

type Item = Board["breaching"][number];

export function Breaching({ board, scope }: { board: Board; scope: BoardScope }) {
  const { board: t } = useLanguage().text;
  const { breaching, open } = board;
  return (
    <section className={style.breaching}>
      <h2>{t.breaching.title}</h2>
      {breaching.length === 0 ? (
        <p className="soft">{t.breaching.none}</p>
      ) : (
        <Table caption={t.breaching.title} head={[t.breaching.columns.ticket, t.breaching.columns.due, t.breaching.columns.why]}>
          {breaching.map((item) => (
            <Row key={item.ticketId} item={item} />
          ))}
        </Table>
      )}
      {open.soon > breaching.length && (
        <Link to="/queue" search={{ query: openQuery(scope, "soon") }}>
          {t.breaching.more({ shown: breaching.length, count: open.soon })}
        </Link>
      )}
    </section>
  );
}

function Row({ item }: { item: Item }) {
  const { text, zoned } = useLanguage();
  const now = useNow();
  const sentences = useReason(item.reason, now);
  const dueAt = Date.parse(item.reason.dueAt);
  return (
    <tr>
      <td className={style.ticket}>
        <PriorityMark priority={item.priority} />{" "}
        <Link to="/tickets/$ticketId" params={{ ticketId: String(item.ticketId) }}>
          #{item.ticketId} {item.subject}
        </Link>
        <div className="soft">{item.customerName}</div>
      </td>
      <td className={style.due}>
        <strong>{countdown(dueAt - now)}</strong>
        <div className="soft">
          {text.words.objective[item.reason.objective]}, {shortInstant(dueAt, now, zoned)}
        </div>
      </td>
      <td className={style.why}>{sentences.join(" ")}</td>
    </tr>
  );
}

/** The reason in the reader's words: what matters most first. */
function useReason(reason: Item["reason"], now: number): string[] {
  const { text, zoned } = useLanguage();
  const { breaching: t } = text.board;
  const partyName = usePartyName();
  const when = (at: string): string => shortInstant(Date.parse(at), now, zoned);
  const { holder, paused, closedAhead, longest, retargetedAt } = reason;
  const sum = (parts: readonly { ms: number }[]): number => parts.reduce((all, { ms }) => all + ms, 0);
  const closed: Readonly<Record<string, string>> = text.words.closed;
  return [
    t.used({ percent: reason.consumedPercent, left: roughLength(reason.leftMs) }),
    ...(holder === null
      ? []
      : holder.party === "nobody"
        ? [t.nobody({ when: when(holder.since) })]
        : holder.name === null
          ? [t.party({ party: partyName(holder.party), when: when(holder.since) })]
          : [t.person({ name: holder.name, party: partyName(holder.party), when: when(holder.since) })]),
    ...(reason.isUnanswered ? [t.unanswered] : []),
    ...(paused.length === 0
      ? []
      : [t.paused({ span: roughLength(sum(paused)), reasons: paused.map((each) => text.words.pauseShort[each.reason]).join(", ") })]),
    ...(closedAhead.length === 0
      ? []
      : [
          t.closed({
            span: roughLength(sum(closedAhead)),
            what: closedAhead.map(({ kind, name }) => name ?? closed[kind] ?? kind).join(", "),
          }),
        ]),
    ...(longest === null || longest.party === holder?.party
      ? []
      : [t.longest({ party: partyName(longest.party), percent: longest.percent })]),
    ...(retargetedAt === null ? [] : [t.retargeted({ when: when(retargetedAt) })]),
  ];
}
