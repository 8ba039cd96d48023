/** The model changes under open tickets: previewed, applied at once, and never against what was judged already. */
import { expect, test } from "vitest";
import { hours, instant, minutes } from "#core/time/instant.ts";
import { verifyStored } from "#server/audit/read.ts";
import { sealEverything } from "#server/worker/sealer.ts";
import { changed, storyModel } from "./model.ts";
import { clockOf, openStory } from "./story.ts";

const tighter = changed(({ agreements }) => {
  agreements.bank!.targets!.P2!.resolution = "6h";
});

test("a tighter target moves due times; the preview says so before, changes nothing, and the change does just that", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const ticket = await story.open({ priority: "P2", subject: "Ledger slow" });
  const other = await story.open({ priority: "P1" });
  await story.advance(hours(1));
  const preview = await story.apply(tighter, { dryRun: true });
  expect(preview.moved).toEqual([
    {
      ticketId: ticket.id,
      customerId: "bank",
      subject: "Ledger slow",
      objective: "resolution",
      party: "sla",
      dueBefore: instant("2026-03-02T17:00:00Z"),
      dueAfter: instant("2026-03-02T16:00:00Z"),
      wouldBreach: false,
    },
  ]);
  expect(preview).toMatchObject({ version: 2, isUnchanged: false, counts: { tickets: 2, moved: 1, earlier: 1, later: 0, wouldBreach: 0 } });
  expect(clockOf(await story.ticket(ticket.id), "resolution").dueAt).toBe(instant("2026-03-02T17:00:00Z"));
  expect((await story.door.book()).latest).toBe(1);
  expect(await story.apply(tighter)).toEqual(preview);
  const moved = await story.ticket(ticket.id);
  expect(moved.agreementVersion).toBe(2);
  expect(clockOf(moved, "resolution")).toMatchObject({ dueAt: instant("2026-03-02T16:00:00Z"), target: { written: "6h", rule: "fair" } });
  expect((await story.ticket(other.id)).agreementVersion).toBe(2);
  await story.advance(hours(7));
  expect((await story.said(ticket.id, "clock.breached")).map(({ objective, at }) => [objective, at])).toContainEqual([
    "resolution",
    instant("2026-03-02T16:00:00Z"),
  ]);
});

test("applying the same document again is no new version and no event", async () => {
  const story = await openStory();
  expect(await story.apply(structuredClone(storyModel))).toMatchObject({ version: 1, isUnchanged: true, moved: [] });
  await story.apply(tighter);
  expect(await story.apply(tighter)).toMatchObject({ version: 2, isUnchanged: true });
  expect(await story.apply(storyModel)).toMatchObject({ version: 3, isUnchanged: false });
  await sealEverything(story.pool);
  expect(await verifyStored(story.door, "")).toMatchObject({ ok: true, entries: 3 });
});

test("a holiday added to a calendar gives open tickets the day, and those judged keep their verdict", async () => {
  const story = await openStory({ at: "2026-03-03T08:00:00Z" }); // Tuesday 09:00 in Madrid
  const ticket = await story.open({ customerId: "factory", service: "gate", component: "software", priority: "P2" });
  await story.advance(hours(8));
  expect(clockOf(ticket, "resolution").dueAt).toBe(instant("2026-03-04T16:00:00Z"));
  expect(clockOf(await story.ticket(ticket.id), "response").verdict).toBe("breached");
  const withHoliday = changed(({ calendars }) => {
    calendars.office = { zone: "Europe/Madrid", hours: { "mon-fri": ["09:00-17:00"] }, holidays: ["2026-03-19", "2026-03-04"] };
  });
  const outcome = await story.apply(withHoliday);
  expect(outcome.moved.map(({ objective, dueAfter }) => [objective, dueAfter])).toEqual([["resolution", instant("2026-03-05T16:00:00Z")]]);
  const moved = await story.ticket(ticket.id);
  expect(clockOf(moved, "resolution").dueAt).toBe(instant("2026-03-05T16:00:00Z"));
  expect(clockOf(moved, "response")).toMatchObject({ verdict: "breached", breachedAt: instant("2026-03-03T10:00:00Z") });
});

test("a version that takes effect later waits for its instant, and then holds by itself", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const ticket = await story.open({ priority: "P2" });
  const outcome = await story.apply(tighter, { effectiveAt: instant("2026-03-02T12:00:00Z") });
  expect(outcome).toMatchObject({ version: 2, effectiveAt: instant("2026-03-02T12:00:00Z"), moved: [] });
  await story.advance(minutes(179));
  expect((await story.ticket(ticket.id)).agreementVersion).toBe(1);
  expect(clockOf(await story.open({ priority: "P2" }), "resolution").target?.written).toBe("8h");
  await story.advance(minutes(1));
  expect((await story.said(ticket.id, "ticket.terms-changed")).map(({ at }) => at)).toEqual([instant("2026-03-02T12:00:00Z")]);
  expect(clockOf(await story.ticket(ticket.id), "resolution").target?.written).toBe("6h");
  await expect(story.apply(storyModel, { effectiveAt: instant("2026-03-02T10:00:00Z") })).rejects.toMatchObject({
    code: "model-effective-in-the-past",
  });
});

test("a change before a pending version is refused with what to do", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  await story.apply(tighter, { effectiveAt: instant("2026-04-01T00:00:00Z") });
  await expect(story.apply(storyModel)).rejects.toMatchObject({ code: "model-version-pending", facts: { version: 2 } });
});

test("a closed ticket is never judged again", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const ticket = await story.open({ priority: "P2" });
  await story.ask("agent:alice", ticket, { type: "resolve-ticket", solution: "Done." });
  const closed = await story.ask("contact:ana", ticket, { type: "close-ticket" });
  await story.advance(minutes(5));
  await story.apply(tighter);
  expect(await story.ticket(ticket.id)).toEqual(closed);
});

test("thousands of open tickets move in one transaction, and the preview counts them all", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const command = {
    type: "open-ticket",
    customerId: "bank",
    ticketId: 0,
    service: "payments",
    subject: "Many",
    description: "",
    channel: "api",
    priority: "P2",
  } as const;
  const commands = Array.from({ length: 2_300 }, () => ({ command: { ...command, actor: "token:load" }, now: story.now() }));
  await story.door.performBatch({ scope: "*", commands });
  const preview = await story.apply(tighter, { dryRun: true });
  expect(preview.counts).toMatchObject({ tickets: 2_300, moved: 2_300, earlier: 2_300 });
  expect(preview.moved).toHaveLength(1_000);
  expect((await story.apply(tighter)).counts).toEqual(preview.counts);
  const { count } = await story.door.read("*", (db) =>
    db
      .selectFrom("events")
      .select((q) => q.fn.countAll<number>().as("count"))
      .where("type", "=", "ticket.terms-changed")
      .executeTakeFirstOrThrow(),
  );
  expect(count).toBe(2_300);
});

test("a target so tight that it is missed already is announced as a breach", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const ticket = await story.open({ priority: "P2" });
  await story.advance(hours(3));
  const harsh = changed(({ agreements }) => {
    agreements.bank!.retarget = "from-start";
    agreements.bank!.targets!.P2!.resolution = "2h";
  });
  const outcome = await story.apply(harsh);
  expect(outcome.counts.wouldBreach).toBe(1);
  await story.wakeWorkers();
  const breaches = (await story.said(ticket.id, "clock.breached")).filter(({ objective }) => objective === "resolution");
  expect(breaches.map(({ dueAt }) => dueAt)).toEqual([instant("2026-03-02T11:00:00Z")]);
});
