/**
 * Pages of the demonstration: one that somebody took by the link on a phone, and one that still calls. They are raised through the door,
 * as an incident raises its own; what a provider said of their messages is made up, as the month before them is.
 */
import type { Book } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import type { Line } from "#core/notification/delivery.ts";
import { newLine } from "#core/notification/plan.ts";
import { urgencyOf } from "#core/oncall/decide.ts";
import { readTargets } from "#core/oncall/policy.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { CommandDraft, TimedCommand } from "#server/database/orders.ts";
import { storeDeliveries } from "#server/notification/delivery-row.ts";
import type { ReachTables } from "#server/notification/tables.ts";

/** Raised so long ago, and taken so long after: within a minute, so that no further step of the policy is due meanwhile. */
const takenRaisedMs = 55_000;
const takenAfterMs = 48_200;
/** Raised a moment ahead: no worker takes up its messages before it is told what became of them. */
const callingAheadMs = 2_000;

/** @param tickets of the life just stored; where none of them would page anybody, there is nothing to show */
export async function storeDemoPages(door: Door, tickets: readonly Ticket[]): Promise<void> {
  // Storing a month took its time: the pages are of now.
  const now = door.clock();
  const book = await door.book();
  const document = book.documentAt(now);
  if (document === null) return;
  const [calling, taken] = pageableOf(tickets, document);
  const before = (ms: number): Instant => (now - ms) as Instant;
  const commands: TimedCommand[] = [];
  if (taken !== undefined) {
    const at = before(takenRaisedMs);
    commands.push(raising(taken, document, at));
    const person = firstTold(taken, book, at);
    const draft = { type: "acknowledge-page", via: "link", pageId: taken.id, actor: `agent:${person}` } satisfies CommandDraft;
    if (person !== null) commands.push({ command: draft, now: before(takenRaisedMs - takenAfterMs) });
  }
  if (calling !== undefined) commands.push(raising(calling, document, (now + callingAheadMs) as Instant));
  if (commands.length === 0) return;
  await door.performBatch({ scope: "*", commands });
  await bringMessages(
    door,
    commands.flatMap(({ command }) => (command.type === "open-page" ? [command.pageId] : [])),
    document,
  );
}

/** Those that page somebody by their service: the urgent ones first (`high` before `low`), then the newest. */
const pageableOf = (tickets: readonly Ticket[], document: Document): Ticket[] =>
  tickets
    .filter((ticket) => policyOf(ticket, document) !== null)
    .filter(
      ({ status, kind, coverage, pause }) => status === "open" && kind === "incident" && coverage?.decision === "covered" && pause === null,
    )
    .sort((a, b) => urgencyOf(a).localeCompare(urgencyOf(b)) || b.openedAt - a.openedAt);

const policyOf = ({ service }: Ticket, { services }: Document): string | null => services[service ?? ""]?.escalationPolicy ?? null;

/** A ticket's own page has its number. */
function raising(ticket: Ticket, document: Document, now: Instant): TimedCommand {
  const { id, customerId, subject: summary } = ticket;
  const page = { pageId: id, customerId, ticketId: id, cause: "ticket" as const, policy: policyOf(ticket, document) };
  return { command: { type: "open-page", ...page, urgency: urgencyOf(ticket), summary, actor: "system" }, now };
}

/** The person whom the ticket's page tells first; null when that is nobody of ours. */
function firstTold(ticket: Ticket, book: Book, at: Instant): string | null {
  const document = book.documentAt(at)!;
  const policy = document.escalationPolicies?.[policyOf(ticket, document) ?? ""];
  const [told] = readTargets(policy?.steps[0]?.notify ?? [], ticket.customerId, at, book).told;
  return told?.recipient.startsWith("person:") === true ? told.recipient.slice("person:".length) : null;
}

/** Two gateways for text messages: the first was out of order, the second took the message, which arrived. */
const [firstGateway, secondGateway] = ["demo-sms-1", "demo-sms-2"];
const refusedAfterMs = 118;
const acceptedAfterMs = 214;
const arrivedAfterMs = 1_420;

async function bringMessages(door: Door, pageIds: readonly number[], { people = {} }: Document): Promise<void> {
  await door.write("*", async ({ db }) => {
    const reach = db.withTables<ReachTables>();
    const deliveries = await reach
      .selectFrom("deliveries")
      .select(["customer_id", "id", "recipient", "wanted_at", "claims"])
      .where("page_id", "in", [...pageIds])
      .execute();
    await storeDeliveries(
      db,
      deliveries.map(({ id, recipient, wanted_at: at, claims }) => {
        const address = people[recipient.replace(/^person:/, "")]?.phone ?? "";
        const line: Line = { ...newLine({ channel: "sms", address, at: at as Instant }), state: "delivered" };
        return { ...{ id, claims, newClaims: claims + 1, dueAt: null, leaseUntil: null }, state: "delivered" as const, lines: [line] };
      }),
    );
    const attempts = deliveries.flatMap(({ customer_id, id, wanted_at: at }) => {
      const attempt = { customer_id, delivery_id: id, line: 0, channel: "sms", provider_id: null } as const;
      const first = {
        began_at: at + 12,
        ended_at: at + refusedAfterMs,
        outcome: "failed-for-now",
        said: "503 Service Unavailable",
      } as const;
      const second = { began_at: at + refusedAfterMs, ended_at: at + acceptedAfterMs, outcome: "sent", said: null } as const;
      return [
        { ...attempt, ...first, number: 1, gateway: firstGateway, receipt: null, receipt_at: null },
        { ...attempt, ...second, number: 2, gateway: secondGateway, receipt: "delivered" as const, receipt_at: at + arrivedAfterMs },
      ];
    });
    if (attempts.length > 0) await reach.insertInto("attempts").values(attempts).execute();
  });
}
