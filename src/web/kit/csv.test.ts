import { describe, expect, it } from "vitest";
import { csvOf } from "./csv.ts";

describe("csvOf", () => {
  it("quotes what would be read as structure", () => {
    expect(csvOf([["a,b", 'say "x"', "two\nlines", 1.5]])).toBe('\u{FEFF}"a,b","say ""x""","two\nlines",1.5\r\n');
  });

  it("lets nothing that people wrote calculate", () => {
    expect(csvOf([["=1+1", "@x", "-2", -2]])).toBe("\u{FEFF}'=1+1,'@x,'-2,-2\r\n");
  });
});
