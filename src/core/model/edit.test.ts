import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Edit, edited, editSource } from "#core/model/edit.ts";
import { Refusal } from "#core/refusal.ts";

const source = `# The model of a small house
guardia: 1
name: Meridian # as on the invoices
teams:
  # who answers
  desk:
    name: Desk
    tier: 1
    members: [ana, ben]
  dev:
    name: { en: Development, fr: Développement }
    tier: 2
    members:
      - carla
      - dan # part time
agreements:
  acme:
    coverage:
      - id: hardware
        decision: excluded
        clause: "§5"
      - id: default
        decision: covered
        clause: "§3.2"
`;

const edit = (...edits: Edit[]): string => editSource(source, edits);

describe("an edit", () => {
  it("changes one value and leaves every other character as it was", () => {
    expect(edit({ path: ["teams", "desk", "tier"], value: 2 })).toBe(source.replace("tier: 1", "tier: 2"));
    expect(edit({ path: ["name"], value: "Aurora" })).toBe(source.replace("name: Meridian #", "name: Aurora #"));
  });

  it("adds a key behind the others of its map", () => {
    const text = edit({ path: ["teams", "desk", "lead"], value: "ana" });
    expect(text).toBe(source.replace("members: [ana, ben]\n", "members: [ana, ben]\n    lead: ana\n"));
  });

  it("makes what is missing on the way", () => {
    const text = edit({ path: ["vendors", "globex", "name"], value: "Globex" });
    expect(text).toBe(`${source}vendors:\n  globex:\n    name: Globex\n`);
  });

  it("writes a whole entity as a block below its key", () => {
    const text = edit({ path: ["teams", "db"], value: { name: "Databases", tier: 3, members: ["eva"] } });
    expect(text).toContain("      - dan # part time\n  db:\n    name: Databases\n    tier: 3\n    members: [eva]\nagreements:");
  });

  it("goes into short forms and keeps them short", () => {
    expect(edit({ path: ["teams", "dev", "name", "es"], value: "Desarrollo" })).toContain(
      "name: {en: Development, fr: Développement, es: Desarrollo}",
    );
    expect(edit({ path: ["teams", "desk", "members", 2], value: "eva" })).toContain("members: [ana, ben, eva]");
  });

  it("replaces, adds and takes away members of a list", () => {
    expect(edit({ path: ["teams", "dev", "members", 0], value: "carl" })).toBe(source.replace("- carla", "- carl"));
    expect(edit({ path: ["teams", "dev", "members", 2], value: "eva" })).toBe(
      source.replace("# part time\n", "# part time\n      - eva\n"),
    );
    expect(edit({ path: ["teams", "dev", "members", 0], value: undefined })).toBe(source.replace("      - carla\n", ""));
  });

  it("puts a rule before another one by writing their list", () => {
    const rules = (parse(source) as { agreements: { acme: { coverage: unknown[] } } }).agreements.acme.coverage;
    const text = edit({ path: ["agreements", "acme", "coverage"], value: [rules[1], rules[0]] });
    expect(text.indexOf("id: default")).toBeLessThan(text.indexOf("id: hardware"));
    expect(text.startsWith(source.slice(0, source.indexOf("    coverage:")))).toBe(true);
  });

  it("takes a key away with its value", () => {
    expect(edit({ path: ["teams", "desk"], value: undefined })).not.toContain("Desk");
    expect(parse(edit({ path: ["teams", "desk"], value: undefined }))).toEqual(edited(parse(source), ["teams", "desk"], undefined));
  });

  it("is none where nothing is to be taken away", () => {
    expect(edit({ path: ["teams", "nobody"], value: undefined })).toBe(source);
  });

  it("refuses a text that cannot be read, and a place that is shared by an alias", () => {
    expect(() => editSource("a: [1\nb: 2", [{ path: ["a"], value: 1 }])).toThrow(Refusal);
    expect(() => editSource("a: &x { tier: 1 }\nb: *x\n", [{ path: ["b", "tier"], value: 2 }])).toThrow(/alias/);
  });
});

describe("any edit", () => {
  const key = fc.constantFrom("a", "b", "c", "1", "on", "a key");
  const leaf = fc.oneof(
    fc.integer(),
    fc.boolean(),
    fc.constantFrom("", "x", "with: colon", "# no comment", "a\nb", "- dash", "yes", "4h", "§3.2", "'", "null"),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 4 }),
    ),
  }));
  const record = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4 });
  const path = fc.array(key, { minLength: 1, maxLength: 3 });

  it("says in the end what was asked, and nothing else", () => {
    const written = fc.constantFrom("block", "flow");
    fc.assert(
      fc.property(record, path, tree, written, (before, at, value, form) => {
        const text = form === "flow" ? JSON.stringify(before) : editSource("x: 1\n", [{ path: ["root"], value: before }]);
        const whole = form === "flow" ? at : ["root", ...at];
        const after = parse(editSource(text, [{ path: whole, value }])) as unknown;
        expect(after).toEqual(edited(parse(text), whole, value));
      }),
      { numRuns: 400 },
    );
  });
});

describe("the examples", () => {
  it.each(["demo", "office-hours", "transactional-24x7", "on-demand"])("%s keeps its comments through an edit", (name) => {
    const text = readFileSync(`examples/${name}.yaml`, "utf8");
    const after = editSource(text, [{ path: ["name"], value: "Another provider" }]);
    expect(after.split("\n").filter((line, i) => line !== text.split("\n")[i])).toHaveLength(1);
  });
});
