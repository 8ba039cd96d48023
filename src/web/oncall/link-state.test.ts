import { describe, expect, it } from "vitest";
import { linkState } from "./link-state.ts";

describe("what the holder of a link has to know first", () => {
  it.each([
    ["open", false, "calling"],
    ["exhausted", false, "calling"],
    ["acknowledged", true, "mine"],
    ["acknowledged", false, "others"],
    ["resolved", true, "over"],
    ["resolved", false, "over"],
  ] as const)("of a page that is %s (theirs: %s): %s", (state, isMine, expected) => {
    expect(linkState({ state, isMine })).toBe(expected);
  });
});
