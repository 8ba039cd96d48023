import { array, assert, boolean, constantFrom, integer, option, property, record, subarray } from "fast-check";
import { describe, expect, it } from "vitest";
import { openBook } from "#core/agreement/book.ts";
import type { Document, Schedule } from "#core/model/document.ts";
import { emptyRota, type Rota } from "#core/model/rota.ts";
import { isCovered, type Proof, proveCoverage } from "#core/oncall/coverage.ts";
import { type Reach, reachOf } from "#core/oncall/coverage-reach.ts";
import { onCallIn } from "#core/oncall/rota.ts";
import { type Instant, instant, toIso } from "#core/time/instant.ts";
import { contains } from "#core/time/intervals.ts";

const at = (text: string): Instant => instant(`${text}:00Z`);
const weekly = (...participants: string[]): Schedule => ({
  zone: "UTC",
  layers: [{ name: "weeks", participants, rotation: { every: 1, unit: "weeks", handover: "09:00", on: "mon" }, start: "2026-01-05" }],
});

/** One customer around the clock: tier 1 works in the office and is on call outside of it. */
const model: Document = {
  guardia: 1,
  name: "Provider",
  zone: "UTC",
  calendars: { office: { zone: "UTC", hours: { "mon-fri": ["09:00-17:00"] } }, nights: { except: ["always", "office"] } },
  people: { alice: { name: "Alice" }, bob: { name: "Bob" }, carol: { name: "Carol" }, dan: { name: "Dan" } },
  teams: {
    desk: { name: "Desk", tier: 1, members: ["alice", "bob"], lead: "alice", calendar: "office" },
    experts: { name: "Experts", tier: 2, members: ["carol"] },
  },
  services: {
    shop: {
      name: "Shop",
      escalationPolicy: "page",
      components: { web: { name: "Web", kind: "application", owners: { 1: "desk" } } },
    },
  },
  customers: { acme: { name: "Acme", zone: "UTC", contacts: {} } },
  agreements: {
    acme: {
      customer: "acme",
      name: "Support",
      kind: "continuous",
      from: "2026-01-01",
      services: ["shop"],
      calendar: "always",
      coverage: [{ id: "rest", decision: "covered", clause: "1", text: "Yes" }],
    },
  },
  schedules: { rota: weekly("alice", "bob") },
  escalationPolicies: { page: { steps: [{ after: "0m", notify: ["schedule:rota"] }] } },
};

type Change = (document: Document) => void;
const changed = (change: Change): Document => {
  const copy = structuredClone(model);
  change(copy);
  return copy;
};

const everybody: Reach = new Map(["alice", "bob", "carol", "dan"].map((person) => [person, null]));
const [from, to] = [at("2026-03-02T00:00"), at("2026-03-16T00:00")];

type Setting = { change?: Change; rota?: Partial<Rota>; reach?: Reach; overLimit?: ReadonlyMap<string, number[]> };

function prove({ change = () => undefined, rota = {}, reach = everybody, overLimit = new Map() }: Setting = {}): Proof {
  const versions = [{ version: 1, effectiveAt: at("2026-01-01T00:00"), document: changed(change) }];
  return proveCoverage({ book: openBook(versions, { ...emptyRota, ...rota }), from, to, reach, overLimit });
}

/** `reason team|schedule who: from to, …` */
const told = ({ lacks }: Proof): string[] =>
  lacks.map(({ reason, team, schedule, persons, stretches }) => {
    const pieces = Array.from({ length: stretches.length / 2 }, (_, i) =>
      [stretches[2 * i]!, stretches[2 * i + 1]!].map((each) => toIso(each as Instant).slice(5, 16)).join(" "),
    );
    return `${reason} ${team ?? "–"} ${schedule ?? "–"} ${persons.map(({ person }) => person).join(",")}: ${pieces.join(", ")}`;
  });

/** From one evening to the next morning. */
const night = (day: number): string => `03-${String(day).padStart(2, "0")}T17:00 03-${String(day + 1).padStart(2, "0")}T09:00`;
const hoursOf = (n: number): number => n * 3_600_000;

const without = (...people: string[]): Reach =>
  new Map([...everybody].map(([person]) => [person, people.includes(person) ? "unverified" : null]));

