/** Writes what was decided: one statement for any number of tickets, events and outbox rows. */
import type { ClientBase } from "pg";
import type { Book } from "#core/agreement/book.ts";
import { letterOf } from "#core/notification/ticket-mail.ts";
import type { Page } from "#core/oncall/page.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Event, isPageEvent } from "#core/world.ts";
import { type EventRow, rowOfEvent, rowOfPageEvent } from "#server/database/event-row.ts";
import type { Announcement, Changed } from "#server/database/orders.ts";
import { cellsOfPage, cellsOfTelling, pageColumns, type Reach, type Telling, tellingColumns } from "#server/database/page-row.ts";
import { jsonSeparator, type Parts, statementFor } from "#server/database/statement.ts";
import { cellsOf, ticketColumns } from "#server/database/ticket-row.ts";

/** The first answer to a request, kept under its key. */
export type Answer = { scope: string; principal: string; key: string; requestHash: string; status: number; body: unknown };

export type Decided = {
  opened: readonly Ticket[];
  changed: readonly Ticket[];
  pages: readonly Page[];
  /** Whom the pages' events want told, and whom no longer. */
  reach: Reach;
  log: readonly EventRow[];
  outbox: readonly Announcement[];
  answers: readonly Answer[];
};

const dueColumn = ticketColumns.findIndex(([name]) => name === "due_at");

/** What a transaction without anything to store stores; others add their own to it. */
export const nothingDecided: Decided = {
  opened: [],
  changed: [],
  pages: [],
  reach: { tellings: [], cancelled: [] },
  log: [],
  outbox: [],
  answers: [],
};

/** A statement ready to be sent, and how to read its result; `nextDueAt` of the tickets and pages it writes. */
export type Written = {
  query: { name: string; text: string; values: unknown[] } | null;
  changesOf(rows: readonly { position: number }[]): Changed[];
  nextDueAt: Instant | null;
};

/** Words what was decided as one statement; `query` is null when there is nothing to write. */
export function writing({ opened, changed, pages, reach, log, outbox, answers }: Decided, book: Book, recordedAt: Instant): Written {
  const parts: Parts = {
    opened: amountOf(opened),
    changed: amountOf(changed),
    isPaged: pages.length > 0,
    isLogged: log.length > 0,
    isTold: reach.tellings.length > 0,
    isCancelled: reach.cancelled.length > 0,
    isAnnounced: outbox.length > 0,
    isAnswered: answers.length > 0,
  };
  const values: unknown[] = [];
  const due = { next: Number.POSITIVE_INFINITY };
  const newsAt = lastNews(log);
  if (opened.length > 0) addTickets(values, opened, book, due, newsAt);
  if (changed.length > 0) addTickets(values, changed, book, due, newsAt);
  if (pages.length > 0) addPages(values, pages, due);
  if (log.length > 0) addEvents(values, log, recordedAt);
  if (reach.tellings.length > 0) addTellings(values, reach.tellings);
  if (reach.cancelled.length > 0) values.push(reach.cancelled);
  if (outbox.length > 0) addOutbox(values, outbox, recordedAt);
  if (answers.length > 0) addAnswers(values, answers, recordedAt);
  return {
    query: values.length === 0 ? null : { ...statementFor(parts), values },
    changesOf: (rows) => log.map(({ customerId, ticketId, type }, i) => ({ position: rows[i]?.position ?? 0, customerId, ticketId, type })),
    nextDueAt: due.next === Number.POSITIVE_INFINITY ? null : (due.next as Instant),
  };
}

const amountOf = (tickets: readonly Ticket[]): "none" | "one" | "many" =>
  tickets.length === 0 ? "none" : tickets.length === 1 ? "one" : "many";

/** By ticket, the instant of the last event that is news: not a clock that runs on, nor who is told or paged. */
function lastNews(log: readonly EventRow[]): Map<number, number> {
  const newsAt = new Map<number, number>();
  for (const { ticketId, type, at } of log) {
    if (ticketId === null || type === "notification.requested" || type.startsWith("clock.") || type.startsWith("page.")) continue;
    newsAt.set(ticketId, Math.max(newsAt.get(ticketId) ?? at, at));
  }
  return newsAt;
}

type NewsAt = ReadonlyMap<number, number>;

