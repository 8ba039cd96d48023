/** What can be asked of tickets. Ids and instants come with the command: the rules invent neither. */
import type {
  Channel,
  CoverageDecision,
  Environment,
  Language,
  Level,
  MaintenanceClass,
  Money,
  PauseReason,
  Priority,
  Tier,
} from "#core/model/document.ts";
import type { Facts } from "#core/ticket/priority.ts";
import type {
  Attachment,
  Call,
  CloseReason,
  External,
  LinkType,
  NotificationCause,
  RatingScore,
  TextFormat,
  TicketKind,
} from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

export type OpenTicket = {
  type: "open-ticket";
  customerId: string;
  ticketId: number;
  subject: string;
  description: string;
  kind?: TicketKind;
  class?: MaintenanceClass;
  channel: Channel;
  requester?: string | null;
  service?: string | null;
  component?: string | null;
  environment?: Environment | null;
  facts?: Facts | null;
  impact?: Level;
  urgency?: Level;
  /** Wins over the matrix; for alerts, imports and agents who know. */
  priority?: Priority;
  /** Where a history says it was; otherwise the component's owners decide. */
  place?: { tier: Tier | null; team: string | null; assignee: string | null };
  follows?: number;
  /** Written on both tickets, as with `link-ticket`. */
  links?: readonly { type: LinkType; otherId: number }[];
  format?: TextFormat;
  attachments?: readonly Attachment[];
  /** In which the description is written. */
  language?: Language;
  external?: External;
  /** A past fact taken over from another tool: no coverage is decided and nothing is promised, unless an agreement is named. */
  isHistory?: boolean;
  /** Of a history: the agreement under which its clocks run from the opening on. */
  agreement?: string;
};

export type TicketVerb =
  | OpenTicket
  | { type: "acknowledge-ticket" }
  | { type: "triage-ticket"; facts: Facts }
  | { type: "change-priority"; priority?: Priority; impact?: Level; urgency?: Level; reason: string }
  | { type: "classify-ticket"; kind?: TicketKind; class?: MaintenanceClass; service?: string | null; component?: string | null }
  | { type: "override-coverage"; decision: CoverageDecision; reason: string }
  | { type: "contest-coverage"; reason: string }
  | { type: "quote-ticket"; amount: Money; hours?: number | null; text: string }
  | { type: "decide-quote"; state: "approved" | "declined"; note?: string | null }
  | { type: "assign-ticket"; assignee: string | null }
  | { type: "join-ticket"; person: string }
  | { type: "leave-ticket"; person: string }
  | {
      type: "reply-to-ticket";
      visibility: "public" | "internal";
      by: "agent" | "contact" | "machine";
      channel: Channel;
      text: string;
      format?: TextFormat;
      attachments?: readonly Attachment[];
      /** Keys of our own people who are asked to look. */
      mentions?: readonly string[];
      call?: Call;
    }
  | { type: "pause-ticket"; reason: PauseReason; note?: string | null; vendor?: string | null; reference?: string | null }
  | { type: "resume-ticket"; note?: string | null }
  | { type: "escalate-ticket"; reason?: string | null; toTier?: Tier }
  | { type: "hand-back-ticket"; reason: string; toTier?: Tier }
  | { type: "hand-over-ticket"; team: string; reason: string }
  | { type: "restore-service"; how: "restored" | "workaround"; note?: string | null }
  | { type: "report-failure-again"; note?: string | null }
  | { type: "resolve-ticket"; solution: string }
  /** A history is reopened as itself, whatever the window says. */
  | { type: "reopen-ticket"; reason: string; newTicketId: number; isHistory?: boolean }
  | { type: "close-ticket"; reason?: CloseReason; note?: string | null }
  | { type: "merge-ticket"; into: number }
  | { type: "link-ticket"; link: LinkType; otherId: number }
  | { type: "unlink-ticket"; link: LinkType; otherId: number }
  | { type: "rate-ticket"; score: RatingScore; words: string }
  | { type: "complain"; words: string }
  /** `entry`, `task`: names that the caller gives, unique within the ticket. */
  | {
      type: "log-time";
      entry: string;
      minutes: number;
      activity: string;
      endedAt?: Instant;
      tier?: Tier;
      note?: string | null;
    }
  | { type: "correct-time"; entry: string; minutes: number; reason: string }
  | { type: "add-task"; task: string; text: string; assignee?: string | null }
  | { type: "change-task"; task: string; text?: string; assignee?: string | null; isDone?: boolean }
  | { type: "remove-task"; task: string }
  | { type: "start-runbook"; runbook: string; version: number; steps: readonly string[] }
  | { type: "tick-step"; runbook: string; step: string; isDone: boolean; note?: string | null }
  | { type: "drop-runbook"; runbook: string }
  | { type: "rank-ticket"; rank: number | null }
  /** Where a history says that it was: its groups need not be teams of the model. */
  | { type: "place-ticket"; tier: Tier | null; team: string | null; assignee: string | null }
  | { type: "note-change"; fields: Record<string, string>; verdict?: boolean | null }
  | { type: "wake-ticket" }
  | { type: "apply-terms"; modelVersion: number }
  | { type: "escalate-automatically" }
  | { type: "resume-after-reply" }
  | { type: "answer-exclusion" }
  | { type: "notify-hierarchy"; cause: Extract<NotificationCause, { kind: "threshold" }> };

/** Every command names its ticket and who asks; a history adds where it had read to. */
export type TicketCommand = TicketVerb & { ticketId: number; actor: string; watermark?: string };
export type TicketCommandOf<T extends TicketCommand["type"]> = Extract<TicketCommand, { type: T }>;
