/** A ticket: what is asked, who holds it, what was promised; and the events that make its log. */
import type { CoverageVerdict } from "#core/agreement/coverage.ts";
import type { Party } from "#core/agreement/terms.ts";
import type {
  Channel,
  CoverageDecision,
  Environment,
  Language,
  Level,
  MaintenanceClass,
  Money,
  Objective,
  PauseReason,
  Priority,
  Tier,
} from "#core/model/document.ts";
import type { Clock } from "#core/sla/clock.ts";
import type { Hold } from "#core/ticket/ball.ts";
import type { Facts } from "#core/ticket/priority.ts";
import type { Instant } from "#core/time/instant.ts";

export const ticketKinds = ["incident", "request", "problem", "change", "evolution"] as const;
export type TicketKind = (typeof ticketKinds)[number];

/** Each with its inverse beside it, which the other ticket bears (`inverseLinks`). */
export const linkTypes = [
  "relates-to",
  "duplicates",
  "duplicated-by",
  "caused-by",
  "causes",
  "follows",
  "followed-by",
  "blocks",
  "blocked-by",
  "part-of",
  "has-part",
] as const;
export type LinkType = (typeof linkTypes)[number];

export type Pause = { reason: PauseReason; since: Instant; note: string | null; vendor: string | null; reference: string | null };
export type Quote = { amount: Money; hours: number | null; text: string; state: "offered" | "approved" | "declined"; at: Instant };
export type Link = { type: LinkType; ticketId: number };
/** A file beside a message: what the server kept and sniffed, not what the sender claims. `isInline`: the text shows it as a picture. */
export type Attachment = { id: string; name: string; type: string; bytes: number; isInline: boolean };
/** How a text is written: `html` only for what comes from outside; Markdown where nothing is said. */
export type TextFormat = "markdown" | "html";
/** A telephone call that a message tells of: with whom, under which number, how long. */
export type Call = { direction: "in" | "out"; person: string; number: string | null; minutes: number | null };
/** What the customer thinks of how it was done, 1 (bad) to 5; `at` when they said so first. */
export type Rating = { score: RatingScore; words: string; at: Instant; by: string };
export const ratingScores = [1, 2, 3, 4, 5] as const;
export type RatingScore = (typeof ratingScores)[number];
/** Work of one person in one go; `countedMinutes` are what it takes from a bundle, after the agreement's weights. */
export type TimeEntry = {
  id: string;
  by: string;
  endedAt: Instant;
  minutes: number;
  countedMinutes: number;
  isAfterHours: boolean;
  activity: string;
  tier: Tier | null;
  note: string | null;
};
export type Task = { id: string; text: string; assignee: string | null; doneAt: Instant | null; doneBy: string | null };
/** A runbook that is being followed: its steps as they were when it was begun, and which are done. */
export type RunbookRun = {
  id: string;
  version: number;
  startedAt: Instant;
  steps: readonly string[];
  done: readonly { step: string; at: Instant; by: string; note: string | null }[];
};
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
  /** In which the requester wrote, where that is known; otherwise the customer's. */
  language: Language | null;
  rating: Rating | null;
  /** When the customer last complained. */
  complainedAt: Instant | null;
  /** Minutes worked, as corrected; not weighted. */
  timeMinutes: number;
  timeEntries: readonly TimeEntry[];
  tasks: readonly Task[];
  runbooks: readonly RunbookRun[];
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
  format?: TextFormat;
  attachments?: readonly Attachment[];
  language?: Language;
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
  | {
      type: "ticket.replied";
      visibility: "public" | "internal";
      by: "agent" | "contact" | "machine";
      channel: Channel;
      text: string;
      format?: TextFormat;
      attachments?: readonly Attachment[];
      /** Keys of the people who are asked to look. */
      mentions?: readonly string[];
      call?: Call;
    }
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
  | { type: "ticket.unlinked"; link: Link }
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
  | { type: "ticket.rated"; score: RatingScore; words: string }
  | { type: "ticket.complained"; words: string }
  | ({ type: "ticket.time-logged" } & LoggedTime)
  | ({ type: "ticket.time-corrected"; entry: string; minutes: number; reason: string } & WeighedTime)
  | { type: "ticket.task-added"; task: string; text: string; assignee: string | null }
  | { type: "ticket.task-changed"; task: string; text?: string; assignee?: string | null; isDone?: boolean }
  | { type: "ticket.task-removed"; task: string }
  | { type: "ticket.runbook-started"; runbook: string; version: number; steps: readonly string[] }
  | { type: "ticket.step-ticked"; runbook: string; step: string; isDone: boolean; note: string | null }
  | { type: "ticket.runbook-dropped"; runbook: string }
  | { type: "clock.warned"; objective: Objective; party: Party; percent: number; dueAt: Instant }
  | { type: "clock.breached"; objective: Objective; party: Party; dueAt: Instant }
  | { type: "notification.requested"; recipients: readonly string[]; cause: NotificationCause };

/** What the agreement's rates make of worked minutes: `weight` on the whole, and so many minutes taken from a bundle. */
export type WeighedTime = { weight: number; countedMinutes: number; isAfterHours: boolean };
export type LoggedTime = WeighedTime & {
  entry: string;
  minutes: number;
  activity: string;
  endedAt: Instant;
  tier: Tier | null;
  note: string | null;
  /** Under which agreement and which coverage it was worked: what a later change of the ticket does not move. */
  agreementId: string | null;
  coverage: CoverageDecision | null;
};

export type CloseReason = "confirmed" | "automatic" | "withdrawn" | "duplicate" | "excluded" | "quote-declined" | "imported";

export type NotificationCause =
  | { kind: "threshold"; objective: Objective; party: Party; percent: number; dueAt: Instant }
  | { kind: "silence"; silence: string }
  | { kind: "mention"; by: string }
  /** The customer wrote. */
  | { kind: "message"; by: string }
  | { kind: "rating"; score: RatingScore }
  | { kind: "complaint" };

/** What every event of a ticket says of itself: whose, which, when it happened, and who did it (`agent:alice`, `contact:ana`, `system`). */
export type TicketEvent = Facts_ & { customerId: string; ticketId: number; at: Instant; actor: string; watermark?: string };
export type TicketEventType = TicketEvent["type"];
export type TicketEventOf<T extends TicketEventType> = Extract<TicketEvent, { type: T }>;

/** Fields that may hold a person's words or name: the chain keeps them only as salted digests, so that they can be erased. */
export const personalFields: Partial<Record<TicketEventType, readonly string[]>> = {
  "ticket.opened": ["subject", "description", "requester", "attachments"],
  "ticket.replied": ["text", "attachments", "call"],
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
  "ticket.rated": ["words"],
  "ticket.complained": ["words"],
  "ticket.time-logged": ["note"],
  "ticket.time-corrected": ["reason"],
  "ticket.task-added": ["text"],
  "ticket.task-changed": ["text"],
  "ticket.step-ticked": ["note"],
};

export const isOpen = (ticket: Ticket): boolean => ticket.status === "open";
