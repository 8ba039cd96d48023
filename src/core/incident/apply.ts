/** How each fact changes the room. */
import type { Held, Incident, IncidentEvent } from "#core/incident/incident.ts";

type Fact<T extends IncidentEvent["type"]> = Extract<IncidentEvent, { type: T }>;

/** The room after a fact; the declaration makes it. */
export function applyToIncident(before: Incident | null, event: IncidentEvent): Incident {
  if (event.type === "incident.declared") return declared(event);
  if (before === null) throw new Error(`${event.type} before the incident was declared`);
  return { ...before, seq: before.seq + 1, ...changeOf(before, event) };
}

function declared({ customerId, ticketId, at, actor, reason, commander, conference, checklist }: Fact<"incident.declared">): Incident {
  return {
    ...{ ticketId, customerId, seq: 1, declaredAt: at, declaredBy: actor, reason, status: "investigating" },
    roles: [{ role: "commander", holder: commander, since: at }],
    conference: conference === null ? null : { ...conference, since: at },
    checklist: checklist.map((item) => ({ ...item, isFromModel: true, doneAt: null, doneBy: null })),
    ...{ missedDueAt: null, remindedAt: null, missed: 0, endedAt: null, endedHow: null },
  };
}

function changeOf(before: Incident, event: Exclude<IncidentEvent, { type: "incident.declared" }>): Partial<Incident> {
  const { at, actor } = event;
  switch (event.type) {
    case "incident.role-given":
      return { roles: ordered([...withoutRole(before, event.role), { role: event.role, holder: event.holder, since: at }]) };
    case "incident.role-given-back":
      return { roles: withoutRole(before, event.role) };
    case "incident.status-changed":
      return { status: event.status };
    case "incident.update-missed":
      return { missedDueAt: event.dueAt, remindedAt: at, missed: before.missed + (event.isRepeated ? 0 : 1) };
    case "incident.entry-written":
      return {};
    case "incident.item-added":
      return {
        checklist: [...before.checklist, { id: event.item, text: event.text, isFromModel: false, doneAt: null, doneBy: null }],
      };
    case "incident.item-ticked": {
      const done = event.isDone ? { doneAt: at, doneBy: actor } : { doneAt: null, doneBy: null };
      return { checklist: before.checklist.map((item) => (item.id === event.item ? { ...item, ...done } : item)) };
    }
    case "incident.item-removed":
      return { checklist: before.checklist.filter(({ id }) => id !== event.item) };
    case "incident.conference-changed":
      return { conference: event.url === null ? null : { url: event.url, isFromModel: event.isFromModel, since: at } };
    case "incident.ended":
      return { endedAt: at, endedHow: event.how };
    case "incident.reopened":
      return { endedAt: null, endedHow: null };
  }
}

const withoutRole = ({ roles }: Incident, role: string): Held[] => roles.filter((each) => each.role !== role);

/** The commander first, the others as they were given. */
const ordered = (roles: readonly Held[]): Held[] => [
  ...roles.filter(({ role }) => role === "commander"),
  ...roles.filter(({ role }) => role !== "commander"),
];
