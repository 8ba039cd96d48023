import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openBook } from "#core/agreement/book.ts";
import { readModel } from "#core/model/read.ts";
import { applyToTicket } from "#core/ticket/apply.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { Agenda } from "#simulator/agenda.ts";
import { type Life, simulateLife } from "#simulator/life.ts";
import { seededRandom } from "#simulator/random.ts";

const { document, problems } = readModel(readFileSync("examples/demo.yaml", "utf8"));
const book = openBook([{ version: 1, effectiveAt: instant("2025-01-01T00:00:00Z"), document: document! }]);
const month = { book, from: instant("2026-03-01T00:00:00Z"), until: instant("2026-04-01T00:00:00Z"), tickets: 400 };

test("the demonstration's model is sound", () => expect(problems).toEqual([]));

test("the same seed gives the same life, another seed another one", () => {
  const life = simulateLife({ ...month, seed: 1 });
  expect(simulateLife({ ...month, seed: 1 }).events).toEqual(life.events);
  expect(simulateLife({ ...month, seed: 2 }).events).not.toEqual(life.events);
});

test("a life has everything that support has", () => {
  const { events, tickets } = simulateLife({ ...month, seed: 3 });
  const types = new Set(events.map(({ type }) => type));
  for (const type of [
    "ticket.paused",
    "ticket.resumed",
    "ticket.handed-over",
    "ticket.reopened",
    "ticket.quoted",
    "clock.breached",
  ] as const) {
    expect(types).toContain(type);
  }
  const records = [...tickets.values()];
  expect(new Set(records.map(({ coverage }) => coverage?.decision))).toEqual(new Set(["covered", "billable", "excluded"]));
  expect(new Set(records.map(({ status }) => status))).toEqual(new Set(["open", "resolved", "closed"]));
  expect(records.filter(({ clocks }) => clocks.some(({ dueAt }) => dueAt !== null)).length).toBeGreaterThan(10);
});

test("its events are in order, end before the end, and fold to its tickets", () => {
  const { events, tickets } = simulateLife({ ...month, seed: 4 });
  const folded = new Map<number, Ticket>();
  let latest = 0;
  for (const event of events) {
    if (event.type === "ticket.opened") expect(event.at).toBeGreaterThanOrEqual(latest);
    latest = Math.max(latest, event.at);
    expect(event.at).toBeLessThan(month.until);
    folded.set(event.ticketId, applyToTicket(folded.get(event.ticketId), event, book));
  }
  expect(folded).toEqual(tickets);
});

test("with what lies beside it a life has the same course, and voices, hours and ranks", () => {
  const [bare, whole] = [simulateLife({ ...month, seed: 6 }), simulateLife({ ...month, seed: 6, hasBeside: true })];
  const courseOf = ({ events }: Life) =>
    events.flatMap(({ type, ticketId, at, actor }) => (beside.has(type) ? [] : [{ type, ticketId, at, actor }]));
  expect(courseOf(whole)).toEqual(courseOf(bare));
  const records = [...whole.tickets.values()];
  const scores = records.flatMap(({ rating }) => rating?.score ?? []);
  expect(scores.length).toBeGreaterThan(50);
  expect(new Set(scores)).toEqual(new Set([1, 2, 3, 4, 5]));
  expect(records.filter(({ timeMinutes }) => timeMinutes > 0).length).toBeGreaterThan(150);
  expect(records.some(({ tasks }) => tasks.some(({ doneAt }) => doneAt !== null))).toBe(true);
  expect(records.some(({ complainedAt }) => complainedAt !== null)).toBe(true);
  expect(records.some(({ rank, status }) => rank === 1 && status === "open")).toBe(true);
  expect(whole.events.some((event) => event.type === "ticket.replied" && event.call !== undefined)).toBe(true);
  expect(whole.events.some((event) => event.type === "ticket.replied" && event.mentions !== undefined)).toBe(true);
});

const beside = new Set([
  ...["ticket.rated", "ticket.complained", "ticket.time-logged", "ticket.task-added", "ticket.task-changed", "ticket.ranked"],
  "notification.requested",
]);

test("an agenda gives what it holds by time, and in the order of noting at the same instant", () => {
  const agenda = new Agenda<number>();
  const random = seededRandom(5);
  const notes = Array.from({ length: 500 }, (_, i) => ({ at: Math.floor(random.next() * 50) as Instant, what: i }));
  for (const { at, what } of notes) agenda.note(at, what);
  const taken = notes.map(() => agenda.next()!);
  expect(taken.map(({ at, what }) => [at, what])).toEqual(
    notes.toSorted((a, b) => a.at - b.at || a.what - b.what).map(({ at, what }) => [at, what]),
  );
  expect(agenda.next()).toBeNull();
});
