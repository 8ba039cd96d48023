/** Stories of major incidents: declared, led, told of, ended with the ticket, looked back upon. */
import { expect, test } from "vitest";
import type { Document } from "#core/model/document.ts";
import { hours, minutes, seconds } from "#core/time/instant.ts";
import { type Seat, seat } from "#server/access/person.fixture.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { drain } from "#server/worker/deadlines.ts";
import { lookAfterIncidents, remindOfReviews, startIncidentWatch } from "#server/worker/incident-watch.ts";
import { changed } from "./model.ts";

const layer = { name: "weeks", participants: ["dan"], rotation: { every: 1, unit: "weeks" as const }, start: "2026-01-05" };

const document: Document = changed((model) => {
  model.people = {
    alice: { name: "Alice", email: "alice@atalaya.test", phone: "+34910000001" },
    bob: { name: "Bob", email: "bob@atalaya.test", phone: "+34910000002" },
    carol: { name: "Carol", email: "carol@atalaya.test" },
    dan: { name: "Dan" },
  };
  model.customers.bank!.contacts.ana!.email = "ana@bank.test";
  model.customers.factory!.contacts.eva!.email = "eva@factory.test";
  model.services.payments!.escalationPolicy = "payments";
  model.services.payments!.components.ledger!.vendor = "torno";
  model.vendors = { torno: { name: "Torno S.A.", phone: "+34900000000", contract: "T-1" } };
  model.schedules = { nights: { zone: "UTC", layers: [layer] } };
  model.escalationPolicies = { payments: { steps: [{ after: "0s", notify: ["schedule:nights"] }] } };
  model.incidents = {
    conference: "https://meet.example.org/{customer}/{room}",
    updateEvery: "30m",
    checklist: [{ en: "Tell the customer", fr: "Prévenir le client" }, "Freeze deployments"],
  };
});

async function openStory(model: Document = document) {
  const house = await openHouse({ document: model });
  const alice = await seat(house, { role: "agent", name: "Alice", email: "alice@atalaya.test" });
  const bob = await seat(house, { role: "agent", name: "Bob", email: "bob@atalaya.test" });
  const asked = async (who: Seat, method: string, path: string, body?: object): Promise<Json> => {
    const answer = await house.ask(method, `/api/v1${path}`, who.headers, body);
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body;
  };
  const opening = { customerId: "bank", service: "payments", component: "ledger", subject: "Payments stand still", priority: "P1" };
  const { id } = await asked(alice, "POST", "/tickets", { ...opening, kind: "incident" });
  const room = (rest = ""): string => `/tickets/${id}/incident${rest}`;
  return { house, alice, bob, id: id as number, asked, room };
}

const refusedBy = async (house: House, who: Seat, method: string, path: string, body?: object): Promise<[number, string]> => {
  const answer = await house.ask(method, `/api/v1${path}`, who.headers, body);
  return [answer.status, codeOf(answer)];
};

const toldIn = async (house: House): Promise<{ recipient: string; subject: string }[]> => {
  const rows = await house.door.read("*", (db) =>
    db
      .withTables<ReachTables>()
      .selectFrom("deliveries")
      .select(["recipient", "content"])
      .where("purpose", "=", "notice")
      .orderBy("id")
      .execute(),
  );
  return rows.map(({ recipient, content }) => ({ recipient, subject: (content as unknown as { subject: { en: string } }).subject.en }));
};

test("an incident is declared, led by somebody, and everybody finds where to meet and whom to call", async () => {
  const { house, alice, bob, asked, room } = await openStory();
  expect(await asked(alice, "GET", room())).toEqual({ room: null, isSuggested: true, mayDeclare: true });
  const { room: declared } = await asked(alice, "POST", room(), { reason: "No payment since nine" });
  expect(declared.roles).toMatchObject([
    { role: "commander", holder: "person:alice", holderName: "Alice", isMine: true, phone: "+34910000001" },
  ]);
  expect(declared.conference.url).toMatch(/^https:\/\/meet\.example\.org\/bank\/incident-\d+-[0-9a-f]{30}$/);
  expect(declared.checklist.map((item: Json) => [item.text, item.isFromModel])).toEqual([
    ["Tell the customer", true],
    ["Freeze deployments", true],
  ]);
  const called = declared.people.map(({ group, name, phone }: Json) => [group, name, phone]);
  expect(called).toEqual([
    ["role", "Alice", "+34910000001"],
    ["on-call", "Dan", null],
    ["lead", "Carol", null],
    ["vendor", "Torno S.A.", "+34900000000"],
    ["customer", "Ana", null],
  ]);
  expect(await refusedBy(house, bob, "POST", room(), {})).toEqual([409, "incident-declared-already"]);
  await asked(alice, "POST", room("/roles"), { role: "communications", holder: "person:bob" });
  const handedOver = await asked(bob, "POST", room("/roles"), { role: "commander", holder: "person:bob" });
  expect(handedOver.roles.map(({ role, holderName }: Json) => [role, holderName])).toEqual([
    ["commander", "Bob"],
    ["communications", "Bob"],
  ]);
  expect(await toldIn(house)).toEqual([{ recipient: "person:bob", subject: expect.stringContaining("your role is communications") }]);
  expect(await refusedBy(house, bob, "POST", room("/roles"), { role: "commander", holder: null })).toEqual([409, "commander-stays"]);
  expect(await refusedBy(house, bob, "POST", room("/roles"), { role: "scribe", holder: "contact:eva" })).toEqual([404, "unknown-contact"]);
  expect(await refusedBy(house, bob, "POST", room("/roles"), { role: "commander", holder: "contact:ana" })).toEqual([
    422,
    "commander-is-ours",
  ]);
  const second = await asked(bob, "POST", room("/conference"), {});
  expect(second.conference.url).not.toBe(declared.conference.url);
});

