/** To which ticket a letter belongs: by our own word in it, by what it answers, by the number in its subject, then by being alike. */
import type { Sender } from "#core/mail/sender.ts";

/** What a letter says of where it belongs, the most certain first; each list in the order in which it was found. */
export type Traces = {
  /** Tickets whose signed word it bears: whoever has that was written to. */
  byToken: readonly number[];
  /** Tickets of letters that it names in In-Reply-To and References. */
  byReference: readonly number[];
  byNumber: readonly number[];
  /** Open tickets of the same sender with the same subject, the newest first. */
  byLikeness: readonly number[];
};

export type TicketFact = {
  id: number;
  customerId: string;
  status: "open" | "resolved" | "closed";
  mergedInto: number | null;
  /** Addresses that have taken part in it. */
  addresses: readonly string[];
};

export type Found = { ticketId: number; customerId: string; by: "token" | "reference" | "number" | "likeness" };

/**
 * The ticket, or null for a new one. Everything but the signed word can be guessed or invented, so it counts only for whoever has to do
 * with the ticket anyway: our own people, those of its customer, and who took part by mail. What was merged leads to where it went.
 */
export function findThread(traces: Traces, tickets: ReadonlyMap<number, TicketFact>, sender: Sender, address: string): Found | null {
  const ways: readonly [Found["by"], readonly number[]][] = [
    ["token", traces.byToken],
    ["reference", traces.byReference],
    ["number", traces.byNumber],
    ["likeness", traces.byLikeness],
  ];
  for (const [by, ids] of ways) {
    for (const id of ids) {
      const ticket = followed(id, tickets);
      if (ticket === null) continue;
      if (by === "token" || hasToDo(ticket, sender, address)) return { ticketId: ticket.id, customerId: ticket.customerId, by };
    }
  }
  return null;
}

function followed(id: number, tickets: ReadonlyMap<number, TicketFact>): TicketFact | null {
  let ticket = tickets.get(id) ?? null;
  for (let hops = 0; ticket !== null && ticket.mergedInto !== null && hops < 10; hops++) ticket = tickets.get(ticket.mergedInto) ?? null;
  return ticket;
}

function hasToDo({ customerId, addresses }: TicketFact, sender: Sender, address: string): boolean {
  if (sender.kind === "own") return true;
  if (sender.kind === "contact") return sender.customerId === customerId;
  if (sender.kind === "ambiguous" && sender.customerIds.includes(customerId)) return true;
  return addresses.includes(address);
}
