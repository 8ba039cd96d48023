import { beforeEach, describe, expect, it } from "vitest";
import { minutes, seconds } from "#core/time/instant.ts";
import { type Seat, seat } from "#server/access/person.fixture.ts";
import { sweepDrafts } from "#server/desk/draft.ts";
import { sweepPresences } from "#server/desk/presence.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { startLive } from "#server/live.ts";

let house: House;
let alice: Seat;
let bob: Seat;
let contact: Seat;
beforeEach(async () => {
  house = await openHouse();
  alice = await seat(house, { role: "agent", name: "Alice" });
  bob = await seat(house, { role: "agent", name: "Bob" });
  contact = await seat(house, { role: "designated-contact", customerId: "bank" });
});

const ask = (who: Seat, method: string, path: string, body?: unknown) => house.ask(method, `/api/v1${path}`, who.headers, body);
const openTicket = async (who: Seat = alice): Promise<Json> =>
  (await ask(who, "POST", "/tickets", { customerId: "bank", service: "payments", component: "ledger", subject: "Slow" })).body;

describe("drafts", () => {
  it("are kept for whoever wrote them, the last one counts, and are forgotten", async () => {
    const path = "/drafts/ticket:1:public";
    expect((await ask(alice, "PUT", path, { value: { text: "Dear Ana" } })).status).toBe(200);
    house.advance(minutes(1));
    await ask(alice, "PUT", path, { value: { text: "Dear Ana, \u0000 zalgo ͆" } });
    const kept = { key: "ticket:1:public", value: { text: "Dear Ana, \u0000 zalgo ͆" }, updatedAt: "2026-03-02T09:01:00.000Z" };
    expect((await ask(alice, "GET", path)).body).toEqual(kept);
    expect((await ask(alice, "GET", "/drafts")).body).toEqual({ items: [kept] });
    for (const other of [bob, contact]) {
      expect(codeOf(await ask(other, "GET", path))).toBe("unknown-draft");
      expect((await ask(other, "DELETE", path)).status).toBe(204);
    }
    expect((await ask(alice, "GET", path)).status).toBe(200);
    expect((await ask(alice, "DELETE", path)).status).toBe(204);
    expect(codeOf(await ask(alice, "GET", path))).toBe("unknown-draft");
  });

  it("hold 64 kB, not a byte more, and not for ever", async () => {
    const value = "x".repeat(65_534);
    expect((await ask(contact, "PUT", "/drafts/intake", { value })).status).toBe(200);
    expect(codeOf(await ask(contact, "PUT", "/drafts/intake", { value: `${value}x` }))).toBe("draft-too-large");
    expect((await ask(contact, "PUT", "/drafts/no%20spaces", { value })).status).toBe(400);
    await sweepDrafts(house.door, house.door.clock());
    expect((await ask(contact, "GET", "/drafts")).body.items).toHaveLength(1);
    await sweepDrafts(house.door, house.door.clock() + 1);
    expect((await ask(contact, "GET", "/drafts")).body.items).toEqual([]);
  });
});

