/** When a page acts by itself again, counted down, and whom it calls then. */
import type { OnCallNow, PageSummary } from "../api/pages.ts";
import { countdown } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import { type Coming, comingOf } from "./coming.ts";
import { type PageNames, targetNow } from "./names.ts";
import style from "./next-step.module.css";

type Props = { page: PageSummary; names: PageNames; onCall: readonly OnCallNow[] | undefined; now: number };

export function NextStep({ page, names, onCall, now }: Props) {
  const t = useLanguage().text.pages.next;
  const words = useComingWords();
  const { state, nextAt } = page;
  if (state === "resolved" || nextAt === null) return null;
  const leftMs = Date.parse(nextAt) - now;
  if (state === "acknowledged") return <span className={style.next}>{t.expires({ left: countdown(Math.max(0, leftMs)) })}</span>;
  const coming = comingOf(page, names.document);
  return (
    <span className={style.next} data-pressing={leftMs < 60_000}>
      <strong>{words(coming, leftMs, state === "exhausted")}</strong>
      {coming.targets !== null && (
        <span className={style.whom} dir="auto">
          {t.whom({ whom: coming.targets.map((each) => targetNow(each, names, onCall, page.customerId)).join(", ") })}
        </span>
      )}
    </span>
  );
}

function useComingWords(): (coming: Coming, leftMs: number, isOnceMore: boolean) => string {
  const t = useLanguage().text.pages.next;
  return (coming, leftMs, isOnceMore) => {
    const left = countdown(leftMs);
    const isNow = leftMs <= 0;
    switch (coming.what) {
      case "step":
        return isNow ? t.stepNow({ step: coming.step + 1 }) : t.step({ step: coming.step + 1, left });
      case "again":
        return isNow ? t.againNow : t.again({ left });
      case "last-resort":
        return isNow ? t.lastResortNow : isOnceMore ? t.lastResortAgain({ left }) : t.lastResort({ left });
    }
  };
}
