/** The room of the watch: whether Guardia itself can be relied on, and who would notice if not. */
import { useQuery } from "@tanstack/react-query";
import { type WatchView, watchQuery } from "../api/watch.ts";
import { useMay } from "../kit/may.ts";
import { useNow } from "../kit/now.ts";
import { Failure, Loading } from "../kit/states.tsx";
import { roughLength, shortInstant } from "../kit/time-text.ts";
import { Verdict } from "../kit/verdict.tsx";
import { useLanguage, useText } from "../language/language.tsx";
import { Findings } from "./findings.tsx";
import { Latency } from "./latency.tsx";
import { Pings } from "./pings.tsx";
import { Tests } from "./tests.tsx";
import style from "./watch.module.css";
import { Witnesses } from "./witnesses.tsx";

export function Watch() {
  const { watch: t } = useText();
  const may = useMay();
  const watch = useQuery(watchQuery);
  return (
    <div className={style.page}>
      <header>
        <h1>{t.title}</h1>
        <p className={style.lead}>{t.lead}</p>
      </header>
      {watch.isPending && <Loading />}
      {watch.isError && <Failure error={watch.error} retry={() => void watch.refetch()} />}
      {watch.data !== undefined && (
        <>
          <Standing watch={watch.data} />
          {watch.data.figures !== null && <Figures figures={watch.data.figures} />}
          <Findings findings={watch.data.findings} past={watch.data.past} />
          <Latency hours={watch.data.latency} />
          <Tests runs={watch.data.runs} isAdmin={may("admin")} />
          {may("admin") && (
            <div className={style.pair}>
              <Pings />
              <Witnesses />
            </div>
          )}
        </>
      )}
    </div>
  );
}

function Standing({ watch: { isWell, auditedAt, findings } }: { watch: WatchView }) {
  const { text, zoned } = useLanguage();
  const t = text.watch;
  const now = useNow();
  const at = auditedAt === null ? null : Date.parse(auditedAt);
  const isSilent = at === null || now - at > 65_000;
  const hint = isSilent ? t.silentHint : isWell ? t.wellHint({ ago: shortInstant(at, now, zoned) }) : t.unwellHint;
  const title = at === null ? t.never : isSilent ? t.silent : isWell ? t.well : t.unwell;
  return (
    <Verdict tone={isSilent || !isWell ? "late" : findings.length > 0 ? "noted" : "well"}>
      <p className={style.verdict}>{title}</p>
      <p>{hint}</p>
    </Verdict>
  );
}

function Figures({ figures }: { figures: NonNullable<WatchView["figures"]> }) {
  const { watch } = useText();
  const t = watch.figures;
  const ages = { outboxRows: figures.outboxAgeMs, unsealedRows: figures.unsealedAgeMs } as const;
  return (
    <section aria-label={t.title}>
      <dl className={style.figures}>
        {(["openPages", "waitingDeliveries", "overdueDeliveries", "outboxRows", "unsealedRows"] as const).map((name) => (
          <div key={name}>
            <dt>{t[name]}</dt>
            <dd>
              {figures[name]}
              {name in ages && figures[name] > 0 && (
                <span className={style.age}>{roughLength(Math.max(1_000, ages[name as keyof typeof ages]))}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
