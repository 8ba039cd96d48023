import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerptOf, stemOf } from "#core/search/excerpt.ts";
import { identifiersOf } from "#core/search/identifier.ts";

const marked = (texts: readonly string[], stems: readonly string[], length?: number): string[] => {
  const { excerpt, marks } = excerptOf(texts, stems, length);
  return marks.map(({ from, to }) => excerpt.slice(from, to));
};

describe("an excerpt", () => {
  it("marks words by their stems, without case and accents", () => {
    expect(marked(["Les Paiements refusés, encore un PAIEMENT."], ["paiement", "refus"])).toEqual(["Paiements", "refusés", "PAIEMENT"]);
    expect(marked(["We are happy with the happiness."], [stemOf("happi")])).toEqual(["happy", "happiness"]);
    expect(marked(["On a cat, in a category."], ["cat"])).toEqual(["cat"]);
  });

  it("shows the stretch that has most of the words, of the text that has most of them", () => {
    const far = `${"Nothing here. ".repeat(40)}The disk of db01 is full again. ${"Nothing there. ".repeat(40)}`;
    const { excerpt } = excerptOf(["A disk.", far], ["disk", "full"], 80);
    expect(excerpt).toContain("The disk of db01 is full again.");
    expect(excerpt.startsWith("…") && excerpt.endsWith("…")).toBe(true);
    expect(excerptOf(["", "The beginning of it all."], ["nowhere"])).toEqual({ excerpt: "The beginning of it all.", marks: [] });
    expect(excerptOf([], ["x"])).toEqual({ excerpt: "", marks: [] });
  });

  it("is short, whole characters, and marks what it holds", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme", maxLength: 400 })),
        fc.array(fc.string({ minLength: 1, maxLength: 5 })),
        (texts, stems) => {
          const { excerpt, marks } = excerptOf(texts, stems, 60);
          expect(excerpt.length).toBeLessThan(60 + 25);
          expect(/\p{Cs}/u.test(excerpt)).toBe(false);
          for (const { from, to } of marks) expect(0 <= from && from < to && to <= excerpt.length).toBe(true);
        },
      ),
    );
  });
});

describe("identifiers", () => {
  it.each([
    ["Error ERR-4711 on db01.acme.internal, again", ["err-4711", "db01.acme.internal"]],
    ["INC0000045 and 10.0.0.7:8443", ["inc0000045", "10.0.0.7", "8443"]],
    ["ana@acme.example wrote /api/v2/orders.json", ["ana@acme.example", "v2", "orders.json"].filter((each) => each.length > 2)],
    ["snake_case but not time-out nor plain words. 12 is none", ["snake_case"]],
    ["Größe_7 ÜBER-9", ["größe_7", "über-9"]],
    ["", []],
  ])("of %s", (text, found) => {
    expect(identifiersOf(text)).toEqual(found);
  });

  it("are at most two hundred, each once", () => {
    expect(identifiersOf(Array.from({ length: 500 }, (_, i) => `x${i % 300}`).join(" "))).toHaveLength(200);
  });
});
