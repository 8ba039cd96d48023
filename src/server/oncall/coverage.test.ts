import { type Kysely, sql } from "kysely";
import { describe, expect, it } from "vitest";
import type { Document } from "#core/model/document.ts";
import { hours, instant, minutes } from "#core/time/instant.ts";
import { openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import type { Tables } from "#server/database/tables.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { keptProof } from "#server/oncall/coverage-proof.ts";
import { watchCoverage } from "#server/worker/coverage-watch.ts";
import { changed } from "../../../test/journeys/model.ts";

/** The bank around the clock, its first tier by a rota that ends on 12 March at nine; the factory in the office. */
const model = (change: (document: Document) => void = () => undefined): Document =>
  changed((document) => {
    document.zone = "UTC";
    document.calendars = { office: { zone: "UTC", hours: { "mon-fri": ["09:00-17:00"] } } };
    const only = { ledger: { name: "Ledger", kind: "application" as const, owners: { 1: "desk" } } };
    document.services.payments = { name: { en: "Payments", fr: "Paiements" }, escalationPolicy: "page", components: only };
    document.services.gate = { name: "Gate", components: { software: { name: "Gate", kind: "application", owners: { 1: "desk" } } } };
    document.teams.desk!.calendar = "office";
    const daily = { every: 1, unit: "days" as const, handover: "09:00" };
    const layer = { name: "days", participants: ["alice", "bob"], rotation: daily, start: "2026-01-01", until: "2026-03-12T09:00" };
    document.schedules = { rota: { zone: "UTC", layers: [layer] } };
    document.escalationPolicies = { page: { steps: [{ after: "0m", notify: ["schedule:rota"] }] } };
    document.lastResort = ["person:dan"];
    change(document);
  });

async function open(change?: (document: Document) => void, verified = ["alice", "bob", "carol"]): Promise<House & { read: string }> {
  const house = await openHouse({ document: model(change) });
  await verify(house, verified);
  return { ...house, read: await house.token(["tickets:read"]) };
}

const verify = (house: House, people: readonly string[]): Promise<unknown> =>
  within(house, (db) =>
    sql`insert into contact_points (id, person, channel, address, verified_at, created_at)
      select person, person, 'sms', '+3460000' || ordinality, 1, 1 from unnest(${people}::text[]) with ordinality as one(person, ordinality)`.execute(
      db,
    ),
  );

const within = <T>(house: House, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> => house.door.write("*", ({ db }) => work(db));
const rows = async (house: House, query: string): Promise<Json[]> =>
  (await within(house, (db) => sql.raw(query).execute(db))).rows as Json[];

const gapsOf = async (house: House & { read: string }, query = ""): Promise<Json> =>
  (await house.ask("GET", `/api/v1/oncall/coverage/gaps${query}`, house.read)).body;

describe("the proof over HTTP", () => {
  it("lists each promise with its days, and the gap with what would close it", async () => {
    const house = await open();
    const { body } = await house.ask("GET", "/api/v1/oncall/coverage", house.read);
    expect(body).toMatchObject({
      isCovered: false,
      counts: { promises: 2, kept: 1, gaps: 1 },
      from: "2026-03-02T09:00:00.000Z",
      next: null,
    });
    expect(body.items[0]).toMatchObject({
      customer: "bank",
      customerName: "Banco Sur",
      service: "payments",
      tier: 1,
      teamName: "Service desk",
    });
    expect(body.items[0]).toMatchObject({ firstDate: "2026-03-02", days: expect.stringMatching(/^c{10}g+$/) });
    expect(body.items[1]).toMatchObject({ customer: "factory", uncoveredMs: 0, days: expect.stringMatching(/^c{5}\.\.c/) });
    const { items, isCovered } = await gapsOf(house);
    expect(isCovered).toBe(false);
    expect(items).toMatchObject([
      {
        ...{ reason: "nobody-on-call", team: "desk", schedule: "rota", policy: "page", persons: [] },
        // While the desk is at work it has somebody.
        ...{ from: "2026-03-12T17:00:00.000Z", to: "2026-03-13T09:00:00.000Z" },
        remedies: [
          { kind: "layer", schedule: "rota" },
          { kind: "override", schedule: "rota" },
        ],
        promises: [{ customer: "bank", service: "payments", serviceName: "Payments", tier: 1 }],
      },
    ]);
  });

  it("speaks the reader's language, pages its lists, and keeps to one customer", async () => {
    const house = await open();
    const french = { authorization: `Bearer ${house.read}`, "accept-language": "fr" };
    const { body } = await house.ask("GET", "/api/v1/oncall/coverage?limit=1", french);
    expect([body.items[0].serviceName, body.next]).toEqual(["Paiements", "1"]);
    const second = await house.ask("GET", "/api/v1/oncall/coverage?limit=1&cursor=1", house.read);
    expect([second.body.items[0].customer, second.body.next]).toEqual(["factory", null]);
    const factory = await house.ask("GET", "/api/v1/oncall/coverage?customer=factory", house.read);
    expect(factory.body).toMatchObject({ isCovered: true, counts: { promises: 1, kept: 1, gaps: 0 } });
    expect(await gapsOf(house, "?customer=factory")).toMatchObject({ isCovered: true, items: [] });
  });

  it("proves any stretch that is asked for, and refuses what is none", async () => {
    const house = await open();
    expect(await gapsOf(house, "?from=2026-03-02T00:00:00Z&to=2026-03-12T09:00:00Z")).toMatchObject({ isCovered: true });
    const far = await gapsOf(house, "?from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z");
    expect(far.items[0]).toMatchObject({ from: "2026-06-01T00:00:00.000Z", count: 2, totalMs: hours(16) });
    const ask = async (query: string) => {
      const answer = await house.ask("GET", `/api/v1/oncall/coverage?${query}`, house.read);
      return [answer.status, codeOf(answer)];
    };
    expect(await ask("from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z")).toEqual([400, "bad-proof-window"]);
    expect(await ask("to=2028-03-02T00:00:00Z")).toEqual([400, "bad-proof-window"]);
    expect(await ask("customer=nobody")).toEqual([404, "unknown-customer"]);
  });

  it("is nothing for a customer's people", async () => {
    const house = await open();
    const theirs = await house.token(["tickets:read"], "bank");
    for (const path of ["coverage", "coverage/gaps"]) {
      const answer = await house.ask("GET", `/api/v1/oncall/${path}`, theirs);
      expect([answer.status, codeOf(answer)], path).toEqual([403, "forbidden"]);
    }
  });

  it("is made anew when a contact point fails, the rota changes or the model does, and else only read", async () => {
    const house = await open(({ schedules }) => delete schedules!.rota!.layers[0]!.until);
    expect(await gapsOf(house)).toMatchObject({ isCovered: true, items: [], madeAt: "2026-03-02T09:00:00.000Z" });
    house.advance(minutes(5));
    expect(await gapsOf(house)).toMatchObject({ madeAt: "2026-03-02T09:00:00.000Z" });
    await rows(house, "update contact_points set failed_at = 1 where person = 'bob'");
    const failing = await gapsOf(house);
    expect(failing.madeAt).toBe("2026-03-02T09:05:00.000Z");
    expect(failing.items[0]).toMatchObject({ reason: "unreachable", persons: [{ person: "bob", name: "Bob", why: "failing" }] });
    await rows(house, "update contact_points set failed_at = null");
    // Bob stands in for alice on a Saturday, and alice is away.
    const [from, to] = [instant("2026-03-07T09:00:00Z"), instant("2026-03-08T09:00:00Z")];
    await rows(
      house,
      `insert into rota_leave (person, from_at, to_at, recorded_by, recorded_at) values ('alice', ${from}, ${to}, 'x', 1),
      ('bob', ${from}, ${to}, 'x', 1)`,
    );
    await rows(house, "update rota_head set version = version + 1");
    expect((await gapsOf(house)).items).toMatchObject([
      { reason: "on-leave", from: "2026-03-07T09:00:00.000Z", to: "2026-03-08T09:00:00.000Z" },
    ]);
    const document = model(({ schedules }) => delete schedules!.rota);
    await house.door.applyModel({ source: JSON.stringify(document), document, actor: "agent:carol" });
    expect((await gapsOf(house)).items[0]).toMatchObject({ reason: "outside-hours" });
    const [row] = await rows(house, "select count(*)::int as count from coverage_proofs");
    expect(row.count).toBe(1);
  });

  it("does not count whoever is beyond a limit that the model makes hard, and only warns elsewhere of one that is not", async () => {
    const limited = (hard: boolean) => (document: Document) => {
      delete document.schedules!.rota!.layers[0]!.until;
      document.limits = { nightsPerMonth: { most: 2, hard } };
    };
    const soft = await open(limited(false));
    expect(await gapsOf(soft)).toMatchObject({ isCovered: true });
    const hard = await open(limited(true));
    const { items } = await gapsOf(hard);
    expect(items[0]).toMatchObject({ reason: "over-limit", schedule: "rota", remedies: [{ kind: "override" }, { kind: "relieve" }] });
  });

  it("reads on another node what this one has made", async () => {
    const house = await open();
    const made = await keptProof(house.door);
    house.advance(minutes(3));
    const pool = openPool({ url: house.database.url });
    const other = openDoor({ pool, clock: house.door.clock });
    const read = await keptProof(other);
    await other.close();
    await pool.end();
    expect([read.madeAt, read.proof]).toEqual([made.madeAt, made.proof]);
  });
});

describe("warnings", () => {
  const told = (house: House) =>
    rows(
      house,
      "select recipient, purpose, urgency, content->'subject'->>'en' as subject, content->'text'->>'en' as text from deliveries order by id",
    );

  /** The first gap begins on 12 March at 17:00. */
  it("tell the team's lead a week and a day before, and the last resort too at an hour", async () => {
    const house = await open();
    expect(await watchCoverage(house.door)).toBe(0);
    const until = async (at: string): Promise<number> => {
      house.advance((instant(`${at}Z`) - house.door.clock()) as never);
      return watchCoverage(house.door);
    };
    expect(await until("2026-03-05T16:59")).toBe(0);
    expect(await until("2026-03-05T17:00")).toBe(1);
    expect(await until("2026-03-05T17:01")).toBe(0);
    expect(await told(house)).toEqual([
      {
        ...{ recipient: "person:carol", purpose: "notice", urgency: "low", subject: "nobody to be reached within a week: Service desk" },
        text: expect.stringMatching(
          /^Service desk, from Thu,? 12 Mar 2026,? 17:00 to Fri,? 13 Mar 2026,? 09:00 \(UTC\): nobody is on call in rota\. Promised to Banco Sur\. \d+ times in all until the end of the proof\. What closes it: somebody for these hours in the rotation of rota\.$/,
        ),
      },
    ]);
    expect(await until("2026-03-11T17:00")).toBeGreaterThan(0);
    const before = (await told(house)).length;
    // Of the night that follows there is a warning of its own, a day before it.
    expect(await until("2026-03-12T16:00")).toBeGreaterThan(0);
    const last = (await told(house)).slice(before);
    expect(last.filter(({ purpose }: Json) => purpose === "alarm")).toMatchObject([
      { recipient: "person:carol", urgency: "high", subject: "nobody to be reached within the hour: Service desk" },
      { recipient: "person:dan", urgency: "high" },
    ]);
    expect(await watchCoverage(house.door)).toBe(0);
  });

  it("stand in the inbox and in the log", async () => {
    const house = await open();
    house.advance(hours(24 * 4));
    expect(await watchCoverage(house.door)).toBe(1);
    expect(await rows(house, "select recipient, customer_id, ticket_id, cause from notifications")).toMatchObject([
      {
        ...{ recipient: "person:carol", customer_id: "", ticket_id: null },
        cause: {
          ...{ kind: "coverage-gap", stage: "week", path: "/oncall/coverage", count: 1 },
          subject: { en: "nobody to be reached within a week: Service desk", es: "nadie localizable en menos de una semana: Service desk" },
        },
      },
    ]);
    expect(await rows(house, "select type, facts from events where type like 'coverage.%'")).toMatchObject([
      {
        type: "coverage.gap-warned",
        facts: { reason: "nobody-on-call", stage: "week", from: "2026-03-12T17:00:00.000Z", told: ["person:carol"] },
      },
    ]);
  });

  it("go to the last resort where the team has no lead, and to one person once for many gaps", async () => {
    const house = await open(({ teams, schedules }) => {
      delete teams.desk!.lead;
      schedules!.rota!.layers[0]!.until = "2026-03-03T12:00";
    });
    expect(await watchCoverage(house.door)).toBe(4);
    const letters = await told(house);
    expect(letters.map(({ recipient, subject }: Json) => [recipient, subject.split(":")[0]])).toEqual([
      ["person:dan", "nobody to be reached within a week"],
    ]);
    expect(letters[0].text.split("\n")).toHaveLength(4);
  });

  it("are told once by several nodes at once, and survive them", async () => {
    const house = await open();
    house.advance(hours(24 * 4));
    const pool = openPool({ url: house.database.url });
    const nodes = Array.from({ length: 4 }, () => openDoor({ pool, clock: house.door.clock }));
    const counts = await Promise.all(nodes.map((node) => watchCoverage(node)));
    await Promise.all(nodes.map((node) => node.close()));
    await pool.end();
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await told(house)).toHaveLength(1);
    expect(await watchCoverage(house.door)).toBe(0);
  });
});
