/** What is asked of the door and what it answers: the shapes of orders, outcomes and transactions. */
import type { Kysely } from "kysely";
import type { Book } from "#core/agreement/book.ts";
import type { Party } from "#core/agreement/terms.ts";
import type { Document, Objective } from "#core/model/document.ts";
import type { Page } from "#core/oncall/page.ts";
import type { Refusal } from "#core/refusal.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Command, Event } from "#core/world.ts";
import type { Tables } from "#server/database/tables.ts";

/** What leaves the transaction through the outbox: done after the commit by whoever knows the topic, and tried again when it fails. */
export type Announcement = { customerId: string; topic: string; payload: Record<string, unknown> };

/** A command whose `ticketId` (of a reopening `newTicketId`, of `open-page` `pageId`) may be 0: the door then draws the next number. */
export type CommandDraft = Command;

/**
 * What row-level security lets through: a customer's id, several with commas between them (an organisation first, then those under it),
 * or `*` for the provider's own staff and the workers.
 */
export type Scope = string;

/** Whose row it is that a session of this scope keeps for itself: the first organisation's. */
export const homeOf = (scope: Scope): string => scope.split(",", 1)[0] ?? scope;

export type Idempotency = {
  /** Who asks: keys of different principals never meet. */
  principal: string;
  key: string;
  requestHash: string;
  /** The answer to keep and to give again. */
  respond(outcome: Outcome): { status: number; body: unknown };
};

export type Order = {
  scope: Scope;
  /** Usually one; several are performed in order and all or nothing. */
  commands: readonly CommandDraft[];
  /** Default: the door's clock. */
  now?: Instant;
  /** If-Match: refuses `ticket-changed` when the first command's ticket is at another seq. */
  expectSeq?: number;
  idempotency?: Idempotency;
  /** Further statements of the same transaction, once the rules have decided and before the commit; not for a repeated request. */
  alongside?: (db: Kysely<Tables>, outcome: Outcome) => Promise<void>;
  /** Facts that are no command's, appended behind the events; asked for after `alongside`. */
  facts?: () => readonly PlainFact[];
  /** Words a refusal by which of several commands it was. */
  refusedAt?: (refusal: Refusal, index: number) => Refusal;
};

/** The events in order, and the new value of each ticket and page they changed. `replayed` instead, when the idempotency key was used before. */
export type Outcome = { events: Event[]; tickets: Ticket[]; pages: Page[]; replayed?: { status: number; body: unknown } };

export type TimedCommand = { command: CommandDraft; now: Instant };

export type BatchOrder = {
  scope: Scope;
  /** Performed in order, each at its own instant. Numbers of new tickets may be 0, or drawn before with `drawNumbers`. */
  commands: readonly TimedCommand[];
  /** What a refusal does: undo the whole batch (default), or only its own command. */
  onRefusal?: "stop" | "skip";
  /** Further statements of the same transaction: an import's progress, say. */
  alongside?: (db: Kysely<Tables>) => Promise<void>;
};

export type BatchOutcome = Outcome & { refusals: { index: number; refusal: Refusal }[] };

/** A due time that a model change moves; null where there is none. */
export type MovedDue = {
  ticketId: number;
  customerId: string;
  subject: string;
  objective: Objective;
  party: Party;
  dueBefore: Instant | null;
  dueAfter: Instant | null;
  /** It would be overdue the moment the model is applied, and was not before. */
  wouldBreach: boolean;
};

export type ModelOrder = {
  /** The YAML as given. */
  source: string;
  /** The same, read and checked. */
  document: Document;
  /** Default: now; of the first version, the beginning of time. */
  effectiveAt?: Instant;
  actor: string;
  note?: string | null;
  /** Refuses `model-changed` when another version is the newest by now. */
  basedOn?: number;
  /** Computes the same and changes nothing. */
  dryRun?: boolean;
};

export type ModelOutcome = {
  /** The version in the book afterwards (of a dry run: that it would have). */
  version: number;
  /** The document equals the newest version's: nothing was to be done. */
  isUnchanged: boolean;
  effectiveAt: Instant;
  /** At most `longestList` of them, soonest due first; `counts` has them all. */
  moved: MovedDue[];
  counts: { tickets: number; moved: number; earlier: number; later: number; wouldBreach: number };
};

/** A fact of the installation itself, or of a customer without being a ticket's. */
export type PlainFact = {
  /** "" (default) for the installation's own chain. */
  customerId?: string;
  /** Of the ticket that it is about, without being one of the ticket's own events. */
  ticketId?: number;
  type: string;
  actor: string;
  at: Instant;
  facts: Record<string, unknown>;
  personal?: Record<string, unknown>;
};

export type Transaction = {
  db: Kysely<Tables>;
  /** The model under which this transaction runs; it cannot be replaced before the commit. */
  book: Book;
  /** Appends to the log, in this transaction. */
  append(facts: readonly PlainFact[]): Promise<void>;
  /** Adds rows to the outbox, in this transaction: nothing is announced that did not happen. `customerId` "" for the installation's own. */
  announce(rows: readonly Announcement[]): Promise<void>;
  /** Stores tickets that were folded outside of the door, from a history, with their events. */
  record(histories: Histories): Promise<void>;
};

/** Tickets as a set, and the events that made them what they are, each ticket's in order; `changed` ones exist already and are locked. */
export type Histories = { opened: readonly Ticket[]; changed: readonly Ticket[]; events: readonly TicketEvent[] };

/** One committed event, as the live feed tells of it. */
export type Changed = { position: number; customerId: string; ticketId: number | null; type: string };

/** What a commit did: its events, and the earliest instant at which one of its tickets or pages acts by itself. */
export type Committed = { changes: Changed[]; nextDueAt: Instant | null };

/** At most so many due times are listed by a model change. */
export const longestList = 1_000;
