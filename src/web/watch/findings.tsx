/** What is wrong with Guardia itself now, and what was. */
import type { FindingView } from "../api/watch.ts";
import { useNow } from "../kit/now.ts";
import { roughLength, shortInstant } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./watch.module.css";

export function Findings({ findings, past }: { findings: readonly FindingView[]; past: readonly FindingView[] }) {
  const { watch } = useText();
  const t = watch.findings;
  return (
    <section className={style.part} aria-labelledby="watch-findings">
      <h2 id="watch-findings">{t.title}</h2>
      {findings.length === 0 ? <p className="soft">{t.none}</p> : <List findings={findings} />}
      {past.length > 0 && (
        <details className={style.past}>
          <summary>{t.past}</summary>
          <List findings={past} />
        </details>
      )}
    </section>
  );
}

function List({ findings }: { findings: readonly FindingView[] }) {
  return (
    <ul className={style.findings}>
      {findings.map((finding) => (
        <Item key={finding.id} finding={finding} />
      ))}
    </ul>
  );
}

function Item({ finding: { kind, facts, isFatal, beganAt, alarmedAt, endedAt } }: { finding: FindingView }) {
  const { text, zoned } = useLanguage();
  const t = text.watch.findings;
  const now = useNow();
  const shown = (at: string): string => shortInstant(Date.parse(at), now, zoned);
  const sentence = t.kinds[kind] as string | ((values: Record<string, string | number>) => string);
  const length = endedAt === null ? "" : roughLength(Date.parse(endedAt) - Date.parse(beganAt));
  return (
    <li className={style.row} data-tone={endedAt !== null ? "past" : isFatal ? "fatal" : "noted"}>
      <p className={style.finding}>{typeof sentence === "string" ? sentence : sentence(facts)}</p>
      <p className="soft">
        {endedAt === null ? t.since({ at: shown(beganAt) }) : t.lasted({ from: shown(beganAt), length })}
        {", "}
        {alarmedAt === null ? t.quiet : t.alarmed({ at: shown(alarmedAt) })}
      </p>
    </li>
  );
}
