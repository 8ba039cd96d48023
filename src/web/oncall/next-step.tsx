/** When a page acts by itself again, counted down, and whom it calls then. */
import type { OnCallNow, PageSummary } from "../api/pages.ts";
import type { Document } from "../api/wire.ts";
import { countdown } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import { type PageNames, targetNow } from "./names.ts";
import style from "./next-step.module.css";

/** Whom the step that comes next calls, as the policy in force names them; null when none comes, or nobody knows. */
export function comingTargets(
  page: Pick<PageSummary, "policy" | "nextStep" | "round">,
  document: Document | undefined,
): readonly string[] | null {
  const policy = page.policy === null ? undefined : document?.escalationPolicies?.[page.policy];
  if (policy === undefined) return null;
  const step = policy.steps[page.nextStep];
  if (step !== undefined) return step.notify;
  return page.round < (policy.repeat ?? 0) ? (policy.steps[0]?.notify ?? null) : null;
}

type Props = { page: PageSummary; names: PageNames; onCall: readonly OnCallNow[] | undefined; now: number };

export function NextStep({ page, names, onCall, now }: Props) {
  const t = useLanguage().text.pages.next;
  const { state, nextAt } = page;
  if (state === "resolved" || nextAt === null) return null;
  const leftMs = Date.parse(nextAt) - now;
  const left = countdown(Math.max(0, leftMs));
  if (state === "acknowledged") return <span className={style.next}>{t.expires({ left })}</span>;
  if (state === "exhausted") return <span className={style.next}>{t.lastResort({ left })}</span>;
  const coming = comingTargets(page, names.document);
  const policy = page.policy === null ? undefined : names.document?.escalationPolicies?.[page.policy];
  const isAgain = policy !== undefined && page.nextStep >= policy.steps.length;
  const isNow = leftMs <= 0;
  const when = isAgain
    ? isNow
      ? t.againNow
      : t.again({ left })
    : isNow
      ? t.stepNow({ step: page.nextStep + 1 })
      : t.step({ step: page.nextStep + 1, left });
  return (
    <span className={style.next} data-pressing={leftMs < 60_000}>
      <strong>{when}</strong>
      {coming !== null && (
        <span className={style.whom} dir="auto">
          {t.whom({ whom: coming.map((each) => targetNow(each, names, onCall, page.customerId)).join(", ") })}
        </span>
      )}
    </span>
  );
}
