/** The model's versions: applied as one transaction with every due time that they move, or computed the same way as a preview. */
import type { PoolClient } from "pg";
import { type Book, type ModelVersion, openBook } from "#core/agreement/book.ts";
import { canonical } from "#core/canonical.ts";
import { Refusal } from "#core/refusal.ts";
import { wholeRecord } from "#core/ticket/record.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { deadlineOfTicket } from "#core/ticket/wake.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { readVersions } from "#server/database/books.ts";
import { performAll } from "#server/database/decide.ts";
import { rowOfFact, sha256 } from "#server/database/event-row.ts";
import { type Changed, longestList, type ModelOrder, type ModelOutcome, type MovedDue } from "#server/database/orders.ts";
import type { House } from "#server/database/perform.ts";
import { commit, modelLock, scoped, setSettings, withClient } from "#server/database/session.ts";
import { logOf, nothingDecided, outboxOf, store, writing } from "#server/database/store.ts";
import { agreementsTouched, movedDues } from "#server/model/moves.ts";

/** Tickets that are loaded, decided and stored at a time: enough to be fast, few enough to keep the memory constant. */
const batchSize = 1_000;

/** The first version rules whatever lies before it, so its date is only a name: the beginning of time. */
const beginning = 0 as Instant;

/**
 * Applies a model document as the next version and moves the due times of open tickets in the same transaction; nothing else runs
 * meanwhile. A dry run computes the same on a snapshot, without a lock. Applying the newest document again changes nothing.
 * Refuses `model-changed`, `model-effective-in-the-past` and `model-version-pending`.
 */
export function applyModel(house: House, order: ModelOrder): Promise<ModelOutcome> {
  const isDry = order.dryRun === true;
  return withClient(house.pool, async (client) => {
    await client.query(
      isDry ? `begin isolation level repeatable read read only; ${scoped("*")}` : `begin; ${scoped("*")}; ${setSettings.join("; ")}`,
    );
    // An apply takes as long as its tickets need; what it waits for are commands under way.
    await client.query("set local statement_timeout = 0");
    if (!isDry) await client.query(`select pg_advisory_xact_lock(${modelLock})`);
    const now = house.clock();
    const versions = await readVersions(client, 2_147_483_647);
    const newest = versions.at(-1);
    if (newest !== undefined && canonical(newest.document) === canonical(order.document)) {
      await client.query("rollback");
      return { version: newest.version, isUnchanged: true, effectiveAt: newest.effectiveAt, moved: [], counts: noCounts() };
    }
    requireNewest(order, newest);
    const effectiveAt = effectiveInstant(order, newest, now);
    const next: ModelVersion = { version: (newest?.version ?? 0) + 1, effectiveAt, document: order.document };
    const books = { before: openBook(versions), after: openBook([...versions, next]) };
    const tally = await moveTickets({ house, client, books, order, now, isDry });
    const outcome = outcomeOf(next, tally);
    if (isDry) {
      await client.query("rollback");
      return outcome;
    }
    await insertVersion(client, next, order, now);
    tally.changes.push(...(await logApplied({ client, order, now, book: books.after, outcome })));
    await commit(client);
    house.announce({ changes: tally.changes, nextDueAt: tally.nextDueAt });
    return outcome;
  });
}

function requireNewest({ basedOn }: ModelOrder, newest: ModelVersion | undefined): void {
  const version = newest?.version ?? 0;
  if (basedOn === undefined || basedOn === version) return;
  throw new Refusal(
    "model-changed",
    `Version ${version} of the model was applied since you began from version ${basedOn}: make your changes on that one.`,
    { version, basedOn },
  );
}

function effectiveInstant({ effectiveAt }: ModelOrder, newest: ModelVersion | undefined, now: Instant): Instant {
  if (newest === undefined) return effectiveAt ?? beginning;
  const from = effectiveAt ?? now;
  if (from < now) {
    throw new Refusal(
      "model-effective-in-the-past",
      `A change of the model holds from now on or later, not from ${toIso(from)}: what ran was measured with what held then.`,
      {
        effectiveAt: from,
      },
    );
  }
  if (from < newest.effectiveAt) {
    throw new Refusal(
      "model-version-pending",
      `Version ${newest.version} takes effect at ${toIso(newest.effectiveAt)}: let this change take effect then or later.`,
      { version: newest.version, effectiveAt: newest.effectiveAt },
    );
  }
  return from;
}