describe("a promise", () => {
  it("is kept when somebody of the team is at work or on call at every promised hour", () => {
    const proof = prove();
    expect(told(proof)).toEqual([]);
    expect(isCovered(proof)).toBe(true);
    expect(proof.promises).toMatchObject([
      {
        customer: "acme",
        agreement: "acme",
        service: "shop",
        tier: 1,
        team: "desk",
        promisedMs: to - from,
        uncoveredMs: 0,
        days: "c".repeat(14),
      },
    ]);
  });

  it("is not kept while whoever is on call cannot be reached, though others are at work", () => {
    const proof = prove({ reach: without("bob") });
    // Alice's week ends on the 9th at nine; of bob's own, the office hours are hers.
    expect(told(proof)).toEqual([
      `unreachable desk rota bob: 03-02T00:00 03-02T09:00, ${[9, 10, 11, 12].map(night).join(", ")}, 03-13T17:00 03-16T00:00`,
    ]);
    expect(proof.lacks[0]).toMatchObject({
      persons: [{ person: "bob", why: "unverified" }],
      isStanding: false,
      remedies: [
        { kind: "verify", person: "bob" },
        { kind: "override", schedule: "rota" },
      ],
    });
    expect(proof.promises[0]).toMatchObject({ days: "gccccccggggggg", uncoveredMs: hoursOf(9 + 4 * 16 + 7 + 48) });
  });

  it("has no gap in hours that nobody promised, nor outside of the agreement's own days", () => {
    const inOffice = prove({
      change: ({ agreements, schedules }) => {
        agreements.acme!.calendar = "office";
        schedules!.rota!.layers = [];
      },
    });
    expect(told(inOffice)).toEqual([]);
    expect(inOffice.promises[0]).toMatchObject({ days: "ccccc..ccccc..", promisedMs: hoursOf(80) });
    const ended = prove({
      change: ({ agreements, teams }) => {
        agreements.acme!.until = "2026-03-03";
        delete teams.desk!.calendar;
      },
      reach: new Map(),
    });
    expect(ended.promises[0]).toMatchObject({ days: "gg............", promisedMs: hoursOf(48), uncoveredMs: hoursOf(48) });
    expect(told(prove({ change: ({ agreements }) => (agreements.acme!.from = "2027-01-01") }))).toEqual([]);
  });

  it("counts the agreement's days, and the strip's, in the customer's zone", () => {
    const change: Change = ({ agreements, customers, teams, schedules }) => {
      customers.acme!.zone = "America/Lima";
      agreements.acme!.until = "2026-03-03";
      delete teams.desk!.calendar;
      schedules!.rota!.layers = [];
    };
    const proof = prove({ change });
    expect(told(proof)).toEqual(["no-hours desk – : 03-02T00:00 03-04T05:00"]);
    expect(proof.promises[0]).toMatchObject({ zone: "America/Lima", days: "ggg............", firstDay: Date.UTC(2026, 2, 1) / 86_400_000 });
  });

  it.each<[string, Setting, string[]]>([
    [
      "a hole in the schedule while the office is closed",
      { change: ({ schedules }) => (schedules!.rota!.layers[0]!.until = "2026-03-09T18:00") },
      [`nobody-on-call desk rota : 03-09T18:00 03-10T09:00, ${[10, 11, 12].map(night).join(", ")}, 03-13T17:00 03-16T00:00`],
    ],
    [
      "leave of the only one of the layer",
      {
        change: ({ schedules }) => (schedules!.rota!.layers[0]!.participants = ["alice"]),
        rota: { leave: [{ id: 1, person: "alice", from: at("2026-03-07T12:00"), to: at("2026-03-08T00:00") }] },
      },
      ["on-leave desk rota alice: 03-07T12:00 03-08T00:00"],
    ],
    [
      "leave that only another schedule knows of",
      {
        change: ({ schedules }) =>
          (schedules!.other = { ...weekly("bob"), leave: [{ person: "alice", from: "2026-03-07", to: "2026-03-07" }] }),
      },
      ["on-leave desk rota alice: 03-07T00:00 03-08T00:00"],
    ],
    [
      "a limit that the model makes hard",
      { overLimit: new Map([["alice", [at("2026-03-08T00:00"), at("2026-03-10T00:00")]]]) },
      ["over-limit desk rota alice: 03-08T00:00 03-09T09:00"],
    ],
    [
      "somebody of another team on call",
      {
        change: ({ schedules }) => (schedules!.rota!.overrides = [{ from: "2026-03-07T10:00", to: "2026-03-07T12:00", person: "carol" }]),
      },
      ["others-on-call desk rota carol: 03-07T10:00 03-07T12:00"],
    ],
    [
      "a team whose calendar is closed, and a policy without a schedule of theirs",
      { change: ({ escalationPolicies }) => (escalationPolicies!.page!.steps = [{ after: "0m", notify: ["contact:designated"] }]) },
      [
        `outside-hours desk – : 03-02T00:00 03-02T09:00, ${[2, 3, 4, 5].map(night).join(", ")}, 03-06T17:00 03-09T09:00, ${[9, 10, 11, 12].map(night).join(", ")}, 03-13T17:00 03-16T00:00`,
      ],
    ],
    [
      "a team with neither a calendar nor a schedule",
      {
        change: ({ teams, services }) => {
          delete teams.desk!.calendar;
          delete services.shop!.escalationPolicy;
        },
      },
      ["no-hours desk – : 03-02T00:00 03-16T00:00"],
    ],
    [
      "a team of nobody",
      {
        change: ({ teams }) => {
          teams.desk!.members = [];
          delete teams.desk!.lead;
        },
      },
      ["empty-team desk – : 03-02T00:00 03-16T00:00"],
    ],
    [
      "everybody at work away or silent, with one who would be there",
      {
        change: ({ agreements, services }) => {
          agreements.acme!.calendar = "office";
          delete services.shop!.escalationPolicy;
        },
        reach: without("bob"),
        rota: { leave: [{ id: 1, person: "alice", from: at("2026-03-03T00:00"), to: at("2026-03-04T12:00") }] },
      },
      ["unreachable desk – bob: 03-03T09:00 03-03T17:00, 03-04T09:00 03-04T12:00"],
    ],
  ])("says why: %s", (_, setting, expected) => {
    expect(told(prove(setting))).toEqual(expected);
  });

  it("is kept by people, leads and teams whom a step names outright, if they belong to the tier's team", () => {
    const steps = (...notify: string[]): Setting => ({
      change: ({ escalationPolicies, teams }) => {
        escalationPolicies!.page!.steps = [
          { after: "0m", notify: ["schedule:gone"] },
          { after: "5m", notify },
        ];
        delete teams.desk!.calendar;
      },
    });
    for (const target of ["person:bob", "lead:desk", "team:desk"]) expect(told(prove(steps(target))), target).toEqual([]);
    for (const target of ["person:carol", "team:experts", "contact:designated", "webhook:https://example.com"])
      expect(told(prove(steps(target))), target).toEqual(["no-hours desk – : 03-02T00:00 03-16T00:00"]);
  });

  it("is asked of each team that holds a tier for some component", () => {
    const proof = prove({
      change: ({ services }) => {
        services.shop!.components.base = { name: "Base", kind: "database", owners: { 1: "desk", 2: "experts" } };
      },
    });
    expect(proof.promises.map(({ tier, team }) => `${tier} ${team}`)).toEqual(["1 desk", "2 experts"]);
    expect(told(proof)).toEqual(["no-hours experts – : 03-02T00:00 03-16T00:00"]);
  });

  it("shares a lack between the customers who have it", () => {
    const proof = prove({
      change: ({ customers, agreements, schedules }) => {
        for (const id of ["beta", "gamma"]) {
          customers[id] = { name: id, zone: "Asia/Tokyo", contacts: {} };
          agreements[id] = { ...agreements.acme!, customer: id };
        }
        schedules!.rota!.layers[0]!.until = "2026-03-14T00:00";
      },
    });
    expect(proof.lacks).toHaveLength(1);
    expect(proof.promises.map(({ customer, lacks }) => `${customer} ${lacks}`)).toEqual(["acme 0", "beta 0", "gamma 0"]);
  });

  it("follows each version of the model in its own time, and joins what goes on", () => {
    const versions = [
      {
        version: 1,
        effectiveAt: at("2026-01-01T00:00"),
        document: changed(({ schedules }) => (schedules!.rota!.layers[0]!.until = "2026-03-07T00:00")),
      },
      {
        version: 2,
        effectiveAt: at("2026-03-07T12:00"),
        document: changed(({ schedules }) => (schedules!.rota!.layers[0]!.until = "2026-03-07T00:00")),
      },
      { version: 3, effectiveAt: at("2026-03-08T00:00"), document: model },
    ];
    const proof = proveCoverage({ book: openBook(versions), from, to, reach: everybody });
    expect(told(proof)).toEqual(["nobody-on-call desk rota : 03-07T00:00 03-08T00:00"]);
    expect(proof.promises).toHaveLength(1);
    expect(proof.promises[0]!.promisedMs).toBe(to - from);
  });
});

