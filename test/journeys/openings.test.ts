/** Openings that arrive together share a transaction, and nothing else: each gets its own answer. */
import { expect, test } from "vitest";
import type { OpenTicket } from "#core/ticket/command.ts";
import { isPageEvent } from "#core/world.ts";
import { replayTicket } from "#server/ticket/read.ts";
import { openStory } from "./story.ts";

type Opening = OpenTicket & { actor: string };
const opening: Opening = {
  type: "open-ticket",
  customerId: "bank",
  ticketId: 0,
  service: "payments",
  subject: "It fails",
  description: "…",
  channel: "api",
  priority: "P2",
  actor: "token:load",
};
const external = { source: "old-tool", id: "INC1", watermark: "1", verdict: null, promisedAt: null };

test("each of many at once gets its own ticket, its own events and a number of its own", async () => {
  const story = await openStory();
  const subjects = Array.from({ length: 40 }, (_, i) => `Ticket ${i}`);
  const outcomes = await Promise.all(subjects.map((subject) => story.door.perform({ scope: "*", commands: [{ ...opening, subject }] })));
  expect(outcomes.map(({ tickets }) => tickets.map(({ subject }) => subject))).toEqual(subjects.map((subject) => [subject]));
  const ids = outcomes.map(({ tickets }) => tickets[0]!.id);
  expect(new Set(ids).size).toBe(40);
  for (const { tickets, events } of outcomes) {
    expect(events.map((event) => (isPageEvent(event) ? event.pageId : event.ticketId))).toEqual(events.map(() => tickets[0]!.id));
    expect(await story.ticket(tickets[0]!.id)).toEqual(tickets[0]);
  }
  const book = await story.door.book();
  expect(replayTicket(await story.log(ids[39]!), book)).toEqual(await story.ticket(ids[39]!));
});

test("one that is refused, or that the database turns down, spoils nothing for the others", async () => {
  const story = await openStory();
  await story.perform({ ...opening, external });
  const drafts: Opening[] = [
    { ...opening, subject: "First" },
    { ...opening, customerId: "nobody" },
    { ...opening, subject: " " },
    { ...opening, external },
    { ...opening, subject: "a\0b" },
    { ...opening, subject: "Last" },
  ];
  const done = await Promise.allSettled(drafts.map((command) => story.door.perform({ scope: "*", commands: [command] })));
  const told = done.map((each) => (each.status === "fulfilled" ? each.value.tickets[0]?.subject : (each.reason as { code: string }).code));
  expect(told).toEqual(["First", "unknown-customer", "text-missing", "external-ticket-exists", "bad-text", "Last"]);
  const { count } = await story.door.read("*", (db) =>
    db
      .selectFrom("tickets")
      .select((q) => q.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow(),
  );
  expect(count).toBe(3);
});

test("those of several customers keep to their own scope, and keys that were used are answered as before", async () => {
  const story = await openStory();
  const respond = ({ tickets }: { tickets: { id: number }[] }) => ({ status: 201, body: { id: tickets[0]?.id } });
  const order = (customerId: string, key: string, requestHash = key) => ({
    scope: customerId,
    commands: [{ ...opening, customerId, service: customerId === "bank" ? "payments" : "gate" }],
    idempotency: { principal: `token:${customerId}`, key, requestHash, respond },
  });
  const [used] = (await story.door.perform(order("bank", "used"))).tickets;
  const orders = [
    order("bank", "a"),
    order("factory", "a"),
    order("bank", "used"),
    order("bank", "a"),
    order("bank", "used", "another"),
    order("bank", "b"),
  ];
  const done = await Promise.allSettled(orders.map((each) => story.door.perform(each)));
  const told = done.map((each) => {
    if (each.status === "rejected") return (each.reason as { code: string }).code;
    const { tickets, replayed } = each.value;
    return replayed === undefined ? tickets[0]?.customerId : replayed.body;
  });
  const first = done[0]?.status === "fulfilled" ? done[0].value.tickets[0]?.id : undefined;
  expect(told).toEqual(["bank", "factory", { id: used?.id }, { id: first }, "idempotency-key-reused", "bank"]);
  await expect(story.door.perform({ scope: "factory", commands: [opening] })).rejects.toMatchObject({ code: "unknown-customer" });
});