test("the customer hears from us at the cadence: what is late is told once, and again each cadence, until an update comes", async () => {
  const { house, alice, bob, asked, room, id } = await openStory();
  await asked(alice, "POST", room(), {});
  await asked(alice, "POST", room("/roles"), { role: "communications", holder: "person:bob" });
  const look = () => lookAfterIncidents(house.door, (line) => expect.unreachable(line));
  const late = async () => (await toldIn(house)).filter(({ subject }) => subject.includes("overdue")).map(({ recipient }) => recipient);
  house.advance(minutes(30));
  await look();
  expect((await asked(alice, "GET", room())).room.updates).toMatchObject({
    basis: "model",
    everyMs: 1_800_000,
    isOverdue: false,
    missed: 0,
  });
  expect(await late()).toEqual([]);
  house.advance(seconds(1));
  await Promise.all([look(), look()]);
  await look();
  expect(await late()).toEqual(["person:alice", "person:bob"]);
  house.advance(minutes(30));
  await look();
  expect(await late()).toHaveLength(4);
  const { updates } = await asked(bob, "POST", room("/updates"), { text: "We know what it is.", status: "identified" });
  expect(updates).toMatchObject({ isOverdue: false, count: 1, missed: 1, lastText: "We know what it is." });
  const once = { ...bob.headers, "idempotency-key": "second-update" };
  const again = () => house.ask("POST", `/api/v1${room("/updates")}`, once, { text: "It comes back." });
  const answers = [await again(), await again()];
  expect(answers.map(({ status, body }) => [status, body.updates.count])).toEqual([
    [200, 2],
    [200, 2],
  ]);
  const { items } = await asked(alice, "GET", `/tickets/${id}/events`);
  expect(items.filter(({ type }: Json) => type === "ticket.replied")).toHaveLength(2);
  const { room: now } = await asked(alice, "GET", room());
  expect(now.status).toBe("identified");
  house.advance(minutes(29));
  await look();
  expect(await late()).toHaveLength(4);
});

test("where the agreement promises updates, its own clock is what counts down", async () => {
  const { alice, asked, room, id, house } = await openStory(
    changed((model) => {
      model.agreements.bank!.targets!.P1!.update = "20m";
    }, document),
  );
  const { room: declared } = await asked(alice, "POST", room(), {});
  const { items } = await asked(alice, "GET", `/tickets/${id}/clocks`);
  const clock = items.find(({ clock: each }: Json) => each.objective === "update").clock;
  expect(declared.updates).toMatchObject({ basis: "agreement", everyMs: null, dueAt: clock.dueAt });
  house.advance(minutes(19));
  const { updates } = await asked(alice, "POST", room("/updates"), { text: "Still looking." });
  expect(Date.parse(updates.dueAt)).toBe(Date.parse(clock.dueAt) + 19 * 60_000);
});

test("ten people tick ten items in the same moment, and none is lost", async () => {
  const { alice, asked, room } = await openStory();
  await asked(alice, "POST", room(), {});
  await Promise.all(Array.from({ length: 10 }, (_, n) => asked(alice, "POST", room("/checklist"), { text: `Item ${n}` })));
  const { checklist } = (await asked(alice, "GET", room())).room;
  expect(checklist).toHaveLength(12);
  const ticks = checklist.flatMap(({ id }: Json) => [id, id]);
  await Promise.all(ticks.map((item: string) => asked(alice, "POST", room(`/checklist/${item}`), { isDone: true })));
  const { room: after } = await asked(alice, "GET", room());
  expect(after.checklist.filter(({ doneByName }: Json) => doneByName === "Alice")).toHaveLength(12);
  const { items } = await asked(alice, "GET", room("/timeline?topic=checklist"));
  expect(items.filter(({ type }: Json) => type === "incident.item-ticked")).toHaveLength(12);
});

