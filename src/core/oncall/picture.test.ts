import { describe, expect, it } from "vitest";
import { openBook } from "#core/agreement/book.ts";
import type { Document, Schedule } from "#core/model/document.ts";
import { emptyRota } from "#core/model/rota.ts";
import { pictureOf } from "#core/oncall/picture.ts";
import { type Instant, instant, toIso } from "#core/time/instant.ts";

const layer = (name: string, participants: string[], restrict?: Record<string, string[]>) => ({
  ...{ name, participants, rotation: { every: 1, unit: "weeks" as const, handover: "09:00", on: "mon" }, start: "2026-11-02" },
  ...(restrict === undefined ? {} : { restrict }),
});
const nights: Schedule = {
  ...{ zone: "Europe/Madrid", covers: "office" },
  layers: [layer("weeks", ["ana", "bo"], { mon: ["09:00-12:00"] }), layer("evenings", ["cy"], { mon: ["11:00-14:00"] })],
  leave: [{ person: "bo", from: "2026-11-17", to: "2026-11-17" }],
};
const document = (schedules: Record<string, Schedule>) =>
  ({
    ...{ guardia: 1, name: "Meridian", zone: "Europe/Madrid", teams: {}, services: {}, customers: {}, agreements: {} },
    calendars: { office: { zone: "Europe/Madrid", hours: { "mon-fri": ["09:00-17:00"] } } },
    people: { ana: { name: "Ana Gil", holidays: "ES-MD" }, bo: { name: "Bo Lund" } },
    schedules,
  }) as unknown as Document;

const at = (text: string): Instant => instant(text);
const order = { from: at("2026-11-09T00:00:00Z"), to: at("2026-11-10T00:00:00Z"), schedule: null, hasLayers: true };
const told = ({ from, to, ...rest }: { from: Instant; to: Instant }) => [
  toIso(from).slice(11, 16),
  toIso(to).slice(11, 16),
  ...Object.values(rest),
];
const book = (rota = emptyRota) =>
  openBook([{ version: 1, effectiveAt: at("2026-01-01T00:00:00Z"), document: document({ nights }) }], rota);

describe("the picture of a rota", () => {
  it("has the final shifts, what each layer would give alone, and the hours to be covered in which nobody is there", () => {
    const [schedule] = pictureOf(book(), order).schedules;
    expect(schedule!.shifts.map(told)).toEqual([
      ["08:00", "10:00", "bo", "weeks"],
      ["10:00", "13:00", "cy", "evenings"],
    ]);
    expect(schedule!.layers.map(({ name, shifts }) => [name, ...shifts.map(told)])).toEqual([
      ["weeks", ["08:00", "11:00", "bo", "weeks"]],
      ["evenings", ["10:00", "13:00", "cy", "evenings"]],
    ]);
    expect(schedule!.gaps.map(told)).toEqual([["13:00", "16:00"]]);
    expect(pictureOf(book(), { ...order, hasLayers: false }).schedules[0]!.layers).toEqual([]);
  });

  it("has overrides and leave of the stretch, recorded or the model's, and nothing of another one", () => {
    const one = { person: "ana", from: at("2026-11-09T13:00:00Z"), to: at("2026-11-09T15:00:00Z") };
    const later = { from: at("2026-12-01T00:00:00Z"), to: at("2026-12-02T00:00:00Z") };
    const rota = {
      ...{ ...emptyRota, version: 3, leave: [{ id: 7, ...one, person: "cy" }] },
      overrides: [
        { id: 4, schedule: "nights", ...one },
        { id: 5, schedule: "nights", person: "bo", ...later },
      ],
    };
    const picture = pictureOf(book(rota), order);
    expect(picture.overrides.map(({ id }) => id)).toEqual([4]);
    expect(picture.leave.map(({ id, person }) => [id, person])).toEqual([[7, "cy"]]);
    expect(picture.schedules[0]!.gaps.map(told)).toEqual([["15:00", "16:00"]]);
    const week = pictureOf(book(), { ...order, to: at("2026-11-18T00:00:00Z") });
    expect(week.leave.map(({ id, person }) => [id, person])).toEqual([[null, "bo"]]);
  });

  it("has the public holidays of those in it, by their region, and the people's names", () => {
    const { holidays, people } = pictureOf(book(), { ...order, from: at("2026-12-01T00:00:00Z"), to: at("2026-12-28T00:00:00Z") });
    expect(holidays.map(({ region, date }) => `${region} ${date}`)).toEqual([
      "ES-MD 2026-12-06",
      "ES-MD 2026-12-07",
      "ES-MD 2026-12-08",
      "ES-MD 2026-12-25",
    ]);
    expect(people.map(({ person, name }) => [person, name])).toEqual([
      ["ana", "Ana Gil"],
      ["bo", "Bo Lund"],
      ["cy", "cy"],
    ]);
  });

  it("follows a change of the model in the middle, and shows one schedule alone when it is asked for", () => {
    const changed = { ...nights, layers: [layer("weeks", ["ana"], { mon: ["09:00-12:00"] })] };
    const two = openBook([
      { version: 1, effectiveAt: at("2026-01-01T00:00:00Z"), document: document({ nights }) },
      { version: 2, effectiveAt: at("2026-11-09T09:00:00Z"), document: document({ nights: changed, days: nights }) },
    ]);
    const picture = pictureOf(two, order);
    expect(picture.schedules.map(({ name }) => name)).toEqual(["nights", "days"]);
    expect(picture.schedules[0]!.shifts.map(told)).toEqual([
      ["08:00", "09:00", "bo", "weeks"],
      ["09:00", "11:00", "ana", "weeks"],
    ]);
    expect(pictureOf(two, { ...order, schedule: "days" }).schedules.map(({ name }) => name)).toEqual(["days"]);
  });
});
