/** The one way to a ticket for somebody who asks: what they may not see does not exist for them. */
import { requirePermission } from "#core/access/access.ts";
import { canSee, seesWholeCustomer } from "#core/access/sight.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { ticketsNamed } from "#server/database/decide.ts";
import type { CommandDraft } from "#server/database/orders.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { findTicket } from "#server/ticket/read.ts";
import { scopeOf } from "#server/ticket/reader.ts";

const unknownTicket = (id: number): Refusal => new Refusal("unknown-ticket", `There is no ticket ${id}.`, { ticketId: id });

/** The ticket if the caller may see it. Of another customer's, of a colleague's that is not shown to them, and of none, one learns the same. */
export async function seenTicket({ door }: Pick<Parts, "door">, caller: Caller, id: number): Promise<Ticket> {
  requirePermission(caller, "tickets:read", caller.customerId);
  const ticket = await door.read(scopeOf(caller), (db) => findTicket(db, id));
  if (ticket === null || !canSee(caller.sight, ticket)) throw unknownTicket(id);
  return ticket;
}

/** Which of these tickets the caller may see. */
export async function seenAmong({ door }: Pick<Parts, "door">, caller: Caller, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const rows = await door.read(scopeOf(caller), (db) =>
    db
      .selectFrom("tickets")
      .select(["id", "customer_id", "requester", "agreement_id"])
      .where("id", "in", [...ids])
      .execute(),
  );
  const seen = rows.filter(({ customer_id, requester, agreement_id }) =>
    canSee(caller.sight, { customerId: customer_id, requester, agreementId: agreement_id }),
  );
  return new Set(seen.map(({ id }) => id));
}

/**
 * Refuses `unknown-ticket` when a command names a ticket (its own, or one to link or to merge with) that the caller may not see. Who
 * sees all of a customer's is held by row-level security alone, inside the transaction.
 */
export async function requireSeen(parts: Pick<Parts, "door">, caller: Caller, commands: readonly CommandDraft[]): Promise<void> {
  if (seesWholeCustomer(caller.sight)) return;
  const named = ticketsNamed(commands);
  const seen = await seenAmong(parts, caller, named);
  const hidden = named.find((id) => !seen.has(id));
  if (hidden !== undefined) throw unknownTicket(hidden);
}
