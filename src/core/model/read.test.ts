import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { soundModel } from "#core/model/model.fixture.ts";
import { mostProblems } from "#core/model/problem.ts";
import { readModel } from "#core/model/read.ts";
import { longestSource } from "#core/model/source-text.ts";

const brief = (text: string): string[] =>
  readModel(text).problems.map(({ line, column, code, message, hint }) => `${line}:${column} ${code}: ${message} (${hint})`);

describe("examples check clean", () => {
  const files = readdirSync("examples", { recursive: true, encoding: "utf8" }).filter((file) => /^[^/]+\.yaml$|\/model\.yaml$/.test(file));

  test("all are there", () => {
    expect(files.toSorted()).toEqual([
      "boston-311/model.yaml",
      "demo.yaml",
      "office-hours.yaml",
      "on-demand.yaml",
      "transactional-24x7.yaml",
      "uci-incidents/model.yaml",
    ]);
  });

  test.each(files)("%s", (file) => {
    const text = readFileSync(`examples/${file}`, "utf8");
    expect(readModel(text).problems).toEqual([]);
    expect(text.split("\n")[0]).toBe(`# yaml-language-server: $schema=${"../".repeat(file.split("/").length)}docs/model.schema.json`);
  });

  test("together they span two zones and three languages", () => {
    const documents = files.map((file) => readModel(readFileSync(`examples/${file}`, "utf8")).document!);
    expect(new Set(documents.map(({ zone }) => zone)).size).toBeGreaterThanOrEqual(2);
    expect(new Set(documents.flatMap(({ languages }) => languages ?? []))).toEqual(new Set(["en", "fr", "es"]));
  });
});

describe("mistakes of the text", () => {
  test.each([
    ["nothing", "", ["1:1 empty-model: the text holds no model (begin with `guardia: 1`, or copy one of the examples)"]],
    ["a word", "hello", ["1:1 wrong-kind: expected a map of keys, found 'hello' (begin with `guardia: 1`, or copy one of the examples)"]],
    ["a list", "- a\n", ["1:1 wrong-kind: expected a map of keys, found a list (begin with `guardia: 1`, or copy one of the examples)"]],
  ])("%s", (_what, text, problems) => expect(brief(text)).toEqual(problems));

  test.each([
    [
      "a duplicate key",
      "name: Provider\n",
      "name: Provider\nname: Other\n",
      "3:1 duplicate-key: 'name' is written twice; first in line 2 (keep one of the two)",
    ],
    [
      "an unquoted colon",
      "name: Provider\n",
      "name: Provider: us\n",
      '2:7 yaml-syntax: Nested mappings are not allowed in compact mappings (a text that contains ": " goes in quotes)',
    ],
    [
      "a merge key",
      "  bob: { name: Bob }",
      "  bob: { <<: x, name: Bob }",
      "13:10 merge-key: merge keys (<<) are not understood (write the keys out, or use an alias for a whole value)",
    ],
    [
      "an unknown alias",
      "name: Provider",
      "name: *nobody",
      "2:7 unknown-alias: no anchor &nobody stands before this alias (put the anchor before its first alias, and not inside of itself)",
    ],
    [
      "a control character",
      "name: Provider",
      'name: "Pro\\0vider"',
      "2:7 control-character: this text holds an invisible control character (remove it and type the text anew)",
    ],
    [
      "half a surrogate pair",
      "name: Provider",
      'name: "\\uD800"',
      "2:7 control-character: this text holds an invisible control character (remove it and type the text anew)",
    ],
    [
      "a prototype",
      "  bob: { name: Bob }",
      "  bob: { name: Bob, __proto__: 1 }",
      "13:21 bad-key: this key is not a word (write keys as plain words, like `zone:`)",
    ],
  ])("%s", (_what, from, to, problem) => expect(brief(soundModel.replace(from, to))).toContain(problem));

  test("a tab is named with its line, and what stands before it is checked all the same", () => {
    const problems = readModel(`guardia: 1\nzoen: x\nname: P\nteams:\n\tdesk: { tier: 9 }\n`).problems;
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual(["2 unknown-key", "5 yaml-syntax"]);
    expect(problems[1]?.hint).toBe("indent with spaces, two per level");
  });

  test("several documents in one text", () => {
    expect(brief(`${soundModel}---\nguardia: 1\n`)).toEqual([
      "84:1 yaml-syntax: the text holds several documents (a model is one document: remove the `---` in between)",
    ]);
  });

  test("an alias repeats a part, and its mistakes are placed at the alias", () => {
    const shared = soundModel
      .replace("[base, core/net]", "&net [core/net]")
      .replace("database, owners", "database, dependsOn: *net, owners");
    expect(brief(shared)).toEqual([]);
    expect(readModel(shared).document?.services.shop?.components.base?.dependsOn).toEqual(["core/net"]);
    const wrong = soundModel.replace("members: [alice]", "members: &who [nobody]").replace("members: [bob]", "members: *who");
    expect(readModel(wrong).problems.map(({ line, column, path }) => `${line}:${column} ${path}`)).toEqual([
      "15:47 teams.desk.members[0]",
      "16:47 teams.experts.members[0]",
    ]);
  });

  test("aliases that multiply are refused before they multiply", () => {
    const layers = "bcdefghij".split("").map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghi"[i]}`).join(", ")}]`);
    const problems = readModel(`a: &a [x, x, x, x, x, x, x, x, x]\n${layers.join("\n")}\n`).problems;
    expect(problems.map(({ code }) => code).filter((code) => code === "too-many-aliases")).toHaveLength(1);
  });

  test("an anchor inside of itself ends", () => {
    expect(brief("guardia: 1\nteams: &t { desk: *t }\n")).toContain(
      "2:19 unknown-alias: no anchor &t stands before this alias (put the anchor before its first alias, and not inside of itself)",
    );
  });

  test.each([
    ["ten megabytes", "a: b\n".repeat(2_000_000), "model-too-large"],
    ["a log file", "2026-01-01 line\n".repeat(20_000), "not-a-model"],
    ["brackets without end", `guardia: 1\nname: ${"[".repeat(1_000_000)}`, "too-deep"],
    ["indentation without end", `guardia: 1\n${Array.from({ length: 60 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")}`, "too-deep"],
  ])("%s: a clear error", (_what, text, code) => {
    const { document, problems } = readModel(text);
    expect(document).toBeNull();
    expect(problems.map((problem) => problem.code)).toContain(code);
  });

  test("JSON is read, and a byte order mark is nothing", () => {
    const { document } = readModel(soundModel);
    expect(readModel(`\uFEFF${JSON.stringify(document)}`)).toEqual({ document, problems: [] });
  });
});

