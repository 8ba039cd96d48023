/** A ticket's log as its customer reads it: messages, and between them what happened, in a line. Pure. */
import type { Attachment } from "#core/ticket/ticket.ts";
import type { WireEvent } from "../../api/wire.ts";

export type Message = {
  kind: "message";
  position: number;
  at: number;
  actor: string;
  actorName: string;
  side: "us" | "you" | "machine";
  text: string;
  format: "markdown" | "html";
  attachments: readonly Attachment[];
};
export type Line = { kind: "line"; position: number; at: number; actorName: string; event: WireEvent };
export type Entry = Message | Line;

/** What a customer is told in a line; the rest (clocks, classification, terms) stands elsewhere on the page or says nothing to them. */
const told: ReadonlySet<WireEvent["type"]> = new Set<WireEvent["type"]>([
  "ticket.acknowledged",
  "ticket.triaged",
  "ticket.coverage-decided",
  "ticket.coverage-contested",
  "ticket.quoted",
  "ticket.quote-decided",
  "ticket.assigned",
  "ticket.handed-over",
  "ticket.paused",
  "ticket.resumed",
  "ticket.restored",
  "ticket.failed-again",
  "ticket.resolved",
  "ticket.reopened",
  "ticket.closed",
  "ticket.merged",
  "ticket.rated",
  "ticket.complained",
]);

/** In the order of the log. What was erased reads as nothing. */
export function entriesOf(events: readonly WireEvent[]): Entry[] {
  return events.flatMap((event): Entry[] => {
    const { position, actor, actorName, type } = event;
    const at = Date.parse(event.at);
    if (type === "ticket.opened") return [messageOf(event, event.description ?? "", actor.startsWith("contact:") ? "you" : "us")];
    if (type === "ticket.replied") {
      if (event.visibility === "internal") return [];
      return [messageOf(event, event.text ?? "", event.by === "contact" ? "you" : event.by === "machine" ? "machine" : "us")];
    }
    return told.has(type) ? [{ kind: "line", position, at, actorName, event }] : [];
  });
}

type Said = Extract<WireEvent, { type: "ticket.opened" | "ticket.replied" }>;

const messageOf = (event: Said, text: string, side: Message["side"]): Message => ({
  ...{ kind: "message", position: event.position, at: Date.parse(event.at), actor: event.actor, actorName: event.actorName, side, text },
  format: event.format ?? "markdown",
  attachments: event.attachments ?? [],
});