test("the time line writes itself: pages, replies, hand-overs, and what people remember later in its place", async () => {
  const { house, alice, bob, asked, room, id } = await openStory();
  house.advance(minutes(5));
  await asked(alice, "POST", room(), {});
  house.advance(minutes(5));
  await asked(alice, "POST", `/tickets/${id}/replies`, { visibility: "internal", text: "The disk is full" });
  await asked(alice, "POST", room("/updates"), { text: "We found the cause." });
  house.advance(minutes(5));
  await asked(bob, "POST", room("/entries"), { kind: "decision", text: "We stopped the batch", at: "2026-03-02T09:07:00Z" });
  expect(await refusedBy(house, bob, "POST", room("/entries"), { kind: "note", text: "x", at: "2026-03-02T10:00:00Z" })).toEqual([
    422,
    "entry-in-the-future",
  ]);
  const { items } = await asked(alice, "GET", room("/timeline?order=oldest"));
  const told = items
    .filter(({ type }: Json) => !type.startsWith("clock."))
    .map(({ at, topic, type }: Json) => [at.slice(11, 16), topic, type]);
  expect(told).toEqual([
    ["09:00", "ticket", "ticket.opened"],
    ["09:00", "page", "page.opened"],
    ["09:00", "page", "page.step-fired"],
    ["09:05", "room", "incident.declared"],
    ["09:05", "page", "page.exhausted"],
    ["09:07", "entry", "incident.entry-written"],
    ["09:10", "internal", "ticket.replied"],
    ["09:10", "ticket", "ticket.assigned"],
    ["09:10", "page", "page.acknowledged"],
    ["09:10", "update", "ticket.replied"],
  ]);
  const entry = items.find(({ topic }: Json) => topic === "entry");
  expect(entry).toMatchObject({ writtenAt: "2026-03-02T09:15:00.000Z", actorName: "Bob", text: "We stopped the batch", isPublic: false });
  expect(items.find(({ type }: Json) => type === "page.step-fired").facts.names).toMatchObject({ "person:dan": "Dan" });
  const first = await asked(alice, "GET", room("/timeline?order=oldest&limit=3"));
  const rest = await asked(alice, "GET", room(`/timeline?order=oldest&limit=500&cursor=${first.next}`));
  expect([...first.items, ...rest.items]).toEqual(items);
});

test("it ends with the ticket, dated at the resolution, goes on with the reopening, and leaves a review to be written", async () => {
  const { house, alice, bob, asked, room, id } = await openStory();
  await asked(alice, "POST", room(), {});
  house.advance(hours(1));
  await asked(alice, "POST", `/tickets/${id}/resolution`, { solution: "The disk was cleared." });
  const { room: over } = await asked(alice, "GET", room());
  expect(over).toMatchObject({ isOver: true, status: "resolved", endedAt: "2026-03-02T10:00:00.000Z", endedHow: "resolution" });
  expect(await refusedBy(house, alice, "POST", room("/updates"), { text: "?" })).toEqual([409, "incident-ended"]);
  house.advance(minutes(2));
  const look = () => lookAfterIncidents(house.door, (line) => expect.unreachable(line));
  await Promise.all([look(), look()]);
  const ended = await house.door.read("*", (db) => db.selectFrom("events").select("at").where("type", "=", "incident.ended").execute());
  expect(ended).toEqual([{ at: Date.parse("2026-03-02T10:00:00Z") }]);
  const begun = await asked(alice, "GET", room("/review"));
  expect(begun).toMatchObject({
    state: "draft",
    owner: { key: "alice", name: "Alice" },
    dueOn: "2026-03-07",
    isOverdue: false,
    version: 0,
  });
  await asked(bob, "POST", `/tickets/${id}/reopening`, { reason: "It fails again" });
  expect((await asked(alice, "GET", room())).room).toMatchObject({ isOver: false, endedAt: null });
  await look();
  expect(await refusedBy(house, alice, "POST", room("/review/publication"), {})).toEqual([409, "incident-goes-on"]);
  await asked(alice, "POST", room("/end"), { note: "Watched by the night shift" });
  await asked(alice, "POST", `/tickets/${id}/resolution`, { solution: "Really cleared." });
  await look();
  expect((await asked(alice, "GET", room())).room).toMatchObject({ isOver: true, endedHow: "by-hand" });
  await drain(house.door);
});

