/** What an open page does next by itself, as the policy in force says. Pure. */
import type { PageSummary } from "../api/pages.ts";
import type { Document } from "../api/wire.ts";

export type Coming =
  | { what: "step"; step: number; targets: readonly string[] | null }
  /** Through the steps once more. */
  | { what: "again"; targets: readonly string[] }
  | { what: "last-resort"; targets: readonly string[] };

/** Without one of its own, an installation has its administrators. */
const usualLastResort: readonly string[] = ["role:administrator"];

/** `targets` of a step are null while the model is on its way. */
export function comingOf(
  page: Pick<PageSummary, "state" | "policy" | "targets" | "nextStep" | "round">,
  document: Document | undefined,
): Coming {
  const lastResort: Coming = { what: "last-resort", targets: document?.lastResort ?? usualLastResort };
  if (page.state === "exhausted") return lastResort;
  if (page.policy === null) return page.nextStep === 0 ? { what: "step", step: 0, targets: page.targets } : lastResort;
  if (document === undefined) return { what: "step", step: page.nextStep, targets: null };
  const policy = document.escalationPolicies?.[page.policy];
  // One that was taken out of the model is gone through.
  if (policy === undefined) return lastResort;
  const step = policy.steps[page.nextStep];
  if (step !== undefined) return { what: "step", step: page.nextStep, targets: step.notify };
  return page.round < (policy.repeat ?? 0) ? { what: "again", targets: policy.steps[0]?.notify ?? [] } : lastResort;
}
