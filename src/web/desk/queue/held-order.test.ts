import { describe, expect, it } from "vitest";
import { holdOrder } from "./held-order.ts";

type Row = { id: number; value: string };
const rows = (...ids: number[]): Row[] => ids.map((id) => ({ id, value: `now ${id}` }));
const then = (...ids: number[]) => new Map(ids.map((id) => [id, { id, value: `then ${id}` }]));
const shown = (held: ReturnType<typeof holdOrder<Row>>) =>
  held.rows.map(({ row, isGone }) => (isGone ? `(${row.id})` : `${row.id}`)).join(" ");

describe("holdOrder", () => {
  it("renews values in place and keeps the order", () => {
    const held = holdOrder([1, 2, 3], rows(3, 1, 2), then(1, 2, 3));
    expect(shown(held)).toBe("1 2 3");
    expect(held.rows.map(({ row }) => row.value)).toEqual(["now 1", "now 2", "now 3"]);
    expect(held.stirred).toBe(1);
  });

  it("is quiet when nothing moved", () => {
    expect(holdOrder([1, 2, 3], rows(1, 2, 3), then()).stirred).toBe(0);
  });

  it("leaves a row that is gone where it was, with its last value", () => {
    const held = holdOrder([1, 2, 3], rows(1, 3), then(1, 2, 3));
    expect(shown(held)).toBe("1 (2) 3");
    expect(held.rows[1]!.row.value).toBe("then 2");
    expect(held.stirred).toBe(1);
  });

  it("lets a new row wait, but appends a page that was loaded below", () => {
    const held = holdOrder([1, 2], rows(9, 1, 2, 4, 5), then(1, 2));
    expect(shown(held)).toBe("1 2 4 5");
    expect(held.stirred).toBe(1);
  });

  it("shows everything when nothing is held", () => {
    expect(shown(holdOrder([], rows(2, 1), then()))).toBe("2 1");
  });

  it("counts a reversal as all but one", () => {
    expect(holdOrder([1, 2, 3, 4], rows(4, 3, 2, 1), then()).stirred).toBe(3);
  });

  it("does not take a whole new list for a page below", () => {
    const held = holdOrder([1, 2], rows(7, 8), then(1, 2));
    expect(shown(held)).toBe("(1) (2)");
    expect(held.stirred).toBe(2);
  });
});
