import { describe, expect, it } from "vitest";
import type { Document } from "#core/model/document.ts";
import type { Proof } from "#core/oncall/coverage.ts";
import { type Found, lackOf } from "#core/oncall/coverage-lack.ts";
import { leadsOf, type Warned, warnedKey, warningsDue } from "#core/oncall/coverage-warning.ts";
import { type Instant, instant } from "#core/time/instant.ts";

const at = (text: string): Instant => instant(`${text}Z`);
const hole: Found = {
  ...{ cause: "nobody-on-call desk page rota ", reason: "nobody-on-call", team: "desk", policy: "page", schedule: "rota" },
  ...{ persons: [], isStanding: false, stretches: [at("2026-03-10T20:00"), at("2026-03-11T06:00")] },
};
const proofOf = (...found: Found[]): Proof => ({
  from: at("2026-03-01T00:00"),
  to: at("2026-06-01T00:00"),
  promises: [],
  lacks: found.map(lackOf),
});
const due = (proof: Proof, now: string, warned: Warned = new Set()): string[] =>
  warningsDue(proof, warned, at(now)).map(({ stage, gap }) => `${stage} ${gap}`);

describe("a hole in a schedule", () => {
  const gap = `nobody-on-call desk page rota  ${at("2026-03-10T20:00")}`;

  it.each([
    ["2026-03-03T19:59", []],
    ["2026-03-03T20:00", [`week ${gap}`]],
    ["2026-03-09T19:59", [`week ${gap}`]],
    ["2026-03-09T20:00", [`day ${gap}`]],
    ["2026-03-10T18:59", [`day ${gap}`]],
    ["2026-03-10T19:00", [`hour ${gap}`]],
    ["2026-03-11T05:59", [`hour ${gap}`]],
    ["2026-03-11T06:00", []],
  ])("at %s is %j", (now, expected) => {
    expect(due(proofOf(hole), now)).toEqual(expected);
  });

  it("is told once at each stage", () => {
    const warned = new Set([warnedKey(gap, "week")]);
    expect(due(proofOf(hole), "2026-03-04T00:00", warned)).toEqual([]);
    expect(due(proofOf(hole), "2026-03-10T00:00", warned)).toEqual([`day ${gap}`]);
  });

  it("is told by itself beside another of the same schedule, and once where several customers' hours have it", () => {
    const two = { ...hole, stretches: [...hole.stretches, at("2026-03-12T20:00"), at("2026-03-13T06:00")] };
    expect(due(proofOf(two), "2026-03-08T00:00")).toEqual([`week ${gap}`, `week nobody-on-call desk page rota  ${at("2026-03-12T20:00")}`]);
    expect(due(proofOf(hole, { ...hole }), "2026-03-08T00:00")).toEqual([`week ${gap}`]);
  });
});

describe("a standing lack", () => {
  const evenings: Found = { ...hole, cause: "outside-hours desk  ", reason: "outside-hours", schedule: null, isStanding: true };
  const daily = (from: number): Found => ({
    ...evenings,
    stretches: Array.from({ length: 60 }, (_, i) => [from + i * 86_400_000, from + i * 86_400_000 + 3_600_000]).flat(),
  });

  it("is told once in four weeks at each stage, however often it returns", () => {
    const proof = proofOf(daily(at("2026-03-10T20:00")));
    const warned = new Set<string>();
    const said: string[] = [];
    for (let now = at("2026-03-01T00:00"); now < at("2026-04-26T00:00"); now = (now + 1_800_000) as Instant)
      for (const { gap, stage } of warningsDue(proof, warned, now)) {
        warned.add(warnedKey(gap, stage));
        said.push(stage);
      }
    expect(said.length).toBeGreaterThanOrEqual(6);
    expect(said.length).toBeLessThanOrEqual(9);
  });

  it("is also what has run since before the proof begins", () => {
    const old = { ...hole, stretches: [at("2026-03-01T00:00"), at("2026-05-01T00:00")] };
    const [first] = warningsDue(proofOf(old), new Set(), at("2026-03-02T00:00"));
    const [next] = warningsDue(
      { ...proofOf({ ...old, stretches: [at("2026-03-02T00:00"), at("2026-05-01T00:00")] }), from: at("2026-03-02T00:00") },
      new Set(),
      at("2026-03-03T00:00"),
    );
    expect(first).toMatchObject({ stage: "hour" });
    expect(next!.gap).toBe(first!.gap);
  });
});

describe("who is told", () => {
  const document = {
    teams: {
      desk: { name: "Desk", tier: 1, members: ["alice"], lead: "carol" },
      experts: { name: "Experts", tier: 2, members: ["bob"] },
      ops: { name: "Ops", tier: 2, members: ["alice", "dan"], lead: "dan" },
    },
    schedules: {
      rota: {
        zone: "UTC",
        layers: [{ name: "a", participants: ["alice", "bob"], rotation: { every: 1, unit: "days" }, start: "2026-01-01" }],
      },
    },
  } as unknown as Document;

  it("is the team's lead; of a schedule, the leads of those who stand in it; nobody where there is none", () => {
    expect(leadsOf({ team: "desk", schedule: "rota" }, document)).toEqual(["carol"]);
    expect(leadsOf({ team: "experts", schedule: null }, document)).toEqual([]);
    expect(leadsOf({ team: null, schedule: "rota" }, document)).toEqual(["carol", "dan"]);
    expect(leadsOf({ team: "desk", schedule: null }, null)).toEqual([]);
  });
});
