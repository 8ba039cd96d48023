import { describe, expect, it } from "vitest";
import { instant } from "#core/time/instant.ts";
import { wire } from "#server/http/wire.ts";

const at = instant("2026-03-02T09:00:00Z");

describe("what travels", () => {
  it("writes instants as text and leaves every other number", () => {
    const clock = {
      dueAt: at,
      limit: 14_400_000,
      anchor: at,
      segments: [{ from: at, to: null, paused: null }],
      retargets: [{ at, dueBefore: at, dueAfter: null }],
    };
    const text = "2026-03-02T09:00:00.000Z";
    expect(wire(clock)).toEqual({
      ...{ dueAt: text, limit: 14_400_000, anchor: text },
      segments: [{ from: text, to: null, paused: null }],
      retargets: [{ at: text, dueBefore: text, dueAfter: null }],
    });
  });

  it("changes nothing of what is given", () => {
    const given = { openedAt: at, links: [{ ticketId: 7 }] };
    wire(given);
    expect(given).toEqual({ openedAt: at, links: [{ ticketId: 7 }] });
  });

  it("knows a ticket's number where a merged ticket says from which", () => {
    expect(wire({ type: "ticket.absorbed", from: 12, at })).toEqual({ type: "ticket.absorbed", from: 12, at: "2026-03-02T09:00:00.000Z" });
  });

  it("leaves texts of the same names alone", () => {
    expect(wire({ from: { written: "4h" }, to: "applications", at: "now" })).toEqual({
      from: { written: "4h" },
      to: "applications",
      at: "now",
    });
  });
});
