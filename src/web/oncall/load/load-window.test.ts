import { describe, expect, it } from "vitest";
import { readLoadAddress } from "./address.ts";
import { loadWindow } from "./load-window.ts";

const now = Date.parse("2026-05-01T22:30:00Z");
const shown = (address: object, zone = "Europe/Madrid"): string[] => {
  const { from, to, first, last } = loadWindow(readLoadAddress({ ...address }), now, zone);
  return [new Date(from).toISOString(), new Date(to).toISOString(), first, last];
};

describe("the window of the load", () => {
  it("is whole days on the reader's wall, across a change of clocks", () => {
    expect(shown({})).toEqual(["2026-03-31T22:00:00.000Z", "2026-06-30T22:00:00.000Z", "2026-04-01", "2026-06-30"]);
    expect(shown({ time: "last-month" }, "America/New_York")).toEqual([
      ...["2026-04-01T04:00:00.000Z", "2026-05-01T04:00:00.000Z", "2026-04-01", "2026-04-30"],
    ]);
    expect(shown({ time: "own", from: "2026-03-29", to: "2026-03-29" })).toEqual([
      ...["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z", "2026-03-29", "2026-03-29"],
    ]);
  });

  it("begins today, which is tomorrow further east", () => {
    expect(shown({ time: "next" })[0]).toBe("2026-05-01T22:00:00.000Z");
    expect(shown({ time: "next" }, "UTC")[0]).toBe("2026-05-01T00:00:00.000Z");
    expect(shown({ time: "next" }, "UTC").slice(2)).toEqual(["2026-05-01", "2026-07-29"]);
  });

  it("puts exchanged dates in order, and stops where the server does", () => {
    expect(shown({ time: "own", from: "2026-04-10", to: "2026-04-01" }, "UTC").slice(2)).toEqual(["2026-04-01", "2026-04-10"]);
    expect(shown({ time: "own", from: "2020-01-01", to: "2026-04-01" }, "UTC").slice(2)).toEqual(["2020-01-01", "2021-02-02"]);
  });
});

it("reads of an address what it knows, and leaves the rest", () => {
  expect(readLoadAddress({ time: "century", from: "2026-13-01", sort: "name", up: "no", schedule: "" })).toEqual({});
  expect(readLoadAddress({ time: "own", from: "2026-01-01", sort: "nights", up: "true", schedule: "nights" })).toEqual({
    ...{ time: "own", from: "2026-01-01", sort: "nights", up: true, schedule: "nights" },
  });
});
