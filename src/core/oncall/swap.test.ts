import { describe, expect, it } from "vitest";
import { type Book, openBook, withRota } from "#core/agreement/book.ts";
import type { Document, Layer } from "#core/model/document.ts";
import { type Change, changedRota } from "#core/oncall/change.ts";
import { onCallIn } from "#core/oncall/rota.ts";
import {
  type AskedSwap,
  changesOfSwap,
  mayAnswer,
  requireAcceptable,
  requireAnswerable,
  requireAskable,
  type Swap,
  swapStateAt,
} from "#core/oncall/swap.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, instant } from "#core/time/instant.ts";

const at = (text: string): Instant => instant(`${text}Z`);
const weekly: Layer = {
  name: "weeks",
  participants: ["alice", "bob", "carol"],
  rotation: { every: 1, unit: "weeks" },
  start: "2026-01-05",
};
const document = {
  ...{ guardia: 1, name: "House", zone: "UTC", calendars: {}, teams: {}, services: {}, customers: {}, agreements: {} },
  people: { alice: { name: "Alice" }, bob: { name: "Bob" }, carol: { name: "Carol" }, dan: { name: "Dan" } },
  schedules: { weeks: { zone: "UTC", layers: [weekly] } },
} as unknown as Document;
const book = openBook([{ version: 1, effectiveAt: at("2026-01-01T00:00"), document }]);
const changedBy = (...changes: Change[]): Book => withRota(book, changedRota(book.rota, changes));

const now = at("2026-01-02T00:00");
/** Alice has the week of the 5th, Bob that of the 12th. */
const swap: Swap = {
  ...{ schedule: "weeks", asker: "alice", asked: "bob", from: at("2026-01-06T00:00"), to: at("2026-01-08T00:00") },
  back: { from: at("2026-01-13T00:00"), to: at("2026-01-15T00:00") },
};
const asked: AskedSwap = { ...swap, id: 1, state: "asked" };

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return "none";
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe("a swap", () => {
  it.each<[string, Partial<Swap>, string]>([
    ["for a stretch in return", {}, "none"],
    ["for nothing", { back: null }, "none"],
    ["of everybody", { asked: null, back: null }, "none"],
    ["of oneself", { asked: "alice" }, "swap-with-oneself"],
    ["of everybody for a stretch", { asked: null }, "swap-without-partner"],
    ["for a stretch in one's own", { back: { from: at("2026-01-07T00:00"), to: at("2026-01-15T00:00") } }, "swap-overlaps"],
    ["of a stretch that passes on half-way", { to: at("2026-01-12T09:01") }, "swap-not-yours"],
    ["of a stretch that is another's", { asker: "dan" }, "swap-not-yours"],
    ["for a stretch that is a third one's", { back: { from: at("2026-01-20T00:00"), to: at("2026-01-21T00:00") } }, "swap-not-yours"],
    ["of one before anybody was there", { from: at("2026-01-04T00:00") }, "swap-not-yours"],
  ])("%s", (_, change, code) => {
    expect(codeOf(() => requireAskable(book, { ...swap, ...change }))).toBe(code);
  });

  it("is over when its first stretch begins", () => {
    const early: AskedSwap = { ...asked, from: at("2026-01-20T00:00"), to: at("2026-01-21T00:00"), asker: "carol" };
    expect(swapStateAt(asked, at("2026-01-05T23:59"))).toBe("asked");
    expect(swapStateAt(asked, at("2026-01-06T00:00"))).toBe("expired");
    expect(swapStateAt(early, at("2026-01-13T00:00"))).toBe("expired");
    expect(swapStateAt({ ...asked, state: "declined" }, at("2026-01-06T00:00"))).toBe("declined");
    expect(codeOf(() => requireAnswerable(book, asked, "bob", at("2026-01-06T00:00")))).toBe("swap-over");
  });

  it("is answered by whom it was asked of, or by whoever is on the schedule", () => {
    const ofAll: AskedSwap = { ...asked, asked: null, back: null };
    const standsIn = changedBy({
      kind: "override",
      override: { schedule: "weeks", person: "dan", from: at("2026-02-01T00:00"), to: at("2026-02-02T00:00") },
    });
    expect(["alice", "bob", "carol", "dan"].map((person) => mayAnswer(book, asked, person, now))).toEqual([false, true, false, false]);
    expect(["alice", "bob", "carol", "dan"].map((person) => mayAnswer(book, ofAll, person, now))).toEqual([false, true, true, false]);
    expect(mayAnswer(standsIn, ofAll, "dan", now)).toBe(true);
    expect(codeOf(() => requireAnswerable(book, asked, "carol", now))).toBe("swap-not-of-you");
  });

  it("is accepted only while both still stand there, and neither is away", () => {
    const otherStands = changedBy({
      kind: "override",
      override: { schedule: "weeks", person: "carol", from: at("2026-01-07T00:00"), to: at("2026-01-07T01:00") },
    });
    const awayFrom = (person: string, day: string) =>
      changedBy({ kind: "leave", leave: { person, from: at(`${day}T00:00`), to: at(`${day}T12:00`) } });
    expect(codeOf(() => requireAcceptable(book, asked, "bob", now))).toBe("none");
    expect(codeOf(() => requireAcceptable(otherStands, asked, "bob", now))).toBe("swap-not-yours");
    expect(codeOf(() => requireAcceptable(awayFrom("bob", "2026-01-06"), asked, "bob", now))).toBe("swap-away");
    expect(codeOf(() => requireAcceptable(awayFrom("alice", "2026-01-13"), asked, "bob", now))).toBe("swap-away");
    expect(codeOf(() => requireAcceptable(awayFrom("bob", "2026-01-09"), asked, "bob", now))).toBe("none");
  });

  it("puts each in the other's stretch", () => {
    const later = changedBy(...changesOfSwap(swap, "bob"));
    const on = (when: string): string | undefined => onCallIn(later, "weeks", at(when))?.person;
    expect([on("2026-01-05T23:59"), on("2026-01-06T00:00"), on("2026-01-07T23:59"), on("2026-01-08T00:00")]).toEqual([
      "alice",
      "bob",
      "bob",
      "alice",
    ]);
    expect([on("2026-01-12T23:59"), on("2026-01-13T00:00"), on("2026-01-14T23:59"), on("2026-01-15T00:00")]).toEqual([
      "bob",
      "alice",
      "alice",
      "bob",
    ]);
  });
});
