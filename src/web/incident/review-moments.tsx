/** How long it took, from the log: each moment with the time since the beginning. */
import type { Review } from "../api/incident.ts";
import { useNow } from "../kit/now.ts";
import { roughLength, shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import style from "./review.module.css";

const names = [
  "startedAt",
  "detectedAt",
  "declaredAt",
  "pagedAt",
  "acknowledgedAt",
  "respondedAt",
  "restoredAt",
  "resolvedAt",
] as const satisfies readonly (keyof Review["moments"])[];

export function Moments({ moments }: { moments: Review["moments"] }) {
  const { text, zoned } = useLanguage();
  const t = text.incident.review.moments;
  const now = useNow();
  const began = Date.parse(moments.startedAt);
  return (
    <section className={style.part} aria-labelledby="moments">
      <h2 id="moments">{t.title}</h2>
      <ol className={style.moments}>
        {names.map((name) => {
          const at = moments[name] === null ? null : Date.parse(moments[name]);
          const after = at === null ? null : at - began;
          return (
            <li key={name} data-never={at === null}>
              <span className="soft">{t[name]}</span>
              <strong>{after === null ? t.never : name === "startedAt" ? shortInstant(began, now, zoned) : roughLength(after)}</strong>
              {at !== null && name !== "startedAt" && (
                <time dateTime={new Date(at).toISOString()} className="soft">
                  {shortInstant(at, now, zoned)}
                </time>
              )}
            </li>
          );
        })}
      </ol>
      <p className={style.sums}>
        <span>{t.updates({ count: moments.updates })}</span>
        <span data-late={moments.missedUpdates > 0}>{t.missed({ count: moments.missedUpdates })}</span>
        {moments.longestSilenceMs !== null && <span>{t.silence({ span: roughLength(moments.longestSilenceMs) })}</span>}
      </p>
    </section>
  );
}
