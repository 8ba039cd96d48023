import { describe, expect, test } from "vitest";
import type { TicketEvent } from "#core/ticket/ticket.ts";
import { instant } from "#core/time/instant.ts";
import { eventOf, rowOfEvent, type StoredEvent } from "#server/database/event-row.ts";

const about = { customerId: "bank", ticketId: 7, at: instant("2026-03-02T09:00:00Z"), actor: "agent:alice" };
const reply = { type: "ticket.replied", visibility: "public", by: "agent", channel: "phone", text: "Agreed.", ...about } as const;
const file = { id: "f1", name: "Ana's salary.pdf", type: "application/pdf", bytes: 10, isInline: false };
const call = { direction: "out", person: "Ana", number: "+34 600 000 000", minutes: 3 } as const;

function stored(event: TicketEvent, isErased: boolean): StoredEvent {
  const row = rowOfEvent(event, 1);
  const parsed = (text: string | null) => (text === null ? null : JSON.parse(text));
  return {
    ...{ customer_id: row.customerId, position: 1, ticket_id: row.ticketId, type: row.type, at: row.at, recorded_at: row.at },
    ...{ actor: row.actor, facts: parsed(row.facts), digests: parsed(row.digests) },
    personal: isErased ? null : parsed(row.personal),
  };
}

describe("an event as a row", () => {
  test.each<[TicketEvent, object]>([
    [reply, { ...reply, text: "" }],
    [
      { ...reply, attachments: [file], call, mentions: ["bob"], format: "html" },
      { ...reply, text: "", attachments: [], mentions: ["bob"], format: "html" },
    ],
    [
      { type: "ticket.rated", score: 2, words: "Slow, says Ana.", ...about },
      { type: "ticket.rated", score: 2, words: "", ...about },
    ],
    [
      { type: "ticket.step-ticked", runbook: "r", step: "a", isDone: true, note: "Ana did it.", ...about },
      { type: "ticket.step-ticked", runbook: "r", step: "a", isDone: true, note: null, ...about },
    ],
    [
      { type: "ticket.task-changed", task: "t1", isDone: true, ...about },
      { type: "ticket.task-changed", task: "t1", isDone: true, ...about },
    ],
  ])("%j comes back as it was, and without its persons once they are erased", (event, erased) => {
    expect(eventOf(stored(event, false))).toEqual(event);
    expect(eventOf(stored(event, true))).toEqual(erased);
    expect(JSON.stringify(stored(event, true))).not.toMatch(/Ana|600/);
  });
});
