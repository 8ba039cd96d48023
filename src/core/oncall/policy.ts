/** An escalation policy at work: its steps, when each is due, and whom a step means at an instant. */
import type { Book } from "#core/agreement/book.ts";
import type { Document, EscalationPolicy } from "#core/model/document.ts";
import { resolveRecipients } from "#core/notification/recipient.ts";
import type { Gap, Page, Told } from "#core/oncall/page.ts";
import { onCallIn, scheduleAt } from "#core/oncall/rota.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, minutes } from "#core/time/instant.ts";
import { parseSpan, type Span } from "#core/time/span.ts";

/** Whoever is told last has at least so long to answer before the steps begin again or the last resort is told. */
const shortestPatience = minutes(5);
/** Told again so often once all steps were gone through, until somebody answers. */
export const lastResortEveryMs = 3_600_000;
/** Who is told last when the model names nobody: somebody always can be. */
const administrators = "role:administrator";

/** The page's policy as the model of that instant has it. One that the model no longer has is gone through: the last resort is next. */
export function policyOf({ policy, targets }: Pick<Page, "policy" | "targets">, document: Document | null): EscalationPolicy {
  if (policy === null) return { steps: [{ after: "0s", notify: [...targets] }] };
  return document?.escalationPolicies?.[policy] ?? { steps: [] };
}

/** When step `step` is due, counted from `from` in the policy's calendar. */
export function stepDue(policy: EscalationPolicy, step: number, from: Instant, book: Book): Instant {
  return dueAfter(policy, parseSpan(policy.steps[step]!.after), from, book);
}

/** When an acknowledgement given at `at` expires; null when it holds until the page's end. */
export const acknowledgementExpiry = (policy: EscalationPolicy, at: Instant, book: Book): Instant | null =>
  policy.ackTimeout === undefined ? null : dueAfter(policy, parseSpan(policy.ackTimeout), at, book);

/**
 * Until when one waits for an answer after the last step of a round: the longest of the policy's delays, and five minutes at least, so
 * that steps without a delay do not begin again in the same breath.
 */
export function patienceEnd(policy: EscalationPolicy, toldAt: Instant, book: Book): Instant {
  const shortest = dueAfter(policy, { kind: "open", ms: shortestPatience }, toldAt, book);
  return Math.max(shortest, ...policy.steps.map((_, step) => stepDue(policy, step, toldAt, book))) as Instant;
}

function dueAfter({ calendar = "always" }: EscalationPolicy, span: Span, from: Instant, book: Book): Instant {
  try {
    return book.calendar(calendar).due(from, span);
  } catch (error) {
    // A calendar that never opens again would leave the page waiting for ever: then time counts around the clock.
    if (error instanceof Refusal && calendar !== "always") return book.calendar("always").due(from, span);
    throw error;
  }
}

export type Reading = { told: Told[]; gaps: Gap[] };

/** Whom targets mean at an instant: each recipient once, by the first target that names them; and the targets that mean nobody. */
export function readTargets(targets: readonly string[], customerId: string, at: Instant, book: Book): Reading {
  const told: Told[] = [];
  const gaps: Gap[] = [];
  const seen = new Set<string>();
  for (const target of targets) {
    const found = readTarget(target, customerId, at, book);
    if (typeof found === "string") gaps.push({ target, reason: found });
    else for (const each of found) if (!seen.has(each.recipient)) told.push(each);
    if (typeof found !== "string") for (const { recipient } of found) seen.add(recipient);
  }
  return { told, gaps };
}

/** The installation's last resort: as the model names it, else its administrators; nobody on call there leaves the administrators. */
export function readLastResort(customerId: string, at: Instant, book: Book): Told[] {
  const { told } = readTargets(book.documentAt(at)?.lastResort ?? [], customerId, at, book);
  return told.length > 0 ? told : [{ recipient: administrators, via: administrators, layer: null }];
}

function readTarget(target: string, customerId: string, at: Instant, book: Book): Told[] | Gap["reason"] {
  const document = book.documentAt(at);
  const colon = target.indexOf(":");
  const [kind, name] = [target.slice(0, colon), target.slice(colon + 1)];
  switch (kind) {
    case "schedule": {
      if (scheduleAt(book, name, at) === null) return "unknown-target";
      const onCall = onCallIn(book, name, at);
      return onCall === null ? "nobody-on-call" : [{ recipient: `person:${onCall.person}`, via: target, layer: onCall.layer }];
    }
    case "team":
      if (document?.teams[name] === undefined) return "unknown-target";
      return toldBy(target, customerId, document) ?? "empty-team";
    case "lead":
      return (document === null ? null : toldBy(target, customerId, document)) ?? "unknown-target";
    case "contact":
      if (name !== "designated" && document?.customers[customerId]?.contacts[name] === undefined) return "unknown-target";
      return (document === null ? null : toldBy(target, customerId, document)) ?? "unknown-target";
    case "person":
    case "webhook":
    case "role":
      return [{ recipient: target, via: target, layer: null }];
    default:
      return "unknown-target";
  }
}

function toldBy(target: string, customerId: string, document: Document): Told[] | null {
  const recipients = resolveRecipients([target], document, customerId);
  // What names nobody comes back as it was written.
  if (recipients.length === 1 && recipients[0] === target && !target.startsWith("contact:")) return null;
  if (recipients[0] === "contact:designated") return null;
  return recipients.map((recipient) => ({ recipient, via: target, layer: null }));
}
