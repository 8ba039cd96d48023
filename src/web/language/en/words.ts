/** The field's own words in English: one meaning each, as in the glossary. */

import type { Party } from "#core/agreement/terms.ts";
import type { Channel, CoverageDecision, Objective, PauseReason, Priority } from "#core/model/document.ts";
import type { Holder } from "#core/ticket/ball.ts";
import type { LinkType, TicketKind } from "#core/ticket/ticket.ts";
import type { ClosedKind } from "#core/time/plan.ts";

export const words = {
  objective: {
    response: "Response",
    "next-response": "Next response",
    update: "Update",
    escalation: "Escalation",
    restoration: "Restoration",
    resolution: "Resolution",
  } satisfies Record<Objective, string>,
  party: { sla: "to the customer", ola: "within the tier", uc: "by the vendor" } satisfies Record<Party, string>,
  pause: {
    customer: "Waiting for the customer",
    vendor: "Waiting for a vendor",
    "change-window": "Waiting for a change window",
    quote: "Waiting for the quote's approval",
  } satisfies Record<PauseReason, string>,
  pauseShort: { customer: "Customer", vendor: "Vendor", "change-window": "Change window", quote: "Quote" } satisfies Record<
    PauseReason,
    string
  >,
  status: { open: "Open", resolved: "Resolved", closed: "Closed" },
  coverage: { covered: "Covered", billable: "Billable", excluded: "Excluded" } satisfies Record<CoverageDecision, string>,
  kind: { incident: "Incident", request: "Request", problem: "Problem", change: "Change", evolution: "Evolution" } satisfies Record<
    TicketKind,
    string
  >,
  channel: {
    email: "e-mail",
    portal: "portal",
    api: "API",
    phone: "phone",
    chat: "chat",
    sms: "SMS",
    alert: "alert",
    import: "import",
  } satisfies Record<Channel, string>,
  priority: { P1: "Critical", P2: "High", P3: "Normal", P4: "Low" } satisfies Record<Priority, string>,
  tier: "{tier, plural, =0 {no tier} other {L#}}",
  holder: { nobody: "Nobody", tier: "Tier", vendor: "Vendor", customer: "Customer" } satisfies Record<Holder, string>,
  link: {
    "relates-to": "relates to",
    duplicates: "duplicates",
    "caused-by": "is caused by",
    follows: "follows",
    blocks: "blocks",
    "part-of": "is part of",
    "duplicated-by": "is duplicated by",
    causes: "causes",
    "followed-by": "is followed by",
    "blocked-by": "is blocked by",
    "has-part": "consists of",
  } satisfies Record<LinkType, string>,
  closed: {
    night: "Night",
    weekend: "Weekend",
    break: "Break",
    holiday: "Holiday",
    exception: "Exception",
    "outside-validity": "Calendar not in force",
    closed: "Closed",
  } satisfies Record<ClosedKind, string>,
  verdict: { met: "met", breached: "breached", void: "not judged" },
} as const;