describe("presence", () => {
  it("says who else is there, for thirty seconds, and since when", async () => {
    const { id } = await openTicket();
    const say = (who: Seat, state: string) => ask(who, "POST", `/tickets/${id}/presence`, { state });
    expect((await say(alice, "reading")).body).toEqual({ items: [] });
    house.advance(seconds(20));
    expect((await say(alice, "reading")).body).toEqual({ items: [] });
    expect((await say(bob, "writing")).body).toEqual({
      items: [{ key: alice.id, name: "Alice", state: "reading", since: "2026-03-02T09:00:00.000Z" }],
    });
    await say(alice, "writing");
    expect((await ask(bob, "GET", `/tickets/${id}/presence`)).body.items).toMatchObject([
      { state: "writing", since: "2026-03-02T09:00:20.000Z" },
    ]);
    house.advance(seconds(29));
    expect((await ask(bob, "GET", `/tickets/${id}/presence`)).body.items).toHaveLength(1);
    house.advance(seconds(2));
    expect((await ask(bob, "GET", `/tickets/${id}/presence`)).body.items).toEqual([]);
    await say(alice, "reading");
    await say(alice, "gone");
    expect((await ask(bob, "GET", `/tickets/${id}/presence`)).body.items).toEqual([]);
    await sweepPresences(house.door);
    expect(await house.door.read("*", (db: Json) => db.selectFrom("presences").selectAll().execute())).toEqual([]);
  });

  it("is told live on every node when it is news, and only then; never to customers", async () => {
    const { id } = await openTicket(contact);
    const other = startLive({ door: house.door, url: house.database.url, log: () => undefined });
    const [here, there]: [number[], number[]] = [[], []];
    house.parts.live.subscribe((told) => told.type === "presence" && here.push(told.ticketId));
    other.subscribe((told) => told.type === "presence" && there.push(told.ticketId));
    // The other node listens once it hears of something.
    await expect
      .poll(() => {
        house.parts.live.tellPresence(0);
        return there.includes(0);
      })
      .toBe(true);
    here.length = 0;
    for (const state of ["reading", "reading", "writing", "gone", "gone"]) {
      house.advance(seconds(1));
      await ask(alice, "POST", `/tickets/${id}/presence`, { state });
    }
    await expect.poll(() => there.filter((told) => told === id)).toHaveLength(3);
    expect(here.filter((told) => told === id)).toEqual([id, id, id]);
    await other.stop();
    expect((await ask(contact, "GET", `/tickets/${id}/presence`)).status).toBe(403);
    expect((await ask(contact, "POST", `/tickets/${id}/presence`, { state: "reading" })).status).toBe(403);
    expect((await ask(alice, "POST", "/tickets/99/presence", { state: "reading" })).status).toBe(404);
  });
});

describe("canned replies", () => {
  const draft = { name: "Asking for a log", texts: { en: "Please send the log, {{requester}}.", fr: "Merci d'envoyer le journal." } };

  it("are one's own until they are shared, and the log knows of shared ones", async () => {
    const { body: own } = await ask(alice, "POST", "/canned-replies", { ...draft, shortcut: "log" });
    expect(own).toEqual({ id: own.id, ...draft, shortcut: "log", team: null, isShared: false, isOwn: true });
    expect((await ask(bob, "GET", "/canned-replies")).body.items).toEqual([]);
    expect(codeOf(await ask(bob, "PATCH", `/canned-replies/${own.id}`, { name: "Mine" }))).toBe("unknown-canned-reply");
    await ask(alice, "PATCH", `/canned-replies/${own.id}`, { isShared: true, shortcut: null });
    expect((await ask(bob, "GET", "/canned-replies")).body.items).toEqual([{ ...own, isShared: true, shortcut: null, isOwn: false }]);
    expect((await ask(bob, "DELETE", `/canned-replies/${own.id}`)).status).toBe(204);
    const log: Json = await house.door.read("*", (db: Json) =>
      db.selectFrom("events").select(["type", "actor"]).where("customer_id", "=", "").execute(),
    );
    expect(log.map(({ type }: Json) => type).filter((type: string) => type.startsWith("canned-reply"))).toEqual([
      "canned-reply.changed",
      "canned-reply.removed",
    ]);
  });

  it("are shared by those who may, are not empty, and are none of a customer's business", async () => {
    const token = await house.token(["tickets:read", "tickets:write"]);
    const asToken = (body: unknown) => house.ask("POST", "/api/v1/canned-replies", token, body);
    expect(codeOf(await asToken({ ...draft, isShared: true }))).toBe("forbidden");
    expect((await asToken(draft)).status).toBe(201);
    expect(codeOf(await ask(alice, "POST", "/canned-replies", { ...draft, texts: { en: " " } }))).toBe("text-missing");
    expect((await ask(contact, "GET", "/canned-replies")).status).toBe(403);
    expect((await ask(contact, "POST", "/canned-replies", draft)).status).toBe(403);
  });
});