test("the loops of two nodes notice the end by themselves, and write it down once", async () => {
  const { house, alice, asked, room, id } = await openStory();
  const loops = [1, 2].map(() => startIncidentWatch(house.door, (line) => expect.unreachable(line)));
  try {
    await asked(alice, "POST", room(), {});
    await asked(alice, "POST", `/tickets/${id}/resolution`, { solution: "Cleared." });
    const begun = async () => (await house.ask("GET", `/api/v1${room("/review")}`, alice.headers)).status;
    await expect.poll(begun, { timeout: 10_000 }).toBe(200);
  } finally {
    await Promise.all(loops.map((loop) => loop.stop()));
  }
  const facts = await house.door.read("*", (db) =>
    db.selectFrom("events").select("type").where("ticket_id", "=", id).where("type", "like", "incident.%").orderBy("position").execute(),
  );
  expect(facts.map(({ type }) => type)).toEqual(["incident.declared", "incident.ended", "incident.review-begun"]);
});

const written = {
  summary: "A full disk stopped all payments.",
  impact: "No payment for **one hour**.",
  causes: [
    { kind: "root", text: "Nobody watched the disk", isShared: true },
    { kind: "contributing", text: "The runbook was outdated", isShared: false },
  ],
  wentWell: ["We met within minutes"],
  wentBadly: ["The page went to the wrong team"],
  lucky: ["It was early"],
};

test("a review is written together, published in versions, shared without what was said among ourselves, and its actions are tickets", async () => {
  const { house, alice, bob, asked, room, id } = await openStory();
  const ana = await seat(house, { role: "designated-contact", customerId: "bank", name: "Ana", email: "ana@bank.test" });
  const eva = await seat(house, { role: "designated-contact", customerId: "factory", name: "Eva", email: "eva@factory.test" });
  const ben = await seat(house, { role: "contact", customerId: "bank", name: "Ben" });
  await asked(alice, "POST", room(), {});
  house.advance(minutes(40));
  await asked(alice, "POST", room("/updates"), { text: "Half-way." });
  await asked(alice, "POST", `/tickets/${id}/restoration`, { how: "restored" });
  house.advance(minutes(20));
  await asked(alice, "POST", `/tickets/${id}/resolution`, { solution: "Cleared." });
  expect(await refusedBy(house, alice, "GET", room("/review"))).toEqual([404, "no-review"]);
  const begun = await asked(alice, "POST", room("/review"), {});
  expect(begun.moments).toMatchObject({
    ...{ startedAt: "2026-03-02T09:00:00.000Z", restoredAt: "2026-03-02T09:40:00.000Z", resolvedAt: "2026-03-02T10:00:00.000Z" },
    ...{ toRestoreMs: 2_400_000, toResolveMs: 3_600_000, updates: 1, longestSilenceMs: 2_400_000 },
  });
  expect(await refusedBy(house, alice, "POST", room("/review/publication"), {})).toEqual([422, "review-incomplete"]);
  await asked(bob, "PUT", room("/review"), written);
  const stale = await house.ask("PUT", `/api/v1${room("/review")}`, { ...alice.headers, "if-match": `"${begun.seq}"` }, written);
  expect([stale.status, codeOf(stale)]).toEqual([412, "review-changed"]);
  const action = { subject: "Watch the disks", kind: "problem", owner: "bob", dueOn: "2026-03-20", isShared: true };
  const { actions } = await asked(alice, "POST", room("/review/actions"), action);
  const own = await asked(alice, "POST", room("/review/actions"), {
    ...action,
    subject: "Train the team",
    isShared: false,
    link: "relates-to",
  });
  expect(own.actions).toHaveLength(2);
  expect(actions).toMatchObject([
    { subject: "Watch the disks", owner: { name: "Bob" }, status: "open", link: "caused-by", isOverdue: false },
  ]);
  const incident = await asked(alice, "GET", `/tickets/${id}`);
  expect(incident.links).toEqual([
    { type: "caused-by", ticketId: actions[0].ticketId },
    { type: "relates-to", ticketId: own.actions[1].ticketId },
  ]);
  expect(await refusedBy(house, bob, "POST", room("/review/publication"), {})).toEqual([403, "not-the-reviews-owner"]);
  expect(await refusedBy(house, alice, "POST", room("/review/sharing"), { isShared: true })).toEqual([409, "review-unpublished"]);
  await asked(alice, "POST", room("/review/publication"), { note: "First" });
  expect(await refusedBy(house, ana, "GET", `/tickets/${id}/shared-review`)).toEqual([404, "unknown-review"]);
  expect(await asked(alice, "POST", room("/review/sharing"), { isShared: true })).toMatchObject({
    version: 1,
    isShared: true,
    hasChanges: false,
  });
  const read = await asked(ana, "GET", `/tickets/${id}/shared-review`);
  expect(read).toMatchObject({ version: 1, summary: written.summary, causes: [{ kind: "root", text: "Nobody watched the disk" }] });
  expect(read.actions).toMatchObject([{ subject: "Watch the disks", status: "open", dueOn: "2026-03-20" }]);
  for (const secret of ["outdated", "wrong team", "early", "Train", "Bob", "Alice"]) expect(JSON.stringify(read)).not.toContain(secret);
  expect((await asked(ana, "GET", "/shared-reviews")).items).toEqual([read]);
  expect((await asked(eva, "GET", "/shared-reviews")).items).toEqual([]);
  expect(await refusedBy(house, ben, "GET", "/shared-reviews")).toEqual([403, "forbidden"]);
  expect(await refusedBy(house, eva, "GET", `/tickets/${id}/shared-review`)).toEqual([404, "unknown-review"]);
  for (const path of [room(), room("/review"), room("/timeline"), "/incidents", "/incidents/actions"])
    expect((await house.ask("GET", `/api/v1${path}`, ana.headers)).status, path).toBe(403);
  // What is written afterwards is read by the customer with the next version only.
  await asked(bob, "PUT", room("/review"), { ...written, summary: "A full disk, again." });
  expect((await asked(ana, "GET", `/tickets/${id}/shared-review`)).summary).toBe(written.summary);
  await asked(alice, "POST", room("/review/publication"), {});
  expect(await asked(ana, "GET", `/tickets/${id}/shared-review`)).toMatchObject({ version: 2, summary: "A full disk, again." });
  expect((await asked(alice, "GET", room("/review/versions"))).items.map(({ version }: Json) => version)).toEqual([2, 1]);
  const markdown = (await house.ask("GET", `/api/v1${room("/review.md?version=1")}`, alice.headers)).body;
  expect(markdown).toContain("# Post-incident review: #");
  expect(markdown).toContain("A full disk stopped all payments.");
  expect(markdown).toContain(`- [ ] #${actions[0].ticketId} Watch the disks (Bob, due 2026-03-20)`);
  await asked(alice, "POST", room("/review/sharing"), { isShared: false });
  expect(await refusedBy(house, ana, "GET", `/tickets/${id}/shared-review`)).toEqual([404, "unknown-review"]);
});

