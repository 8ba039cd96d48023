import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { english } from "./en/index.ts";
import { spanish } from "./es/index.ts";
import { french } from "./fr/index.ts";
import { compile } from "./message.ts";

type Leaf = { path: string; value: unknown };

const leaves = (tree: object, above = ""): Leaf[] =>
  Object.entries(tree).flatMap(([key, value]) => {
    const path = above === "" ? key : `${above}.${key}`;
    return typeof value === "object" && value !== null ? leaves(value, path) : [{ path, value }];
  });

type Part = { type: number; value?: string; options?: Record<string, { value: Part[] }> };

/** Names of a message's arguments, those within plural branches included; `type` 1 to 6 are arguments, as the parser numbers them. */
function argumentsOf(message: string, locale: string): string[] {
  const names = (parts: readonly Part[]): string[] =>
    parts.flatMap((part) => [
      ...(part.type >= 1 && part.type <= 6 ? [part.value ?? ""] : []),
      ...Object.values(part.options ?? {}).flatMap((option) => names(option.value)),
    ]);
  if (!message.includes("{")) return [];
  return [...new Set(names(new IntlMessageFormat(message, locale).getAst() as Part[]))].sort();
}

const reference = leaves(english);
/** Words that a reader reads: without the signs of a message's plurals, and without words of the query language. */
const words = (text: string): number =>
  text
    .replaceAll(/\{\w+\}|\{\w+, (?:plural|number)[^{}]*|\b(?:one|other)\b|\S*[:<>]\S*/g, " ")
    .split(/\s+/)
    .filter((word) => /\p{L}{3,}/u.test(word)).length;

describe("English", () => {
  it("is written as messages", () => {
    expect(reference.filter(({ value }) => typeof value !== "string").map(({ path }) => path)).toEqual([]);
  });

  it("has no quoted brace by an apostrophe that stands before it", () => {
    expect(reference.filter(({ value }) => typeof value === "string" && /'[{}]/.test(value)).map(({ path }) => path)).toEqual([]);
  });
});

describe.each([
  ["French", french, "fr"],
  ["Spanish", spanish, "es"],
] as const)("%s", (_name, tree, locale) => {
  const own = new Map(leaves(tree).map(({ path, value }) => [path, value]));

  it("has every message, and no other", () => {
    expect([...own.keys()].sort()).toEqual(reference.map(({ path }) => path).sort());
  });

  it("takes the arguments that the English message takes", () => {
    const differing = reference.filter(({ path, value }) => {
      const translated = own.get(path);
      if (typeof value !== "string" || typeof translated !== "string") return false;
      return argumentsOf(translated, locale).join() !== argumentsOf(value, "en").join();
    });
    expect(differing.map(({ path }) => path)).toEqual([]);
  });

  it("has no brace quoted by an apostrophe that stands before it", () => {
    expect([...own].filter(([, value]) => typeof value === "string" && /'[{}]/.test(value)).map(([path]) => path)).toEqual([]);
  });

  it("is translated: no sentence is the English one", () => {
    const same = reference.filter(({ path, value }) => typeof value === "string" && words(value) >= 3 && own.get(path) === value);
    expect(same.map(({ path }) => path)).toEqual([]);
  });
});

describe("a message", () => {
  it("is its text without arguments, and a function of them otherwise", () => {
    const { plain, counted } = compile({ plain: "Queue", counted: "{count, plural, one {# ticket} other {# tickets}}" } as const, "en");
    expect(plain).toBe("Queue");
    expect([counted({ count: 1 }), counted({ count: 2 })]).toEqual(["1 ticket", "2 tickets"]);
  });

  it("counts as its language does", () => {
    const { counted } = compile({ counted: "{count, plural, one {# billet ouvert} other {# billets ouverts}}" } as const, "fr");
    expect([counted({ count: 0 }), counted({ count: 2 })]).toEqual(["0 billet ouvert", "2 billets ouverts"]);
  });
});
