import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffModels, writeDiff } from "#core/model/diff.ts";
import type { Document } from "#core/model/document.ts";
import { soundDocument, soundModel } from "#core/model/model.fixture.ts";
import { readModel } from "#core/model/read.ts";

const read = (text: string): Document => {
  const { document, problems } = readModel(text);
  expect(problems).toEqual([]);
  return document!;
};

const changed = (...edits: [string, string][]): string[] => {
  const after = edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, soundModel);
  return writeDiff(diffModels(read(soundModel), read(after)));
};

describe("what changed is said entity by entity, old and new", () => {
  test.each<[string, [string, string][], string[]]>([
    ["nothing", [], []],
    ["the provider's name", [["name: Provider", "name: Other"]], ["~ model", "    name: Provider → Other"]],
    ["a target", [["response: 15m", "response: 30m"]], ["~ agreement acme-2026", "    targets.P1.response: 15m → 30m"]],
    [
      "a target that gains a calendar",
      [["resolution: 4h", "resolution: { for: 4h, calendar: always }"]],
      ["~ agreement acme-2026", "    targets.P1.resolution: 4h → {for: 4h, calendar: always}"],
    ],
    ["a date that falls away", [["    until: 2026-12-31\n", ""]], ["~ agreement acme-2026", "    until: 2026-12-31 → (none)"]],
    ["hours of a calendar", [["09:00-17:00", "08:00-17:00"]], ["~ calendar office", "    hours.mon-fri: [09:00-17:00] → [08:00-17:00]"]],
    [
      "a component of its own",
      [["kind: database, owners", "kind: storage, owners"]],
      ["~ component shop/base", "    kind: database → storage"],
    ],
    ["a contact of its own", [["ben: { name: Ben }", "ben: { name: Benno }"]], ["~ contact acme/ben", "    name: Ben → Benno"]],
    ["a person added", [["  bob: { name: Bob }\n", "  bob: { name: Bob }\n  cy: { name: Cy }\n"]], ["+ person cy"]],
    [
      "a coverage rule, by its id",
      [["id: web, when", "id: before, decision: covered, when: { kind: [host] }, clause: a, text: b }\n      - { id: web, when"]],
      [
        "~ agreement acme-2026",
        "    coverage[before].id: (none) → before",
        "    coverage[before].decision: (none) → covered",
        "    coverage[before].when.kind: (none) → [host]",
        "    coverage[before].clause: (none) → a",
        "    coverage[before].text: (none) → b",
      ],
    ],
  ])("%s", (_name, edits, lines) => expect(changed(...edits)).toEqual(lines));

  test("the order of rules is a change, the order of keys is none", () => {
    const [before, after] = [read(soundModel), read(soundModel)];
    const rules = after.agreements["acme-2026"]!.coverage;
    after.agreements["acme-2026"]!.coverage = [rules[1]!, rules[0]!, rules[2]!];
    expect(writeDiff(diffModels(before, after))).toEqual([
      "~ agreement acme-2026",
      "    coverage (order): [hardware, web, rest] → [web, hardware, rest]",
    ]);
    expect(diffModels(before, Object.fromEntries(Object.entries(before).reverse()) as Document).changes).toEqual([]);
  });

  test("removed entities stand where they stood", () => {
    const before = read(soundModel);
    const after = structuredClone(before);
    delete after.people!.alice;
    after.people!.zoe = { name: "Zoe" };
    const changes = diffModels(before, after).changes.map(({ kind, id, change }) => `${change} ${kind} ${id}`);
    expect(changes).toEqual(["removed person alice", "added person zoe"]);
  });

  test("a first model is added as a whole", () => {
    const diff = diffModels(null, read(soundModel));
    expect([diff.added, diff.removed, diff.changed]).toEqual([diff.changes.length, 0, 0]);
    expect(diff.changes.map(({ kind }) => kind)).toEqual([
      ..."model calendar calendar person person team team vendor service component component service component".split(" "),
      ..."customer contact contact customer contact agreement schedule escalation-policy".split(" "),
    ]);
  });
});

describe("random documents", () => {
  test("a document does not differ from its copy", () => {
    fc.assert(
      fc.property(soundDocument, (document) => {
        expect(diffModels(document, structuredClone(document)).changes).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test("two documents differ exactly if they are not equal, and backwards the other way round", () => {
    fc.assert(
      fc.property(soundDocument, soundDocument, (a, b) => {
        const [there, back] = [diffModels(a, b), diffModels(b, a)];
        expect(there.changes.length > 0).toBe(!isEqual(a, b));
        expect([there.added, there.removed, there.changed]).toEqual([back.removed, back.added, back.changed]);
      }),
      { numRuns: 50 },
    );
  });
});

function isEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
