/** One version of one agreement, made ready to be asked: which target, does this reason pause, when does the period end. */
import {
  type Agreement,
  type Document,
  type Matrix,
  type Objective,
  type PauseReason,
  type Priority,
  priorities,
  type Target,
  type Tier,
} from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";
import { parseSpan, type Span } from "#core/time/span.ts";
import { startOfDate } from "#core/time/zone.ts";

/** Whose promise a clock measures: ours to the customer (SLA), a tier's to the next (OLA), a vendor's to us (UC). */
export type Party = "sla" | "ola" | "uc";

/** A target as written, parsed once. */
export type CompiledTarget = { written: string; span: Span; calendar: string };

export type Terms = {
  readonly agreementId: string;
  /** Counts the versions of this agreement, from 1. */
  readonly version: number;
  readonly effectiveAt: Instant;
  readonly agreement: Agreement;
  /** The agreement's own period, from the first instant of its first day to that of the day after its last. */
  readonly from: Instant;
  readonly until: Instant;
  readonly matrix: Matrix;
  readonly thresholds: readonly number[];
  readonly reopenWindow: Span;
  readonly closeAfter: Span;
  readonly silences: readonly (Span | null)[];
  /** Targets by `party/objective/tier`, then by priority. */
  readonly targets: ReadonlyMap<string, Partial<Record<Priority, CompiledTarget>>>;
};

const endOfTime = Number.POSITIVE_INFINITY as Instant;
export const defaultThresholds: readonly number[] = [50, 75, 90];
export const defaultMatrix: Matrix = [
  ["P1", "P2", "P3"],
  ["P2", "P3", "P4"],
  ["P3", "P4", "P4"],
];

export function compileTerms(agreementId: string, agreement: Agreement, document: Document, version: number, effectiveAt: Instant): Terms {
  const zone = document.customers[agreement.customer]?.zone ?? document.zone;
  const reopenWindow = parseSpan(agreement.reopenWindow ?? "5bd");
  return {
    agreementId,
    version,
    effectiveAt,
    agreement,
    from: startOfDate(zone, agreement.from),
    until: agreement.until === undefined ? endOfTime : startOfDate(zone, agreement.until, 1),
    matrix: agreement.matrix ?? document.matrix ?? defaultMatrix,
    thresholds: agreement.thresholds ?? defaultThresholds,
    reopenWindow,
    closeAfter: agreement.closeAfter === undefined ? reopenWindow : parseSpan(agreement.closeAfter),
    silences: (agreement.notify ?? []).map((rule) => (rule.silence === undefined ? null : parseSpan(rule.silence))),
    targets: compileTargets(agreement),
  };
}

function compileTargets(agreement: Agreement): Map<string, Partial<Record<Priority, CompiledTarget>>> {
  const targets = new Map<string, Partial<Record<Priority, CompiledTarget>>>();
  const put = (key: string, priority: Priority, target: Target | undefined): void => {
    if (target === undefined) return;
    const { for: written, calendar } = typeof target === "string" ? { for: target, calendar: undefined } : target;
    const row = targets.get(key) ?? {};
    row[priority] = { written, span: parseSpan(written), calendar: calendar ?? agreement.calendar };
    targets.set(key, row);
  };
  for (const priority of priorities) {
    for (const [objective, target] of Object.entries(agreement.targets?.[priority] ?? {})) put(`sla/${objective}`, priority, target);
    for (const [tier, target] of Object.entries(agreement.escalation?.[priority] ?? {})) put(`ola/escalation/${tier}`, priority, target);
    put("uc/resolution", priority, agreement.vendorTargets?.[priority]);
  }
  return targets;
}

const targetKey = (party: Party, objective: Objective, tier: Tier | null): string =>
  tier === null ? `${party}/${objective}` : `${party}/${objective}/${tier}`;

/** The target of one objective at one priority, or null where the agreement promises nothing. */
export function targetOf(terms: Terms, party: Party, objective: Objective, priority: Priority, tier: Tier | null): CompiledTarget | null {
  return terms.targets.get(targetKey(party, objective, tier))?.[priority] ?? null;
}

/** Whether the agreement has this objective at any priority, so that a clock is worth keeping. */
export const promises = (terms: Terms, party: Party, objective: Objective, tier: Tier | null): boolean =>
  terms.targets.has(targetKey(party, objective, tier));

/**
 * Does a pause for this reason stop clocks of this objective? Response and next response never pause; an escalation clock pauses
 * for every reason unless the agreement lists its own; a vendor's clock does not care that we wait for the vendor.
 */
export function isPausedBy(terms: Terms, party: Party, objective: Objective, reason: PauseReason): boolean {
  if (objective === "response" || objective === "next-response") return false;
  if (party === "uc") return reason === "customer";
  const listed = terms.agreement.pauses?.[objective];
  return listed === undefined ? objective === "escalation" : listed.includes(reason);
}
