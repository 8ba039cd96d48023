/** Several nodes, several hands, the same second: nothing is lost and nothing happens twice. */
import { expect, test } from "vitest";
import type { OpenTicket } from "#core/ticket/command.ts";
import { hours, minutes } from "#core/time/instant.ts";
import { verifyStored } from "#server/audit/read.ts";
import { openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { replayTicket } from "#server/ticket/read.ts";
import { drain } from "#server/worker/deadlines.ts";
import { sealEverything } from "#server/worker/sealer.ts";
import { changed } from "./model.ts";
import { openStory, type Story } from "./story.ts";

type Opening = OpenTicket & { actor: string };
const opening: Opening = {
  type: "open-ticket",
  customerId: "bank",
  ticketId: 0,
  service: "payments",
  subject: "It fails",
  description: "…",
  channel: "api",
  priority: "P1",
  actor: "token:load",
};

const inThreeHours = changed(({ agreements }) => {
  agreements.bank!.targets!.P1!.resolution = "3h";
});

/** Another node on the story's database, with the story's clock. */
function secondNode(story: Story) {
  const pool = openPool({ url: story.database.url });
  const door = openDoor({ pool, clock: story.now });
  return { door, pool, end: () => door.close().then(() => pool.end()) };
}

async function everyLogTells(story: Story, count: number): Promise<void> {
  const book = await story.door.book();
  for (let id = 1; id <= count; id++) {
    const events = await story.log(id);
    expect(replayTicket(events, book)).toEqual(await story.ticket(id));
  }
}

test("two nodes whose workers wake at once announce each breach once, and every record is what its log makes", async () => {
  const story = await openStory();
  const other = secondNode(story);
  await story.door.performBatch({ scope: "*", commands: Array.from({ length: 1_200 }, () => ({ command: opening, now: story.now() })) });
  story.sleepThrough(hours(5));
  await Promise.all([drain(story.door), drain(other.door), drain(other.door)]);
  const breaches = await story.door.read("*", (db) =>
    db.selectFrom("events").select(["ticket_id", "facts"]).where("type", "=", "clock.breached").orderBy("position").execute(),
  );
  const named = breaches.map(({ ticket_id, facts }) => `${ticket_id} ${String(facts.objective)} ${String(facts.dueAt)}`);
  expect(new Set(named).size).toBe(named.length);
  expect(named.filter((name) => name.includes("response"))).toHaveLength(1_200);
  expect(named.filter((name) => name.includes("resolution"))).toHaveLength(1_200);
  await everyLogTells(story, 60);
  await Promise.all([sealEverything(story.pool), sealEverything(other.pool)]);
  await sealEverything(story.pool);
  expect(await verifyStored(story.door, "bank")).toMatchObject({ ok: true, unsealed: 0, strays: [] });
  await other.end();
}, 60_000);

test("records are what their logs make, through a whole life", async () => {
  const story = await openStory();
  const ticket = await story.open({ priority: "P2", facts: null, requester: "Ana" });
  await story.ask("agent:alice", ticket, { type: "acknowledge-ticket" });
  await story.ask("agent:alice", ticket, { type: "change-priority", priority: "P1", reason: "Money is stuck." });
  await story.ask("agent:alice", ticket, { type: "note-change", fields: { phone: "+34 911" } });
  await story.ask("agent:alice", ticket, { type: "pause-ticket", reason: "vendor", note: null, vendor: "torno", reference: "T-1" });
  await story.advance(minutes(200));
  await story.ask("agent:alice", ticket, { type: "resume-ticket" });
  await story.ask("agent:carol", ticket, { type: "rank-ticket", rank: 1 });
  await story.ask("agent:carol", ticket, { type: "join-ticket", person: "dan" });
  await story.apply(inThreeHours);
  await story.ask("agent:carol", ticket, { type: "restore-service", how: "workaround", note: "By hand." });
  await story.ask("agent:carol", ticket, { type: "report-failure-again" });
  await story.ask("agent:carol", ticket, { type: "resolve-ticket", solution: "Fixed." });
  await story.ask("contact:ana", ticket, { type: "reopen-ticket", reason: "No.", newTicketId: 0 });
  await story.advance(hours(30));
  await everyLogTells(story, 1);
  expect((await story.log(1)).length).toBeGreaterThan(15);
});

test("the same idempotency key twice at once opens one ticket, and both get the same answer", async () => {
  const story = await openStory();
  const other = secondNode(story);
  const order = (requestHash: string) => ({
    scope: "bank",
    commands: [opening],
    idempotency: {
      principal: "token:load",
      key: "k'1",
      requestHash,
      respond: ({ tickets }: { tickets: { id: number }[] }) => ({ status: 201, body: { id: tickets[0]?.id } }),
    },
  });
  const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? story.door : other.door).perform(order("a"))));
  const answers = outcomes.map(({ tickets, replayed }) => replayed ?? { status: 201, body: { id: tickets[0]?.id } });
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(outcomes.filter(({ replayed }) => replayed === undefined)).toHaveLength(1);
  const { count } = await story.door.read("*", (db) =>
    db
      .selectFrom("tickets")
      .select((q) => q.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow(),
  );
  expect(count).toBe(1);
  await expect(story.door.perform(order("b"))).rejects.toMatchObject({ code: "idempotency-key-reused" });
  await other.end();
});

