import { describe, expect, it } from "vitest";
import { fitting, mentionLink, mentionsIn } from "./mention.ts";

describe("a mention", () => {
  it("is a link that gives its key back, whatever stands in name and key", () => {
    for (const key of ["diego", "a b", "user(1)", "ñandú/x", "%zz"]) {
      expect(mentionsIn(`Look, ${mentionLink({ key, name: "Di[eg]o (L2)" })}, please`)).toEqual([key]);
    }
  });

  it("is found once, in order, and not in ordinary links", () => {
    const text = `${mentionLink({ key: "b", name: "B" })} ${mentionLink({ key: "a", name: "A" })} ${mentionLink({ key: "b", name: "B" })} [@x](https://x.example)`;
    expect(mentionsIn(text)).toEqual(["b", "a"]);
  });
});

describe("who fits what was typed", () => {
  const all = [
    { key: "ines", name: "Inés Robles" },
    { key: "rob", name: "Roberto Inza" },
    { key: "tomas", name: "Tomás Vidal" },
  ];
  it("begins with it, then has a name that does; accents do not count", () => {
    expect(fitting(all, "in").map(({ key }) => key)).toEqual(["ines", "rob"]);
    expect(fitting(all, "TOMÁ").map(({ key }) => key)).toEqual(["tomas"]);
    expect(fitting(all, "zz")).toEqual([]);
  });
});
