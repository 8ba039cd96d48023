/** Which open tickets' due times the written model would move, and which it would breach. */
import { Link } from "@tanstack/react-router";
import type { Preview } from "../api/answers.ts";
import { useNow } from "../kit/now.ts";
import { Table } from "../kit/table.tsx";
import { Time } from "../kit/time.tsx";
import { useText } from "../language/language.tsx";
import style from "./model-page.module.css";

export function Moved({ moved, counts }: Pick<Preview, "moved" | "counts">) {
  const text = useText();
  const t = text.modelPage.moved;
  const now = useNow();
  const time = (at: string | null) => (at === null ? text.ticket.none : <Time at={Date.parse(at)} now={now} isStill />);
  return (
    <section className={style.part}>
      <h2>{t.title}</h2>
      {counts.moved === 0 ? (
        <p>{t.none}</p>
      ) : (
        <>
          <p>
            {t.counts({ moved: counts.moved, earlier: counts.earlier, later: counts.later })}.{" "}
            <strong data-bad={counts.wouldBreach > 0}>{t.wouldBreach({ count: counts.wouldBreach })}</strong>
          </p>
          <Table caption={t.title} head={[t.columns.ticket, t.columns.objective, t.columns.before, t.columns.after]}>
            {moved.map(({ ticketId, subject, objective, party, dueBefore, dueAfter, wouldBreach }) => (
              <tr key={`${ticketId}${objective}${party}`} data-late={wouldBreach}>
                <td>
                  <Link to="/tickets/$ticketId" params={{ ticketId: String(ticketId) }} title={subject}>
                    #{ticketId}
                  </Link>
                </td>
                <td>{text.words.objective[objective]}</td>
                <td>{time(dueBefore)}</td>
                <td>
                  {time(dueAfter)} {wouldBreach && <strong>{t.breach}</strong>}
                </td>
              </tr>
            ))}
          </Table>
          {counts.moved > moved.length && <p className="soft">{t.more({ count: counts.moved - moved.length })}</p>}
        </>
      )}
    </section>
  );
}
