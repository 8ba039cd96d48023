import { describe, expect, it } from "vitest";
import { queryAt, readQueueAddress, understood } from "./address.ts";

describe("the queue's address", () => {
  it("asks for what is open when it asks for nothing", () => {
    expect(readQueueAddress({})).toEqual({});
    expect(queryAt({})).toBe("status:open");
  });

  it("asks for everything when the query is empty", () => {
    expect(queryAt(readQueueAddress({ query: "" }))).toBe("");
  });

  it("understands addresses of before the query language", () => {
    expect(queryAt(readQueueAddress({ priority: "P2", team: "night shift" }))).toBe('status:open team:"night shift" priority:P2');
    expect(queryAt(readQueueAddress({ status: "closed" }))).toBe("status:closed");
  });

  it("asks for what is understood of a query", () => {
    expect(understood("status:open  priority:p1,p")).toBe("status:open priority:P1");
    expect(understood("status:open login")).toBe("status:open login");
  });

  it("leaves out what it does not know", () => {
    expect(readQueueAddress({ order: "sideways", query: 7, filter: "" })).toEqual({});
    expect(readQueueAddress({ order: "priority" })).toEqual({ order: "priority" });
  });
});
