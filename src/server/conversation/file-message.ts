/** Short messages that arrive: stored first, then put into their ticket; what nobody can place waits for a human. */
import type { Kysely } from "kysely";
import { type Caller, contactOfNumber } from "#core/conversation/caller.ts";
import { type Exchange, type Placing, placeMessage, subjectOf } from "#core/conversation/place.ts";
import type { Document, Channel as TicketChannel } from "#core/model/document.ts";
import type { Channel } from "#core/notification/channel.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import type { ConversationTables, MessagesTable } from "#server/conversation/tables.ts";
import type { Door } from "#server/database/door.ts";
import type { CommandDraft } from "#server/database/orders.ts";
import type { Tables } from "#server/database/tables.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import type { TopicWork } from "#server/worker/outbox.ts";

/** `key` names it at its gateway: the provider's id, or anything that is the same when it comes twice. */
export type ShortMessage = { gateway: string; channel: Channel; address: string; text: string; key: string };

/** `held`: nobody could tell whose it is, or it came too often; a human sees it. `dropped`: a human did not want it. */
export type Filed = { state: "filed"; ticketId: number } | { state: "held" | "dropped"; reason: string | null };

type Row = Pick<MessagesTable, "gateway" | "channel" | "address" | "text"> & { id: number; received_at: number };
type Db = Kysely<Tables & ConversationTables>;

const longestText = 10_000;
/** More than so many from one address within ten minutes wait for a human: a machine writes to a machine. */
const stormAbove = 20;
const stormWindowMs = 10 * 60_000;

