/** Somebody is called until somebody answers: on a real database, with a clock that moves, as the nodes' workers would do it. */
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Document, EscalationPolicy } from "#core/model/document.ts";
import type { Page, PageCommand, PageEvent, PageVerb } from "#core/oncall/page.ts";
import { hours, minutes, seconds, toIso } from "#core/time/instant.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { answerPage } from "#server/oncall/answer.ts";
import { findPage, ledgerOf } from "#server/oncall/read.ts";
import { storyModel } from "./model.ts";
import { openStory, type Story } from "./story.ts";

const layer = { name: "weeks", participants: ["bob"], rotation: { every: 1, unit: "weeks" as const }, start: "2026-01-05" };

const pagingModel = (policy: EscalationPolicy): Document => ({
  ...storyModel,
  services: { ...storyModel.services, payments: { ...storyModel.services.payments!, escalationPolicy: "payments" } },
  schedules: { nights: { zone: "UTC", layers: [layer] }, empty: { zone: "UTC", layers: [{ ...layer, participants: [] }] } },
  escalationPolicies: { payments: policy },
  lastResort: ["person:dan"],
});

const policy: EscalationPolicy = {
  steps: [
    { after: "0s", notify: ["schedule:nights"] },
    { after: "5m", notify: ["person:carol", "schedule:nights"] },
  ],
};

const openPaging = (more: Partial<EscalationPolicy> = {}): Promise<Story> => openStory({ document: pagingModel({ ...policy, ...more }) });

const pageOf = async (story: Story, id: number): Promise<Page> => (await story.door.read("*", (db) => findPage(db, id)))!;

/** `09:05 person:carol waiting`, in the order in which they were written. */
async function deliveries(story: Story, pageId: number): Promise<string[]> {
  const rows = await story.door.read("*", (db) =>
    db.withTables<ReachTables>().selectFrom("deliveries").selectAll().where("page_id", "=", pageId).orderBy("id").execute(),
  );
  return rows.map(({ wanted_at, recipient, state }) => `${toIso(wanted_at as never).slice(11, 16)} ${recipient} ${state}`);
}

const act = (story: Story, pageId: number, verb: PageVerb, actor = "agent:bob") =>
  story.door.perform({ scope: "*", commands: [{ ...verb, pageId, actor } as PageCommand] });

test("nobody answers the first step; the second one is told, and one of them acknowledges by text message", async () => {
  const story = await openPaging();
  const { id } = await story.open({ priority: "P1", subject: "Payments stand still" });
  expect(await deliveries(story, id)).toEqual(["09:00 person:bob waiting"]);
  await story.advance(minutes(4));
  expect(await deliveries(story, id)).toHaveLength(1);
  await story.advance(minutes(2));
  const told = ["09:00 person:bob waiting", "09:05 person:carol waiting", "09:05 person:bob waiting"];
  expect(await deliveries(story, id)).toEqual(told);
  const answer = { person: "carol", verb: "acknowledge", pageId: id, via: "sms", actor: "system" } as const;
  expect(await answerPage(story.door, answer)).toEqual({ kind: "acknowledged", pageId: id });
  expect(await answerPage(story.door, answer)).toEqual({ kind: "acknowledged", pageId: id });
  expect(await deliveries(story, id)).toEqual(told.map((line) => line.replace("waiting", "cancelled")));
  expect(await story.ticket(id)).toMatchObject({ assignee: "carol", respondedAt: story.now() });
  await story.advance(hours(9));
  expect(await pageOf(story, id)).toMatchObject({
    state: "acknowledged",
    acknowledgedBy: "agent:carol",
    acknowledgedVia: "sms",
    nextAt: null,
  });
  expect(await deliveries(story, id)).toHaveLength(3);
});

test("an acknowledgement without progress expires, and the policy goes on from the next step", async () => {
  const story = await openPaging({ ackTimeout: "30m" });
  const { id } = await story.open({ priority: "P1" });
  await story.advance(minutes(1));
  await act(story, id, { type: "acknowledge-page", via: "link" });
  await story.advance(minutes(31));
  expect(await deliveries(story, id)).toEqual(["09:00 person:bob cancelled", "09:31 person:carol waiting", "09:31 person:bob waiting"]);
});

test("nobody is on call: the step is skipped in the same breath, and the ledger says so", async () => {
  const steps = [{ after: "0s", notify: ["schedule:empty"] }, ...policy.steps.slice(1)];
  const story = await openPaging({ steps });
  const { id } = await story.open({ priority: "P1" });
  expect(await deliveries(story, id)).toEqual(["09:00 person:carol waiting", "09:00 person:bob waiting"]);
  const { facts } = await ledgerOf(story.door, await pageOf(story, id));
  expect(facts.map(({ type }) => type)).toEqual(["page.opened", "page.step-fired", "page.step-fired"]);
  expect(facts[0]).toMatchObject({ summary: "It fails", actorName: "system" });
  expect(facts[1]).toMatchObject({ told: [], gaps: [{ target: "schedule:empty", reason: "nobody-on-call" }] });
});

test("gone through twice without an answer, the last resort is told, and every hour again until somebody answers", async () => {
  const story = await openPaging({ repeat: 1 });
  const { id } = await story.open({ priority: "P1" });
  await story.advance(minutes(150));
  expect((await deliveries(story, id)).filter((line) => line.includes("dan"))).toEqual([
    "09:20 person:dan waiting",
    "10:20 person:dan waiting",
    "11:20 person:dan waiting",
  ]);
  expect(await pageOf(story, id)).toMatchObject({ state: "exhausted", round: 1 });
  await act(story, id, { type: "acknowledge-page", via: "voice" }, "agent:dan");
  await story.advance(hours(5));
  expect(await deliveries(story, id)).toHaveLength(9);
});

