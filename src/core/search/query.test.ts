import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fields, readSpan, writeSpan } from "#core/search/field.ts";
import { completeQuery, longestQuery, mostTerms, parseQuery, printQuery, type Test } from "#core/search/query.ts";
import { tokensOf } from "#core/search/token.ts";

const hour = 3_600_000;
const testsOf = (text: string): Test[] => parseQuery(text).query.terms.map(({ test }) => test);

describe("a query", () => {
  it.each<[string, Test]>([
    ["priority:p1,P2", { field: "priority", values: ["P1", "P2"] }],
    ["Team:Development", { field: "team", values: ["Development"] }],
    ["team:mine", { field: "team", values: ["mine"] }],
    ["assignee:me,nobody", { field: "assignee", values: ["me", "nobody"] }],
    ['customer:"Banco Sur",acme', { field: "customer", values: ["Banco Sur", "acme"] }],
    ["tier:1", { field: "tier", values: ["1"] }],
    ["paused:vendor", { field: "paused", values: ["vendor"] }],
    ["ball:L2", { field: "ball", values: ["l2"] }],
    ["breach<2h", { field: "breach", comparison: "<", ms: 2 * hour }],
    ["breach>1h30m", { field: "breach", comparison: ">", ms: 1.5 * hour }],
    ["breached:yes", { field: "breached", is: true }],
    ["firstline:NO", { field: "firstline", is: false }],
    ["opened<7d", { field: "opened", comparison: "<", ms: 7 * 24 * hour }],
    ["resolved>2026-11-01", { field: "resolved", comparison: ">", day: "2026-11-01" }],
    ["rated<3", { field: "rated", comparison: "<", score: 3 }],
    ["rated:5", { field: "rated", comparison: ":", score: 5 }],
    ["rated:yes", { field: "rated", is: true }],
    ["#4711", { field: "number", number: 4711 }],
    ["login", { field: "words", text: "login", isPhrase: false }],
    ['"cannot  sign in"', { field: "words", text: "cannot sign in", isPhrase: true }],
    ["https://acme.example/x?y", { field: "words", text: "https://acme.example/x?y", isPhrase: false }],
    ["10:30", { field: "words", text: "10:30", isPhrase: false }],
    ["l'été", { field: "words", text: "l'été", isPhrase: false }],
    ["-", { field: "words", text: "-", isPhrase: false }],
  ])("reads %s", (text, test) => {
    expect(parseQuery(text)).toEqual({
      query: { terms: [{ isNegated: false, test }] },
      places: [{ from: 0, to: text.length }],
      problems: [],
    });
  });

  it("negates any term, and places each", () => {
    const { query, places, problems } = parseQuery(' -priority:p4  -"by mail" rest');
    expect(query.terms.map(({ isNegated }) => isNegated)).toEqual([true, true, false]);
    expect(places).toEqual([
      { from: 1, to: 13 },
      { from: 15, to: 25 },
      { from: 26, to: 30 },
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    ["prority:p1", { from: 0, to: 7, code: "unknown-field", facts: { field: "prority", near: "priority" } }],
    ["xyzzy:1", { from: 0, to: 5, code: "unknown-field", facts: { field: "xyzzy" } }],
    ["ok priority:p9", { from: 12, to: 14, code: "unknown-value", facts: { field: "priority", value: "p9", known: "P1, P2, P3, P4" } }],
    ["status:", { from: 0, to: 7, code: "missing-value", facts: { field: "status" } }],
    ['team:"desk', { from: 0, to: 10, code: "unclosed-quote", facts: {} }],
    ["breach<soon", { from: 7, to: 11, code: "bad-span", facts: { field: "breach", value: "soon", known: "1h, 2h, 4h, 8h, 24h" } }],
    ["opened>2026-02-30", { from: 7, to: 17, code: "bad-time", facts: { field: "opened", value: "2026-02-30", known: "24h, 7d, 30d" } }],
    ["rated>6", { from: 6, to: 7, code: "bad-score", facts: { field: "rated", value: "6", known: "yes, no, 1, 2, 3, 4, 5" } }],
    ["breach:2h", { from: 6, to: 7, code: "bad-comparison", facts: { field: "breach", comparison: ":", allowed: "< >" } }],
    ["priority<2", { from: 8, to: 9, code: "bad-comparison", facts: { field: "priority", comparison: "<", allowed: ":" } }],
    ["#99999999999999999999", { from: 0, to: 21, code: "number-too-large", facts: { number: "#99999999999999999999" } }],
  ])("says where %s is wrong", (text, problem) => {
    expect(parseQuery(text).problems).toEqual([problem]);
  });

  it("is bounded: terms and characters", () => {
    const many = Array.from({ length: mostTerms + 5 }, (_, i) => `w${i}`).join(" ");
    const { query, problems } = parseQuery(many);
    expect(query.terms).toHaveLength(mostTerms);
    expect(problems).toEqual([{ from: 70, to: 73, code: "too-many-terms", facts: { most: "20" } }]);
    const long = parseQuery("x".repeat(longestQuery + 7));
    expect(long.problems).toEqual([{ from: 500, to: 507, code: "too-long", facts: { most: "500" } }]);
    expect(testsOf("x".repeat(longestQuery + 7))).toEqual([{ field: "words", text: "x".repeat(500), isPhrase: false }]);
  });
});

/** Texts near the language: its names, its signs, and anything at all. */
const nearText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...fields.map(({ name }) => name), "me", "p1", "yes", "2h", "7d", "2026-11-01", "#12", "acme", "Ünïcode", "3"),
      fc.constantFrom(":", "<", ">", ",", '"', "-", " ", "  ", "\n"),
      fc.string({ maxLength: 6 }),
      fc.string({ maxLength: 4, unit: "binary" }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

describe("of any text", () => {
  it("every character but space belongs to one token", () => {
    fc.assert(
      fc.property(nearText, (text) => {
        const tokens = tokensOf(text);
        let at = 0;
        for (const { from, to } of tokens) {
          expect(text.slice(at, from).trim()).toBe("");
          expect(to).toBeGreaterThan(from);
          at = to;
        }
        expect(text.slice(at).trim()).toBe("");
      }),
    );
  });

  it("parsing never throws, and problems and places lie within it", () => {
    fc.assert(
      fc.property(nearText, (text) => {
        const { query, places, problems } = parseQuery(text);
        expect(places).toHaveLength(query.terms.length);
        for (const { from, to } of [...places, ...problems]) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("a parsed query printed parses to the same, without a problem", () => {
    fc.assert(
      fc.property(nearText, (text) => {
        const { query } = parseQuery(text);
        const printed = printQuery(query);
        fc.pre(printed.length <= longestQuery);
        expect(parseQuery(printed)).toMatchObject({ query, problems: [] });
      }),
      { numRuns: 500 },
    );
  });

  it("completing never throws and replaces a stretch around the caret", () => {
    const names = { customers: [{ key: "acme", name: "Acme S.A." }], teams: [], people: [], services: [], components: [] };
    fc.assert(
      fc.property(nearText, fc.nat(40), (text, caret) => {
        const { from, to } = completeQuery(text, caret, names);
        expect(0 <= from && from <= to && to <= text.length).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

it("spans are printed in the largest exact units and read back", () => {
  expect([readSpan("90m"), readSpan("1d12h"), readSpan("2w"), readSpan("0m")]).toEqual([1.5 * hour, 36 * hour, 336 * hour, 0]);
  expect([readSpan(""), readSpan("h"), readSpan("1x"), readSpan("-1h"), readSpan("1h1d"), readSpan("99999w")]).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
  expect([writeSpan(336 * hour), writeSpan(192 * hour), writeSpan(1.5 * hour), writeSpan(0)]).toEqual(["2w", "8d", "1h30m", "0m"]);
  fc.assert(fc.property(fc.nat(50_000_000), (count) => readSpan(writeSpan(count * 60_000)) === count * 60_000));
});

describe("completion", () => {
  const names = {
    customers: [
      { key: "acme", name: "Acme S.A." },
      { key: "banco-sur", name: "Banco Sur" },
    ],
    teams: [{ key: "development", name: "Development" }],
    people: [{ key: "elodie", name: "Élodie" }],
    services: [{ key: "pay", name: "Payments" }],
    components: [{ key: "pay/ledger", name: "Ledger" }],
  };
  const at = (text: string) => {
    const caret = text.indexOf("|");
    const { from, to, options } = completeQuery(text.replace("|", ""), caret, names);
    return { from, to, inserts: options.map(({ insert }) => insert) };
  };

  it("offers fields where nothing or the beginning of one stands", () => {
    expect(at("|").inserts).toContain("breach<");
    expect(at("login |").inserts).toHaveLength(fields.length);
    expect(at("pri|")).toEqual({ from: 0, to: 3, inserts: ["priority:"] });
    expect(at("x -BRE|")).toEqual({ from: 3, to: 6, inserts: ["breach<", "breached:"] });
    expect(at('"quoted|').inserts).toEqual([]);
  });

  it("offers what a field knows: its words, then names of the model, without case and accents", () => {
    expect(at("priority:|").inserts).toEqual(["P1", "P2", "P3", "P4"]);
    expect(at("priority:P1,|")).toEqual({ from: 12, to: 12, inserts: ["P2", "P3", "P4"] });
    expect(at("customer:sur|")).toEqual({ from: 9, to: 12, inserts: ["banco-sur"] });
    expect(at("assignee:ELO|").inserts).toEqual(["elodie"]);
    expect(at("assignee:|").inserts).toEqual(["me", "nobody", "elodie"]);
    expect(at("breach<|").inserts).toEqual(["1h", "2h", "4h", "8h", "24h"]);
    expect(at("nothing:|").inserts).toEqual([]);
  });
});
