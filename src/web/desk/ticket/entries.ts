/** From the log of a ticket to what a person reads: messages, and runs of thin lines between them. Pure. */
import type { WireEvent } from "../../api/wire.ts";
import type { Catalogue } from "../../language/language.tsx";
import { eventLine } from "./event-line.ts";
import type { Naming } from "./naming.ts";

export type Message = {
  kind: "message";
  key: string;
  at: number;
  side: "customer" | "agent" | "internal" | "machine";
  author: string;
  text: string;
  isSolution: boolean;
};

export type Line = { key: string; at: number; text: string; isBad: boolean };
export type Entry = Message | { kind: "lines"; key: string; at: number; lines: readonly Line[] };

export function entriesOf(events: readonly WireEvent[], text: Catalogue, name: Naming, locale: string): Entry[] {
  const entries: Entry[] = [];
  let lines: Line[] = [];
  const closeLines = () => {
    if (lines[0] !== undefined) entries.push({ kind: "lines", key: `lines ${lines[0].key}`, at: lines[0].at, lines });
    lines = [];
  };
  for (const event of events) {
    const key = String(event.position);
    const line = eventLine(event, text, name, locale);
    if (line !== null) lines.push({ key, at: Date.parse(event.at), text: line, isBad: event.type === "clock.breached" });
    const message = messageOf(event, name);
    if (message === null) continue;
    closeLines();
    entries.push(message);
  }
  closeLines();
  return entries;
}

function messageOf(event: WireEvent, name: Naming): Message | null {
  const base = { kind: "message", key: String(event.position), at: Date.parse(event.at), isSolution: false } as const;
  const actor = name.actor(event);
  switch (event.type) {
    case "ticket.opened":
      if ((event.description ?? "").trim() === "") return null;
      return {
        ...base,
        side: "customer",
        author: event.requester === null ? actor : name.contact(event.requester),
        text: event.description,
      };
    case "ticket.replied": {
      const side = event.visibility === "internal" ? "internal" : event.by === "contact" ? "customer" : event.by;
      return { ...base, side, author: actor, text: event.text ?? "" };
    }
    case "ticket.resolved":
      return { ...base, side: "agent", author: actor, text: event.solution ?? "", isSolution: true };
    default:
      return null;
  }
}
