import { describe, expect, it } from "vitest";
import type { WireEvent } from "../../api/wire.ts";
import { entriesOf } from "./telling.ts";

let position = 0;
const event = (fields: object): WireEvent =>
  ({
    position: ++position,
    seq: position,
    at: "2026-03-02T09:00:00Z",
    actor: "contact:ana",
    actorName: "Ana",
    customerId: "bank",
    ticketId: 1,
    ...fields,
  }) as WireEvent;

describe("what a customer reads of a log", () => {
  it("are the words of both sides, and what happened between them", () => {
    const entries = entriesOf([
      event({ type: "ticket.opened", description: "Nothing is booked" }),
      event({ type: "clock.warned" }),
      event({ type: "ticket.assigned", assignee: "bob", actor: "agent:bob", actorName: "Bob" }),
      event({ type: "ticket.replied", visibility: "public", by: "agent", text: "We look", actor: "agent:bob", actorName: "Bob" }),
      event({ type: "ticket.replied", visibility: "public", by: "machine", text: "Received" }),
    ]);
    expect(entries.map((each) => (each.kind === "message" ? `${each.side}: ${each.text}` : each.event.type))).toEqual([
      "you: Nothing is booked",
      "ticket.assigned",
      "us: We look",
      "machine: Received",
    ]);
  });

  it("never hold an internal note, should one ever arrive", () => {
    expect(entriesOf([event({ type: "ticket.replied", visibility: "internal", by: "agent", text: "secret" })])).toEqual([]);
  });

  it("say nothing where words were erased", () => {
    const [opened] = entriesOf([event({ type: "ticket.opened", description: null })]);
    expect(opened).toMatchObject({ kind: "message", text: "", attachments: [] });
  });
});
