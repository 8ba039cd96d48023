/**
 * The room of a major incident: who leads, who does what, where people meet, what is told, what must not be forgotten. It belongs to a
 * ticket and says nothing that the ticket knows already. Its facts stand in the log beside the ticket's, and it is a fold of them.
 */
import type { EntryKind, IncidentStatus } from "#core/incident/words.ts";
import type { Text } from "#core/model/document.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

/** `person:alice` for one of ours, `contact:ana` for one of the customer's. */
export type Holder = string;
export type Held = { role: string; holder: Holder; since: Instant };
export type ChecklistItem = { id: string; text: Text; isFromModel: boolean; doneAt: Instant | null; doneBy: string | null };
export type Conference = { url: string; isFromModel: boolean; since: Instant };

export type Incident = {
  ticketId: number;
  customerId: string;
  /** How many facts made it: its version. */
  seq: number;
  declaredAt: Instant;
  declaredBy: string;
  reason: string | null;
  status: IncidentStatus;
  /** The commander first. */
  roles: readonly Held[];
  conference: Conference | null;
  checklist: readonly ChecklistItem[];
  /** The due instant of the newest update that did not come in time, and when somebody was told last. */
  missedDueAt: Instant | null;
  remindedAt: Instant | null;
  missed: number;
  endedAt: Instant | null;
  endedHow: "resolution" | "by-hand" | null;
};

type Facts_ =
  | {
      type: "incident.declared";
      reason: string | null;
      commander: Holder;
      conference: { url: string; isFromModel: boolean } | null;
      checklist: readonly { id: string; text: Text }[];
    }
  | { type: "incident.role-given"; role: string; holder: Holder; from: Holder | null }
  | { type: "incident.role-given-back"; role: string; from: Holder }
  | { type: "incident.status-changed"; status: IncidentStatus; note: string | null }
  | { type: "incident.update-missed"; dueAt: Instant; told: readonly Holder[]; isRepeated: boolean }
  | { type: "incident.entry-written"; entry: string; kind: EntryKind; text: string; saidAt: Instant }
  | { type: "incident.item-added"; item: string; text: string }
  | { type: "incident.item-ticked"; item: string; isDone: boolean }
  | { type: "incident.item-removed"; item: string }
  | { type: "incident.conference-changed"; url: string | null; isFromModel: boolean }
  | { type: "incident.ended"; how: "resolution" | "by-hand"; note: string | null }
  | { type: "incident.reopened"; how: "ticket" | "by-hand"; reason: string | null };

export type IncidentEvent = Facts_ & { customerId: string; ticketId: number; at: Instant; actor: string };
export type IncidentEventType = IncidentEvent["type"];

/** People's own words, which the chain holds only as digests. The address of a conference is as good as a key to it. */
export const incidentPersonalFields: Partial<Record<IncidentEventType, readonly string[]>> = {
  "incident.declared": ["reason", "conference"],
  "incident.status-changed": ["note"],
  "incident.entry-written": ["text"],
  "incident.item-added": ["text"],
  "incident.conference-changed": ["url"],
  "incident.ended": ["note"],
  "incident.reopened": ["reason"],
};

export type IncidentState = {
  isOver: boolean;
  status: IncidentStatus;
  endedAt: Instant | null;
  endedHow: Incident["endedHow"];
};

/**
 * How it stands. It is over with its ticket's resolution, from that instant on, whether or not somebody has written that down yet, and goes
 * on when the ticket is reopened; one that was ended by hand stays so until it is taken up again by hand.
 */
export function stateOf(incident: Incident, ticket: Pick<Ticket, "status" | "resolvedAt" | "closedAt">): IncidentState {
  const { status, endedAt, endedHow } = incident;
  if (endedHow === "by-hand") return { isOver: true, status: "resolved", endedAt, endedHow };
  if (ticket.status === "open")
    return { isOver: false, status: status === "resolved" ? "monitoring" : status, endedAt: null, endedHow: null };
  return { isOver: true, status: "resolved", endedAt: ticket.resolvedAt ?? ticket.closedAt ?? endedAt, endedHow: "resolution" };
}

/** An incident of the highest priority that is still open and has no room: one should be declared. */
export const isSuggested = (ticket: Pick<Ticket, "kind" | "priority" | "status">): boolean =>
  ticket.kind === "incident" && ticket.priority === "P1" && ticket.status === "open";

export const holderOf = ({ roles }: Pick<Incident, "roles">, role: string): Holder | null =>
  roles.find((each) => each.role === role)?.holder ?? null;

/** Everybody leads by somebody: the commander is given with the declaration and never given back. */
export function commanderOf(incident: Pick<Incident, "roles">): Holder {
  const commander = holderOf(incident, "commander");
  if (commander === null) throw new Error("an incident without a commander");
  return commander;
}
