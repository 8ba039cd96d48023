import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { hours, minutes } from "#core/time/instant.ts";
import type { AccessTables } from "#server/access/tables.ts";
import { codeOf, type House, publicUrl } from "#server/http/app.fixture.ts";
import { openRotaHouse, rotaModel } from "#server/oncall/calendar.fixture.ts";
import { changed } from "../../../test/journeys/model.ts";

/** The calendar behind an address, as a program reads it. */
async function fetched(house: House, url: string, headers: Record<string, string> = {}) {
  const response = await house.app.request(url.replace(publicUrl, ""), { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

type Shown = { uid: string; summary: string; from: string; to: string };

function read(text: string): { name: string; property: (name: string) => unknown; events: Shown[] } {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const at = (time: ICAL.Time): string => time.toJSDate().toISOString().slice(0, 16);
    return { uid: event.uid, summary: event.summary, from: at(event.startDate), to: at(event.endDate) };
  });
  const property = (name: string): unknown => calendar.getFirstPropertyValue(name);
  return { name: String(property("x-wr-calname")), property, events };
}

describe("a calendar that is given out", () => {
  it("has a person's shifts, read without a session, in the language of the address", async () => {
    const house = await openRotaHouse();
    const made = await house.ask("POST", "/api/v1/oncall/calendars", house.bob.headers, { language: "fr" });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body.calendar).toMatchObject({ kind: "person", subject: "bob", subjectName: "Bob Núñez", isMine: true, readAt: null });
    expect(made.body.url).toMatch(/^http:\/\/guardia\.test\/calendars\/[\w-]{43}\.ics$/);

    const { status, headers, text } = await fetched(house, made.body.url);
    expect([status, headers.get("content-type")]).toEqual([200, "text/calendar; charset=utf-8"]);
    const { name, property, events } = read(text);
    expect(name).toBe("Astreinte : Bob Núñez");
    expect([property("method"), property("x-wr-timezone"), String(property("refresh-interval"))]).toEqual([
      "PUBLISH",
      "Europe/Madrid",
      "PT1H",
    ]);
    // Today is Monday 2 March: 30 days back is in the week of 26 January, and a year ahead the turns still pass.
    expect(events[0]).toMatchObject({ summary: "Astreinte : nights", from: "2026-02-02T08:00", to: "2026-02-09T08:00" });
    expect(events.find(({ from }) => from === "2026-03-30T07:00")).toMatchObject({ to: "2026-04-06T07:00" });
    expect(events.at(-1)!.from).toBe("2027-03-01T08:00");
    // Every line ends as the format wants it, and none is longer than 75 octets.
    const lines = text.split("\r\n");
    expect(lines.some((line) => line.includes("\n"))).toBe(false);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  });

  it("keeps its events' names from day to day, and has what changed at once", async () => {
    const house = await openRotaHouse();
    const { url } = (await house.ask("POST", "/api/v1/oncall/calendars", house.alice.headers, { kind: "schedule", subject: "nights" }))
      .body;
    const before = await fetched(house, url);
    const tag = before.headers.get("etag")!;
    expect((await fetched(house, url, { "if-none-match": `W/${tag}` })).status).toBe(304);
    house.advance(hours(24));
    const next = await fetched(house, url, { "if-none-match": tag });
    expect(next.status).toBe(200);
    const [first, second] = [read(before.text).events, read(next.text).events];
    const known = new Map(first.map(({ uid, from }) => [uid, from]));
    const shared = second.filter(({ uid }) => known.has(uid));
    expect(shared.length).toBeGreaterThan(50);
    for (const { uid, from } of shared) expect(known.get(uid)).toBe(from);
    expect(new Set(second.map(({ uid }) => uid)).size).toBe(second.length);

    const override = { schedule: "nights", person: "alice", from: "2026-03-10T00:00:00Z", to: "2026-03-11T00:00:00Z" };
    expect((await house.ask("POST", "/api/v1/oncall/overrides", house.manager.headers, override)).status).toBe(201);
    const after = await fetched(house, url, { "if-none-match": next.headers.get("etag")! });
    expect(after.status).toBe(200);
    expect(read(after.text).events.filter(({ summary }) => summary === "Alice Martin · nights")).toEqual([
      expect.objectContaining({ from: "2026-03-10T00:00", to: "2026-03-11T00:00" }),
    ]);
  });

  it("of a team has what its members have, and names that need care are read back as they are", async () => {
    const document = changed((model) => {
      model.teams.desk!.name = { en: "Desk; first, line \\ 1", fr: "Guichet" };
      model.people!.bob!.name = "Bob, Núñez; \\ \u{1F319}";
    }, rotaModel);
    const house = await openRotaHouse({ document });
    const { url, calendar } = (await house.ask("POST", "/api/v1/oncall/calendars", house.alice.headers, { kind: "team", subject: "desk" }))
      .body;
    const { name, events } = read((await fetched(house, url)).text);
    // The reader here leaves properties that it does not know as they are written: escaped, as text is.
    expect([calendar.subjectName, name]).toEqual(["Desk; first, line \\ 1", "On call: Desk\\; first\\, line \\\\ 1"]);
    // Carol is of another team.
    expect(new Set(events.map(({ summary }) => summary))).toEqual(new Set(["Bob, Núñez; \\ \u{1F319} · nights"]));
  });

  it("ends when it is ended, and when its owner may read no more", async () => {
    const house = await openRotaHouse();
    const make = async (who: { headers: Record<string, string> }) =>
      (await house.ask("POST", "/api/v1/oncall/calendars", who.headers, { kind: "schedule", subject: "nights" })).body;
    const [first, second] = [await make(house.bob), await make(house.bob)];
    const foreign = await house.ask("DELETE", `/api/v1/oncall/calendars/${first.calendar.id}`, house.alice.headers);
    expect([foreign.status, codeOf(foreign)]).toEqual([404, "unknown-calendar-link"]);
    expect((await house.ask("DELETE", `/api/v1/oncall/calendars/${first.calendar.id}`, house.bob.headers)).status).toBe(204);
    const gone = await fetched(house, first.url);
    expect([gone.status, JSON.parse(gone.text).type]).toEqual([404, "urn:guardia:problem:unknown-calendar-address"]);

    expect((await fetched(house, second.url)).status).toBe(200);
    await house.door.write("*", ({ db }) =>
      db
        .withTables<AccessTables>()
        .updateTable("users")
        .set({ deactivated_at: new Date(0) })
        .where("id", "=", house.bob.id)
        .execute(),
    );
    expect((await fetched(house, second.url)).status).toBe(404);
    expect((await fetched(house, `${publicUrl}/calendars/${"x".repeat(43)}.ics`)).status).toBe(404);
    expect((await fetched(house, `${publicUrl}/calendars/..%2f.ics`)).status).toBe(404);
  });

  it("is listed for whoever made it, and for those who may change the model; its token never again", async () => {
    const house = await openRotaHouse();
    const { url } = (await house.ask("POST", "/api/v1/oncall/calendars", house.bob.headers, {})).body;
    await house.ask("POST", "/api/v1/oncall/calendars", house.manager.headers, { kind: "team", subject: "desk" });
    await fetched(house, url);
    const mine = await house.ask("GET", "/api/v1/oncall/calendars", house.bob.headers);
    expect(mine.body.items).toMatchObject([{ kind: "person", subject: "bob", readAt: "2026-03-02T09:00:00.000Z" }]);
    expect(JSON.stringify(mine.body)).not.toContain(url.slice(-20));
    expect(codeOf(await house.ask("GET", "/api/v1/oncall/calendars?of=everybody", house.bob.headers))).toBe("forbidden");
    const all = await house.ask("GET", "/api/v1/oncall/calendars?of=everybody&limit=1", house.manager.headers);
    expect([all.body.items[0].ownerName, all.body.next]).toEqual(["Carol", String(all.body.items[0].id)]);
    const rest = await house.ask("GET", `/api/v1/oncall/calendars?of=everybody&cursor=${all.body.next}`, house.manager.headers);
    expect([rest.body.items.length, rest.body.items[0].ownerName, rest.body.next]).toEqual([1, "Bob Núñez", null]);
    house.advance(minutes(1));
    expect(codeOf(await house.ask("POST", "/api/v1/oncall/calendars", house.bob.headers, { kind: "team", subject: "moon" }))).toBe(
      "unknown-calendar-subject",
    );
  });

  it("is nothing for customers' people", async () => {
    const house = await openRotaHouse();
    const customer = await house.token(["tickets:read", "tickets:write"], "bank");
    expect(codeOf(await house.ask("GET", "/api/v1/oncall/calendars", customer))).toBe("forbidden");
    expect(codeOf(await house.ask("POST", "/api/v1/oncall/calendars", customer, { kind: "schedule", subject: "nights" }))).toBe(
      "forbidden",
    );
  });
});