describe("a schedule with a calendar to cover", () => {
  it("has its own gaps, and none where it need not cover", () => {
    const proof = prove({
      change: ({ schedules, agreements }) => {
        agreements.acme!.until = "2026-02-01";
        schedules!.rota = { ...weekly("alice"), covers: "nights" };
        schedules!.rota.layers[0]!.until = "2026-03-12T12:00";
      },
      rota: { leave: [{ id: 1, person: "alice", from: at("2026-03-04T00:00"), to: at("2026-03-04T06:00") }] },
      reach: everybody,
    });
    expect(told(proof)).toEqual([
      "on-leave – rota alice: 03-04T00:00 03-04T06:00",
      "nobody-on-call – rota : 03-12T17:00 03-13T09:00, 03-13T17:00 03-16T00:00",
    ]);
    expect(proof.promises).toMatchObject([{ customer: null, schedule: "rota", days: "ccgcccccccgggg" }]);
  });
});

describe("the reach of people", () => {
  it("is one verified way that works; the model's own addresses were verified by nobody", () => {
    const point = (person: string, isVerified: boolean, isFailing = false) => ({ person, isVerified, isFailing });
    const points = [point("alice", false), point("bob", true, true), point("bob", false), point("carol", true, true), point("carol", true)];
    expect([...reachOf(["alice", "bob", "carol", "dan"], points)]).toEqual([
      ["alice", "unverified"],
      ["bob", "failing"],
      ["carol", null],
      ["dan", "no-channel"],
    ]);
  });

  it("is nobody's of whom the model does not know", () => {
    const { lacks } = prove({ reach: new Map([["alice", null]]) });
    expect(lacks[0]!.persons).toEqual([{ person: "bob", why: "unknown-person" }]);
  });
});