test("while every worker sleeps nothing is lost: on waking, what was due is told, of the hours since only the last", async () => {
  const story = await openPaging();
  const { id } = await story.open({ priority: "P1" });
  story.sleepThrough(hours(3));
  await story.wakeWorkers();
  expect(await deliveries(story, id)).toEqual([
    "09:00 person:bob waiting",
    "09:05 person:carol waiting",
    "09:05 person:bob waiting",
    "09:10 person:dan waiting",
    "11:10 person:dan waiting",
  ]);
});

test("an answer that comes before the workers woke: what was due before it is told and recalled in one breath", async () => {
  const story = await openPaging();
  const { id } = await story.open({ priority: "P1" });
  story.sleepThrough(minutes(6));
  await act(story, id, { type: "acknowledge-page", via: "link" });
  expect(await deliveries(story, id)).toEqual(["09:00 person:bob cancelled", "09:05 person:carol cancelled", "09:05 person:bob cancelled"]);
  await story.wakeWorkers();
  expect(await deliveries(story, id)).toHaveLength(3);
});

test("a page whose rules fail is put off by a minute, and keeps nobody else waiting", async () => {
  const story = await openPaging();
  const [broken, sound] = [await story.open({ priority: "P1" }), await story.open({ priority: "P1" })];
  await story.door.write("*", ({ db }) =>
    sql`update pages set record = replace(record::text, '"nextStep":1', '"nextStep":-1')::json where id = ${broken.id}`.execute(db),
  );
  await story.advance(minutes(6));
  expect(await deliveries(story, broken.id)).toHaveLength(1);
  expect(await deliveries(story, sound.id)).toHaveLength(3);
});

test("a resolved ticket stops its page; reopened it calls again from the first step on", async () => {
  const story = await openPaging();
  const ticket = await story.open({ priority: "P1" });
  await story.advance(minutes(1));
  await story.ask("agent:alice", ticket, { type: "resolve-ticket", solution: "Restarted." });
  expect(await deliveries(story, ticket.id)).toEqual(["09:00 person:bob cancelled"]);
  await story.advance(minutes(59));
  await story.ask("contact:ana", ticket, { type: "reopen-ticket", reason: "It is back", newTicketId: 0 });
  expect((await deliveries(story, ticket.id)).at(-1)).toBe("10:00 person:bob waiting");
  expect(await answerPage(story.door, { person: "bob", verb: "escalate", pageId: ticket.id, via: "chat", actor: "system" })).toEqual({
    kind: "escalated",
    pageId: ticket.id,
  });
  expect((await deliveries(story, ticket.id)).slice(1)).toEqual([
    "10:00 person:bob cancelled",
    "10:00 person:carol waiting",
    "10:00 person:bob waiting",
  ]);
});

test("a page by hand has a number of its own, by which the ticket's number finds it too", async () => {
  const story = await openPaging();
  const ticket = await story.open({ kind: "request", subject: "A change of plan" });
  const asked = {
    type: "open-page",
    customerId: "bank",
    ticketId: ticket.id,
    cause: "manual",
    urgency: "low",
    summary: "Look, please",
  } as const;
  const { pages } = await act(story, 0, { ...asked, targets: ["team:desk"] }, "agent:alice");
  const page = pages[0]!;
  expect(page.id).toBeGreaterThan(ticket.id);
  expect(await deliveries(story, page.id)).toEqual(["09:00 person:alice waiting", "09:00 person:bob waiting"]);
  expect(await answerPage(story.door, { person: "alice", verb: "resolve", pageId: ticket.id, via: "email", actor: "system" })).toEqual({
    kind: "resolved",
    pageId: page.id,
  });
  expect(await answerPage(story.door, { person: "alice", verb: "acknowledge", pageId: page.id, via: "email", actor: "system" })).toEqual({
    kind: "resolved",
    pageId: page.id,
  });
  expect(await answerPage(story.door, { person: "alice", verb: "acknowledge", pageId: 987_654, via: "sms", actor: "system" })).toEqual({
    kind: "unknown-page",
    pageId: null,
  });
  await expect(act(story, 0, { ...asked, customerId: "factory", targets: ["person:bob"] })).rejects.toThrow(/no ticket/);
});

test("two answers in the same moment wait for each other, and one ticket is taken by one of them", async () => {
  const story = await openPaging();
  const { id } = await story.open({ priority: "P1" });
  const people = ["alice", "bob", "carol", "dan"];
  await Promise.all([
    ...people.map((person) => answerPage(story.door, { person, verb: "acknowledge", pageId: id, via: "link", actor: "system" })),
    story.ask("agent:alice", id, { type: "reply-to-ticket", visibility: "public", by: "agent", channel: "portal", text: "Looking." }),
  ]);
  const page = await pageOf(story, id);
  expect(page.state).toBe("acknowledged");
  const { facts } = await ledgerOf(story.door, page);
  expect(facts.filter(({ type }) => (type as PageEvent["type"]) === "page.acknowledged")).toHaveLength(1);
  expect((await story.said(id, "ticket.assigned")).length).toBe(1);
});

test("openings that arrive together each raise their own page", async () => {
  const story = await openPaging();
  const opened = await Promise.all(Array.from({ length: 30 }, (_, i) => story.open({ priority: "P2", subject: `Ticket ${i}` })));
  for (const { id, subject } of opened) expect(await pageOf(story, id)).toMatchObject({ ticketId: id, summary: subject, urgency: "high" });
  await story.advance(seconds(301));
  for (const { id } of opened) expect(await deliveries(story, id)).toHaveLength(3);
});
