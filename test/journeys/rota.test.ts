/** Who stands the watch, as people change it: whoever is paged follows at once, on every node, and the watch is handed over once. */
import { expect, test } from "vitest";
import type { Document } from "#core/model/document.ts";
import type { Changer } from "#core/oncall/change.ts";
import { onCallIn } from "#core/oncall/rota.ts";
import { hours, minutes, seconds, toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { writeNote } from "#server/oncall/handover.ts";
import { recordLeave, recordOverride, takeBackLeave, takeBackOverride, type Who } from "#server/oncall/rota-recorded.ts";
import { acceptSwap, askSwap, withdrawSwap } from "#server/oncall/rota-swaps.ts";
import { tellHandovers } from "#server/worker/handover-watch.ts";
import { changed, storyModel } from "./model.ts";
import { openStory, type Story } from "./story.ts";

const weekly = {
  name: "weeks",
  participants: ["alice", "bob", "carol"],
  rotation: { every: 1, unit: "weeks" as const },
  start: "2026-01-05",
};

/** From Monday 2 March at nine Carol has the week, from the 9th Alice, from the 16th Bob. */
const document: Document = {
  ...storyModel,
  services: { ...storyModel.services, payments: { ...storyModel.services.payments!, escalationPolicy: "payments" } },
  schedules: { nights: { zone: "UTC", layers: [weekly] } },
  escalationPolicies: {
    payments: {
      steps: [
        { after: "0s", notify: ["schedule:nights"] },
        { after: "5m", notify: ["schedule:nights"] },
      ],
    },
  },
  lastResort: ["person:dan"],
};

const openRota = (): Promise<Story> => openStory({ document, at: "2026-03-03T09:00:00Z" });
const who = (person: string, mayChangeOthers = false): Who => ({
  ...({ person, actor: `agent:${person}`, mayChangeOthers } satisfies Changer),
  name: person,
});
const manager = who("dan", true);

const onCall = async (door: Door): Promise<string | null> => onCallIn(await door.book(), "nights", door.clock())?.person ?? null;

/** Whom a page told, and whom the second step told. */
async function told(story: Story, pageId: number): Promise<string[]> {
  const rows = await story.door.read("*", (db) =>
    db.withTables<ReachTables>().selectFrom("deliveries").select("recipient").where("page_id", "=", pageId).orderBy("id").execute(),
  );
  return rows.map(({ recipient }) => recipient.replace("person:", ""));
}

/** What is to reach people without a page: `alice: you have the watch: nights`. */
async function news(story: Story): Promise<string[]> {
  const rows = await story.door.read("*", (db) =>
    db
      .withTables<ReachTables>()
      .selectFrom("deliveries")
      .select(["recipient", "content"])
      .where("purpose", "=", "notice")
      .orderBy("id")
      .execute(),
  );
  return rows.map(
    ({ recipient, content }) => `${recipient.replace("person:", "")}: ${(content as unknown as { subject: { en: string } }).subject.en}`,
  );
}

const override = (person: string, to: string, from?: string) => ({ schedule: "nights", person, from, to, reason: null, replaces: null });

test("somebody takes over: the very next page reaches them, also a step of one that was open already, until it is taken back", async () => {
  const story = await openRota();
  const before = await story.open({ priority: "P1" });
  const id = await recordOverride(story.door, who("bob"), override("bob", "2026-03-04"));
  const after = await story.open({ priority: "P1" });
  expect([await told(story, before.id), await told(story, after.id)]).toEqual([["carol"], ["bob"]]);
  await story.advance(minutes(6));
  expect(await told(story, before.id)).toEqual(["carol", "bob"]);
  await takeBackOverride(story.door, who("bob"), id);
  const last = await story.open({ priority: "P1" });
  expect(await told(story, last.id)).toEqual(["carol"]);
  // What was stays: an hour ago it was Bob.
  expect(onCallIn(await story.door.book(), "nights", (story.now() - minutes(3)) as never)?.person).toBe("bob");
});

test("the one on call falls ill: the next of the layer is paged; back again, so is she", async () => {
  const story = await openRota();
  const leave = { person: "carol", from: undefined, to: null, kind: "illness" as const, note: "Flu", replaces: null };
  const id = await recordLeave(story.door, who("carol"), leave);
  const { id: pageId } = await story.open({ priority: "P1" });
  expect(await told(story, pageId)).toEqual(["alice"]);
  expect(await news(story)).toEqual(["alice: you are put on call in nights"]);
  await story.advance(hours(30));
  await takeBackLeave(story.door, who("carol"), id);
  expect(await onCall(story.door)).toBe("carol");
});

test("a swap changes both stretches when it is accepted, not before, and both again when it is undone", async () => {
  const story = await openRota();
  const asked = {
    schedule: "nights",
    asker: "alice",
    asked: "bob",
    from: "2026-03-10",
    to: "2026-03-11",
    back: { from: "2026-03-17", to: "2026-03-18" },
  };
  const id = await askSwap(story.door, who("alice"), { ...asked, note: null });
  const on = async (): Promise<(string | undefined)[]> => {
    const book = await story.door.book();
    return ["2026-03-11T12:00Z", "2026-03-18T12:00Z"].map((at) => onCallIn(book, "nights", Date.parse(at) as never)?.person);
  };
  expect(await on()).toEqual(["alice", "bob"]);
  await acceptSwap(story.door, who("bob"), id, "bob");
  expect(await on()).toEqual(["bob", "alice"]);
  await withdrawSwap(story.door, manager, id);
  expect(await on()).toEqual(["alice", "bob"]);
  expect((await story.door.book()).rota.overrides).toEqual([]);
});

test("the asker's week changed hands meanwhile: what was asked can no longer be accepted, and nothing changes", async () => {
  const story = await openRota();
  const id = await askSwap(story.door, who("alice"), {
    schedule: "nights",
    asker: "alice",
    asked: "bob",
    from: "2026-03-10",
    to: "2026-03-11",
    back: null,
    note: null,
  });
  await recordOverride(story.door, manager, override("carol", "2026-03-11T10:00", "2026-03-11T09:00"));
  await expect(acceptSwap(story.door, who("bob"), id, "bob")).rejects.toMatchObject({ code: "swap-not-yours" });
  const swaps = await story.door.read("*", (db) =>
    db.selectFrom("events").select("type").where("type", "like", "rota.%").orderBy("position").execute(),
  );
  expect(swaps.map(({ type }) => type)).toEqual(["rota.swap-asked", "rota.override-recorded"]);
});

/** Another node on the story's database, with the story's clock. */
function secondNode(story: Story) {
  const pool = openPool({ url: story.database.url });
  const door = openDoor({ pool, clock: story.now });
  return { door, end: () => door.close().then(() => pool.end()) };
}

test("two nodes change the rota at once: none is lost, each sees the other's, and one of two swaps for the same stretch is accepted", async () => {
  const story = await openRota();
  const other = secondNode(story);
  const doors = [story.door, other.door];
  const days = Array.from({ length: 24 }, (_, i) => `2026-04-${String(i + 1).padStart(2, "0")}`);
  await Promise.all(days.map((day, i) => recordOverride(doors[i % 2]!, who("bob"), override("bob", day, day))));
  for (const door of doors) {
    const { rota } = await door.book();
    expect([rota.version, rota.overrides.length]).toEqual([24, 24]);
  }
  const swap = { schedule: "nights", asker: "alice", from: "2026-03-10", to: "2026-03-11", back: null, note: null };
  const ids = [
    await askSwap(story.door, who("alice"), { ...swap, asked: "bob" }),
    await askSwap(other.door, who("alice"), { ...swap, asked: "carol" }),
  ];
  const ends = await Promise.allSettled([
    acceptSwap(story.door, who("bob"), ids[0]!, "bob"),
    acceptSwap(other.door, who("carol"), ids[1]!, "carol"),
  ]);
  expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await other.door.book()).rota.overrides).toHaveLength(25);
  await other.end();
});

