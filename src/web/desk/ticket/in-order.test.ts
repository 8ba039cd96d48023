import { describe, expect, it } from "vitest";
import { holdBack, inOrder, sendOffHeld } from "./in-order.ts";

const later = () => {
  let end: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end };
};

describe("things done to one ticket", () => {
  it("happen one after the other, also after one that failed", async () => {
    const said: string[] = [];
    const first = later();
    const a = inOrder(1, async () => {
      await first.promise;
      said.push("a");
      throw new Error("refused");
    });
    const b = inOrder(1, async () => said.push("b"));
    await inOrder(2, async () => said.push("another ticket"));
    first.end();
    await expect(a).rejects.toThrow("refused");
    await b;
    expect(said).toEqual(["another ticket", "a", "b"]);
  });

  it("send off what is held, once, and only of their ticket", () => {
    const said: string[] = [];
    const forget = holdBack(1, () => {
      said.push("one");
      forget();
    });
    const forgetOther = holdBack(2, () => said.push("two"));
    sendOffHeld(1);
    sendOffHeld(1);
    expect(said).toEqual(["one"]);
    forgetOther();
  });
});
