import { describe, expect, it } from "vitest";
import { livePlace } from "./live-place.ts";

describe("the place in a stream", () => {
  it("knows nothing at first, then the highest it was told", () => {
    const place = livePlace();
    expect(place.latest()).toBeNull();
    place.reach("7");
    expect([place.isNew(12), place.isNew(9)]).toEqual([true, true]);
    expect(place.latest()).toBe(12);
  });

  it("takes a change once, however often and late it is told", () => {
    const place = livePlace();
    expect([5, 4, 5, 4, 6].map((position) => place.isNew(position))).toEqual([true, true, false, false, true]);
  });

  it("ignores an id that is none", () => {
    const place = livePlace();
    place.reach("");
    place.reach("abc");
    expect(place.latest()).toBeNull();
  });

  it("forgets the oldest of very many", () => {
    const place = livePlace();
    for (let position = 1; position <= 10_001; position++) place.isNew(position);
    expect([place.isNew(1), place.isNew(10_001)]).toEqual([true, false]);
  });
});
