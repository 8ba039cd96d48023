import { describe, expect, it } from "vitest";
import { bytesText } from "./bytes-text.ts";
import { sift } from "./uploads.ts";

const file = (name: string, bytes: number) => new File(["x".repeat(bytes)], name);
const bounds = { mostFiles: 3, mostBytes: 10 };

describe("files that were chosen", () => {
  it("are taken up to their number and size, and the rest is named", () => {
    const files = [file("a", 10), file("b", 11), file("c", 0), file("d", 1), file("e", 1), file("f", 1), file("g", 1)];
    const { taken, refused } = sift(files, 3, bounds);
    expect(taken.map(({ name }) => name)).toEqual(["a", "d", "e"]);
    expect(refused).toEqual([
      { kind: "too-large", name: "b", limit: 10 },
      { kind: "empty", name: "c" },
      { kind: "too-many", limit: 3 },
    ]);
  });

  it("of three hundred, as many as there is room for", () => {
    const { taken, refused } = sift(
      Array.from({ length: 300 }, (_, index) => file(`${index}`, 1)),
      2,
      bounds,
    );
    expect([taken.length, refused.length]).toEqual([2, 1]);
  });
});

describe("a size", () => {
  it("is read in its unit", () => {
    expect([640, 14_200, 999_499, 999_500, 2_430_000, 26_214_400].map((bytes) => bytesText(bytes, "en"))).toEqual([
      ...["640 byte", "14 kB", "999 kB", "1 MB", "2.4 MB", "26 MB"],
    ]);
  });
});
