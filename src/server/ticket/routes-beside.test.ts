import pg from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { hours, minutes } from "#core/time/instant.ts";
import { type Seat, seat } from "#server/access/person.fixture.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { changed } from "../../../test/journeys/model.ts";

const document = changed(({ agreements }) => {
  const { bank } = agreements;
  bank!.funding = "hours-bundle";
  bank!.calendar = "office";
  bank!.contactPoints = { provider: "dan" };
  bank!.bundles = [
    { id: "q1", hours: 2, from: "2026-01-01", until: "2026-03-31", rollOver: true },
    { id: "q2", hours: 4, from: "2026-04-01", until: "2026-06-30" },
  ];
  bank!.rates = [{ perHour: { amount: 9_000, currency: "EUR" }, weight: 1.5, hours: "outside" }];
});

let house: House;
let alice: Seat;
let ana: Seat;
let ben: Seat;
let eva: Seat;
beforeEach(async () => {
  house = await openHouse({ document });
  alice = await seat(house, { role: "agent" });
  ana = await seat(house, { role: "designated-contact", customerId: "bank" });
  ben = await seat(house, { role: "contact", customerId: "bank" });
  eva = await seat(house, { role: "designated-contact", customerId: "factory" });
});

const ask = (who: Seat, method: string, path: string, body?: unknown) => house.ask(method, `/api/v1${path}`, who.headers, body);
const open = async (who: Seat, fields: Record<string, unknown> = {}): Promise<Json> =>
  (await ask(who, "POST", "/tickets", { customerId: "bank", service: "payments", component: "ledger", subject: "Slow", ...fields })).body;
const post = (who: Seat, id: number, noun: string, body: unknown = {}) => ask(who, "POST", `/tickets/${id}/${noun}`, body);

/** What is to be told, in order; letters about the ticket go out beside it. */
const requested = (db: Json) => db.selectFrom("outbox").select("payload").where("topic", "=", "notification").orderBy("id");

