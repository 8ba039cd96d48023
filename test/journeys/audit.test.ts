/** The log vouches for itself: whatever somebody does to its rows behind our back is found. */
import pg from "pg";
import { expect, test } from "vitest";
import { minutes } from "#core/time/instant.ts";
import { exportLines, verifyStored } from "#server/audit/read.ts";
import { sealEverything, sealSome } from "#server/worker/sealer.ts";
import { openStory, type Story } from "./story.ts";

async function storyWithLog(): Promise<Story> {
  const story = await openStory();
  const first = await story.open({ priority: "P1", subject: "Payments stand still" });
  await story.open({ customerId: "factory", service: "gate", component: "software" });
  await story.ask("agent:alice", first, {
    type: "reply-to-ticket",
    visibility: "public",
    by: "agent",
    channel: "portal",
    text: "Looking.",
  });
  await story.advance(minutes(40));
  await sealEverything(story.pool);
  return story;
}

/** What the owner of the database can do, past every policy. */
async function behindOurBack(story: Story, ...statements: string[]): Promise<void> {
  const client = new pg.Client(story.database.ownerConfig);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

test("an untouched log verifies, each customer's on a chain of its own and the installation's beside them", async () => {
  const story = await storyWithLog();
  expect(await verifyStored(story.door, "bank")).toMatchObject({ ok: true, unsealed: 0, erased: 0, strays: [] });
  expect(await verifyStored(story.door, "factory")).toMatchObject({ ok: true, entries: 1, strays: [] });
  expect(await verifyStored(story.door, "")).toMatchObject({ ok: true, entries: 1, strays: [] });
});

test("what is not sealed yet is shown as the tail, and sealed next", async () => {
  const story = await storyWithLog();
  await story.open({ subject: "Newer" });
  expect(await verifyStored(story.door, "bank")).toMatchObject({ ok: true, unsealed: 1, strays: [] });
  expect(await sealSome(story.pool)).toBe(1);
  expect(await verifyStored(story.door, "bank")).toMatchObject({ ok: true, unsealed: 0, strays: [] });
});

test.each([
  ["changed", "entry-changed", "update events set facts = json_build_object('priority', 'P4') where position = $"],
  ["deleted", "entry-missing", "delete from events where position = $"],
  ["given to somebody else", "entry-changed", "update events set actor = 'agent:mallory' where position = $"],
  ["dated anew", "entry-changed", "update events set at = at - 60000 where position = $"],
])("a row that was %s is found", async (_what, code, statement) => {
  const story = await storyWithLog();
  const [, second] = await positions(story);
  await behindOurBack(story, statement.replace("$", String(second)));
  expect(await verifyStored(story.door, "bank")).toMatchObject({ ok: false, code, number: 2 });
});

test("two rows that change places are found, also when their seals go with them", async () => {
  const story = await storyWithLog();
  const [first, second] = await positions(story);
  const swap = (table: string): string[] => [
    `update ${table} set position = -1 where customer_id = 'bank' and position = ${first}`,
    `update ${table} set position = ${first} where customer_id = 'bank' and position = ${second}`,
    `update ${table} set position = ${second} where customer_id = 'bank' and position = -1`,
  ];
  await behindOurBack(story, "alter table events alter column position drop identity", ...swap("events"));
  expect(await verifyStored(story.door, "bank")).toMatchObject({ ok: false, code: "entry-changed", number: 1 });
  await behindOurBack(story, ...swap("seals"));
  expect(await verifyStored(story.door, "bank")).toMatchObject({ ok: false, code: "entry-changed", number: 1 });
});

test("an inserted row is found, whether or not somebody forges a seal for it", async () => {
  const story = await storyWithLog();
  const forge = `insert into events (customer_id, ticket_id, seq, type, at, recorded_at, actor, facts)
    values ('bank', 1, 99, 'ticket.acknowledged', 1, 1, 'agent:mallory', '{}') returning position`;
  await behindOurBack(story, forge);
  expect((await verifyStored(story.door, "bank")).strays).toHaveLength(1);
  await behindOurBack(
    story,
    `insert into seals select customer_id, number + 1, (select max(position) from events), hash from chain_heads where customer_id = 'bank'`,
    `update chain_heads set number = number + 1 where customer_id = 'bank'`,
  );
  expect(await verifyStored(story.door, "bank")).toMatchObject({ ok: false, code: "entry-changed" });
});

test("the end of the log cannot be cut off", async () => {
  const story = await storyWithLog();
  const last = (await positions(story)).at(-1);
  await behindOurBack(story, `delete from events where position = ${last}`, `delete from seals where position = ${last}`);
  expect((await verifyStored(story.door, "bank")).ok).toBe(false);
});

test("a person's words can be erased, and the chain still verifies; they cannot be replaced", async () => {
  const story = await storyWithLog();
  const [first] = await positions(story);
  await behindOurBack(story, `update events set personal = null where position = ${first}`);
  expect(await verifyStored(story.door, "bank")).toMatchObject({ ok: true, erased: 1 });
  const [opened] = await story.log(1);
  expect(opened).toMatchObject({ type: "ticket.opened", subject: "", description: "", requester: null, priority: "P1" });
  const replied = (await story.said(1, "ticket.replied")).length;
  expect(replied).toBe(1);
  await behindOurBack(
    story,
    `update events set personal = json_build_object('salt', personal->>'salt', 'values', json_build_object('text', 'Forged.')) where type = 'ticket.replied'`,
  );
  expect(await verifyStored(story.door, "bank")).toMatchObject({ ok: false, code: "personal-changed" });
});

test("an export holds what was said, line by line", async () => {
  const story = await storyWithLog();
  const lines: string[] = [];
  for await (const line of exportLines(story.door, "bank")) lines.push(line);
  const texts = lines.map((line) => JSON.parse(line) as { entry?: { type: string } }).flatMap(({ entry }) => entry?.type ?? []);
  expect(texts.slice(0, 3)).toEqual(["ticket.opened", "ticket.assigned", "ticket.replied"]);
  expect(lines[1]).toContain("Payments stand still");
});

async function positions(story: Story): Promise<number[]> {
  const rows = await story.door.read("*", (db) =>
    db.selectFrom("events").select("position").where("customer_id", "=", "bank").orderBy("position").execute(),
  );
  return rows.map(({ position }) => position);
}
