import { describe, expect, it } from "vitest";
import type { TimelineEntry } from "../api/incident.ts";
import { english } from "../language/en/index.ts";
import type { Catalogue } from "../language/language.tsx";
import { compile } from "../language/message.ts";
import { isSaidAlready, lineWords } from "./line-words.ts";

const text = compile(english, "en") as Catalogue;
const scene = { text, team: (id: string) => `Team ${id}`, item: (id: string) => (id === "i1" ? "The bank is told" : undefined) };
const names = { "person:bea": "Bea Ruiz", "agent:ana": "Ana Gil", carl: "Carl Dahl", "contact:zoe": "Zoe Lund" };

const entry = (type: string, facts: Record<string, unknown> = {}, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  ...{ id: "1", at: "2026-03-02T09:00:00.000Z", writtenAt: null, topic: "room", type, actor: "agent:ana", actorName: "Ana Gil" },
  ...{ text: null, isPublic: false, facts: { ...facts, names }, ...more },
});

describe("a line of the time line", () => {
  it.each([
    ["incident.declared", { commander: "person:bea" }, "Ana Gil declared it a major incident; Bea Ruiz leads"],
    ["incident.role-given", { role: "scribe", holder: "person:bea", from: null }, "Bea Ruiz has the role: Scribe"],
    [
      "incident.role-given",
      { role: "commander", holder: "contact:zoe", from: "person:bea" },
      "Bea Ruiz handed over to Zoe Lund: Incident commander",
    ],
    ["incident.role-given-back", { role: "driver", from: "person:bea" }, "Bea Ruiz gave back the role: driver"],
    ["incident.status-changed", { status: "monitoring" }, "Ana Gil: Watching the repair"],
    ["incident.item-ticked", { item: "i1", isDone: true }, "Ana Gil ticked “The bank is told”"],
    ["incident.item-ticked", { item: "gone", isDone: false }, "Ana Gil unticked “an item”"],
    ["incident.item-added", { item: "i1" }, "Ana Gil put “The bank is told” on the checklist"],
    ["incident.ended", { how: "resolution" }, "The incident ended with its ticket"],
    ["ticket.replied", { visibility: "public", by: "agent" }, "Ana Gil told the customer"],
    ["ticket.replied", { visibility: "public", by: "requester" }, "Ana Gil (customer) wrote"],
    ["ticket.replied", { visibility: "internal", by: "agent" }, "Ana Gil wrote among ourselves"],
    ["ticket.triaged", { priority: "P1" }, "Ana Gil set P1 Critical"],
    ["ticket.assigned", { assignee: "ana" }, "Ana Gil took the ticket"],
    ["ticket.assigned", { assignee: "carl" }, "Ana Gil gave it to Carl Dahl"],
    ["ticket.handed-over", { tier: 2, team: "db", isAutomatic: true }, "The tier’s time was up: it went to L2 Team db"],
    ["page.step-fired", { step: 1, told: ["person:bea", "contact:zoe"] }, "Step 2 called Bea Ruiz, Zoe Lund"],
    ["page.step-fired", { step: 0, told: [] }, "Step 1 called nobody"],
    ["page.acknowledged", { via: "sms" }, "Ana Gil answered the page by SMS"],
    ["clock.breached", { objective: "response" }, "Response was breached"],
    ["something.new", {}, "Ana Gil: something.new"],
  ])("says %s %j", (type, facts, words) => {
    expect(lineWords(entry(type, facts), scene)).toBe(words);
  });

  it("names Guardia where nobody did it", () => {
    expect(lineWords(entry("ticket.restored", {}, { actor: "system", actorName: "system" }), scene)).toBe("Guardia restored the service");
  });

  it("repeats no code below its sentence, and keeps what somebody wrote", () => {
    expect(isSaidAlready(entry("ticket.paused", {}, { text: "vendor" }), text)).toBe(true);
    expect(isSaidAlready(entry("ticket.paused", {}, { text: "they look for a disk" }), text)).toBe(false);
    expect(isSaidAlready(entry("ticket.closed", {}, { text: "automatic" }), text)).toBe(true);
    expect(isSaidAlready(entry("ticket.replied", {}, { text: "vendor" }), text)).toBe(false);
  });
});
