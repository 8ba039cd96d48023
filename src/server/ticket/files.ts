/** Files that were sent before a message and now come to lie beside it: looked up, and taken in the message's own transaction. */
import type { Kysely } from "kysely";
import { isShownIn, requireCount, unknownAttachment } from "#core/ticket/attachment.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import type { Attachment } from "#core/ticket/ticket.ts";
import type { AttachmentTables } from "#server/attachment/tables.ts";
import type { Door } from "#server/database/door.ts";
import type { Order, Outcome } from "#server/database/orders.ts";
import type { Tables } from "#server/database/tables.ts";
import type { Caller } from "#server/http/env.ts";
import { scopeOf } from "#server/ticket/reader.ts";

/** Files of which only the names are known yet: what a body gives. `withFiles` looks them up; the rules refuse them as they are. */
export const waitingFiles = (ids: readonly string[]): Attachment[] =>
  [...new Set(ids)].map((id) => ({ id, name: "", type: "", bytes: 0, isInline: false }));

type Filed = { verb: TicketVerb } & Pick<Order, "alongside">;

/**
 * The command with what the server knows of its files, and what has to be done in its transaction: they become the ticket's.
 * Refuses `unknown-attachment` for what is not whole, not the caller's, or beside a message already; `too-many-attachments`.
 */
export async function withFiles<V extends TicketVerb>(door: Door, caller: Caller, verb: V): Promise<Filed> {
  if (verb.type !== "reply-to-ticket" && verb.type !== "open-ticket") return { verb };
  const ids = verb.attachments?.map(({ id }) => id) ?? [];
  if (ids.length === 0) return { verb };
  requireCount(ids.length);
  const rows = await door.read(scopeOf(caller), (db) =>
    db
      .withTables<AttachmentTables>()
      .selectFrom("attachments")
      .select(["id", "name", "type", "bytes"])
      .where("id", "in", ids)
      .where("owner", "=", caller.principal)
      .where("is_complete", "=", true)
      .execute(),
  );
  // That they still wait is asked in the transaction: a repeated request is answered again though its files are taken.
  const text = verb.type === "open-ticket" ? verb.description : verb.text;
  const attachments = ids.map((id): Attachment => {
    const row = rows.find((each) => each.id === id);
    if (row === undefined) throw unknownAttachment(id);
    return { ...row, isInline: isShownIn(text, row) };
  });
  return { verb: { ...verb, attachments }, alongside: (db, outcome) => take(db, caller, outcome) };
}

/** Of two messages that name the same file the one that commits first has it. */
async function take(db: Kysely<Tables>, caller: Caller, { events }: Outcome): Promise<void> {
  const tables = db.withTables<AttachmentTables>();
  for (const event of events) {
    if (event.type !== "ticket.replied" && event.type !== "ticket.opened") continue;
    const ids = event.attachments?.map(({ id }) => id) ?? [];
    if (ids.length === 0) continue;
    const { customerId: customer_id, ticketId: ticket_id } = event;
    const is_internal = event.type === "ticket.replied" && event.visibility === "internal";
    const taken = await tables
      .updateTable("attachments")
      .set({ customer_id, ticket_id, is_internal })
      .where("id", "in", ids)
      .where("owner", "=", caller.principal)
      .where("ticket_id", "is", null)
      .returning("id")
      .execute();
    const missing = ids.find((id) => !taken.some((row) => row.id === id));
    if (missing !== undefined) throw unknownAttachment(missing);
    await tables.updateTable("attachment_parts").set({ customer_id }).where("attachment_id", "in", ids).execute();
  }
}