describe("mistakes of shape, in words", () => {
  const within = (from: string, to: string): string[] => brief(soundModel.replace(from, to));

  test.each([
    [
      "an unknown key",
      "zone: Europe/Paris\ncal",
      "zoen: Europe/Paris\ncal",
      [
        "1:1 missing-key: 'zone' is missing (The provider's own zone. An IANA zone, like Europe/Paris. Example: `zone: Europe/Paris`.)",
        "3:1 unknown-key: unknown key 'zoen' (did you mean 'zone'?)",
      ],
    ],
    ["an unknown priority", "      P2: {", "      P9: {", ["50:7 unknown-key: unknown key 'P9' (expected one of P1, P2, P3, P4)"]],
    [
      "a word from a list",
      "kind: continuous",
      "kind: continous",
      ["43:11 unknown-value: 'continous' cannot stand here (did you mean continuous? expected one of continuous, periodic, on-demand)"],
    ],
    ["a number in quotes", "tier: 2,", 'tier: "2",', ["16:35 unknown-value: '2' cannot stand here (write 2, without quotes)"]],
    [
      "a text without quotes",
      "alice@example.com,",
      "alice@example.com, phone: +33100000000,",
      ['12:58 wrong-kind: expected a text, found the number 33100000000 (put it in quotes, like "+33 1 23 45 67 89")'],
    ],
    ["one for a list", "members: [bob]", "members: bob", ["16:47 wrong-kind: expected a list, found 'bob' (write a list: [bob])"]],
    [
      "nothing at all",
      "members: [bob]",
      "members: ",
      ["16:48 wrong-kind: expected a list, found nothing (write a value after the colon, or remove the key)"],
    ],
    [
      "an id with a space",
      "  bob: { name: Bob }",
      "  bob: { name: Bob }\n  Élise B: { name: E }",
      ["14:3 bad-id: 'Élise B' is not an id (write elise-b)"],
    ],
    ["a mail address", "alice@example.com", "alice", ["12:32 bad-value: 'alice' is not an email address (write it like desk@example.com)"]],
    [
      "a target of two kinds",
      "{ for: 1h, calendar: always }",
      "{ fro: 1h }",
      [
        "50:13 missing-key: 'for' is missing (Open time (15m, 4h) or business days (2bd). Example: `for: 15m`.)",
        "50:25 unknown-key: unknown key 'fro' (did you mean 'for'?)",
      ],
    ],
    ["a percentage", "[50, 75]", "[50, 75, 100]", ["54:26 out-of-bounds: the number 100 is out of bounds: at most 99 (null)"]],
    [
      "an empty text",
      "name: Core",
      'name: ""',
      ["27:11 out-of-bounds: this text is empty (The service's name. One text, or one per language: { en: …, fr: …, es: … }.)"],
    ],
  ])("%s", (_what, from, to, problems) =>
    expect(within(from, to).map((each) => each.replace("The service's name, as the customer knows it.", "The service's name."))).toEqual(
      problems,
    ),
  );

  test("a mistake in a calendar is said once, by whoever sees it", () => {
    const text = soundModel.replace('mon-fri: ["09:00-17:00"]', 'mon-fry: ["09:00-17:00"]\n      sat: "10:00-12:00"\n    holiday: [FR]');
    expect(readModel(text).problems.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
      "8:7 bad-calendar",
      "9:12 wrong-kind",
      "10:5 unknown-key",
    ]);
  });

  test("mistakes of shape and of meaning are listed together, and none follows from another", () => {
    const text = soundModel
      .replace("zone: Europe/Paris\ncal", "zone: Europe/Pariss\ncal")
      .replace("tier: 2,", "tier: two,")
      .replace("owners: { 1: desk }", "owners: { 1: dekst }");
    expect(readModel(text).problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "bad-zone zone",
      "unknown-value teams.experts.tier",
      "unknown-reference services.shop.components.base.owners.1",
    ]);
  });
});