function addTickets(values: unknown[], tickets: readonly Ticket[], book: Book, due: { next: number }, newsAt: NewsAt): void {
  const rows = tickets.map((ticket) => cellsOf(ticket, book, newsAt.get(ticket.id) ?? null));
  for (const row of rows) {
    const dueAt = row[dueColumn];
    if (typeof dueAt === "number" && dueAt < due.next) due.next = dueAt;
  }
  const [first] = rows;
  if (rows.length === 1 && first !== undefined) values.push(...first, JSON.stringify(tickets[0]));
  else {
    for (let column = 0; column < ticketColumns.length; column++) values.push(rows.map((row) => row[column] ?? null));
    values.push(tickets.map((ticket) => JSON.stringify(ticket)).join(jsonSeparator));
  }
}

function addPages(values: unknown[], pages: readonly Page[], due: { next: number }): void {
  const rows = pages.map(cellsOfPage);
  for (const { nextAt } of pages) if (nextAt !== null && nextAt < due.next) due.next = nextAt;
  for (let column = 0; column < pageColumns.length; column++) values.push(rows.map((row) => row[column]));
  values.push(pages.map((page) => JSON.stringify(page)).join(jsonSeparator));
}

function addTellings(values: unknown[], tellings: readonly Telling[]): void {
  const rows = tellings.map(cellsOfTelling);
  for (let column = 0; column < tellingColumns.length; column++) values.push(rows.map((row) => row[column]));
}

function addEvents(values: unknown[], log: readonly EventRow[], recordedAt: Instant): void {
  const column = <K extends keyof EventRow>(name: K): EventRow[K][] => log.map((row) => row[name]);
  values.push(column("customerId"), column("ticketId"), column("seq"), column("type"), column("at"), column("actor"), recordedAt);
  for (const name of ["facts", "digests", "personal"] as const) values.push(log.map((row) => row[name] ?? "").join(jsonSeparator));
}

function addOutbox(values: unknown[], outbox: readonly Announcement[], at: Instant): void {
  values.push(
    outbox.map(({ customerId }) => customerId),
    outbox.map(({ topic }) => topic),
    outbox.map(({ payload }) => JSON.stringify(payload)).join(jsonSeparator),
    at,
  );
}

function addAnswers(values: unknown[], answers: readonly Answer[], at: Instant): void {
  for (const name of ["scope", "principal", "key", "requestHash", "status"] as const) values.push(answers.map((answer) => answer[name]));
  values.push(answers.map(({ body }) => JSON.stringify(body ?? null)).join(jsonSeparator), at);
}

/**
 * The log's rows of events in order; `seqs` holds each ticket's version before them and is brought up to date. A page's facts stand
 * beside those of its ticket, without being one of its versions.
 */
export function logOf(events: readonly Event[], seqs: Map<number, number>, pages: readonly Page[] = []): EventRow[] {
  const ticketOf = new Map(pages.map(({ id, ticketId }) => [id, ticketId]));
  return events.map((event) => {
    if (isPageEvent(event)) return rowOfPageEvent(event, ticketOf.get(event.pageId) ?? null);
    const seq = (seqs.get(event.ticketId) ?? 0) + 1;
    seqs.set(event.ticketId, seq);
    return rowOfEvent(event, seq);
  });
}

/** What leaves the transaction because of its events. */
export function outboxOf(events: readonly Event[]): Announcement[] {
  return events.flatMap((event) => {
    if (event.type !== "notification.requested" || event.recipients.length === 0) return [];
    const { customerId, ticketId, recipients, cause, at } = event;
    return [{ customerId, topic: "notification", payload: { ticketId, recipients, cause, at } }];
  });
}

/** Letters that these events call for; `log` are the same events' rows. What is recorded from a history is told to nobody. */
export function lettersOf(events: readonly Event[], log: readonly EventRow[]): Announcement[] {
  return events.flatMap((event, i) => {
    const seq = log[i]?.seq ?? null;
    if (seq === null || isPageEvent(event) || letterOf(event) === null) return [];
    const { customerId, ticketId, at } = event;
    return [{ customerId, topic: "ticket-mail", payload: { ticketId, seq, at } }];
  });
}

/** Sends it; gives the changes for the live feed. */
export async function store(client: ClientBase, written: Written): Promise<Changed[]> {
  if (written.query === null) return [];
  const { rows } = await client.query<{ position: number }>(written.query);
  return written.changesOf(rows);
}