const noCounts = (): ModelOutcome["counts"] => ({ tickets: 0, moved: 0, earlier: 0, later: 0, wouldBreach: 0 });

type Tally = { tickets: number; moves: MovedDue[]; changes: Changed[]; nextDueAt: Instant | null };
type Move = {
  house: House;
  client: PoolClient;
  books: { before: Book; after: Book };
  order: ModelOrder;
  now: Instant;
  isDry: boolean;
};

async function moveTickets(move: Move): Promise<Tally> {
  const tally: Tally = { tickets: 0, moves: [], changes: [], nextDueAt: null };
  for (const agreementId of agreementsTouched(move.books.before, move.books.after, move.order.document)) {
    for (let after = 0, count = batchSize; count === batchSize; ) {
      const { rows } = await move.client.query<{ id: number; due_at: number | null; record: Ticket }>(
        `select id, due_at, record from tickets where agreement_id = $1 and status <> 'closed' and id > $2 order by id limit ${batchSize}
         ${move.isDry ? "" : "for update"}`,
        [agreementId, after],
      );
      count = rows.length;
      after = rows.at(-1)?.id ?? after;
      await moveBatch(move, rows, tally);
    }
  }
  return tally;
}

async function moveBatch(
  { client, books, order, now, isDry }: Move,
  rows: readonly { due_at: number | null; record: Ticket }[],
  tally: Tally,
): Promise<void> {
  if (rows.length === 0) return;
  const before = rows.map(({ record }) => wholeRecord(record));
  const { actor } = order;
  const commands = before.map(({ id }) => ({
    command: { type: "apply-terms" as const, ticketId: id, modelVersion: books.after.latest, actor },
    now,
  }));
  const performed = performAll(books.after, { tickets: before, pages: [] }, commands, "stop");
  const after = new Map(performed.changed.map((ticket) => [ticket.id, ticket]));
  tally.tickets += rows.length;
  for (const ticket of before) {
    const changed = after.get(ticket.id);
    if (changed !== undefined) tally.moves.push(...movedDues(ticket, changed, now));
  }
  if (isDry) return;
  // A version that holds from a later day on arms a deadline even where nothing is said today.
  const rearmed = rows.filter(({ record, due_at }) => !after.has(record.id) && deadlineOfTicket(record, books.after) !== due_at);
  const changed = [...performed.changed, ...rearmed.map(({ record }) => record)];
  const log = logOf(performed.events, performed.seqs);
  const written = writing({ ...nothingDecided, changed, log, outbox: outboxOf(performed.events) }, books.after, now);
  tally.changes.push(...(await store(client, written)));
  if (written.nextDueAt !== null) tally.nextDueAt = Math.min(written.nextDueAt, tally.nextDueAt ?? written.nextDueAt) as Instant;
}

function outcomeOf({ version, effectiveAt }: ModelVersion, { tickets, moves }: Tally): ModelOutcome {
  const counts = { ...noCounts(), tickets, moved: moves.length };
  for (const { dueBefore, dueAfter, wouldBreach } of moves) {
    if (dueBefore !== null && dueAfter !== null) counts[dueAfter < dueBefore ? "earlier" : "later"]++;
    if (wouldBreach) counts.wouldBreach++;
  }
  const last = Number.MAX_SAFE_INTEGER;
  const moved = [...moves].sort((a, b) => (a.dueAfter ?? last) - (b.dueAfter ?? last) || a.ticketId - b.ticketId).slice(0, longestList);
  return { version, isUnchanged: false, effectiveAt, moved, counts };
}

async function insertVersion(
  client: PoolClient,
  { version, effectiveAt, document }: ModelVersion,
  order: ModelOrder,
  now: Instant,
): Promise<void> {
  const { actor, note = null, source } = order;
  await client.query(
    "insert into model_versions (version, effective_at, applied_at, applied_by, note, source, document) values ($1, $2, $3, $4, $5, $6, $7)",
    [version, effectiveAt, now, actor, note, source, JSON.stringify(document)],
  );
}

type Applied = { client: PoolClient; order: ModelOrder; now: Instant; book: Book; outcome: ModelOutcome };

async function logApplied({ client, order, now, book, outcome: { version, effectiveAt, counts } }: Applied): Promise<Changed[]> {
  const facts = { version, effectiveAt, note: order.note ?? null, documentHash: sha256(canonical(order.document)), counts };
  const log = [rowOfFact({ type: "model.applied", actor: order.actor, at: now, facts })];
  return store(client, writing({ ...nothingDecided, log }, book, now));
}
