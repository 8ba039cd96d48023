import { describe, expect, it } from "vitest";
import { contactOfNumber } from "#core/conversation/caller.ts";
import { placeMessage, subjectOf } from "#core/conversation/place.ts";
import type { Document } from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";

const at = (text: string): Instant => Date.parse(text) as Instant;
const now = at("2026-03-10T12:00:00Z");

describe("a short message", () => {
  const talk = { ticketId: 12, status: "open" as const, lastAt: at("2026-03-09T08:00:00Z") };

  it("goes into the talk that is fresh, to the millisecond of its third day", () => {
    expect(placeMessage("still broken", [talk, { ticketId: 9, status: "open", lastAt: at("2026-03-08T08:00:00Z") }], now)).toEqual({
      do: "reply",
      ticketId: 12,
    });
    const lastAt = at("2026-03-07T12:00:00Z");
    expect(placeMessage("hello", [{ ...talk, lastAt }], now)).toEqual({ do: "reply", ticketId: 12 });
    expect(placeMessage("hello", [{ ...talk, lastAt: (lastAt - 1) as Instant }], now)).toEqual({ do: "open" });
  });

  it("goes into the ticket that it names, where the sender may speak in it", () => {
    const other = { ticketId: 4711, status: "open" as const, lastAt: null };
    expect(placeMessage("#4711 the till prints again", [talk, other], now)).toEqual({ do: "reply", ticketId: 4711 });
    expect(placeMessage("4711: the till prints again", [talk, other], now)).toEqual({ do: "reply", ticketId: 4711 });
    expect(placeMessage("room 4711 is dark", [talk, other], now)).toEqual({ do: "reply", ticketId: 12 });
    expect(placeMessage("#4712 is not theirs", [talk, other], now)).toEqual({ do: "reply", ticketId: 12 });
  });

  it("reopens what was over, and leaves alone what is closed unless it is named", () => {
    expect(placeMessage("it is back", [{ ...talk, status: "resolved" }], now)).toEqual({ do: "reopen", ticketId: 12 });
    expect(placeMessage("it is back", [{ ...talk, status: "closed" }], now)).toEqual({ do: "open" });
    expect(placeMessage("#12 it is back", [{ ...talk, status: "closed" }], now)).toEqual({ do: "reopen", ticketId: 12 });
  });

  it("opens a ticket under its first line, cut at a word", () => {
    expect(subjectOf("  The gate is stuck\nsince nine")).toBe("The gate is stuck");
    expect(subjectOf("word ".repeat(40))).toBe(`${"word ".repeat(16).trim()}…`);
    expect(subjectOf("x".repeat(200))).toBe(`${"x".repeat(80)}…`);
  });
});

describe("a number", () => {
  const document = {
    customers: {
      acme: {
        name: "Acme",
        zone: "UTC",
        contacts: { ana: { name: "Ana", phone: "+34 600 12 34 56" }, ben: { name: "Ben", phone: "600 99" } },
      },
      azur: {
        name: "Azur",
        zone: "UTC",
        contacts: { eve: { name: "Eve", phone: "0034 600-123-456" }, jo: { name: "Jo", phone: "+44 (20) 7946 0000" } },
      },
    },
  } as unknown as Document;

  it("names a contact however it is written, unless two customers have it", () => {
    expect(contactOfNumber("+442079460000", document)).toEqual({ kind: "contact", customerId: "azur", contact: "jo" });
    expect(contactOfNumber("+34600123456", document)).toEqual({ kind: "ambiguous", customerIds: ["acme", "azur"] });
    expect(contactOfNumber("+3460099", document)).toEqual({ kind: "unknown" });
    expect(contactOfNumber("60099", document)).toEqual({ kind: "unknown" });
  });
});
