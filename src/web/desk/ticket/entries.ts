/** From the log of a ticket to what a person reads: messages, and runs of thin lines between them. Pure. */
import type { Attachment, Call, TextFormat } from "#core/ticket/ticket.ts";
import type { WireEvent } from "../../api/wire.ts";
import { eventLine } from "./event-line.ts";
import type { Naming } from "./naming.ts";
import type { Telling } from "./telling.ts";

export type Message = {
  kind: "message";
  key: string;
  at: number;
  /** The version of the ticket that it made. */
  seq: number;
  side: "customer" | "agent" | "internal" | "machine";
  author: string;
  text: string;
  format: TextFormat;
  attachments: readonly Attachment[];
  call: Call | null;
  isSolution: boolean;
};

export type Line = { key: string; at: number; text: string; isBad: boolean };
export type Entry = Message | { kind: "lines"; key: string; at: number; lines: readonly Line[] };

export function entriesOf(events: readonly WireEvent[], telling: Omit<Telling, "task">): Entry[] {
  const entries: Entry[] = [];
  const tasks = new Map<string, string>();
  const withTasks: Telling = { ...telling, task: (id) => tasks.get(id) ?? id };
  let lines: Line[] = [];
  const closeLines = () => {
    if (lines[0] !== undefined) entries.push({ kind: "lines", key: `lines ${lines[0].key}`, at: lines[0].at, lines });
    lines = [];
  };
  for (const event of events) {
    if (event.type === "ticket.task-added" || event.type === "ticket.task-changed")
      tasks.set(event.task, event.text ?? tasks.get(event.task) ?? "");
    const key = String(event.position);
    const line = eventLine(event, withTasks);
    if (line !== null) lines.push({ key, at: Date.parse(event.at), text: line, isBad: event.type === "clock.breached" });
    const message = messageOf(event, telling.name);
    if (message === null) continue;
    closeLines();
    entries.push(message);
  }
  closeLines();
  return entries;
}

function messageOf(event: WireEvent, name: Naming): Message | null {
  const base: Omit<Message, "side" | "author" | "text"> = {
    ...{ kind: "message", key: String(event.position), at: Date.parse(event.at), seq: event.seq },
    ...{ format: "markdown", attachments: [], call: null, isSolution: false },
  };
  const actor = name.actor(event);
  switch (event.type) {
    case "ticket.opened":
      if ((event.description ?? "").trim() === "" && (event.attachments ?? []).length === 0) return null;
      return {
        ...base,
        side: "customer",
        author: event.requester === null ? actor : name.contact(event.requester),
        text: event.description ?? "",
        format: event.format ?? "markdown",
        attachments: event.attachments ?? [],
      };
    case "ticket.replied": {
      const side = event.visibility === "internal" ? "internal" : event.by === "contact" ? "customer" : event.by;
      const { text, format = "markdown", attachments = [], call = null } = event;
      return { ...base, side, author: actor, text, format, attachments, call };
    }
    case "ticket.resolved":
      return { ...base, side: "agent", author: actor, text: event.solution ?? "", isSolution: true };
    default:
      return null;
  }
}

/** The runbooks that a log speaks of: their names are asked for. */
export function runbooksIn(events: readonly WireEvent[]): string[] {
  const ids = new Set<string>();
  for (const event of events) {
    if (event.type === "ticket.runbook-started" || event.type === "ticket.step-ticked" || event.type === "ticket.runbook-dropped")
      ids.add(event.runbook);
  }
  return [...ids].sort();
}
