import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeModel } from "#core/model/export.ts";
import { soundDocument, soundModel } from "#core/model/model.fixture.ts";
import { readModel } from "#core/model/read.ts";

const examples = readdirSync("examples", { recursive: true, encoding: "utf8" }).filter(
  (file) => /(^|\/)(model|[a-z0-9-]+)\.yaml$/.test(file) && !file.includes("mapping"),
);

describe("what is written reads back", () => {
  test("random documents, with texts that YAML finds special", () => {
    fc.assert(
      fc.property(soundDocument, (document) => {
        const { document: back, problems } = readModel(writeModel(document));
        expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
        expect(back).toEqual(document);
      }),
      { numRuns: 150 },
    );
  });

  test("writing is canonical: the order of keys does not matter, a second time changes nothing", () => {
    fc.assert(
      fc.property(soundDocument, (document) => {
        const written = writeModel(document);
        const turned = Object.fromEntries(Object.entries(document).reverse()) as typeof document;
        expect(writeModel(turned)).toBe(written);
        expect(writeModel(readModel(written).document!)).toBe(written);
      }),
      { numRuns: 50 },
    );
  });

  test.each(examples.filter((file) => !file.includes("/") || file.endsWith("model.yaml")))("examples/%s", (file) => {
    const { document } = readModel(readFileSync(`examples/${file}`, "utf8"));
    expect(readModel(writeModel(document!)).document).toEqual(document);
  });
});

test("keys stand in the order of the types, short lists in one line, tiers as plain keys", () => {
  const lines = writeModel(readModel(soundModel).document!).split("\n");
  expect(lines.slice(0, 12)).toEqual([
    "guardia: 1",
    "name: Provider",
    "zone: Europe/Paris",
    "calendars:",
    "  office:",
    "    zone: Europe/Paris",
    "    hours:",
    "      mon-fri: [09:00-17:00]",
    "  nights:",
    "    except: [always, office]",
    "people:",
    "  alice:",
  ]);
  expect(lines).toContain("          1: desk");
  expect(lines).toContain('        text: "No"'.replaceAll('"', ""));
});