test("who has a review or an action to see to is reminded when its day has come, once", async () => {
  const { house, alice, asked, room, id } = await openStory();
  await asked(alice, "POST", room(), {});
  await asked(alice, "POST", `/tickets/${id}/resolution`, { solution: "Cleared." });
  await asked(alice, "POST", room("/review"), {});
  await asked(alice, "PUT", room("/review"), { ...written, dueOn: "2026-03-05" });
  const { actions } = await asked(alice, "POST", room("/review/actions"), {
    subject: "Watch the disks",
    owner: "bob",
    dueOn: "2026-03-03",
  });
  const subjects = async () => {
    await Promise.all([remindOfReviews(house.door), remindOfReviews(house.door)]);
    return (await toldIn(house)).map(({ recipient, subject }) => `${recipient} ${subject.slice(subject.indexOf(":") + 2)}`);
  };
  house.advance(hours(47));
  expect(await subjects()).toEqual(["person:bob an action of a review was due on 2026-03-03"]);
  expect((await asked(alice, "GET", "/incidents/actions?state=overdue")).items).toMatchObject([
    { ticketId: actions[0].ticketId, incidentId: id, incidentSubject: "Payments stand still", isOverdue: true },
  ]);
  house.advance(hours(25));
  expect(await subjects()).toEqual([
    "person:bob an action of a review was due on 2026-03-03",
    "person:alice the post-incident review is due on 2026-03-05",
  ]);
  house.advance(hours(24));
  expect((await asked(alice, "GET", "/incidents?review=overdue")).items).toMatchObject([
    { ticketId: id, isOver: true, review: { state: "draft", isOverdue: true, openActions: 1 } },
  ]);
  expect((await asked(alice, "GET", "/incidents?state=going-on")).items).toEqual([]);
  await asked(alice, "POST", room("/review/publication"), {});
  house.advance(hours(24 * 3));
  await asked(alice, "POST", `/tickets/${actions[0].ticketId}/resolution`, { solution: "Watched." });
  house.advance(hours(24 * 9));
  expect(await subjects()).toHaveLength(2);
});
