/** Who held the ball: a ticket's life as one ribbon, cut where it changed hands, with the same as a table. */
import { useState } from "react";
import type { WireStretch } from "../api/wire.ts";
import { useLanguage } from "../language/language.tsx";
import style from "./ball-ribbon.module.css";
import { grouped } from "./grouped.ts";
import { Table } from "./table.tsx";
import { lengthText, roughLength, rowInstant, shortInstant } from "./time-text.ts";

type Props = { stretches: readonly WireStretch[]; now: number; nameOf(stretch: WireStretch): string | null };

const holdKey = ({ holder, tier }: WireStretch): string => (holder === "tier" ? `l${tier ?? 1}` : holder);

export function BallRibbon({ stretches, now, nameOf }: Props) {
  const { text, zoned } = useLanguage();
  const [isTable, setTable] = useState(false);
  const first = stretches[0];
  const last = stretches.at(-1);
  if (first === undefined || last === undefined) return null;
  const [start, end] = [Date.parse(first.from), Date.parse(last.to)];
  const title = (stretch: WireStretch): string => {
    const holder = stretch.holder === "tier" ? text.words.tier({ tier: stretch.tier ?? 0 }) : text.words.holder[stretch.holder];
    const name = nameOf(stretch);
    return name === null ? holder : `${holder} · ${name}`;
  };
  const totals = grouped(stretches, holdKey);
  return (
    <div>
      <div
        className={style.ribbon}
        role="img"
        aria-label={text.ticket.ball.summary({ count: stretches.length, life: roughLength(end - start) })}
      >
        {stretches.map((stretch) => {
          const ms = Date.parse(stretch.to) - Date.parse(stretch.from);
          return (
            <span
              key={stretch.from}
              className={style.hold}
              data-hold={holdKey(stretch)}
              style={{ flexGrow: Math.max(ms, (end - start) / 400) }}
              title={`${title(stretch)}: ${roughLength(ms)}`}
            />
          );
        })}
      </div>
      <div className={style.scale} aria-hidden="true">
        <span>{shortInstant(start, now, zoned)}</span>
        <span>{shortInstant(end, now, zoned)}</span>
      </div>
      <ul className={style.legend}>
        {[...totals].map(([key, held]) => (
          <li key={key}>
            <span className={style.swatch} data-hold={key} aria-hidden="true" />
            {held[0]!.holder === "tier" ? text.words.tier({ tier: held[0]!.tier ?? 0 }) : text.words.holder[held[0]!.holder]}{" "}
            <span className="soft">{roughLength(held.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0))}</span>
          </li>
        ))}
      </ul>
      <button type="button" className={style.toggle} aria-expanded={isTable} onClick={() => setTable(!isTable)}>
        {isTable ? text.ticket.ball.hideTable : text.ticket.ball.showTable}
      </button>
      {isTable && (
        <Table
          caption={text.ticket.ball.title}
          head={[text.ticket.ball.from, text.ticket.ball.who, { text: text.ticket.ball.held, isNumber: true }]}
        >
          {stretches.map((stretch) => (
            <tr key={stretch.from}>
              <td>{rowInstant(Date.parse(stretch.from), zoned)}</td>
              <td>{title(stretch)}</td>
              <td data-number>{lengthText(Date.parse(stretch.to) - Date.parse(stretch.from))}</td>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}
