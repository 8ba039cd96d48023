/** A story: a real database, the one door, and a clock that moves when the story says so. */

import type { Pool } from "pg";
import { onTestFinished } from "vitest";
import type { Document, Objective } from "#core/model/document.ts";
import type { Clock } from "#core/sla/clock.ts";
import type { OpenTicket, TicketCommand, TicketVerb } from "#core/ticket/command.ts";
import type { Ticket, TicketEvent, TicketEventOf, TicketEventType } from "#core/ticket/ticket.ts";
import { after, type Duration, type Instant, instant } from "#core/time/instant.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import type { ModelOutcome, Outcome } from "#server/database/orders.ts";
import { openPool } from "#server/database/pool.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { eventsOf, findTicket } from "#server/ticket/read.ts";
import { drain } from "#server/worker/deadlines.ts";
import { fillInbox } from "#server/worker/inbox.ts";
import { deliverSome } from "#server/worker/outbox.ts";
import { type TestDatabase, testDatabase } from "../database.ts";
import { storyModel } from "./model.ts";

export type Story = {
  readonly door: Door;
  readonly pool: Pool;
  readonly database: TestDatabase;
  now(): Instant;
  /** Time passes, and what falls due happens at its instant. */
  advance(span: Duration): Promise<void>;
  /** Time passes while every worker is down: nothing happens until somebody looks. */
  sleepThrough(span: Duration): void;
  /** Performs what is due by now, as a worker that just woke up. */
  wakeWorkers(): Promise<void>;
  open(asked: Partial<OpenTicket>, actor?: string): Promise<Ticket>;
  /** A verb on a ticket; gives the ticket afterwards. */
  ask(actor: string, ticket: Ticket | number, verb: Exclude<TicketVerb, OpenTicket>): Promise<Ticket>;
  perform(command: TicketCommand): Promise<Outcome>;
  ticket(id: number): Promise<Ticket>;
  log(id: number): Promise<TicketEvent[]>;
  said<T extends TicketEventType>(id: number, type: T): Promise<TicketEventOf<T>[]>;
  apply(document: Document, options?: { dryRun?: boolean; effectiveAt?: Instant }): Promise<ModelOutcome>;
  /** Everybody's inbox, after the outbox was emptied. */
  inbox(): Promise<{ recipient: string; ticketId: number }[]>;
};

export type StoryOptions = { at?: string; document?: Document | null };

/** Opens a story on a database of its own, with the model applied; it ends with the test. */
export async function openStory({ at = "2026-03-02T09:00:00Z", document = storyModel }: StoryOptions = {}): Promise<Story> {
  let now = instant(at);
  const database = await testDatabase();
  const pool = openPool({ url: database.url });
  const door = openDoor({ pool, clock: () => now });
  onTestFinished(async () => {
    await door.close();
    await pool.end();
    await database.drop();
  });
  const story: Story = {
    ...{ door, pool, database },
    now: () => now,
    async advance(span) {
      const until = after(now, span);
      for (;;) {
        await drain(door);
        const next = await nextDue(door);
        if (next === null || next > until) break;
        now = Math.max(next, now) as Instant;
      }
      now = until;
    },
    sleepThrough(span) {
      now = after(now, span);
    },
    wakeWorkers: async () => void (await drain(door)),
    async open(asked, actor = "contact:ana") {
      const draft = {
        customerId: "bank",
        service: "payments",
        component: "ledger",
        subject: "It fails",
        description: "Since this morning.",
        channel: "portal" as const,
      };
      const { tickets } = await door.perform({ scope: "*", commands: [{ type: "open-ticket", ticketId: 0, ...draft, ...asked, actor }] });
      return tickets[0]!;
    },
    async ask(actor, ticket, verb) {
      const ticketId = typeof ticket === "number" ? ticket : ticket.id;
      await story.perform({ ...verb, ticketId, actor } as TicketCommand);
      return story.ticket(ticketId);
    },
    perform: (command) => door.perform({ scope: "*", commands: [command] }),
    ticket: async (id) => (await door.read("*", (db) => findTicket(db, id)))!,
    log: async (id) => (await door.read("*", (db) => eventsOf(db, id))).map(({ event }) => event),
    said: async (id, type) => (await story.log(id)).filter((event): event is never => event.type === type),
    apply: (next, options = {}) => door.applyModel({ source: JSON.stringify(next), document: next, actor: "agent:carol", ...options }),
    async inbox() {
      const options = { pool, clock: () => now, topics: { notification: fillInbox(door) }, log: (line: string) => console.error(line) };
      while ((await deliverSome(options)) > 0);
      const rows = await door.read("*", (db) => db.selectFrom("notifications").select(["recipient", "ticket_id"]).orderBy("id").execute());
      return rows.map(({ recipient, ticket_id }) => ({ recipient, ticketId: ticket_id! }));
    },
  };
  if (document !== null) await story.apply(document);
  return story;
}

const nextDue = async (door: Door): Promise<Instant | null> =>
  (await door.read("*", async (db) => {
    const first = (table: "tickets" | "pages") =>
      db
        .withTables<ReachTables>()
        .selectFrom(table)
        .select("due_at")
        .where("due_at", "is not", null)
        .orderBy("due_at")
        .limit(1)
        .executeTakeFirst();
    const dues = [await first("tickets"), await first("pages")].flatMap((row) => row?.due_at ?? []);
    return dues.length === 0 ? null : Math.min(...dues);
  })) as Instant | null;

/** The newest clock of an objective. */
export function clockOf(ticket: Ticket, objective: Objective): Clock {
  const clock = ticket.clocks.findLast((each) => each.objective === objective);
  if (clock === undefined) throw new Error(`ticket ${ticket.id} has no ${objective} clock`);
  return clock;
}
