/** What a verb would do to each ticket: what changes from what to what, and what is refused and why. */
import { useQuery } from "@tanstack/react-query";
import { modelQuery } from "../../api/queries.ts";
import type { BulkPreview } from "../../api/search.ts";
import { Table } from "../../kit/table.tsx";
import { rowInstant } from "../../kit/time-text.ts";
import { textOf, useLanguage } from "../../language/language.tsx";
import style from "./bulk-dialog.module.css";

/** So many are listed; the counts have them all. */
const mostListed = 60;

export function BulkEffect({ preview: { items, counts } }: { preview: BulkPreview }) {
  const { queue } = useLanguage().text;
  const t = queue.bulk;
  const shown = useValueText();
  const changing = items.filter(({ changes, refusal }) => refusal === null && changes.length > 0);
  const refused = items.flatMap(({ ticketId, subject, refusal }) => (refusal === null ? [] : [{ ticketId, subject, refusal }]));
  return (
    <>
      <p className={style.counts}>
        <strong>{t.willChange({ count: counts.changed })}</strong>
        {counts.unchanged > 0 && <span>{t.unchanged({ count: counts.unchanged })}</span>}
        {counts.refused > 0 && <span className={style.refused}>{t.willRefuse({ count: counts.refused })}</span>}
      </p>
      {refused.length > 0 && (
        <Listed caption={t.refusedList} count={refused.length}>
          {refused.slice(0, mostListed).map(({ ticketId, subject, refusal }) => (
            <tr key={ticketId}>
              <Ticket id={ticketId} subject={subject} />
              <td>{refusal.detail}</td>
            </tr>
          ))}
        </Listed>
      )}
      {changing.length > 0 && (
        <Listed caption={t.changesList} count={changing.length}>
          {changing.slice(0, mostListed).map(({ ticketId, subject, changes }) => (
            <tr key={ticketId}>
              <Ticket id={ticketId} subject={subject} />
              <td>
                {changes.map(({ field, before, after }) => (
                  <div key={field}>
                    <span className="soft">{(t.fields as Readonly<Record<string, string>>)[field] ?? field}</span> {shown(field, before)} →{" "}
                    <strong>{shown(field, after)}</strong>
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </Listed>
      )}
    </>
  );
}

function Listed({ caption, count, children }: { caption: string; count: number; children: React.ReactNode }) {
  const t = useLanguage().text.queue.bulk;
  return (
    <div className={style.listed}>
      <Table caption={caption} head={[t.columns.ticket, t.columns.change]} isCaptioned>
        {children}
      </Table>
      {count > mostListed && <p className="soft">{t.listed({ count: mostListed })}</p>}
    </div>
  );
}

const Ticket = ({ id, subject }: { id: number; subject: string }) => (
  <td className={style.ticket}>
    <span className="soft">#{id}</span> {subject}
  </td>
);

/** A value of a ticket's field as a person reads it: names for keys, local times for instants. */
function useValueText(): (field: string, value: unknown) => string {
  const { text, code, zoned } = useLanguage();
  const { data: model } = useQuery(modelQuery);
  const { teams = {}, people = {} } = model?.document ?? {};
  return (field, value) => {
    if (value === null || value === undefined || value === "") return text.queue.bulk.nothing;
    if (typeof value === "object") return "reason" in value ? words(text.words.pauseShort, String(value.reason)) : JSON.stringify(value);
    const written = String(value);
    if (field === "team") return teams[written] === undefined ? written : textOf(teams[written].name, code);
    if (field === "assignee") return people[written]?.name ?? written;
    if (field === "status") return words(text.words.status, written);
    if (field === "pause") return words(text.words.pauseShort, written);
    if (field === "tier") return text.words.tier({ tier: written });
    const at = /^\d{4}-\d\d-\d\dT/.test(written) ? Date.parse(written) : Number.NaN;
    return Number.isNaN(at) ? written : rowInstant(at, zoned);
  };
}

const words = (known: Readonly<Record<string, string>>, key: string): string => known[key] ?? key;
