/** What travels: the shapes of the core with their instants written as ISO 8601 text. Types alone; nothing of the core is bundled. */
import type { CoverageVerdict } from "#core/agreement/coverage.ts";
import type { Party } from "#core/agreement/terms.ts";
import type { Document, Objective, PauseReason, Priority, Tier } from "#core/model/document.ts";
import type { Problem as ModelProblem } from "#core/model/problem.ts";
import type { Clock } from "#core/sla/clock.ts";
import type { Explanation } from "#core/sla/explain.ts";
import type { Stretch } from "#core/ticket/ball.ts";
import type { NotificationCause as CoreCause, Ticket, TicketEvent, TicketKind } from "#core/ticket/ticket.ts";
import type { Wire } from "#server/http/wire.ts";

/** An instant as text: `2026-03-29T03:00:00.000Z`. */
export type IsoInstant = string;

export type WireTicket = Wire<Ticket>;
export type WireEvent = Wire<TicketEvent> & { position: number; seq: number; actorName: string };
export type WireClock = Wire<Clock>;
export type WireExplanation = Wire<Explanation>;
export type WireStretch = Wire<Stretch>;
export type NotificationCause = Wire<CoreCause>;
export type { Document, ModelProblem, Objective, Party, PauseReason, Priority, Tier };

export type ClockSummary = {
  objective: Objective;
  party: Party;
  startedAt: IsoInstant;
  dueAt: IsoInstant | null;
  consumedPercent: number | null;
  verdict: "met" | "breached" | "void" | null;
  breachedAt: IsoInstant | null;
  isPaused: boolean;
};

export type TicketSummary = {
  id: number;
  customerId: string;
  customerName: string;
  subject: string;
  kind: TicketKind;
  status: "open" | "resolved" | "closed";
  priority: Priority;
  tier: Tier | null;
  team: string | null;
  teamName: string | null;
  assignee: string | null;
  assigneeName: string | null;
  rank: number | null;
  coverage: CoverageVerdict["decision"] | null;
  openedAt: IsoInstant;
  nextBreachAt: IsoInstant | null;
  pause: PauseReason | null;
  clocks: readonly ClockSummary[];
};

export type Page<Item> = { items: readonly Item[]; next: string | null };
