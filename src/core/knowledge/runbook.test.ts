import { describe, expect, it } from "vitest";
import { fitOf, mayDo, type RunbookText, requireRunbook, runFigures } from "#core/knowledge/runbook.ts";
import type { Refusal } from "#core/refusal.ts";

describe("an approved action", () => {
  const noa = { role: "agent", teams: ["platform"], tier: 2 } as const;
  it.each([
    ["nobody named", { roles: [], teams: [], tier: null }, true],
    ["their role", { roles: ["agent"], teams: [], tier: null }, true],
    ["another role", { roles: ["manager"], teams: [], tier: null }, false],
    ["their team", { roles: ["manager"], teams: ["platform"], tier: null }, true],
    ["another team", { roles: [], teams: ["databases"], tier: null }, false],
    ["their tier", { roles: [], teams: [], tier: 2 }, true],
    ["a lower tier", { roles: [], teams: [], tier: 1 }, true],
    ["a higher tier", { roles: [], teams: [], tier: 3 }, false],
  ] as const)("of %s", (_name, action, allowed) => expect(mayDo(action, noa)).toBe(allowed));

  it("is not a program's, which is nobody, unless it is everybody's", () => {
    const program = { role: null, teams: [], tier: null };
    expect(mayDo({ roles: [], teams: [], tier: 1 }, program)).toBe(false);
    expect(mayDo({ roles: [], teams: [], tier: null }, program)).toBe(true);
  });
});

describe("a runbook", () => {
  const here = { service: "payments", component: "api", kind: "incident" } as const;
  it.each([
    ["payments", "api", [], 3],
    ["payments", null, ["incident"], 2],
    [null, null, [], 1],
    ["payments", "ledger", [], null],
    ["gate", null, [], null],
    ["payments", "api", ["request"], null],
  ] as const)("of %s %s for %j fits %s", (service, component, kinds, fit) => expect(fitOf({ service, component, kinds }, here)).toBe(fit));

  const step = { id: "look", title: "Look", text: "", expected: "", action: null };
  const text: RunbookText = { name: "A", summary: "", service: null, component: null, kinds: [], owner: "ines", steps: [step] };
  it.each([
    ["text-missing", { name: " " }],
    ["steps-missing", { steps: [] }],
    ["step-twice", { steps: [step, step] }],
    ["bad-step", { steps: [{ ...step, id: "Look At" }] }],
    ["service-missing", { component: "api" }],
    [
      "bad-link",
      { steps: [{ ...step, action: { name: "X", kind: "url", target: "javascript:alert(1)", roles: [], teams: [], tier: null } }] },
    ],
    ["too-many-steps", { steps: Array.from({ length: 101 }, (_, index) => ({ ...step, id: `s${index}` })) }],
  ] as [string, Partial<RunbookText>][])("refuses %s", (code, wrong) => {
    expect(() => requireRunbook({ ...text, ...wrong })).toThrow(expect.objectContaining({ code }) as Refusal);
  });

  it("tells which steps are skipped: passed over, or left when it was over", () => {
    const runs = [
      { version: 1, steps: ["a", "b", "c"], done: ["a", "c"], isOver: false },
      { version: 1, steps: ["a", "b", "c"], done: ["a"], isOver: false },
      { version: 1, steps: ["a", "b"], done: ["a"], isOver: true },
    ];
    expect(runFigures(["a", "b", "c", "d"], runs)).toEqual([
      { step: "a", shown: 3, done: 3, skipped: 0 },
      { step: "b", shown: 3, done: 0, skipped: 2 },
      { step: "c", shown: 2, done: 1, skipped: 0 },
      { step: "d", shown: 0, done: 0, skipped: 0 },
    ]);
  });
});
