/** A ticket: what is asked, who holds it, what was promised; and the events that make its log. */
import type { CoverageVerdict } from "#core/agreement/coverage.ts";
import type { Party } from "#core/agreement/terms.ts";
import type { Channel, Environment, Level, MaintenanceClass, Money, Objective, PauseReason, Priority, Tier } from "#core/model/document.ts";
import type { Clock } from "#core/sla/clock.ts";
import type { Hold } from "#core/ticket/ball.ts";
import type { Facts } from "#core/ticket/priority.ts";
import type { Instant } from "#core/time/instant.ts";

export const ticketKinds = ["incident", "request", "problem", "change", "evolution"] as const;
export type TicketKind = (typeof ticketKinds)[number];

export const linkTypes = ["relates-to", "duplicates", "caused-by", "follows", "blocks", "part-of"] as const;
export type LinkType = (typeof linkTypes)[number];

export type Pause = { reason: PauseReason; since: Instant; note: string | null; vendor: string | null; reference: string | null };
export type Quote = { amount: Money; hours: number | null; text: string; state: "offered" | "approved" | "declined"; at: Instant };
export type Link = { type: LinkType; ticketId: number };
/** Where a ticket of a history comes from, how far it was read, and what the old tool said of its own promise: kept, due when. */
export type External = { source: string; id: string; watermark: string; verdict: boolean | null; promisedAt: Instant | null };

export type Ticket = {
  /** The number by which people call it; unique in the installation. */
  id: number;
  customerId: string;
  /** How many events made it: its version. */
  seq: number;
  kind: TicketKind;
  class: MaintenanceClass;
  channel: Channel;
  subject: string;
  requester: string | null;
  service: string | null;
  component: string | null;
  environment: Environment | null;
  facts: Facts | null;
  impact: Level;
  urgency: Level;
  priority: Priority;
  /** Place in the customer's own order; 1 is first. */
  rank: number | null;
  agreementId: string | null;
  agreementVersion: number | null;
  coverage: CoverageVerdict | null;
  contestedAt: Instant | null;
  quote: Quote | null;
  status: "open" | "resolved" | "closed";
  tier: Tier | null;
  team: string | null;
  assignee: string | null;
  collaborators: readonly string[];
  pause: Pause | null;
  openedAt: Instant;
  respondedAt: Instant | null;
  restoredAt: Instant | null;
  resolvedAt: Instant | null;
  closedAt: Instant | null;
  /** When it closes by itself, unless something happens. */
  closesAt: Instant | null;
  reopenCount: number;
  /** When silence becomes news: which notify rule, at which instant. */
  silences: readonly { rule: number; at: Instant }[];
  links: readonly Link[];
  mergedInto: number | null;
  external: External | null;
  clocks: readonly Clock[];
  ball: readonly Hold[];
};

export type Opening = {
  kind: TicketKind;
  class: MaintenanceClass;
  channel: Channel;
  subject: string;
  description: string;
  requester: string | null;
  service: string | null;
  component: string | null;
  environment: Environment | null;
  facts: Facts | null;
  impact: Level;
  urgency: Level;
  priority: Priority;
  agreementId: string | null;
  agreementVersion: number | null;
  coverage: CoverageVerdict | null;
  tier: Tier | null;
  team: string | null;
  assignee: string | null;
  pause: PauseReason | null;
  closesAt: Instant | null;
  links: readonly Link[];
  external: External | null;
};

type Facts_ =
  | ({ type: "ticket.opened" } & Opening)
  | { type: "ticket.acknowledged" }
  | { type: "ticket.triaged"; facts: Facts | null; impact: Level; urgency: Level; priority: Priority; reason: string | null }
  | { type: "ticket.coverage-decided"; coverage: CoverageVerdict; reason: string; closesAt: Instant | null }
  | { type: "ticket.coverage-contested"; reason: string }
  | { type: "ticket.quoted"; quote: Quote }
  | { type: "ticket.quote-decided"; state: "approved" | "declined"; note: string | null }
  | { type: "ticket.assigned"; assignee: string | null }
  | { type: "ticket.joined"; person: string }
  | { type: "ticket.left"; person: string }
  | { type: "ticket.replied"; visibility: "public" | "internal"; by: "agent" | "contact" | "machine"; channel: Channel; text: string }
  | { type: "ticket.paused"; reason: PauseReason; note: string | null; vendor: string | null; reference: string | null }
  | { type: "ticket.resumed"; note: string | null }
  | {
      type: "ticket.handed-over";
      tier: Tier;
      team: string;
      direction: "up" | "back" | "across";
      reason: string | null;
      isAutomatic: boolean;
    }
  | { type: "ticket.placed"; tier: Tier | null; team: string | null; assignee: string | null }
  | { type: "ticket.restored"; how: "restored" | "workaround"; note: string | null }
  | { type: "ticket.failed-again"; note: string | null }
  | { type: "ticket.resolved"; solution: string; closesAt: Instant | null }
  | { type: "ticket.reopened"; reason: string }
  | { type: "ticket.closed"; reason: CloseReason; note: string | null }
  | { type: "ticket.merged"; into: number }
  | { type: "ticket.absorbed"; from: number }
  | { type: "ticket.linked"; link: Link }
  | { type: "ticket.ranked"; rank: number | null }
  | {
      type: "ticket.classified";
      kind: TicketKind;
      class: MaintenanceClass;
      service: string | null;
      component: string | null;
      tier: Tier | null;
      team: string | null;
    }
  | { type: "ticket.terms-changed"; modelVersion: number; agreementId: string | null; agreementVersion: number | null }
  | { type: "ticket.updated"; fields: Record<string, string>; verdict?: boolean | null }
  | { type: "clock.warned"; objective: Objective; party: Party; percent: number; dueAt: Instant }
  | { type: "clock.breached"; objective: Objective; party: Party; dueAt: Instant }
  | { type: "notification.requested"; recipients: readonly string[]; cause: NotificationCause };

export type CloseReason = "confirmed" | "automatic" | "withdrawn" | "duplicate" | "excluded" | "quote-declined" | "imported";

export type NotificationCause =
  | { kind: "threshold"; objective: Objective; party: Party; percent: number; dueAt: Instant }
  | { kind: "silence"; silence: string };

/** What every event of a ticket says of itself: whose, which, when it happened, and who did it (`agent:alice`, `contact:ana`, `system`). */
export type TicketEvent = Facts_ & { customerId: string; ticketId: number; at: Instant; actor: string; watermark?: string };
export type TicketEventType = TicketEvent["type"];
export type TicketEventOf<T extends TicketEventType> = Extract<TicketEvent, { type: T }>;

/** Fields that may hold a person's words or name: the chain keeps them only as salted digests, so that they can be erased. */
export const personalFields: Partial<Record<TicketEventType, readonly string[]>> = {
  "ticket.opened": ["subject", "description", "requester"],
  "ticket.replied": ["text"],
  "ticket.resolved": ["solution"],
  "ticket.coverage-contested": ["reason"],
  "ticket.paused": ["note"],
  "ticket.resumed": ["note"],
  "ticket.reopened": ["reason"],
  "ticket.restored": ["note"],
  "ticket.failed-again": ["note"],
  "ticket.quote-decided": ["note"],
  "ticket.closed": ["note"],
  "ticket.updated": ["fields"],
};

export const isOpen = (ticket: Ticket): boolean => ticket.status === "open";