/** Stores it, so that whoever brings it may forget it; files it at once where that is possible, and by the outbox where it is not. */
export async function takeMessage(door: Door, message: ShortMessage): Promise<Filed> {
  const text = message.text.trim().slice(0, longestText);
  const { id, state, ticketId, reason } = await door.write("*", async ({ db, announce }) => {
    const { gateway, channel, address, key } = message;
    const added = await own(db)
      .insertInto("messages")
      .values({ gateway, channel, address, message_key: key.slice(0, 300), text, received_at: door.clock(), reason: null, ticket_id: null })
      .onConflict((conflict) => conflict.columns(["gateway", "message_key"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added === undefined) return firstOf(own(db), gateway, key);
    await announce([{ customerId: "", topic: "message", payload: { messageId: added.id } }]);
    return { id: added.id, state: "received" as const, ticketId: null, reason: null };
  });
  if (state === "received") return fileMessage(door, id);
  return state === "filed" ? { state, ticketId: ticketId! } : { state, reason };
}

/** The outbox's topic `message`: what was stored by a node that did not live to file it. */
export function fileMessages(door: Door): TopicWork {
  return async (rows) => {
    for (const { payload } of rows) await fileMessage(door, payload.messageId as number);
  };
}

const own = (db: Kysely<Tables>): Db => db.withTables<ConversationTables>();

/** What became of it when it came before. */
async function firstOf(db: Db, gateway: string, key: string) {
  const row = await db
    .selectFrom("messages")
    .select(["id", "state", "ticket_id", "reason"])
    .where("gateway", "=", gateway)
    .where("message_key", "=", key.slice(0, 300))
    .executeTakeFirstOrThrow();
  return { id: row.id, state: row.state, ticketId: row.ticket_id, reason: row.reason };
}

/**
 * Puts a stored message into its ticket; harmless when somebody else has done so meanwhile.
 * @param isAsked a human wants it filed: how many came with it no longer matters
 */
export async function fileMessage(door: Door, id: number, isAsked = false): Promise<Filed> {
  const found = await door.readWithBook("*", async (any, book) => {
    const db = own(any);
    const row = await db.selectFrom("messages").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    if (row.state !== "received") return { row, caller: null, exchanges: [], recent: 0 };
    const document = (await book).documentAt(row.received_at as Instant);
    const caller = await callerOf(db, row, document);
    const exchanges = caller.kind === "contact" ? await exchangesOf(db, row, caller) : [];
    const { recent } = await db
      .selectFrom("messages")
      .select(({ fn }) => fn.countAll<number>().as("recent"))
      .where("channel", "=", row.channel)
      .where("address", "=", row.address)
      .where("received_at", ">", row.received_at - stormWindowMs)
      .executeTakeFirstOrThrow();
    return { row, caller, exchanges, recent: Number(recent) };
  });
  const { row, caller, exchanges, recent } = found;
  if (caller === null) return row.state === "filed" ? { state: "filed", ticketId: row.ticket_id! } : { state: "held", reason: row.reason };
  if (caller.kind !== "contact") return hold(door, id, `${caller.kind}-sender`);
  if (recent > stormAbove && !isAsked) return hold(door, id, "storm");
  try {
    return await put(door, row, caller, placeMessage(row.text, exchanges, row.received_at as Instant));
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === "shutting-down") throw error;
    return error.code === "already-filed" ? fileMessage(door, id, isAsked) : hold(door, id, "refused");
  }
}

/** Given by a human once, or the only contact of the model with this number. */
async function callerOf(db: Db, { channel, address }: Row, document: Document | null): Promise<Caller> {
  const known = await db
    .selectFrom("message_senders")
    .select(["customer_id", "contact"])
    .where("channel", "=", channel)
    .where("address", "=", address)
    .executeTakeFirst();
  if (known !== undefined) return { kind: "contact", customerId: known.customer_id, contact: known.contact ?? address };
  return channel === "sms" || channel === "voice" ? contactOfNumber(address, document) : { kind: "unknown" };
}

type Contact = Extract<Caller, { kind: "contact" }>;

/** Their fifty newest tickets, and when something was last said in each along this way. */
async function exchangesOf(db: Db, { channel, address }: Row, { customerId, contact }: Contact): Promise<Exchange[]> {
  const tickets = await db
    .selectFrom("tickets")
    .select(["id", "status"])
    .where("customer_id", "=", customerId)
    .where("requester", "=", contact)
    .orderBy("id", "desc")
    .limit(50)
    .execute();
  if (tickets.length === 0) return [];
  const ids = tickets.map(({ id }) => id);
  const heard = await db
    .selectFrom("messages")
    .select(["ticket_id", ({ fn }) => fn.max<number>("received_at").as("at")])
    .where("channel", "=", channel)
    .where("address", "=", address)
    .where("ticket_id", "in", ids)
    .groupBy("ticket_id")
    .execute();
  const said = await db
    .withTables<ReachTables>()
    .selectFrom("deliveries")
    .select(["ticket_id", ({ fn }) => fn.max<number>("wanted_at").as("at")])
    .where("ticket_id", "in", ids)
    .where("recipient", "=", `address:${channel}:${address}`)
    .groupBy("ticket_id")
    .execute();
  const lastAt = new Map<number, number>();
  for (const { ticket_id, at } of [...heard, ...said]) lastAt.set(ticket_id!, Math.max(lastAt.get(ticket_id!) ?? 0, Number(at)));
  return tickets.map(({ id, status }) => ({ ticketId: id, status, lastAt: (lastAt.get(id) ?? null) as Instant | null }));
}

/** As tickets name the way: whatever is no telephone is a chat. */
export const ticketChannelOf = (channel: Channel): TicketChannel => (channel === "sms" || channel === "voice" ? "sms" : "chat");

async function put(door: Door, row: Row, caller: Contact, placing: Placing): Promise<Filed> {
  let ticketId = 0;
  await door.perform({
    scope: "*",
    commands: commandsFor(row, caller, placing),
    alongside: async (db, { events, tickets }) => {
      // A reopening after its window opens another ticket: the message is in the newest one.
      ticketId = Math.max(...tickets.map(({ id }) => id), ...events.filter(({ type }) => type === "ticket.opened").map(ticketOf));
      const { numUpdatedRows } = await own(db)
        .updateTable("messages")
        .set({ state: "filed", customer_id: caller.customerId, ticket_id: ticketId, reason: null })
        .where("id", "=", row.id)
        .where("state", "=", "received")
        .executeTakeFirstOrThrow();
      if (Number(numUpdatedRows) === 0) throw new Refusal("already-filed", "Somebody else has filed this message meanwhile.", {});
    },
  });
  return { state: "filed", ticketId };
}

const ticketOf = (event: object): number => (event as { ticketId: number }).ticketId;

function commandsFor({ channel, text }: Row, { customerId, contact }: Contact, placing: Placing): CommandDraft[] {
  const way = ticketChannelOf(channel);
  const actor = `contact:${contact}`;
  if (placing.do === "open") {
    const [subject, requester] = [subjectOf(text), contact];
    return [{ type: "open-ticket", ticketId: 0, customerId, subject, description: text, channel: way, requester, actor }];
  }
  const { ticketId } = placing;
  if (placing.do === "reopen") return [{ type: "reopen-ticket", ticketId, reason: text, newTicketId: 0, actor }];
  return [{ type: "reply-to-ticket", ticketId, visibility: "public", by: "contact", channel: way, text, actor }];
}

async function hold(door: Door, id: number, reason: string): Promise<Filed> {
  await door.write("*", ({ db }) =>
    own(db).updateTable("messages").set({ state: "held", reason }).where("id", "=", id).where("state", "=", "received").execute(),
  );
  return { state: "held", reason };
}

/** Forgets what dropped messages said that came before an instant; who sent one when stays. */
export const sweepTexts = (door: Pick<Door, "write">, before: number): Promise<unknown> =>
  door.write("*", ({ db }) =>
    db
      .withTables<ConversationTables>()
      .updateTable("messages")
      .set({ text: "" })
      .where("state", "=", "dropped")
      .where("received_at", "<", before)
      .where("text", "<>", "")
      .execute(),
  );
