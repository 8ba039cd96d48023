/** The queue by pages: what breaks next comes first, nothing is shown twice, nothing is left out. */
import { expect, test } from "vitest";
import { hours, minutes } from "#core/time/instant.ts";
import { type ListedTicket, listTickets, type TicketFilter } from "#server/ticket/list.ts";
import { openStory, type Story } from "./story.ts";

async function storyWithTickets(): Promise<Story> {
  const story = await openStory();
  for (const priority of ["P3", "P1", "P4", "P2", "P1"] as const) {
    await story.open({ priority });
    await story.advance(minutes(1));
  }
  await story.open({ customerId: "factory", service: "gate", component: "turnstile", subject: "Excluded" });
  await story.open({ customerId: "factory", service: "gate", component: "software", priority: "P1" });
  return story;
}

/** All pages of a list, each `limit` long. */
async function pages(story: Story, filter: TicketFilter, scope = "*"): Promise<ListedTicket[]> {
  const all: ListedTicket[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await story.door.read(scope, (db) => listTickets(db, { ...filter, cursor }));
    all.push(...page.items);
    if (page.next === null) return all;
    expect(page.items).toHaveLength(filter.limit ?? 50);
    cursor = page.next;
  }
}

test("pages of any size give the same order: next breach first, without a promise last", async () => {
  const story = await storyWithTickets();
  const whole = (await pages(story, { status: "open" })).map(({ id }) => id);
  expect(whole).toEqual([2, 5, 4, 1, 7, 3, 6]);
  for (const limit of [1, 2, 3]) expect((await pages(story, { status: "open", limit })).map(({ id }) => id)).toEqual(whole);
});

test("filters, orders and scopes narrow it", async () => {
  const story = await storyWithTickets();
  const ids = async (filter: TicketFilter, scope?: string) => (await pages(story, { limit: 2, ...filter }, scope)).map(({ id }) => id);
  expect(await ids({ order: "newest" })).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(await ids({ customer: "factory" })).toEqual([7, 6]);
  expect(await ids({ priority: "P1" })).toEqual([2, 5, 7]);
  expect(await ids({}, "factory")).toEqual([7, 6]);
  expect(await ids({ team: "desk", assignee: null, service: "gate" })).toEqual([7, 6]);
  await story.ask("contact:ana", 3, { type: "rank-ticket", rank: 1 });
  await story.ask("contact:ana", 1, { type: "rank-ticket", rank: 2 });
  expect(await ids({ order: "rank", customer: "bank" })).toEqual([3, 1, 2, 4, 5]);
  await story.ask("agent:bob", 4, { type: "assign-ticket", assignee: "bob" });
  expect(await ids({ assignee: "bob" })).toEqual([4]);
  await story.ask("agent:bob", 4, { type: "resolve-ticket", solution: "Done." });
  expect(await ids({ status: "resolved" })).toEqual([4]);
  await story.advance(hours(1));
  expect((await ids({ status: "open" }))[0]).toBe(2);
});

test("a cursor of another list, or none at all, is refused by name", async () => {
  const story = await openStory();
  for (const cursor of ["n1.1", "", "b1", "b1.", "bzzzzzzzzzzz.1", "'; drop table tickets; --"]) {
    await expect(
      story.door.read("*", (db) => listTickets(db, { cursor })),
      cursor,
    ).rejects.toMatchObject({ code: "bad-cursor" });
  }
});
