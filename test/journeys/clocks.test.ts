/** The promises of an agreement, kept and broken, and dated when they were due. */
import { expect, test } from "vitest";
import { hours, instant, minutes } from "#core/time/instant.ts";
import { clockOf, openStory } from "./story.ts";

test("a ticket is answered in time: the response is met, and stays so", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const ticket = await story.open({ priority: "P1" });
  expect(clockOf(ticket, "response").dueAt).toBe(instant("2026-03-02T09:15:00Z"));
  await story.advance(minutes(10));
  await story.ask("agent:alice", ticket, { type: "reply-to-ticket", visibility: "public", by: "agent", channel: "portal", text: "On it." });
  await story.advance(hours(30));
  const later = await story.ticket(ticket.id);
  expect(clockOf(later, "response")).toMatchObject({ verdict: "met", stoppedAt: instant("2026-03-02T09:10:00Z"), breachedAt: null });
});

test("a breach is dated when it was due, though everybody slept for an hour", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const ticket = await story.open({ priority: "P1" });
  story.sleepThrough(minutes(75));
  await story.wakeWorkers();
  const [breached, ...more] = (await story.said(ticket.id, "clock.breached")).filter(({ objective }) => objective === "response");
  expect(more).toEqual([]);
  expect(breached).toMatchObject({ at: instant("2026-03-02T09:15:00Z"), dueAt: instant("2026-03-02T09:15:00Z"), actor: "system" });
  const [first] = await story.door.read("*", (db) =>
    db.selectFrom("events").select("recorded_at").where("type", "=", "clock.breached").orderBy("position").execute(),
  );
  expect(first?.recorded_at).toBe(instant("2026-03-02T10:15:00Z"));
});

test("an answer at the due millisecond is in time; one millisecond later the promise is broken", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const answer = { type: "reply-to-ticket", visibility: "public", by: "agent", channel: "portal", text: "Here." } as const;
  const [kept, broken] = [await story.open({ priority: "P1" }), await story.open({ priority: "P1" })];
  story.sleepThrough(minutes(15));
  expect(clockOf(await story.ask("agent:bob", kept, answer), "response").verdict).toBe("met");
  story.sleepThrough(1 as never);
  const late = clockOf(await story.ask("agent:bob", broken, answer), "response");
  expect(late).toMatchObject({ verdict: "breached", breachedAt: instant("2026-03-02T09:15:00Z") });
  expect((await story.said(broken.id, "clock.breached")).map(({ objective }) => objective)).toEqual(["response"]);
});

test("a tier that keeps a ticket too long loses it to the next one, and again, and the last keeps it", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const ticket = await story.open({ priority: "P1" });
  expect(ticket).toMatchObject({ tier: 1, team: "desk" });
  await story.advance(minutes(30));
  expect(await story.ticket(ticket.id)).toMatchObject({ tier: 1 });
  await story.advance(1 as never);
  expect(await story.ticket(ticket.id)).toMatchObject({ tier: 2, team: "applications", assignee: null });
  await story.advance(hours(5));
  expect(await story.ticket(ticket.id)).toMatchObject({ tier: 3, team: "development" });
  const moves = await story.said(ticket.id, "ticket.handed-over");
  expect(moves.map(({ at, isAutomatic }) => [at, isAutomatic])).toEqual([
    [instant("2026-03-02T09:30:00Z"), true],
    [instant("2026-03-02T10:30:00Z"), true],
  ]);
});

test("whoever the agreement names is told of a threshold and of a breach, once each", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const ticket = await story.open({ priority: "P1" });
  await story.advance(minutes(12));
  expect(await story.inbox()).toEqual(["person:alice", "person:bob"].map((recipient) => ({ recipient, ticketId: ticket.id })));
  await story.advance(minutes(4));
  expect((await story.inbox()).slice(2)).toEqual(["person:carol", "contact:ana"].map((recipient) => ({ recipient, ticketId: ticket.id })));
  expect(await story.inbox()).toHaveLength(4);
});

test("waiting for the customer stops the resolution clock, and the customer's answer starts it again", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const opened = await story.open({ priority: "P2" });
  expect(clockOf(opened, "resolution").dueAt).toBe(instant("2026-03-02T17:00:00Z"));
  await story.advance(hours(1));
  const paused = await story.ask("agent:alice", opened, { type: "pause-ticket", reason: "customer", note: "Which account?" });
  expect(clockOf(paused, "resolution").dueAt).toBeNull();
  await story.advance(hours(20));
  const answer = { type: "reply-to-ticket", visibility: "public", by: "contact", channel: "email", text: "The second one." } as const;
  const resumed = await story.ask("contact:ana", opened, answer);
  expect(resumed.pause).toBeNull();
  expect(clockOf(resumed, "resolution").dueAt).toBe(instant("2026-03-03T13:00:00Z"));
  expect((await story.said(opened.id, "ticket.resumed")).map(({ actor }) => actor)).toEqual(["system"]);
});

test("a promise in office hours sleeps at night, over the weekend and on the holiday", async () => {
  const story = await openStory({ at: "2026-03-18T15:00:00Z" }); // Wednesday 16:00 in Madrid; Thursday is San José.
  const ticket = await story.open({ customerId: "factory", service: "gate", component: "software", priority: "P2" });
  expect(clockOf(ticket, "response").dueAt).toBe(instant("2026-03-20T09:00:00Z"));
  await story.advance(hours(41));
  expect(await story.said(ticket.id, "clock.breached")).toEqual([]);
  await story.advance(hours(3));
  expect((await story.said(ticket.id, "clock.breached")).map(({ at }) => at)).toEqual([instant("2026-03-20T09:00:00Z")]);
});