describe("the verbs beside a ticket", () => {
  it("do what they say", async () => {
    const { id } = await open(ben);
    const life: readonly [string, Record<string, unknown>, Record<string, unknown>][] = [
      ["tasks", { task: "t1", text: "Ask", assignee: "alice" }, { tasks: [{ id: "t1", text: "Ask", assignee: "alice", doneAt: null }] }],
      ["task-changes", { task: "t1", isDone: true }, { tasks: [{ doneAt: "2026-03-02T09:00:00.000Z", doneBy: `agent:${alice.id}` }] }],
      ["task-removals", { task: "t1" }, { tasks: [] }],
      ["runbooks", { runbook: "restart", version: 2, steps: ["a", "b"] }, { runbooks: [{ id: "restart", done: [] }] }],
      [
        "runbook-steps",
        { runbook: "restart", step: "a", isDone: true, note: "Done." },
        { runbooks: [{ done: [{ step: "a", note: "Done." }] }] },
      ],
      ["runbook-removals", { runbook: "restart" }, { runbooks: [] }],
      ["time", { entry: "e1", minutes: 30, activity: "analysis" }, { timeMinutes: 30, timeEntries: [{ id: "e1", countedMinutes: 30 }] }],
      ["time-corrections", { entry: "e1", minutes: 45, reason: "Longer." }, { timeMinutes: 45 }],
      ["calls", { direction: "out", person: "Ben", text: "Agreed." }, { respondedAt: "2026-03-02T09:00:00.000Z" }],
      ["complaint", { words: "Too slow." }, { complainedAt: "2026-03-02T09:00:00.000Z" }],
    ];
    for (const [noun, body, shows] of life) {
      const answer = await post(alice, id, noun, body);
      expect(answer.status, `${noun}: ${JSON.stringify(answer.body)}`).toBe(200);
      expect(answer.body, noun).toMatchObject(shows);
    }
    expect((await post(alice, id, "tasks", { text: "Named by the server" })).body.tasks[0].id).toMatch(/^[0-9a-f-]{36}$/);
    const { items } = (await ask(alice, "GET", `/tickets/${id}/events`)).body;
    expect(items.find(({ call }: Json) => call !== undefined)).toMatchObject({
      ...{ channel: "phone", visibility: "public", by: "agent" },
      call: { direction: "out", person: "Ben", number: null, minutes: null },
    });
  });

  it("of the customer: a rating, a complaint, and no look at what is ours", async () => {
    const { id } = await open(ben);
    await post(alice, id, "tasks", { text: "Ours" });
    await post(alice, id, "time", { minutes: 30, activity: "analysis", note: "A long night." });
    expect(codeOf(await post(ben, id, "rating", { score: 1 }))).toBe("rating-too-early");
    expect((await post(ben, id, "complaint", { words: "Too slow." })).status).toBe(200);
    await post(alice, id, "resolution", { solution: "Done." });
    const rated = await post(ben, id, "rating", { score: 2, words: "Slow." });
    expect(rated.body).toMatchObject({
      rating: { score: 2, words: "Slow.", by: `contact:${ben.id}` },
      ...{ tasks: [], timeEntries: [], timeMinutes: 30 },
    });
    for (const [noun, body] of [
      ["tasks", { text: "x" }],
      ["time", { minutes: 5, activity: "x" }],
      ["runbooks", { runbook: "r", version: 1, steps: ["a"] }],
      ["calls", { direction: "in", person: "Ben", text: "x" }],
      ["replies", { visibility: "public", text: "x", mentions: ["alice"] }],
    ] as const)
      expect(codeOf(await post(ben, id, noun, body)), noun).toBe("forbidden");
    expect(codeOf(await post(ana, id, "rating", { score: 6 }))).toBe("invalid-request");
    expect(codeOf(await post(eva, id, "rating", { score: 5 }))).toBe("unknown-ticket");
    const types = (await ask(ben, "GET", `/tickets/${id}/events`)).body.items.map(({ type }: Json) => type);
    expect(types).toEqual(["ticket.opened", "ticket.complained", "ticket.resolved", "ticket.rated"]);
    const told: Json = await house.door.read("*", (db: Json) => requested(db).execute());
    expect(told.map(({ payload }: Json) => [payload.cause, payload.recipients])).toEqual([
      [{ kind: "complaint" }, ["person:carol", "person:dan"]],
      [{ kind: "rating", score: 2 }, ["person:carol", "person:dan"]],
    ]);
  });

  it("tell those whom a note mentions, if there are such people", async () => {
    const { id } = await open(ben);
    expect(codeOf(await post(alice, id, "replies", { visibility: "internal", text: "@x", mentions: ["mallory"] }))).toBe("unknown-person");
    const many = { visibility: "internal", text: "@all", mentions: Array.from({ length: 30 }, () => "bob") };
    expect(codeOf(await post(alice, id, "replies", many))).toBe("too-many-mentions");
    await post(alice, id, "replies", { visibility: "internal", text: "@bob @carol", mentions: ["bob", "carol"] });
    const [told]: Json = await house.door.read("*", (db: Json) => requested(db).execute());
    expect(told.payload).toMatchObject({ cause: { kind: "mention", by: `agent:${alice.id}` }, recipients: ["person:bob", "person:carol"] });
  });

  it("links both ways, from the opening on, and takes links off", async () => {
    const one = await open(alice);
    const two = await open(alice, { links: [{ type: "part-of", otherId: one.id }] });
    expect((await ask(alice, "GET", `/tickets/${one.id}`)).body.links).toEqual([{ type: "has-part", ticketId: two.id }]);
    expect((await post(alice, one.id, "unlinks", { link: "has-part", otherId: two.id })).body.links).toEqual([]);
    expect((await ask(alice, "GET", `/tickets/${two.id}`)).body.links).toEqual([]);
    expect(codeOf(await post(alice, one.id, "unlinks", { link: "blocks", otherId: two.id }))).toBe("not-linked");
    const mine = await open(ana);
    const refused = await ask(ben, "POST", "/tickets", {
      service: "payments",
      subject: "x",
      links: [{ type: "relates-to", otherId: mine.id }],
    });
    expect(codeOf(refused)).toBe("unknown-ticket");
  });
});

describe("a ticket that an older version wrote", () => {
  it("is shown, worked on and listed as any other", async () => {
    const { id } = await open(ben);
    const owner = new pg.Client(house.database.ownerConfig);
    await owner.connect();
    const lost = ["language", "rating", "complainedAt", "timeMinutes", "timeEntries", "tasks", "runbooks"];
    await owner.query("set app.customer_id = '*'");
    await owner.query("update tickets set record = (record::jsonb - $1::text[])::json", [lost]);
    await owner.end();
    const empty = { language: null, rating: null, complainedAt: null, timeMinutes: 0, timeEntries: [], tasks: [], runbooks: [] };
    expect((await ask(alice, "GET", `/tickets/${id}`)).body).toMatchObject(empty);
    expect((await post(alice, id, "time", { entry: "e1", minutes: 5, activity: "analysis" })).body).toMatchObject({
      timeMinutes: 5,
      tasks: [],
    });
    expect((await ask(alice, "GET", `/tickets/${id}/related`)).status).toBe(200);
  });
});

