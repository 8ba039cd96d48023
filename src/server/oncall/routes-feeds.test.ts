import { describe, expect, it } from "vitest";
import { onCallIn } from "#core/oncall/rota.ts";
import { hours, instant, minutes } from "#core/time/instant.ts";
import { codeOf, type Json } from "#server/http/app.fixture.ts";
import { calendarOf, openCalendarServer, openRotaHouse, type RotaHouse } from "#server/oncall/calendar.fixture.ts";
import { dueFeeds } from "#server/oncall/feed-store.ts";
import { startFeeds } from "#server/worker/feeds.ts";

// It is Monday 2 March 2026, 09:00 UTC; by the model Bob is on call in the nights until Monday the 9th, then Carol.
const night = (day: string, next: string, words: string, more: string[] = []) => ({
  ...{ words, from: `202603${day}T200000Z`, to: `202603${next}T060000Z`, more },
});

async function add(house: RotaHouse, body: object, as = house.manager): Promise<Json> {
  const answer = await house.ask("POST", "/api/v1/oncall/feeds", as.headers, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

const layer = (url: string, more: object = {}) => ({ kind: "layer", name: "Agency", schedule: "nights", url, ...more });

async function personAt({ door }: RotaHouse, at: string): Promise<string | null> {
  return onCallIn(await door.book(), "nights", instant(at))?.person ?? null;
}

describe("a calendar as a layer", () => {
  it("puts people on call by their names, addresses and what is said of its words", async () => {
    const house = await openRotaHouse();
    const server = await openCalendarServer(
      calendarOf(
        night("03", "04", "Alice Martin"),
        night("04", "05", "Night", ["ATTENDEE:mailto:carol@people.test"]),
        night("05", "06", "Piquet"),
        night("06", "07", "Piquet"),
      ),
    );
    const feed = await add(house, layer(server.url));
    expect(feed).toMatchObject({ state: "well", host: new URL(server.url).host, upcoming: 2, fault: null, mayChange: true });
    expect(feed.unknown).toEqual([{ words: "Piquet", events: 2, from: "2026-03-05T20:00:00.000Z" }]);
    expect(feed.nextShift).toMatchObject({ person: "alice", personName: "Alice Martin", from: "2026-03-03T20:00:00.000Z" });
    // Its address may be a secret, and is not told.
    expect(JSON.stringify(feed)).not.toContain("secret-path");
    expect(await Promise.all(["2026-03-03T21:00Z", "2026-03-04T21:00Z", "2026-03-05T21:00Z"].map((at) => personAt(house, at)))).toEqual([
      ...["alice", "carol", "bob"],
    ]);

    const said = { people: [{ words: "PIQUET", person: "dan" }] };
    const changed = await house.ask("PATCH", `/api/v1/oncall/feeds/${feed.id}`, house.manager.headers, said);
    expect(changed.body).toMatchObject({ upcoming: 4, unknown: [], people: [{ words: "PIQUET", person: "dan", personName: "Dan" }] });
    expect(await personAt(house, "2026-03-05T21:00Z")).toBe("dan");
    // Its words were understood anew, and nothing was fetched for it but the answer that nothing changed.
    expect(server.asked).toMatchObject({ times: 2, unchanged: 1 });
  });

  it("under the model's layers fills what they leave, and overrides win over it", async () => {
    const house = await openRotaHouse();
    const server = await openCalendarServer(calendarOf(night("03", "04", "Alice Martin")));
    const below = await add(house, layer(server.url, { place: "below" }));
    expect(await personAt(house, "2026-03-03T21:00Z")).toBe("bob");
    expect((await house.ask("DELETE", `/api/v1/oncall/feeds/${below.id}`, house.manager.headers)).status).toBe(204);
    await add(house, layer(server.url, { place: "above" }));
    expect(await personAt(house, "2026-03-03T21:00Z")).toBe("alice");
    const override = { schedule: "nights", person: "carol", from: "2026-03-03T20:00:00Z", to: "2026-03-03T22:00:00Z" };
    await house.ask("POST", "/api/v1/oncall/overrides", house.manager.headers, override);
    expect(await personAt(house, "2026-03-03T21:00Z")).toBe("carol");
    expect(await personAt(house, "2026-03-03T23:00Z")).toBe("alice");
  });

  it("is asked every 15 minutes, changes what is to come alone, and tells whom it turns", async () => {
    const house = await openRotaHouse();
    const server = await openCalendarServer(calendarOf({ words: "Alice Martin", from: "20260302T080000Z", to: "20260302T200000Z" }));
    const { id } = await add(house, layer(server.url));
    expect(await personAt(house, "2026-03-02T08:30Z")).toBe("bob");
    expect(await personAt(house, "2026-03-02T09:00Z")).toBe("alice");
    house.advance(hours(2));
    server.served = calendarOf({ words: "Carol", from: "20260302T080000Z", to: "20260302T200000Z" });
    const loop = startFeeds({ ...house.parts, log: () => undefined });
    await expect.poll(() => personAt(house, "2026-03-02T11:00Z"), { timeout: 10_000 }).toBe("carol");
    await loop.stop();
    expect(await personAt(house, "2026-03-02T10:59Z")).toBe("alice");
    expect((await dueFeeds(house.door, 9)).nextAt).toBe(instant("2026-03-02T11:15:00Z"));
    const told = await house.ask("GET", "/api/v1/notifications", house.alice.headers);
    expect(told.body.items.filter(({ cause }: Json) => cause.kind === "rota-changed")).toHaveLength(2);

    expect((await house.ask("DELETE", `/api/v1/oncall/feeds/${id}`, house.manager.headers)).status).toBe(204);
    expect(await Promise.all(["2026-03-02T10:59Z", "2026-03-02T11:00Z"].map((at) => personAt(house, at)))).toEqual(["alice", "bob"]);
    expect(codeOf(await house.ask("GET", `/api/v1/oncall/feeds/${id}`, house.manager.headers))).toBe("unknown-feed");
  });

  it("that cannot be read keeps what was read last, says so, and tells whoever took it in once", async () => {
    const house = await openRotaHouse();
    const server = await openCalendarServer(calendarOf(night("03", "04", "Alice Martin")));
    const { id } = await add(house, layer(server.url));
    const refresh = async (): Promise<Json> => (await house.ask("POST", `/api/v1/oncall/feeds/${id}/refresh`, house.bob.headers)).body;
    const faults: [string | number, object][] = [
      [503, { code: "http-status", status: 503 }],
      ["<!DOCTYPE html><title>Sign in</title>", { code: "bad-calendar-file", status: null }],
      [calendarOf(night("03", "04", "Alice Martin")).slice(0, -20), { code: "calendar-file-cut", status: null }],
      [`BEGIN:VCALENDAR\r\n${"X".repeat(5_000_000)}`, { code: "too-large", status: null }],
    ];
    for (const [served, fault] of faults) {
      server.served = served;
      expect(await refresh()).toMatchObject({ state: "failing", failingSince: "2026-03-02T09:00:00.000Z", fault, upcoming: 1 });
    }
    const told = async (): Promise<number> =>
      (await house.ask("GET", "/api/v1/notifications", house.manager.headers)).body.items.filter(
        ({ cause }: Json) => cause.kind === "feed-failing",
      ).length;
    expect(await told()).toBe(0);
    house.advance(minutes(60));
    await refresh();
    await refresh();
    expect(await told()).toBe(1);
    server.served = calendarOf(night("03", "04", "Carol"));
    expect(await refresh()).toMatchObject({ state: "well", failingSince: null, fault: null });
    expect(await personAt(house, "2026-03-03T21:00Z")).toBe("carol");
  });

  it("is followed where it moved to, and asked nowhere that is not outside", async () => {
    const house = await openRotaHouse();
    const server = await openCalendarServer(calendarOf(night("03", "04", "Alice Martin")));
    const moved = await add(house, layer(server.url.replace("/secret-path/rota.ics", "/moved")));
    expect(moved).toMatchObject({ state: "well", upcoming: 1 });
    const inside = await add(house, layer("http://10.1.2.3/rota.ics"));
    expect(inside).toMatchObject({ state: "failing", fault: { code: "forbidden-address" } });
    for (const url of ["ftp://example.com/x.ics", "https://user:secret@example.com/x.ics", "rota.ics"])
      expect(codeOf(await house.ask("POST", "/api/v1/oncall/feeds", house.manager.headers, layer(url)))).toBe("bad-feed-address");
  });

  it("comes as a file too, which is looked ahead in anew as time passes", async () => {
    const house = await openRotaHouse();
    const weekly = { words: "Alice Martin", from: "20260303T200000Z", to: "20260304T060000Z", more: ["RRULE:FREQ=WEEKLY"] };
    const { kind, name, schedule } = layer("");
    const feed = await add(house, { kind, name, schedule, file: calendarOf(weekly) });
    expect(feed).toMatchObject({ host: null, state: "well", upcoming: 57 });
    house.advance(hours(24 * 14));
    const loop = startFeeds({ ...house.parts, log: () => undefined });
    const shown = async (): Promise<Json> => (await house.ask("GET", `/api/v1/oncall/feeds/${feed.id}`, house.bob.headers)).body;
    await expect.poll(async () => (await shown()).readAt, { timeout: 10_000 }).toBe("2026-03-16T09:00:00.000Z");
    await loop.stop();
    expect((await shown()).upcoming).toBe(57);
    expect(await personAt(house, "2026-03-03T21:00Z")).toBe("alice");
    const both = { kind, name, schedule, url: "https://example.com/x.ics", file: calendarOf(weekly) };
    expect(codeOf(await house.ask("POST", "/api/v1/oncall/feeds", house.manager.headers, both))).toBe("feed-without-source");
  });
});

describe("a calendar as leave", () => {
  it("has its person away whenever they are busy, in their own zone, and back when it says so no more", async () => {
    const house = await openRotaHouse();
    const server = await openCalendarServer(
      calendarOf(
        { words: "Holidays", from: "20260304", to: "20260306" },
        { words: "Birthday", from: "20260307", to: "20260308", more: ["TRANSP:TRANSPARENT"] },
      ),
    );
    const feed = await add(house, { kind: "leave", name: "My holidays", url: server.url }, house.bob);
    expect(feed).toMatchObject({ person: "bob", personName: "Bob Núñez", upcoming: 1, figures: { events: 2, free: 1 }, mayChange: true });
    const leave = await house.ask("GET", "/api/v1/oncall/leave?person=bob", house.bob.headers);
    // Bob lives by the provider's zone, Madrid.
    expect(leave.body.items).toMatchObject([
      { from: "2026-03-03T23:00:00.000Z", to: "2026-03-05T23:00:00.000Z", feedId: feed.id, mayTakeBack: false },
    ]);
    expect(await Promise.all(["2026-03-03T22:00Z", "2026-03-04T12:00Z", "2026-03-07T12:00Z"].map((at) => personAt(house, at)))).toEqual([
      ...["bob", "carol", "bob"],
    ]);

    house.advance(hours(48));
    server.served = calendarOf({ words: "Holidays", from: "20260310", to: "20260311" });
    await house.ask("POST", `/api/v1/oncall/feeds/${feed.id}/refresh`, house.bob.headers);
    const at = ["2026-03-04T08:59Z", "2026-03-04T09:00Z", "2026-03-05T12:00Z"];
    expect(await Promise.all(at.map((each) => personAt(house, each)))).toEqual(["carol", "bob", "bob"]);
  });

  it("is one's own; of others, and of layers, only those who may change the model decide", async () => {
    const house = await openRotaHouse();
    const server = await openCalendarServer(calendarOf({ words: "Away", from: "20260310", to: "20260311" }));
    const ask = (as: RotaHouse["bob"], method: string, path: string, body?: object) =>
      house.ask(method, `/api/v1/oncall/feeds${path}`, as.headers, body);
    const foreign = await ask(house.bob, "POST", "", { kind: "leave", name: "x", person: "alice", url: server.url });
    expect([foreign.status, codeOf(foreign)]).toEqual([403, "rota-of-others"]);
    expect(codeOf(await ask(house.bob, "POST", "", layer(server.url)))).toBe("feed-not-yours");
    expect(codeOf(await ask(house.manager, "POST", "", layer(server.url, { schedule: "days" })))).toBe("unknown-schedule");
    expect(codeOf(await ask(house.manager, "POST", "", { kind: "leave", name: "x", person: "moon", url: server.url }))).toBe(
      "unknown-person",
    );
    const { id } = await add(house, { kind: "leave", name: "x", person: "alice", url: server.url });
    expect(codeOf(await ask(house.bob, "PATCH", `/${id}`, { name: "mine" }))).toBe("rota-of-others");
    expect((await ask(house.alice, "PATCH", `/${id}`, { name: "mine" })).body).toMatchObject({ name: "mine", mayChange: true });
    expect((await ask(house.bob, "GET", "")).body.items).toMatchObject([{ id, mayChange: false }]);
    expect((await ask(house.alice, "DELETE", `/${id}`)).status).toBe(204);
    expect((await ask(house.bob, "GET", "")).body.items).toEqual([]);
    const customer = await house.token(["tickets:read", "tickets:write"], "bank");
    expect(codeOf(await house.ask("GET", "/api/v1/oncall/feeds", customer))).toBe("forbidden");
  });

  it("is read once by many nodes at the same moment", async () => {
    const house = await openRotaHouse();
    const server = await openCalendarServer(calendarOf({ words: "Away", from: "20260310", to: "20260311" }));
    await add(house, { kind: "leave", name: "x", url: server.url }, house.bob);
    house.advance(minutes(15));
    const loops = [1, 2, 3].map(() => startFeeds({ ...house.parts, log: () => undefined }));
    await expect.poll(async () => (await dueFeeds(house.door, 9)).nextAt, { timeout: 10_000 }).toBe(instant("2026-03-02T09:30:00Z"));
    await Promise.all(loops.map((loop) => loop.stop()));
    expect(server.asked).toMatchObject({ times: 2, unchanged: 1 });
    expect((await house.ask("GET", "/api/v1/oncall/leave", house.bob.headers)).body.items).toHaveLength(1);
  });
});