/** Each mistake spoils one customer and its agreement in one line; `line` counts within the agreement. */
const mistakes: { from: string; to: string; code: string }[] = [
  { from: "kind: continuous", to: "kind: perpetual", code: "unknown-value" },
  { from: "calendar: office", to: "calendar: ofice", code: "unknown-reference" },
  { from: "services: [shop]", to: "services: [shopp]", code: "unknown-reference" },
  { from: "from: 2026-01-01", to: "from: 2026-13-01", code: "bad-value" },
  { from: "until: 2026-12-31", to: "until: 2025-12-31", code: "period-ends-before-it-begins" },
  { from: "response: 15m", to: "response: fifteen", code: "bad-duration" },
  { from: "response: 15m", to: "respones: 15m", code: "unknown-key" },
  { from: "thresholds: [50, 75]", to: "thresholds: [75, 50]", code: "thresholds-order" },
  { from: "at: 75", to: "at: 76", code: "threshold-unknown" },
  { from: "lead:desk", to: "lead:dekst", code: "unknown-reference" },
];

function manyMistakes(count: number): { text: string; expected: string[] } {
  const expected: string[] = [];
  let text = soundModel
    .slice(0, soundModel.indexOf("agreements:\n"))
    .replace(
      "customers:\n",
      () =>
        `customers:\n${Array.from({ length: count }, (_, i) => `  c${i}: { name: C, zone: UTC, contacts: { a: { name: A, designated: true } } }\n`).join("")}`,
    );
  text += "agreements:\n";
  for (let i = 0; i < count; i++) {
    const mistake = mistakes[i % mistakes.length]!;
    const sound = `  a${i}:
    customer: c${i}
    name: A
    kind: continuous
    from: 2026-01-01
    until: 2026-12-31
    services: [shop]
    calendar: office
    targets: { P1: { response: 15m } }
    thresholds: [50, 75]
    coverage: [{ id: rest, decision: covered, clause: "1", text: Yes }]
    notify: [{ at: 75, notify: ["lead:desk"] }]
`;
    const line = text.split("\n").length + sound.slice(0, sound.indexOf(mistake.from)).split("\n").length - 1;
    expected.push(`${line} ${mistake.code}`);
    text += sound.replace(mistake.from, mistake.to);
  }
  return { text: text + soundModel.slice(soundModel.indexOf("schedules:\n")), expected };
}

describe("every problem at once", () => {
  test("a model with 200 mistakes lists 200, each in its line", () => {
    const { text, expected } = manyMistakes(200);
    const { document, problems } = readModel(text);
    expect(document).toBeNull();
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual(expected);
  });

  test(`more than ${mostProblems} are counted, not listed`, () => {
    const { problems } = readModel(manyMistakes(mostProblems + 30).text);
    expect(problems).toHaveLength(mostProblems + 1);
    expect(problems.at(-1)).toMatchObject({ code: "too-many-problems", message: "30 more problems are not listed" });
  });

  test("the limit of the text's length is on the character", () => {
    const padded = (length: number): string => `${soundModel}#${" ".repeat(length - soundModel.length - 1)}`;
    expect(readModel(padded(longestSource)).problems).toEqual([]);
    expect(readModel(padded(longestSource + 1)).problems.map(({ code }) => code)).toEqual(["model-too-large"]);
  });
});