describe("tickets beside a ticket", () => {
  it("are linked ones, the requester's others and those of the component, and only what one may see", async () => {
    const first = await open(ben, { subject: "First" });
    const second = await open(ben, { subject: "Second" });
    const other = await open(ana, { subject: "Ana's" });
    const old = await open(ana, { subject: "Old" });
    await post(alice, old.id, "resolution", { solution: "Done." });
    house.advance(hours(24 * 31));
    await post(alice, first.id, "links", { link: "caused-by", otherId: other.id });
    const subjects = ({ body }: Json) => ({
      links: body.links.map(({ type, ticket }: Json) => [type, ticket.subject]),
      requesterOthers: body.requesterOthers.map(({ subject }: Json) => subject),
      sameComponent: body.sameComponent.map(({ subject }: Json) => subject),
    });
    expect(subjects(await ask(alice, "GET", `/tickets/${first.id}/related`))).toEqual({
      links: [["caused-by", "Ana's"]],
      requesterOthers: ["Second"],
      sameComponent: ["Ana's", "Second"],
    });
    expect(subjects(await ask(ben, "GET", `/tickets/${first.id}/related`))).toEqual({
      ...{ links: [], requesterOthers: ["Second"], sameComponent: ["Second"] },
    });
    expect(codeOf(await ask(eva, "GET", `/tickets/${second.id}/related`))).toBe("unknown-ticket");
  });
});

describe("hours", () => {
  it("are used oldest expiry first, weighed, rolled over, and shown to the customer", async () => {
    const { id } = await open(ben);
    // 10:00 in Madrid is inside of the hours; 21:00 is not.
    await post(alice, id, "time", { entry: "e1", minutes: 60, activity: "analysis" });
    house.advance(hours(11));
    await post(alice, id, "time", { entry: "e2", minutes: 20, activity: "repair", note: "Late." });
    const { body } = await ask(ben, "GET", "/customers/bank/hours");
    expect(body.agreements).toMatchObject([
      {
        agreementId: "bank",
        leftMinutes: 30,
        overMinutes: 0,
        usedMinutes: 90,
        bundles: [
          { id: "q1", usedMinutes: 90, leftMinutes: 30, state: "running" },
          { id: "q2", state: "to-come", leftMinutes: 240 },
        ],
      },
    ]);
    await post(alice, id, "time-corrections", { entry: "e2", minutes: 0, reason: "Another ticket's." });
    house.advance(hours(24 * 40));
    await post(alice, id, "time", { entry: "e3", minutes: 300, activity: "repair", endedAt: "2026-04-09T12:00:00+02:00" });
    const later = (await ask(ana, "GET", "/customers/bank/hours")).body.agreements[0];
    // Five hours up to noon: three of them before the desk opens at nine, each for one and a half.
    expect(later).toMatchObject({ usedMinutes: 60 + 180 + 180 });
    expect(later.bundles).toMatchObject([
      { usedMinutes: 60, rolledOutMinutes: 60, expiredMinutes: 0, state: "expired" },
      { usedMinutes: 300, rolledInMinutes: 60, leftMinutes: 0, state: "running" },
    ]);
    expect(later.overMinutes).toBe(60);
  });

  it("are shown entry by entry on tickets that one may see, by pages, and to no other customer", async () => {
    const { id } = await open(ana);
    for (const entry of ["e1", "e2", "e3"]) {
      await post(alice, id, "time", { entry, minutes: 10, activity: "analysis", note: "Ours alone." });
      house.advance(minutes(5));
    }
    const first = (await ask(ana, "GET", "/customers/bank/hours/entries?limit=2")).body;
    expect(first.items.map(({ entry }: Json) => entry)).toEqual(["e3", "e2"]);
    expect(JSON.stringify(first)).not.toContain("Ours alone.");
    const second = (await ask(ana, "GET", `/customers/bank/hours/entries?limit=2&cursor=${first.next}`)).body;
    expect([second.items.map(({ entry }: Json) => entry), second.next]).toEqual([["e1"], null]);
    expect((await ask(ben, "GET", "/customers/bank/hours/entries")).body.items).toEqual([]);
    for (const path of ["/customers/bank/hours", "/customers/bank/hours/entries", "/customers/nobody/hours"])
      expect(codeOf(await ask(eva, "GET", path))).toBe("unknown-customer");
  });
});
