/** One verb on many tickets: what it would do, doing it, and taking it back for a while. */
import type { z } from "@hono/zod-openapi";
import { requirePermission, requireVerb } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { changesBetween, type FieldChange } from "#core/ticket/change-list.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import { inverseOf } from "#core/ticket/inverse.ts";
import { wholeRecord } from "#core/ticket/record.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, minutes, toIso } from "#core/time/instant.ts";
import { isPageEvent } from "#core/world.ts";
import { actorFor, requireKnownPeople } from "#server/access/actor.ts";
import { newId } from "#server/access/secret.ts";
import { performAll, ticketsNamed } from "#server/database/decide.ts";
import type { BatchOutcome, CommandDraft } from "#server/database/orders.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { refusalOfIssues } from "#server/http/validation.ts";
import { findListed } from "#server/search/list.ts";
import type { Reversal, SearchTables } from "#server/search/tables.ts";
import { scopeOf } from "#server/ticket/reader.ts";
import { requireSeen, seenAmong } from "#server/ticket/seen.ts";
import { resources } from "#server/ticket/verbs.ts";

export const mostTickets = 500;
/** How long a bulk action can be taken back. */
const undoneWithin = minutes(10);

/** What makes sense on many: nothing that names a file, a rating, or work of one ticket. */
export const bulkNouns = [
  ...["acknowledgement", "priority", "classification", "coverage", "assignment", "collaborators", "departures", "replies", "pause"],
  ...["resumption", "escalation", "hand-back", "hand-over", "restoration", "resolution", "closing", "merge", "links", "unlinks", "rank"],
] as const;

export type BulkOrder = {
  readonly ids: readonly number[] | null;
  readonly query: string | null;
  readonly verb: string;
  readonly body: unknown;
};

type Door = Pick<Parts, "door">;

export type Prepared = { readonly verb: TicketVerb; readonly ids: readonly number[]; readonly actor: string };

/**
 * Reads an order and finds its tickets. Refuses `unknown-verb`, `too-many-tickets`, `bad-query`, whatever is wrong in the body, and what
 * the caller may not do; tickets that they may not see are none.
 */
export async function prepareBulk(parts: Door, caller: Caller, { ids, query, verb: noun, body }: BulkOrder): Promise<Prepared> {
  requirePermission(caller, "tickets:write", caller.customerId);
  const resource = (bulkNouns as readonly string[]).includes(noun) ? resources.find((each) => each.noun === noun) : undefined;
  if (resource === undefined) {
    const known = bulkNouns.join(", ");
    throw new Refusal("unknown-verb", `"${noun}" is nothing that can be done to many tickets at once: use ${known}.`, {
      verb: noun,
      known,
    });
  }
  const parsed = resource.body.safeParse(body);
  if (!parsed.success) throw refusalOfIssues(parsed.error.issues as z.core.$ZodIssue[], "json");
  if ("attachments" in parsed.data)
    throw new Refusal("files-in-bulk", "Files go with one message: answer these tickets one by one, or without files.");
  const verb = resource.command(parsed.data as never, caller);
  requireVerb(caller, verb);
  await requireKnownPeople(parts.door, verb);
  const found = ids ?? (await foundBy(parts, caller, query ?? ""));
  if (found.length > mostTickets) throw tooMany();
  const unique = [...new Set(found)];
  const seen = await seenAmong(parts, caller, unique);
  const prepared = { verb, ids: unique.filter((id) => seen.has(id)), actor: await actorFor(caller, parts.door) };
  // A verb may name one more ticket, to link to or to merge with.
  await requireSeen(parts, caller, commandsOf(prepared));
  return prepared;
}

const tooMany = (): Refusal =>
  new Refusal("too-many-tickets", `At most ${mostTickets} tickets can be changed at once: narrow the query, or choose some.`, {
    most: mostTickets,
  });

async function foundBy(parts: Door, caller: Caller, query: string): Promise<number[]> {
  const ids: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const filter = { sight: caller.sight, order: "newest" as const, limit: 200, cursor };
    const { items, next } = await findListed(parts, { caller, query, zone: caller.zone, filter });
    ids.push(...items.map(({ id }) => id));
    if (ids.length > mostTickets) throw tooMany();
    if (next === null) return ids;
    cursor = next;
  }
}

const commandsOf = ({ verb, ids, actor }: Prepared): CommandDraft[] =>
  ids.map((ticketId) => ({ ...verb, ticketId, actor }) as CommandDraft);

export type PreviewItem = {
  ticketId: number;
  subject: string;
  refusal: { code: string; detail: string } | null;
  changes: FieldChange[];
};

/** What would happen, by the rules themselves; nothing does. */
export async function previewBulk({ door }: Door, caller: Caller, prepared: Prepared): Promise<PreviewItem[]> {
  const commands = commandsOf(prepared);
  const before = await ticketsOf({ door }, caller, ticketsNamed(commands));
  const [book, now] = [await door.book(), door.clock()];
  const timed = commands.map((command) => ({ command, now }));
  const performed = performAll(book, { tickets: [...before.values()], pages: [] }, timed, "skip-refusals");
  const after = new Map(performed.changed.map((ticket) => [ticket.id, ticket]));
  const refusals = new Map(performed.failures.map(({ index, error }) => [prepared.ids[index], error as Refusal]));
  return prepared.ids.flatMap((id) => {
    const ticket = before.get(id);
    if (ticket === undefined) return [];
    const refusal = refusals.get(id);
    const changed = after.get(id);
    return {
      ticketId: id,
      subject: ticket.subject,
      refusal: refusal === undefined ? null : { code: refusal.code, detail: refusal.message },
      changes: changed === undefined ? [] : changesBetween(ticket, changed),
    };
  });
}

