/** Placeholders of canned replies and macros: `{{requester}}` and its like, filled with what holds for the ticket at hand. */
import type { Document, Language, Objective } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

export const placeholderNames = [
  ...(["requester", "requester.first", "ticket", "subject", "customer", "service", "component", "priority"] as const),
  ...(["team", "agent", "provider", "due.response", "due.restoration", "due.resolution", "today"] as const),
] as const;
export type PlaceholderName = (typeof placeholderNames)[number];

export type PlaceholderScene = {
  ticket: Pick<Ticket, "id" | "subject" | "customerId" | "requester" | "service" | "component" | "priority" | "team">;
  document: Document | null;
  /** Whoever writes. */
  me: { readonly name: string };
  /** In which the text is; names and dates are written in it. */
  language: Language;
  now: Instant;
  /** When the promise to the customer is due; null when none runs. */
  dueAt(objective: Objective): Instant | null;
  /** For a requester whom the model does not know. */
  requesterName?: string | null;
};

/** `unknown`: what stands there still, each name once: no such placeholder, or nothing to put there (a promise that does not run). */
export type Filled = { text: string; unknown: string[] };

export function fillPlaceholders(text: string, scene: PlaceholderScene): Filled {
  const unknown = new Set<string>();
  const filled = text.replaceAll(/\{\{\s*([\w.-]{1,40})\s*\}\}/g, (written, name: string) => {
    const value = valueFor(name, scene);
    if (value === null || value === "") unknown.add(name);
    return value === null || value === "" ? written : value;
  });
  return { text: filled, unknown: [...unknown] };
}

function valueFor(name: string, scene: PlaceholderScene): string | null {
  const { ticket, document, language } = scene;
  switch (name as PlaceholderName) {
    case "requester":
      return requesterOf(scene);
    case "requester.first":
      return requesterOf(scene)?.split(/\s+/)[0] ?? null;
    case "ticket":
      return `#${ticket.id}`;
    case "subject":
      return ticket.subject;
    case "customer":
      return document?.customers[ticket.customerId]?.name ?? null;
    case "service":
      return ticket.service === null ? null : textIn(document?.services[ticket.service]?.name ?? ticket.service, language);
    case "component":
      return componentName(scene);
    case "priority":
      return ticket.priority;
    case "team":
      return ticket.team === null ? null : textIn(document?.teams[ticket.team]?.name ?? ticket.team, language);
    case "agent":
      return scene.me.name;
    case "provider":
      return document?.name ?? null;
    case "today":
      return dateText(scene.now, scene, { dateStyle: "long" });
    case "due.response":
    case "due.restoration":
    case "due.resolution":
      return dueText(name.slice("due.".length) as Objective, scene);
    default:
      return null;
  }
}

function requesterOf({ ticket, document, requesterName }: PlaceholderScene): string | null {
  if (ticket.requester === null) return null;
  return document?.customers[ticket.customerId]?.contacts[ticket.requester]?.name ?? requesterName ?? ticket.requester;
}

function componentName({ ticket: { service, component }, document, language }: PlaceholderScene): string | null {
  if (service === null || component === null) return null;
  return textIn(document?.services[service]?.components[component]?.name ?? component, language);
}

function dueText(objective: Objective, scene: PlaceholderScene): string | null {
  const dueAt = scene.dueAt(objective);
  return dueAt === null ? null : dateText(dueAt, scene, { dateStyle: "long", timeStyle: "short" });
}

/** In the customer's zone, which is where it is read. */
function dateText(at: Instant, { ticket, document, language }: PlaceholderScene, style: Intl.DateTimeFormatOptions): string {
  const timeZone = document?.customers[ticket.customerId]?.zone ?? document?.zone ?? "UTC";
  return new Intl.DateTimeFormat(language, { ...style, timeZone }).format(at);
}

/** The due instants of a ticket's promises to the customer. */
export const duesOf =
  ({ clocks }: Pick<Ticket, "clocks">) =>
  (objective: Objective): Instant | null =>
    clocks.find((clock) => clock.party === "sla" && clock.objective === objective && clock.stoppedAt === null)?.dueAt ?? null;
