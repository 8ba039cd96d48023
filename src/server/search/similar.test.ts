import { describe, expect, it } from "vitest";
import { sharesFrom } from "#server/search/shares.ts";
import { candidatesOf, tellingWords } from "#server/search/similar.ts";

const shares = sharesFrom(new Map(Object.entries({ payment: 0.3, page: 0.09, error: 0.05, turbine: 0.004, gasket: 0.002 })), 1_000_000);
const words = (...lexemes: string[]) => lexemes.map((lexeme) => ({ lexeme, isSubject: false }));

describe("telling words", () => {
  it("are the rarest, those of the subject before others, and never what everybody says", () => {
    const telling = tellingWords([...words("payment", "page", "gasket"), { lexeme: "turbine", isSubject: true }], shares);
    expect(telling.map(({ lexeme }) => lexeme)).toEqual(["turbine", "gasket", "page"]);
    expect(telling[0]?.weight).toBeCloseTo(Math.log(250) * 1.5);
  });

  it("of a small installation are all words", () => {
    expect(tellingWords(words("payment"), sharesFrom(new Map([["payment", 0.5]]), 40)).map(({ lexeme }) => lexeme)).toEqual(["payment"]);
  });
});

describe("candidates", () => {
  const of = (...lexemes: string[]) => candidatesOf(tellingWords(words(...lexemes), shares), shares);

  it("have an identifier, or two rare words", () => {
    expect(of("err-4711", "flange", "gizmo", "widget", "page")).toEqual({
      query: "'err-4711' | ('flange' & 'gizmo') | ('flange' & 'widget') | ('gizmo' & 'widget')",
      walk: 0,
    });
    expect(of("flange")).toEqual({ query: "'flange'", walk: 0 });
  });

  it("have common words together, and when those are everywhere are the newest", () => {
    expect(of("turbine", "page", "error")).toEqual({ query: "'turbine' & 'error'", walk: 0 });
    expect(of("page")).toEqual({ query: "'page'", walk: 2_000 });
    expect(of()).toBeNull();
  });
});