async function ticketsOf({ door }: Door, caller: Caller, ids: readonly number[]): Promise<Map<number, Ticket>> {
  if (ids.length === 0) return new Map();
  const rows = await door.read(scopeOf(caller), (db) =>
    db
      .selectFrom("tickets")
      .select(["id", "record"])
      .where("id", "in", [...ids])
      .execute(),
  );
  return new Map(rows.map(({ id, record }) => [id, wholeRecord(record)]));
}

export type Done = {
  done: number[];
  refused: { ticketId: number; code: string; detail: string }[];
  undo: { id: string; expiresAt: string } | null;
};

/** Does it in one transaction; a refusal concerns its own ticket alone. */
export async function applyBulk({ door }: Door, caller: Caller, prepared: Prepared): Promise<Done> {
  const commands = commandsOf(prepared);
  if (commands.length === 0) return { done: [], refused: [], undo: null };
  const before = await ticketsOf({ door }, caller, prepared.ids);
  const now = door.clock();
  const outcome = await door.performBatch({
    scope: scopeOf(caller),
    commands: commands.map((command) => ({ command, now })),
    onRefusal: "skip",
  });
  const reversals = reversalsOf(outcome, before, prepared.verb);
  return { ...told(outcome, prepared.ids), undo: reversals === null ? null : await keepUndo({ door }, caller, reversals, now) };
}

function told({ refusals }: BatchOutcome, ids: readonly number[]): Omit<Done, "undo"> {
  const refused = refusals.map(({ index, refusal }) => ({ ticketId: ids[index] ?? 0, code: refusal.code, detail: refusal.message }));
  const not = new Set(refused.map(({ ticketId }) => ticketId));
  return { done: ids.filter((id) => !not.has(id)), refused };
}

/** Null when a change cannot be taken back, or when nothing changed: half an undo would be none. */
function reversalsOf({ tickets, events }: BatchOutcome, before: ReadonlyMap<number, Ticket>, verb: TicketVerb): Reversal[] | null {
  const counts = new Map<number, number>();
  for (const event of events) if (!isPageEvent(event)) counts.set(event.ticketId, (counts.get(event.ticketId) ?? 0) + 1);
  const reversals: Reversal[] = [];
  for (const { id, seq } of tickets) {
    const earlier = before.get(id);
    // A ticket beside it (the other end of a link) comes back with the one that was named.
    if (earlier === undefined) continue;
    const inverse = inverseOf(earlier, verb);
    // Somebody else changed it between our reading and our writing: what it was before is not what we read.
    if (inverse === null || earlier.seq !== seq - (counts.get(id) ?? 0)) return null;
    reversals.push({ ticketId: id, seq, verb: inverse });
  }
  return reversals.length === 0 ? null : reversals;
}

async function keepUndo({ door }: Door, caller: Caller, reversals: readonly Reversal[], now: Instant): Promise<Done["undo"]> {
  const [id, expiresAt] = [newId(), (now + undoneWithin) as Instant];
  const scope = caller.customerId ?? "*";
  await door.write(scope, async ({ db }) => {
    const tables = db.withTables<SearchTables>();
    await tables.deleteFrom("undos").where("expires_at", "<", now).execute();
    const row = { customer_id: scope, id, principal: caller.principal, commands: JSON.stringify(reversals) };
    await tables
      .insertInto("undos")
      .values({ ...row, created_at: now, expires_at: expiresAt, used_at: null })
      .execute();
  });
  return { id, expiresAt: toIso(expiresAt) };
}

/** Takes a bulk action back, once, on the tickets that are still as it left them. Refuses `unknown-undo`. */
export async function undoBulk({ door }: Door, caller: Caller, id: string): Promise<Done> {
  requirePermission(caller, "tickets:write", caller.customerId);
  const now = door.clock();
  const reversals = await door.write(caller.customerId ?? "*", async ({ db }) => {
    const row = await db
      .withTables<SearchTables>()
      .updateTable("undos")
      .set({ used_at: now })
      .where("id", "=", id)
      .where("principal", "=", caller.principal)
      .where("used_at", "is", null)
      .where("expires_at", ">=", now)
      .returning("commands")
      .executeTakeFirst();
    if (row === undefined)
      throw new Refusal("unknown-undo", "There is nothing to take back here: it was done already, or too long ago.", { undo: id });
    return row.commands;
  });
  const actor = await actorFor(caller, door);
  const present = await ticketsOf(
    { door },
    caller,
    reversals.map(({ ticketId }) => ticketId),
  );
  const isAsLeft = ({ ticketId, seq }: Reversal): boolean => present.get(ticketId)?.seq === seq;
  const [kept, moved] = [reversals.filter(isAsLeft), reversals.filter((each) => !isAsLeft(each))];
  const commands = kept.map(({ ticketId, verb }) => ({ command: { ...verb, ticketId, actor } as CommandDraft, now }));
  const ids = kept.map(({ ticketId }) => ticketId);
  const outcome = commands.length === 0 ? null : await door.performBatch({ scope: scopeOf(caller), commands, onRefusal: "skip" });
  const answer = outcome === null ? { done: [], refused: [] } : told(outcome, ids);
  const changed = moved.map(({ ticketId }) => ({
    ...{ ticketId, code: "ticket-changed" },
    detail: `Ticket ${ticketId} was changed since: look at it before you change it back.`,
  }));
  return { ...answer, refused: [...answer.refused, ...changed], undo: null };
}