test("whoever comes is told once what passes on to them, whatever the number of nodes; whoever slept through it is not told late", async () => {
  const story = await openRota();
  const other = secondNode(story);
  const ask = () => Promise.all([tellHandovers(story.door), tellHandovers(other.door), tellHandovers(other.door)]);
  await ask();
  await writeNote(story.door, who("carol"), { schedule: "nights", at: null, text: "The gate hangs: restart it." });
  const { id } = await story.open({ priority: "P1", subject: "Payments stand still" });
  await story.advance(hours(5 * 24));
  expect((await ask()).map((next) => (next === null ? null : toIso(next)))).toEqual(Array(3).fill("2026-03-09T09:00:00.000Z"));
  expect(await news(story)).toEqual([]);
  await story.advance(hours(23));
  await story.ask("agent:carol", id, { type: "assign-ticket", assignee: "carol", team: "desk" } as never);
  await story.advance(hours(1));
  expect((await ask()).map((next) => (next === null ? null : toIso(next)))).toEqual(Array(3).fill("2026-03-09T09:00:00.000Z"));
  expect(await news(story)).toEqual([]);
  await story.advance(seconds(1));
  await ask();
  expect(await news(story)).toEqual(["alice: you have the watch: nights"]);
  const [row] = await story.door.read("*", (db) =>
    db.withTables<ReachTables>().selectFrom("deliveries").select("content").where("purpose", "=", "notice").execute(),
  );
  const text = (row!.content as unknown as { text: { en: string } }).text.en;
  expect(text).toBe(
    [
      "You are on call in nights now. Carol hands over to you.",
      "Note by Carol: The gate hangs: restart it.",
      `One page is not over: #${id} Payments stand still.`,
      `Carol holds one urgent ticket: #${id} Payments stand still.`,
    ].join("\n"),
  );
  // A week later nobody looked for half a day.
  story.sleepThrough(hours(7 * 24 + 12));
  await ask();
  expect(await news(story)).toHaveLength(1);
  await recordOverride(story.door, who("carol"), override("carol", "2026-03-18"));
  await ask();
  await story.advance(seconds(1));
  await ask();
  expect(await news(story)).toEqual([
    "alice: you have the watch: nights",
    "bob: you are relieved in nights",
    "carol: you have the watch: nights",
  ]);
  await other.end();
});

test("a schedule that the model no longer has leaves what was recorded for it without effect", async () => {
  const story = await openRota();
  await recordOverride(story.door, manager, override("dan", "2026-03-20"));
  expect(await onCall(story.door)).toBe("dan");
  const without = changed((model) => {
    model.escalationPolicies = { payments: { steps: [{ after: "0s", notify: ["person:alice"] }] } };
    delete model.schedules;
  }, document);
  await story.apply(without);
  expect(await onCall(story.door)).toBeNull();
  expect(await tellHandovers(story.door)).toBeNull();
  await expect(recordOverride(story.door, manager, override("dan", "2026-03-20"))).rejects.toMatchObject({ code: "unknown-schedule" });
});
