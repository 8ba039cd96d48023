import { describe, expect, it } from "vitest";
import { lay, type Pages, receive, stale, wanted } from "./ticket-pages.ts";

type Row = { id: number };
const rows = (from: number, to: number): Row[] => Array.from({ length: to - from + 1 }, (_, i) => ({ id: from + i }));
const none: Pages<Row> = [];
const two = receive(receive(none, 0, { items: rows(1, 50), next: "b" }), 1, { items: rows(51, 100), next: "c" });
const ids = (pages: Pages<Row>) => lay(pages).rows.map(({ id }) => id);

describe("pages of a list", () => {
  it("asks for the first, then for the next as its end comes near, and for nothing in between", () => {
    expect(wanted(none, lay(none), { first: 0, last: 0 })).toBe(0);
    expect(wanted(two, lay(two), { first: 20, last: 60 })).toBeNull();
    expect(wanted(two, lay(two), { first: 60, last: 90 })).toBe(2);
    const ended = receive(two, 2, { items: rows(101, 110), next: null });
    expect(wanted(ended, lay(ended), { first: 90, last: 109 })).toBeNull();
  });

  it("reads again only what is in sight", () => {
    const old = stale(two);
    expect(wanted(old, lay(old), { first: 55, last: 70 })).toBe(1);
    const fresh = receive(old, 1, { items: rows(51, 100), next: "c" });
    expect(wanted(fresh, lay(fresh), { first: 55, last: 70 })).toBeNull();
    expect(wanted(fresh, lay(fresh), { first: 40, last: 70 })).toBe(0);
  });

  it("lets the page below begin where the fresh one ends, and shows it as it was meanwhile", () => {
    const moved = receive(two, 0, { items: [{ id: 200 }, ...rows(1, 49)], next: "b2" });
    expect(moved[1]).toMatchObject({ cursor: "b2", isStale: true });
    expect(ids(moved)).toEqual([200, ...rows(1, 49).map(({ id }) => id), ...rows(51, 100).map(({ id }) => id)]);
    expect(ids(receive(moved, 1, { items: rows(50, 99), next: "c2" }))).toHaveLength(100);
  });

  it("shows a row once that stands on two pages", () => {
    const moved = receive(two, 0, { items: [{ id: 77 }, ...rows(1, 49)], next: "b" });
    expect(ids(moved).filter((id) => id === 77)).toEqual([77]);
  });

  it("ends where the server says that nothing follows", () => {
    expect(ids(receive(two, 0, { items: rows(1, 10), next: null }))).toHaveLength(10);
  });
});
