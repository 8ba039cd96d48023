/** A generated life written down as another tool would have: one row per audit record, the old tool's own verdict beside it. */
import type { Book } from "#core/agreement/book.ts";
import { resolutionClock } from "#core/history/replay.ts";
import type { Channel, PauseReason, Priority } from "#core/model/document.ts";
import { applyToTicket } from "#core/ticket/apply.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import { type Instant, toIso } from "#core/time/instant.ts";

/** Columns as ServiceNow calls them; `examples/generated-history/mapping.yaml` explains them. */
export const auditColumns = [
  "number",
  "incident_state",
  "active",
  "reopen_count",
  "sys_mod_count",
  "made_sla",
  "caller_id",
  "opened_at",
  "sys_updated_by",
  "sys_updated_at",
  "contact_type",
  "business_service",
  "cmdb_ci",
  "short_description",
  "description",
  "impact",
  "urgency",
  "priority",
  "assignment_group",
  "assigned_to",
  "comments",
  "comments_by",
  "close_notes",
  "resolved_at",
  "closed_at",
] as const;

const levels = ["", "1 - High", "2 - Medium", "3 - Low"] as const;
const priorityWords: Record<Priority, string> = { P1: "1 - Critical", P2: "2 - High", P3: "3 - Moderate", P4: "4 - Low" };
const waits: Record<PauseReason, string> = {
  customer: "Awaiting User Info",
  vendor: "Awaiting Vendor",
  "change-window": "Awaiting Change",
  quote: "Awaiting Approval",
};
const contactTypes: Record<Channel, string> = {
  email: "Email",
  portal: "Self service",
  api: "Integration",
  phone: "Phone",
  chat: "Chat",
  sms: "SMS",
  alert: "Event",
  import: "Import",
};

type Telling = { ticket: Ticket; description: string; notes: string; count: number; wasExcluded: boolean };

/** The lines of the file, the header first, tickets one after the other, without line feeds at their ends. */
export function* auditLines(events: readonly TicketEvent[], book: Book): Generator<string> {
  yield auditColumns.join(",");
  const byTicket = new Map<number, TicketEvent[]>();
  for (const event of events) {
    const own = byTicket.get(event.ticketId);
    if (own === undefined) byTicket.set(event.ticketId, [event]);
    else own.push(event);
  }
  for (const [, own] of [...byTicket].sort(([a], [b]) => a - b)) yield* linesOf(own, book);
}

function* linesOf(events: readonly TicketEvent[], book: Book): Generator<string> {
  let telling = null as Telling | null;
  for (const event of events) {
    const ticket: Ticket = applyToTicket(telling?.ticket, event, book);
    const description: string = event.type === "ticket.opened" ? event.description : (telling?.description ?? "");
    const notes: string = event.type === "ticket.resolved" ? event.solution : (telling?.notes ?? "");
    const wasExcluded: boolean = ticket.coverage?.decision === "excluded" || telling?.wasExcluded === true;
    telling = { ticket, description, notes, count: telling?.count ?? 0, wasExcluded };
    if (!isAudited(event)) continue;
    yield cellsOf(event, telling).map(quoted).join(",");
    telling.count++;
  }
}

/** The old tool's audit knows of our clocks only that its verdict changed, and nothing of whom we told. */
const isAudited = (event: TicketEvent): boolean =>
  event.type === "clock.breached"
    ? event.objective === "resolution" && event.party === "sla"
    : event.type.startsWith("ticket.") && event.type !== "ticket.terms-changed" && event.type !== "ticket.linked";

function cellsOf(event: TicketEvent, { ticket, description, notes, count, wasExcluded }: Telling): string[] {
  const said = event.type === "ticket.replied" && event.visibility === "public" ? { text: event.text, by: event.by } : null;
  const answered = said ?? (event.type === "ticket.acknowledged" ? { text: "Seen, we are on it.", by: "agent" } : null);
  return [
    `INC${String(ticket.id).padStart(7, "0")}`,
    stateOf(ticket),
    String(ticket.status !== "closed"),
    String(ticket.reopenCount),
    String(count),
    wasExcluded ? "" : verdictOf(ticket),
    ticket.requester ?? "",
    time(ticket.openedAt),
    event.actor,
    time(event.at),
    contactTypes[ticket.channel],
    ticket.service ?? "",
    ticket.component ?? "",
    ticket.subject,
    description,
    levels[ticket.impact],
    levels[ticket.urgency],
    priorityWords[ticket.priority],
    ticket.team ?? "",
    ticket.assignee ?? "",
    answered?.text ?? "",
    answered?.by ?? "",
    notes,
    time(ticket.resolvedAt),
    time(ticket.closedAt),
  ];
}

function stateOf({ status, pause, assignee }: Ticket): string {
  if (status === "resolved") return "Resolved";
  if (status === "closed") return "Closed";
  if (pause !== null) return waits[pause.reason];
  return assignee === null ? "New" : "Active";
}

/**
 * True until the resolution is breached; nothing where none was promised or it ended without a judgement. Of what was excluded at first
 * such a log cannot tell since when it was owed: those get no verdict.
 */
function verdictOf(ticket: Ticket): string {
  const clock = resolutionClock(ticket);
  if (clock === null || clock.target === null || clock.verdict === "void") return "";
  return String(clock.breachedAt === null);
}

/** `2026-03-02 09:00:00.000`, UTC. */
const time = (at: Instant | null): string => (at === null ? "" : toIso(at).replace("T", " ").replace("Z", ""));

const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
