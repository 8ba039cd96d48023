/** Is it covered? Ordered rules of the agreement; the first that matches decides, and is quoted. */
import type { Terms } from "#core/agreement/terms.ts";
import type {
  Channel,
  ComponentKind,
  CoverageDecision,
  CoverageRule,
  Environment,
  MaintenanceClass,
  Priority,
  Text,
} from "#core/model/document.ts";
import type { Calendar } from "#core/time/calendar.ts";
import type { Instant } from "#core/time/instant.ts";

/** The decision with the rule that made it; `overridden` names the manager's reason where a person decided otherwise. */
export type CoverageVerdict = {
  decision: CoverageDecision;
  rule: string;
  clause: string;
  text: Text;
  redirect: NonNullable<CoverageRule["redirect"]> | null;
  overridden: string | null;
};

export type CoverageQuestion = {
  kind: ComponentKind | null;
  service: string | null;
  component: string | null;
  environment: Environment | null;
  class: MaintenanceClass;
  channel: Channel;
  priority: Priority;
  at: Instant;
};

/** Without an agreement in force nothing is owed: the work is on demand. */
const noAgreement: CoverageVerdict = {
  decision: "billable",
  rule: "no-agreement",
  clause: "",
  text: {
    en: "No agreement in force covers this service on this date; the work is done on demand, after a quote.",
    fr: "Aucun contrat en vigueur ne couvre ce service à cette date ; l'intervention se fait à la demande, sur devis.",
    es: "Ningún contrato vigente cubre este servicio en esta fecha; el trabajo se hace a demanda, previo presupuesto.",
  },
  redirect: null,
  overridden: null,
};

export function decideCoverage(terms: Terms | null, question: CoverageQuestion, calendar: (name: string) => Calendar): CoverageVerdict {
  if (terms === null) return noAgreement;
  for (const rule of terms.agreement.coverage) {
    if (!matches(rule.when ?? {}, question, terms, calendar)) continue;
    const { id, decision, clause, text, redirect } = rule;
    return { decision, rule: id, clause, text, redirect: redirect ?? null, overridden: null };
  }
  throw new Error(`agreement ${terms.agreementId} has no default coverage rule; the model's check must refuse it`);
}

function matches(
  when: NonNullable<CoverageRule["when"]>,
  question: CoverageQuestion,
  terms: Terms,
  calendar: (name: string) => Calendar,
): boolean {
  const holds = <T>(allowed: readonly T[] | undefined, value: T | null): boolean =>
    allowed === undefined || (value !== null && allowed.includes(value));
  return (
    holds(when.kind, question.kind) &&
    holds(when.service, question.service) &&
    holds(when.component, question.component) &&
    holds(when.environment, question.environment) &&
    holds(when.class, question.class) &&
    holds(when.channel, question.channel) &&
    holds(when.priority, question.priority) &&
    isWithinHours(when.hours, question.at, terms, calendar)
  );
}

function isWithinHours(
  hours: NonNullable<CoverageRule["when"]>["hours"],
  at: Instant,
  terms: Terms,
  calendar: (name: string) => Calendar,
): boolean {
  if (hours === undefined) return true;
  const service = terms.agreement.calendar;
  if (typeof hours === "string") return calendar(service).isOpen(at) === (hours === "inside");
  return "inside" in hours ? calendar(hours.inside).isOpen(at) : !calendar(hours.outside).isOpen(at);
}
