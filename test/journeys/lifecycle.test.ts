/** How tickets end, come back, are refused and are paid for. */
import { expect, test } from "vitest";
import { hours, instant, minutes } from "#core/time/instant.ts";
import { clockOf, openStory } from "./story.ts";

test("reopened within the window a ticket runs on, and the resolved time does not count", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const ticket = await story.open({ priority: "P2" });
  await story.advance(hours(2));
  const resolved = await story.ask("agent:alice", ticket, { type: "resolve-ticket", solution: "Restarted the ledger." });
  expect(resolved).toMatchObject({ status: "resolved", closesAt: instant("2026-03-05T11:00:00Z") });
  await story.advance(hours(24));
  const reopened = await story.ask("contact:ana", ticket, { type: "reopen-ticket", reason: "It fails again.", newTicketId: 0 });
  expect(reopened).toMatchObject({ status: "open", reopenCount: 1 });
  expect(clockOf(reopened, "resolution")).toMatchObject({ verdict: null, dueAt: instant("2026-03-03T17:00:00Z") });
});

test("after the window a new ticket opens that follows the old one", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const ticket = await story.open({ priority: "P2", subject: "Ledger stands still" });
  await story.ask("agent:alice", ticket, { type: "resolve-ticket", solution: "Restarted." });
  await story.advance(hours(80));
  expect(await story.ticket(ticket.id)).toMatchObject({ status: "closed", closedAt: instant("2026-03-05T09:00:00Z") });
  const outcome = await story.perform({
    type: "reopen-ticket",
    ticketId: ticket.id,
    newTicketId: 0,
    reason: "Again.",
    actor: "contact:ana",
  });
  const follower = outcome.tickets.find(({ id }) => id !== ticket.id)!;
  expect(follower).toMatchObject({ subject: "Ledger stands still", status: "open", links: [{ type: "follows", ticketId: ticket.id }] });
  expect(await story.ticket(follower.id)).toEqual(follower);
  expect((await story.ticket(ticket.id)).links).toEqual([{ type: "followed-by", ticketId: follower.id }]);
});

test("a broken turnstile is answered with the clause and where to turn, and closes unless contested", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" }); // Monday 10:00 in Madrid
  const asked = { customerId: "factory", service: "gate", component: "turnstile", subject: "Turnstile 3 is stuck" };
  const left = await story.open(asked, "contact:eva");
  const contested = await story.open(asked, "contact:eva");
  expect(left.coverage).toMatchObject({ decision: "excluded", rule: "turnstiles", clause: "§7.2" });
  const [answer] = await story.said(left.id, "ticket.replied");
  expect(answer).toMatchObject({ by: "machine", visibility: "public" });
  expect(answer?.text).toContain("§7.2: Turnstiles");
  expect(answer?.text).toContain("Torno S.A., spare parts, +34 900 000 000");
  expect(left.clocks).toEqual([]);
  await story.ask("contact:eva", contested, { type: "contest-coverage", reason: "It is the software that locks it." });
  await story.advance(hours(24 * 3));
  expect(await story.ticket(left.id)).toMatchObject({ status: "closed", closedAt: instant("2026-03-05T09:00:00Z") });
  expect(await story.ticket(contested.id)).toMatchObject({ status: "open" });
});

test("an evolution waits for its quote; approved, it goes on, and the wait was the customer's", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const asked = { customerId: "factory", service: "gate", component: "software", kind: "evolution", priority: "P3" } as const;
  const ticket = await story.open(asked, "contact:eva");
  expect(ticket).toMatchObject({ coverage: { decision: "billable", rule: "evolution" }, pause: { reason: "quote" } });
  await story.ask("agent:carol", ticket, {
    type: "quote-ticket",
    amount: { amount: 240_000, currency: "EUR" },
    hours: 30,
    text: "Badges by phone.",
  });
  await expect(story.ask("agent:carol", ticket, { type: "resume-ticket" })).rejects.toMatchObject({ code: "quote-undecided" });
  await story.advance(hours(24));
  const approved = await story.ask("contact:eva", ticket, { type: "decide-quote", state: "approved" });
  expect(approved).toMatchObject({ pause: null, quote: { state: "approved", amount: { amount: 240_000, currency: "EUR" } } });
  expect(approved.ball[0]).toMatchObject({ holder: "customer", from: instant("2026-03-02T09:00:00Z") });
  const declined = await story.open(asked, "contact:eva");
  await story.ask("agent:carol", declined, { type: "quote-ticket", amount: { amount: 1, currency: "EUR" }, text: "…" });
  expect(await story.ask("contact:eva", declined, { type: "decide-quote", state: "declined" })).toMatchObject({ status: "closed" });
});

test("merging closes one without a judgement and tells the other", async () => {
  const story = await openStory();
  const [one, two] = [await story.open({ priority: "P2" }), await story.open({ priority: "P2" })];
  const elsewhere = await story.open({ customerId: "factory", service: "gate", component: "software" });
  await story.advance(minutes(10));
  await expect(story.ask("agent:alice", one, { type: "merge-ticket", into: elsewhere.id })).rejects.toMatchObject({
    code: "unknown-ticket",
  });
  expect(await story.ask("agent:alice", one, { type: "merge-ticket", into: two.id })).toMatchObject({
    status: "closed",
    mergedInto: two.id,
  });
  expect(await story.said(two.id, "ticket.absorbed")).toMatchObject([{ from: one.id }]);
});

test("a refusal changes nothing, not even what else was asked in the same breath", async () => {
  const story = await openStory();
  const ticket = await story.open({ priority: "P3" });
  const commands = [
    { type: "assign-ticket", ticketId: ticket.id, assignee: "bob", actor: "agent:bob" },
    { type: "resume-ticket", ticketId: ticket.id, actor: "agent:bob" },
  ] as const;
  await expect(story.door.perform({ scope: "*", commands })).rejects.toMatchObject({ code: "not-paused" });
  expect(await story.ticket(ticket.id)).toEqual(ticket);
  expect(await story.log(ticket.id)).toHaveLength(1);
});

test("text that no database can hold is refused by name", async () => {
  const story = await openStory();
  await expect(story.open({ subject: "a\0b" })).rejects.toMatchObject({ code: "bad-text" });
  await expect(story.open({ description: "half \ud800 a pair" })).rejects.toMatchObject({ code: "not-canonical" });
  const ticket = await story.open({ subject: `quotes ' " \\ {} and ,`, description: "a\0b \u001e \\u001e" });
  const [opened] = await story.said(ticket.id, "ticket.opened");
  expect(opened).toMatchObject({ subject: `quotes ' " \\ {} and ,`, description: "a\0b \u001e \\u001e" });
});
