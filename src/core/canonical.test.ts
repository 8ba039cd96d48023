import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonical } from "#core/canonical.ts";
import { Refusal } from "#core/refusal.ts";

const double = (bits: string): number => Buffer.from(bits, "hex").readDoubleBE();

function refusal(value: unknown): string {
  try {
    canonical(value);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return "written";
}

describe("RFC 8785", () => {
  // Appendix B: the bits of an IEEE 754 double and its text.
  test.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("number %s is %s", (bits, text) => {
    expect(canonical(double(bits))).toBe(text);
  });

  test.each([["7fffffffffffffff"], ["7ff0000000000000"], ["fff0000000000000"]])("number %s is refused", (bits) => {
    expect(refusal(double(bits))).toBe("not-canonical");
  });

  test("§3.2.2 to §3.2.4: the sample, byte for byte", () => {
    const sample = {
      numbers: [JSON.parse("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    const bytes = `7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72
      75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72 73 22 3a
      5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31
      65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37
      5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30
      30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d`;
    expect(Buffer.from(canonical(sample)).toString("hex")).toBe(bytes.replaceAll(/\s/g, ""));
  });

  test("§3.2.3: members are sorted by UTF-16 code units", () => {
    const sample = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    expect(canonical(sample)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis",' +
        '"€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
  });

  test("§3.1: Unicode is kept as it is, composed or not", () => {
    expect(canonical({ "A\u030a": "\u00c5" })).toBe('{"A\u030a":"\u00c5"}');
  });
});

describe("what JSON cannot say", () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  let tooDeep: unknown = 0;
  for (let depth = 0; depth < 201; depth++) tooDeep = [tooDeep];

  test.each([
    ["undefined", undefined],
    ["undefined in a list", [1, undefined]],
    ["a hole in a list", new Array(1)],
    ["bigint", { amount: 1n }],
    ["a function", { f: () => 1 }],
    ["a symbol", Symbol("s")],
    ["a lone high surrogate", "a\ud800"],
    ["a lone low surrogate in a name", { "\udc00": 1 }],
    ["a Date", { at: new Date(0) }],
    ["a Map", new Map()],
    ["a cycle", cycle],
    ["200 levels and one", tooDeep],
  ])("%s is refused", (_, value) => {
    expect(refusal(value)).toBe("not-canonical");
  });

  test("members that are undefined are dropped; a name may be __proto__", () => {
    expect(canonical({ b: undefined, a: 1, c: undefined })).toBe('{"a":1}');
    expect(canonical(JSON.parse('{"z":1,"__proto__":{"b":2,"a":1}}'))).toBe('{"__proto__":{"a":1,"b":2},"z":1}');
  });

  test("200 levels are written", () => {
    expect(canonical((tooDeep as unknown[])[0])).toBe(`${"[".repeat(200)}0${"]".repeat(200)}`);
  });
});

test("parsing the canonical text gives the value, and its canonical text again", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: "binary" }), (value) => {
      const text = canonical(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonical(JSON.parse(text))).toBe(text);
    }),
  );
});

test("the order in which members were written does not matter", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.integer(), { maxKeys: 40, size: "max" }), (object) => {
      expect(canonical(Object.fromEntries(Object.entries(object).reverse()))).toBe(canonical(object));
    }),
  );
});
