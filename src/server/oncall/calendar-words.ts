/** The words of calendars that are given out, in the language that whoever made the address chose. */
import type { Language } from "#core/model/document.ts";

type Words = {
  /** The calendar's own name. */
  of(kind: "person" | "team" | "schedule", name: string): string;
  onCall(schedule: string): string;
  shift(person: string, schedule: string): string;
  layer(name: string): string;
  override: string;
};

export const calendarWords: Readonly<Record<Language, Words>> = {
  en: {
    of: (_, name) => `On call: ${name}`,
    onCall: (schedule) => `On call: ${schedule}`,
    shift: (person, schedule) => `${person} · ${schedule}`,
    layer: (name) => `Layer: ${name}`,
    override: "Stands in for somebody",
  },
  fr: {
    of: (_, name) => `Astreinte : ${name}`,
    onCall: (schedule) => `Astreinte : ${schedule}`,
    shift: (person, schedule) => `${person} · ${schedule}`,
    layer: (name) => `Couche : ${name}`,
    override: "Remplace quelqu’un",
  },
  es: {
    of: (_, name) => `Guardia: ${name}`,
    onCall: (schedule) => `Guardia: ${schedule}`,
    shift: (person, schedule) => `${person} · ${schedule}`,
    layer: (name) => `Capa: ${name}`,
    override: "Sustituye a alguien",
  },
};
