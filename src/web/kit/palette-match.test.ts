import { describe, expect, it } from "vitest";
import { closeness, fitting } from "./palette-match.ts";

const labels = (typed: string) =>
  fitting(
    [{ label: "Assign to me" }, { label: "Résoudre" }, { label: "New ticket", words: "open create" }, { label: "Go to the queue" }],
    typed,
    9,
  ).map(({ label }) => label);

describe("the palette's matches", () => {
  it("want every word, in any order", () => {
    expect(labels("me assign")).toEqual(["Assign to me"]);
    expect(labels("assign nobody")).toEqual([]);
  });

  it("forgive case and accents, and look at further words last", () => {
    expect(labels("RESOU")).toEqual(["Résoudre"]);
    expect(labels("create")).toEqual(["New ticket"]);
  });

  it("prefer the beginning of the label to that of a word, and that to its middle", () => {
    expect(closeness({ label: "queue" }, "que")).toBe(0);
    expect(closeness({ label: "the queue" }, "que")).toBe(1);
    expect(closeness({ label: "unique" }, "que")).toBe(2);
  });

  it("show everything in order when nothing is typed", () => {
    expect(labels(" ")).toHaveLength(4);
  });
});