describe("against somebody who looks every quarter of an hour", () => {
  const people = ["alice", "bob", "carol"];
  const hour = (n: number): Instant => (from + n * 3_600_000) as Instant;
  const stretch = { person: constantFrom(...people), start: integer({ min: -20, max: 330 }), length: integer({ min: 1, max: 90 }) };

  it("finds the same gaps, and each instant of them in one lack", () => {
    const setting = record({
      calendar: constantFrom("always", "office", "nights"),
      teamCalendar: option(constantFrom("office", "nights"), { nil: undefined }),
      members: subarray(people, { minLength: 0 }),
      participants: subarray(people),
      restrict: boolean(),
      named: option(constantFrom(...people), { nil: undefined }),
      reachable: subarray(people),
      leave: array(record(stretch), { maxLength: 3 }),
      overrides: array(record(stretch), { maxLength: 3 }),
    });
    const check = property(setting, (given) => {
      const document = changed(({ agreements, teams, schedules, escalationPolicies }) => {
        agreements.acme!.calendar = given.calendar;
        teams.desk = {
          name: "Desk",
          tier: 1,
          members: given.members,
          ...(given.teamCalendar === undefined ? {} : { calendar: given.teamCalendar }),
        };
        schedules!.rota = weekly(...given.participants);
        if (given.restrict) schedules!.rota.layers[0]!.restrict = { daily: ["20:00-08:00"] };
        if (given.named !== undefined) escalationPolicies!.page!.steps.push({ after: "5m", notify: [`person:${given.named}`] });
      });
      const recorded = (each: (typeof given.leave)[number], id: number) => ({
        ...{ id, person: each.person },
        ...{ from: hour(each.start), to: hour(each.start + each.length) },
      });
      const rota: Rota = {
        ...{ version: 1, feeds: [], leave: given.leave.map(recorded) },
        overrides: given.overrides.map((each, id) => ({ ...recorded(each, id), schedule: "rota" })),
      };
      const book = openBook([{ version: 1, effectiveAt: at("2026-01-01T00:00"), document }], rota);
      const reach: Reach = new Map(people.map((person) => [person, given.reachable.includes(person) ? null : "failing"]));
      const proof = proveCoverage({ book, from, to, reach });
      const isThere = (person: string, t: Instant): boolean =>
        given.members.includes(person) &&
        given.reachable.includes(person) &&
        !rota.leave.some((each) => each.person === person && each.from <= t && t < each.to);
      for (let t = from; t < to; t = (t + 900_000) as Instant) {
        const onCall = onCallIn(book, "rota", t)?.person;
        const atWork =
          given.teamCalendar !== undefined && book.calendar(given.teamCalendar).isOpen(t) && people.some((each) => isThere(each, t));
        const isHeld = atWork || [onCall, given.named].some((person) => person !== undefined && isThere(person, t));
        const lacking = proof.lacks.filter(({ stretches }) => contains(stretches, t)).length;
        expect(lacking, toIso(t)).toBe(book.calendar(given.calendar).isOpen(t) && !isHeld ? 1 : 0);
      }
    });
    assert(check, { numRuns: 60 });
  });
});
