/** Replays a customer's log under an agreement: the events come page by page from the database, the rules fold them in memory. */
import type { Book } from "#core/agreement/book.ts";
import { type Difference, explainDifference } from "#core/history/difference.ts";
import {
  type Attainment,
  type Confusion,
  openReplay,
  type Replay,
  type ReplayOptions,
  shareAgreed,
  shareMet,
} from "#core/history/replay.ts";
import { Refusal } from "#core/refusal.ts";
import type { TicketEvent } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";

export type ReplayOrder = {
  customerId: string;
  agreement: string;
  stop?: ReplayOptions["stop"];
  /** How many differences are explained; the rest is counted. */
  limit: number;
  onProgress?: (events: number) => void;
};

export type ReplayReport = {
  customerId: string;
  agreement: string;
  /** What ends the resolution clock. */
  stop: "resolved" | "closed";
  events: number;
  tickets: number;
  /** Time that the rules took, without reading. */
  foldMs: number;
  /** By objective and priority; `share` is of those that were judged, 0–1. */
  attainment: (Attainment & { share: number | null })[];
  /** Against the verdicts that the old tool recorded. */
  agreementWithOld: Confusion & { compared: number; share: number | null };
  differences: { total: number; items: Difference[] };
};

const pageSize = 5_000;

/** Refuses `unknown-customer`, `unknown-agreement` (with what exists) and `no-history`. */
export async function replayHistory(door: Door, order: ReplayOrder): Promise<ReplayReport> {
  const { customerId, agreement, stop, limit, onProgress } = order;
  const book = await door.book();
  const now = door.clock();
  requireKnown(book, order, now);
  const replay = openReplay(book, { agreement, now, ...(stop === undefined ? {} : { stop }) });
  let foldMs = 0;
  for await (const events of logPages(door, customerId)) {
    const started = performance.now();
    for (const event of events) replay.take(event);
    foldMs += performance.now() - started;
    onProgress?.(replay.events);
  }
  if (replay.events === 0) {
    throw new Refusal("no-history", `Customer "${customerId}" has no tickets yet: import a history with \`guardia import\`.`, {
      customerId,
    });
  }
  return {
    ...reportOf(replay, now, limit),
    customerId,
    agreement,
    stop: stop ?? book.termsAt(agreement, now)?.agreement.resolutionMetBy ?? "resolved",
    foldMs,
  };
}

function reportOf(replay: Replay, now: Instant, limit: number): Omit<ReplayReport, "customerId" | "agreement" | "stop" | "foldMs"> {
  const confusion = replay.confusion();
  const differing = replay.differing();
  return {
    events: replay.events,
    tickets: [...replay.tickets()].length,
    attainment: replay.attainment().map((line) => ({ ...line, share: shareMet(line) })),
    agreementWithOld: { ...confusion, compared: comparedOf(confusion), share: shareAgreed(confusion) },
    differences: { total: differing.length, items: differing.slice(0, limit).map((ticket) => explainDifference(ticket, replay.book, now)) },
  };
}

const comparedOf = ({ bothMet, bothBreached, onlyOldMet, onlyNewMet }: Confusion): number =>
  bothMet + bothBreached + onlyOldMet + onlyNewMet;

function requireKnown(book: Book, { customerId, agreement }: ReplayOrder, now: Instant): void {
  const document = book.documentAt(now);
  const list = (names: readonly string[]): string => names.slice(0, 20).join(", ") || "none";
  const customers = Object.keys(document?.customers ?? {});
  if (!customers.includes(customerId)) {
    throw new Refusal("unknown-customer", `There is no customer "${customerId}" in the model; it knows ${list(customers)}.`, {
      customerId,
    });
  }
  const agreements = Object.keys(document?.agreements ?? {});
  if (!agreements.includes(agreement)) {
    throw new Refusal("unknown-agreement", `There is no agreement "${agreement}" in the model; it knows ${list(agreements)}.`, {
      agreement,
    });
  }
}

/** A customer's events of tickets in the order of the log, without what may be erased: no rule looks at that. */
export async function* logPages(door: Door, customerId: string): AsyncGenerator<TicketEvent[]> {
  for (let after = 0; ; ) {
    const rows = await door.read(customerId, (db) =>
      db
        .selectFrom("events")
        .select(["position", "ticket_id", "type", "at", "actor", "facts"])
        .where("customer_id", "=", customerId)
        .where("position", ">", after)
        .where("ticket_id", "is not", null)
        // A page's facts stand beside the ticket's own, without a number among them.
        .where("seq", "is not", null)
        .orderBy("position")
        .limit(pageSize)
        .execute(),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(
      ({ facts, type, ticket_id, at, actor }) =>
        Object.assign(facts, { type, customerId, ticketId: ticket_id, at, actor }) as unknown as TicketEvent,
    );
    after = last.position;
  }
}
