import { describe, expect, it } from "vitest";
import { draftOf, emptyDraft, instantOf, isComplete, orderOf, wallTime } from "./announcement-draft.ts";

const zone = "Europe/Madrid";
const at = (text: string): number => Date.parse(text);

describe("wall times", () => {
  it.each([
    ["2026-03-02T09:00", "2026-03-02T08:00:00Z"],
    ["2026-07-02T09:00", "2026-07-02T07:00:00Z"],
    ["2026-10-25T02:30", "2026-10-25T00:30:00Z"],
    ["2026-03-29T02:30", "2026-03-29T01:30:00Z"],
  ])("%s in Madrid is %s", (wall, instant) => {
    expect(instantOf(wall, zone)).toBe(at(instant));
  });

  it("are read back as they were written", () => {
    for (const wall of ["2026-01-01T00:00", "2026-03-29T03:00", "2026-12-31T23:59"]) {
      for (const each of [zone, "America/Lima", "Asia/Kolkata", "UTC"]) expect(wallTime(instantOf(wall, each), each)).toBe(wall);
    }
  });
});

describe("an announcement being written", () => {
  const empty = emptyDraft(at("2026-03-02T08:00:00Z"), zone);

  it("needs a title in each language in which it says something", () => {
    expect(isComplete(empty)).toBe(false);
    const titled = { ...empty, texts: { ...empty.texts, en: { title: "Tonight", body: "" } } };
    expect(isComplete(titled)).toBe(true);
    expect(isComplete({ ...titled, texts: { ...titled.texts, fr: { title: "", body: "Ce soir" } } })).toBe(false);
  });

  it("becomes an order, and the announcement a draft again", () => {
    const draft = {
      ...empty,
      customers: ["acme"],
      until: "2026-03-03T09:00",
      texts: { ...empty.texts, es: { title: " Esta noche ", body: "b" } },
    };
    const order = orderOf(draft, zone);
    expect(order).toEqual({
      severity: "information",
      customers: ["acme"],
      services: [],
      from: "2026-03-02T08:00:00.000Z",
      until: "2026-03-03T08:00:00.000Z",
      texts: { es: { title: "Esta noche", body: "b" } },
    });
    expect(draftOf({ id: "1", ...order }, zone)).toEqual({ ...draft, texts: { ...draft.texts, es: { title: "Esta noche", body: "b" } } });
    expect(orderOf({ ...draft, customers: [] }, zone).customers).toBeNull();
  });
});
