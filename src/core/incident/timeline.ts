/** The time line that writes itself: what the log says of a ticket, its pages and its room, in the order of the instants it speaks of. */
import { isForCustomer } from "#core/access/access.ts";
import type { TimelineTopic } from "#core/incident/words.ts";
import type { Instant } from "#core/time/instant.ts";

/** A fact as the log has it, its personal values put back in. */
export type LogRow = {
  position: number;
  type: string;
  at: Instant;
  recordedAt: Instant;
  actor: string;
  facts: Readonly<Record<string, unknown>>;
};

export type TimelineLine = {
  id: string;
  /** Of which instant it speaks. */
  at: Instant;
  /** When it was written, if that was more than a minute later. */
  writtenAt: Instant | null;
  topic: TimelineTopic;
  type: string;
  actor: string;
  /** People's own words. */
  text: string | null;
  isPublic: boolean;
  /** What its sentence needs: short values only. */
  facts: Record<string, unknown>;
};

const longestText = 2_000;
const longestFact = 200;
const mostListed = 50;
const lateMs = 60_000;

/** Book-keeping that tells nothing of how the incident went. */
const leftOut =
  /^(notification\.|delivery\.|ticket\.(time-|ranked|terms-changed|rated|updated|placed|left)|incident\.action-|incident\.review-)/;

/** The oldest first; equal instants in the order of the log. */
export function timelineOf(rows: readonly LogRow[]): TimelineLine[] {
  const lines = rows.filter(({ type }) => !leftOut.test(type)).map((row) => ({ row, line: lineOf(row) }));
  return lines.sort((a, b) => a.line.at - b.line.at || a.row.position - b.row.position).map(({ line }) => line);
}

function lineOf({ position, type, at, actor, facts }: LogRow): TimelineLine {
  const said = type === "incident.entry-written" ? (facts.saidAt as Instant) : at;
  return {
    id: String(position),
    at: said,
    writtenAt: at - said > lateMs ? at : null,
    topic: topicOf(type, facts),
    type,
    actor,
    text: wordsOf(facts),
    isPublic: !type.startsWith("incident.") && !type.startsWith("page.") && isForCustomer({ ...facts, type }),
    facts: shortFacts(facts),
  };
}

function topicOf(type: string, { visibility }: LogRow["facts"]): TimelineTopic {
  if (type === "ticket.replied") return visibility === "public" ? "update" : "internal";
  if (type.startsWith("ticket.runbook-") || type === "ticket.step-ticked") return "runbook";
  if (type.startsWith("ticket.task-")) return "checklist";
  if (type.startsWith("clock.")) return "clock";
  if (type.startsWith("page.")) return "page";
  if (type.startsWith("incident.role-")) return "role";
  if (type.startsWith("incident.item-")) return "checklist";
  if (type === "incident.entry-written") return "entry";
  return type.startsWith("incident.") ? "room" : "ticket";
}

/** Where each kind of fact keeps what somebody wrote. */
const wordNames = ["text", "solution", "note", "reason", "words", "description", "summary"] as const;

function wordsOf(facts: LogRow["facts"]): string | null {
  const words = wordNames.map((name) => facts[name]).find((value) => typeof value === "string" && value.trim() !== "");
  return typeof words === "string" ? words.slice(0, longestText) : null;
}

function shortFacts(facts: LogRow["facts"]): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(facts)) {
    if ((wordNames as readonly string[]).includes(name)) continue;
    if (name === "told" && Array.isArray(value)) kept.told = value.slice(0, mostListed).map(recipientIn);
    else if (isShort(value)) kept[name] = value;
  }
  return kept;
}

const recipientIn = (told: unknown): string =>
  typeof told === "string" ? told : String((told as { recipient?: unknown } | null)?.recipient ?? "");

const isShort = (value: unknown): boolean =>
  value === null || typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && value.length <= longestFact);