describe("macros", () => {
  const actions = [
    { verb: "replies", body: { visibility: "public", text: "We work on {{ticket}}, says {{agent}}." } },
    { verb: "priority", body: { priority: "P2", reason: "Money is at stake." } },
    { verb: "tasks", body: { task: "call", text: "Call {{requester}} back" } },
  ];
  const keep = async (body: Json): Promise<Json> => (await ask(alice, "POST", "/macros", { name: "Take", ...body })).body;

  it("do all their actions in one transaction, with what the placeholders stand for", async () => {
    const { id } = await openTicket(contact);
    const { id: macroId } = await keep({ actions, keys: "m t" });
    const done = await ask(alice, "POST", `/tickets/${id}/macro`, { macroId });
    expect(done.body).toMatchObject({ priority: "P2", assignee: alice.id, tasks: [{ id: "call", assignee: null }] });
    const { items } = (await ask(alice, "GET", `/tickets/${id}/events`)).body;
    expect(items.map(({ type }: Json) => type)).toEqual([
      ...["ticket.opened", "ticket.assigned", "ticket.replied", "ticket.triaged", "ticket.task-added"],
    ]);
    expect(items[2].text).toBe(`We work on #${id}, says Alice.`);
  });

  it("do nothing when one action is refused, and say which", async () => {
    const { id } = await openTicket();
    const { id: macroId } = await keep({ actions: [...actions.slice(0, 2), { verb: "resumption", body: {} }] });
    const before = (await ask(alice, "GET", `/tickets/${id}`)).body;
    const refused = await ask(alice, "POST", `/tickets/${id}/macro`, { macroId });
    expect([refused.status, codeOf(refused)]).toEqual([409, "macro-refused"]);
    expect(refused.body).toMatchObject({ macro: "Take", action: 3, verb: "resumption", cause: { code: "not-paused" } });
    expect((await ask(alice, "GET", `/tickets/${id}`)).body).toEqual(before);
    const inFrench = await house.ask("POST", `/api/v1/tickets/${id}/macro`, { ...alice.headers, "accept-language": "fr" }, { macroId });
    expect(inFrench.body.detail).toMatch(
      /^L’action 3 de « Take » \(resumption\) a été refusée, donc rien n’a été fait\. Le ticket .* n’est pas en (attente|pause)/,
    );
  });

  it("stop before they begin at a placeholder that stands for nothing, and at somebody who is not there", async () => {
    const { id } = await openTicket();
    const gone = await keep({ actions: [actions[1], { verb: "assignment", body: { assignee: "mallory" } }] });
    expect((await ask(alice, "POST", `/tickets/${id}/macro`, { macroId: gone.id })).body).toMatchObject({
      action: 2,
      cause: { code: "unknown-person" },
    });
    const empty = await keep({ actions: [actions[2]] });
    expect((await ask(alice, "POST", `/tickets/${id}/macro`, { macroId: empty.id })).body).toMatchObject({ action: 1, verb: "tasks" });
  });

  it.each([
    [[{ verb: "dance", body: {} }], "bad-macro-action"],
    [[actions[0], { verb: "assignment", body: { assignee: 7 } }], "bad-macro-action"],
    [[{ verb: "replies", body: { visibility: "public", text: "x", attachments: ["a"] } }], "bad-macro-action"],
    [[], "invalid-request"],
  ])("%j is not kept", async (bad, code) => {
    expect(codeOf(await ask(alice, "POST", "/macros", { name: "Bad", actions: bad }))).toBe(code);
  });

  it("of others, and a customer's wish for one, are refused", async () => {
    const { id } = await openTicket(contact);
    const { id: macroId } = await keep({ actions });
    expect(codeOf(await ask(bob, "POST", `/tickets/${id}/macro`, { macroId }))).toBe("unknown-macro");
    expect((await ask(contact, "POST", `/tickets/${id}/macro`, { macroId })).status).toBe(403);
  });
});
