import { describe, expect, it } from "vitest";
import { badNames, idleTests, importCircles, impurities, longFiles, longFunctions, wrongImports } from "./tidy/rules.ts";
import { allFiles, parse, parseText, read, sourcesIn } from "./tidy/sources.ts";

const longestFile = 400;
const longestFunction = 70;
/** A higher limit for a file: `path: limit`, with the reason beside it. */
const longerFiles: Record<string, number> = {};
/** A higher limit for a function: `path#function: limit`, with the reason beside it. */
const longerFunctions: Record<string, number> = {};

const files = allFiles();
const source = sourcesIn("src");
const everything = [...source, ...sourcesIn("test", "bench", "scripts", "bin")];

describe("the house", () => {
  it("keeps its floors and rooms apart", () => expect(wrongImports(source)).toEqual([]));
  it("has no circle of imports", () => expect(importCircles(source)).toEqual([]));
  it("has a core without clock, chance, process or outside", () => expect(impurities(source)).toEqual([]));
  it(`has files of at most ${longestFile} lines`, () => expect(longFiles(everything, longestFile, longerFiles)).toEqual([]));
  it(`has functions of at most ${longestFunction} lines`, () =>
    expect(longFunctions(everything, longestFunction, longerFunctions)).toEqual([]));
  it("names files by what they hold", () => expect(badNames(files)).toEqual([]));
  it("runs every test, and every test expects something", () => expect(idleTests(everything)).toEqual([]));
});

describe("the tree", () => {
  const lines = files.flatMap((path) =>
    read(path)
      .split("\n")
      .map((text, index) => ({ at: `${path}:${index + 1}`, path, text })),
  );
  const withWord = (word: RegExp, isAllowed: (path: string) => boolean = () => false) =>
    lines.filter(({ path, text }) => word.test(text) && !isAllowed(path)).map(({ at }) => at);

  it("has a lock file without download addresses", () => {
    expect(lines.filter(({ path, text }) => path === "package-lock.json" && text.includes('"resolved"'))).toEqual([]);
  });

  it("has a lock file that names the programs of every platform, without which npm ci refuses it", () => {
    type Entry = { version: string; optionalDependencies?: Record<string, string> };
    const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, Entry> };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`]),
    );
    expect(missing).toEqual([]);
  });

  it("names no host of a package registry", () => {
    // Put together here, so that this file does not name them either.
    const hosts = [
      ["registry", "npmjs", "org"],
      ["registry", "yarnpkg", "com"],
      ["npm", "pkg", "github", "com"],
      ["pypi", "org"],
      ["deb", "debian", "org"],
    ];
    expect(withWord(new RegExp(hosts.map((parts) => parts.join("\\.")).join("|")))).toEqual([]);
  });

  it("knows no folder of the machine it was written on", () => {
    expect(withWord(/(^|[\s"'`(=:])\/(work|root|home)\/|(^|[\s"'`(=:])\/work\b(?![-\w])/)).toEqual([]);
  });

  it("writes to the temporary folder that the system names", () => {
    // Where the system's own is too long for a socket, /tmp is meant.
    const isMeant = (path: string) => path === "src/server/database/cluster-place.ts" || path.endsWith(".md");
    expect(withWord(/["'`]\/tmp\b/, isMeant)).toEqual([]);
  });
});

describe("the rules themselves find", () => {
  it("the files that they judge", () => {
    const paths = source.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["src/core/refusal.ts", "src/server/database/cluster.ts"]));
    expect(parse("src/core/time/instant.ts").imports).toEqual([
      { from: "src/core/time/instant.ts", to: "src/core/refusal.ts", isType: false, isInside: true },
    ]);
  });

  const at = (path: string, text: string) => [parseText(path, text)];

  it("a wrong import", () => {
    const wrong = (path: string, text: string) => wrongImports(at(path, text));
    expect(wrong("src/core/time/a.ts", 'import { b } from "#core/sla/b.ts";')).toEqual([
      "src/core/time/a.ts imports src/core/sla/b.ts: time is a lower room than sla",
    ]);
    expect(wrong("src/core/sla/a.ts", 'import { b } from "#core/time/b.ts"; import { z } from "zod";')).toEqual([]);
    expect(wrong("src/core/sla/a.ts", 'import type { W } from "#core/world.ts";')).toHaveLength(1);
    expect(wrong("src/core/sla/a.ts", 'export { b } from "../../server/b.ts";')).toHaveLength(1);
    expect(wrong("src/core/sla/a.ts", 'const pg = await import("pg");')).toHaveLength(1);
    expect(wrong("src/core/sla/a.ts", 'type F = import("node:fs").Stats;')).toHaveLength(1);
    expect(wrong("src/core/garden/a.ts", 'import { b } from "#core/time/b.ts";')).toHaveLength(1);
    expect(wrong("src/web/desk/a.ts", 'import type { R } from "#server/http/app.ts";')).toEqual([]);
    expect(wrong("src/web/desk/a.ts", 'import { app } from "#server/http/app.ts";')).toHaveLength(1);
    expect(wrong("src/server/a.ts", 'import { b } from "#cli/b.ts";')).toHaveLength(1);
  });

  it("a circle", () => {
    const circle = [
      ...at("src/core/time/a.ts", 'import { b } from "./b.ts";'),
      ...at("src/core/time/b.ts", 'import { c } from "#core/time/c.ts";'),
      ...at("src/core/time/c.ts", 'import type { A } from "#core/time/a.ts";'),
    ];
    expect(importCircles(circle)).toEqual(["src/core/time/a.ts → src/core/time/b.ts → src/core/time/c.ts → src/core/time/a.ts"]);
  });

  it("a clock, chance and the process in core, and only there", () => {
    const text = "Date.now(); new Date(); Date(); Math.random(); process.env.X; fetch(url); new Date(5); Math.max(1, 2); // Date.now()";
    expect(impurities(at("src/core/time/a.ts", text))).toHaveLength(6);
    expect(impurities(at("src/server/a.ts", text))).toEqual([]);
  });

  it("what is too long", () => {
    const long = at("src/core/a.ts", `const count = (n: number) => {\n${"n++;\n".repeat(80)}};\n`);
    expect(longFunctions(long, 70, {})).toEqual(["src/core/a.ts:1 count has 82 lines"]);
    expect(longFunctions(long, 70, { "src/core/a.ts#count": 82 })).toEqual([]);
    expect(longFiles(long, 81, {})).toEqual(["src/core/a.ts has 82 lines"]);
  });

  it("names that say nothing", () => {
    expect(badNames(["src/core/utils.ts", "src/core/badName.ts", "src/core/good-name.test.ts", "src/core/data.ts"])).toHaveLength(3);
  });

  it("a test that does not run or expects nothing", () => {
    const text =
      'it.skip("a", () => expect(1)); describe.only("b", () => {}); it("c", () => { run(); }); it("d", () => expect(1)); it.todo("e");';
    expect(idleTests(at("src/core/a.test.ts", text))).toHaveLength(4);
  });
});