test("of concurrent edits of what was read, one goes through and the others are told that it changed", async () => {
  const story = await openStory();
  const ticket = await story.open({ priority: "P3" });
  const edit = (assignee: string) =>
    story.door.perform({
      scope: "*",
      commands: [{ type: "assign-ticket", ticketId: ticket.id, assignee, actor: "agent:carol" }],
      expectSeq: ticket.seq,
    });
  const done = await Promise.allSettled(["alice", "bob", "carol", "dan"].map(edit));
  expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const each of done)
    if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "ticket-changed", facts: { expected: 1, seq: 2 } });
  expect(await story.log(ticket.id)).toHaveLength(2);
});

test("many hands on two tickets at once, crosswise: every edit is there, none waits for ever", async () => {
  const story = await openStory();
  const [one, two] = [await story.open({ priority: "P3" }), await story.open({ priority: "P3" })];
  const link = (from: number, to: number) =>
    story.door.perform({
      scope: "*",
      commands: [{ type: "link-ticket", ticketId: from, otherId: to, link: "relates-to", actor: "agent:carol" }],
    });
  const say = (id: number, n: number) =>
    story.door.perform({
      scope: "*",
      commands: [
        {
          type: "reply-to-ticket",
          ticketId: id,
          visibility: "internal",
          by: "agent",
          channel: "portal",
          text: `note ${n}`,
          actor: "agent:bob",
        },
      ],
    });
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      n % 4 === 0 ? link(one.id, two.id) : n % 4 === 1 ? link(two.id, one.id) : say(n % 2 === 0 ? one.id : two.id, n),
    ),
  );
  const notes = [...(await story.said(one.id, "ticket.replied")), ...(await story.said(two.id, "ticket.replied"))];
  expect(notes).toHaveLength(10);
  expect((await story.ticket(one.id)).links).toEqual([{ type: "relates-to", ticketId: two.id }]);
  await everyLogTells(story, 2);
});

test("no command runs under a model that was just replaced", async () => {
  const story = await openStory();
  const other = secondNode(story);
  await other.door.book();
  const [, outcome] = await Promise.all([
    story.apply(inThreeHours),
    ...Array.from({ length: 30 }, () => other.door.perform({ scope: "*", commands: [opening] })),
  ]);
  expect(outcome?.tickets).toHaveLength(1);
  const versions = await story.door.read("*", (db) => db.selectFrom("tickets").select("record").execute());
  expect(new Set(versions.map(({ record }) => record.agreementVersion))).toEqual(new Set([2]));
  await other.end();
});

test("a node that stops finishes what is under way and takes nothing new", async () => {
  const story = await openStory();
  const node = secondNode(story);
  const underWay = Array.from({ length: 20 }, () => node.door.perform({ scope: "*", commands: [opening] }));
  const closing = node.door.close();
  await expect(node.door.perform({ scope: "*", commands: [opening] })).rejects.toMatchObject({ code: "shutting-down" });
  await closing;
  expect((await Promise.allSettled(underWay)).every(({ status }) => status === "fulfilled")).toBe(true);
  await node.pool.end();
});

test("a batch skips what is refused, or stops for it and does nothing", async () => {
  const story = await openStory();
  const now = story.now();
  const commands = [{ ...opening }, { ...opening, customerId: "nobody" }, { ...opening, subject: "Third" }].map((command) => ({
    command,
    now,
  }));
  await expect(story.door.performBatch({ scope: "*", commands })).rejects.toMatchObject({ code: "unknown-customer" });
  expect(await story.door.read("*", (db) => db.selectFrom("tickets").select("id").execute())).toEqual([]);
  const outcome = await story.door.performBatch({ scope: "*", commands, onRefusal: "skip" });
  expect(outcome.tickets.map(({ subject }) => subject)).toEqual(["It fails", "Third"]);
  expect(outcome.refusals).toMatchObject([{ index: 1, refusal: { code: "unknown-customer" } }]);
});

test("in a batch a ticket is opened and worked on, and an external id is taken once", async () => {
  const story = await openStory();
  const now = story.now();
  const [ticketId] = await story.door.drawNumbers(1);
  const external = { source: "old-tool", id: "INC1", watermark: "1", verdict: null, promisedAt: null };
  const open = { ...opening, ticketId: ticketId!, external };
  const work = [
    { type: "assign-ticket", assignee: "bob" },
    { type: "resolve-ticket", solution: "Done." },
  ] as const;
  const commands = [
    { command: open, now },
    ...work.map((verb) => ({ command: { ...verb, ticketId: ticketId!, actor: "import", watermark: "3" }, now })),
  ];
  const { tickets } = await story.door.performBatch({ scope: "*", commands });
  expect(tickets).toMatchObject([{ id: ticketId, seq: 3, status: "resolved", external: { watermark: "3" } }]);
  await everyLogTells(story, 1);
  await expect(story.perform({ ...opening, external })).rejects.toMatchObject({ code: "external-ticket-exists" });
});
