/** An announcement as it is being written, and as the API takes it. Pure; instants are wall times of the writer's zone. */
import type { Announcement, AnnouncementOrder } from "../api/portal.ts";
import { type LanguageCode, languageCodes } from "../language/language.tsx";

export type Draft = {
  severity: Announcement["severity"];
  customers: readonly string[];
  services: readonly string[];
  /** `2026-03-02T09:00`, as a browser's own field writes it; empty for none. */
  from: string;
  until: string;
  texts: Readonly<Record<LanguageCode, { title: string; body: string }>>;
};

const nothing = { title: "", body: "" };

export const emptyDraft = (now: number, zone: string): Draft => ({
  ...{ severity: "information", customers: [], services: [], from: wallTime(now, zone), until: "" },
  texts: { en: nothing, fr: nothing, es: nothing },
});

export const draftOf = ({ severity, customers, services, from, until, texts }: Announcement, zone: string): Draft => ({
  ...{ severity, customers: customers ?? [], services },
  from: wallTime(Date.parse(from), zone),
  until: until === null ? "" : wallTime(Date.parse(until), zone),
  texts: { en: texts.en ?? nothing, fr: texts.fr ?? nothing, es: texts.es ?? nothing },
});

/** In which languages something is written, a text without a title included: the server says what is missing. */
const written = ({ texts }: Draft): LanguageCode[] =>
  languageCodes.filter((code) => texts[code].title.trim() !== "" || texts[code].body.trim() !== "");

/** There is a title in one language at least, and no text without one. */
export const isComplete = (draft: Draft): boolean => {
  const codes = written(draft);
  return codes.length > 0 && codes.every((code) => draft.texts[code].title.trim() !== "");
};

export function orderOf(draft: Draft, zone: string): AnnouncementOrder {
  const { severity, customers, services, from, until, texts } = draft;
  return {
    ...{ severity, customers: customers.length === 0 ? null : [...customers], services: [...services] },
    from: new Date(instantOf(from, zone)).toISOString(),
    until: until === "" ? null : new Date(instantOf(until, zone)).toISOString(),
    texts: Object.fromEntries(written(draft).map((code) => [code, { title: texts[code].title.trim(), body: texts[code].body }])),
  };
}

/** `2026-03-02T09:00` in the zone. */
export function wallTime(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(at);
  return parts.replace(" ", "T").slice(0, 16);
}

/** The instant at which a clock of the zone reads this; of a repeated hour the first, of a skipped one the first after it. */
export function instantOf(wall: string, zone: string): number {
  const asUtc = Date.parse(`${wall}:00Z`);
  const offsetAt = (at: number): number => Date.parse(`${wallTime(at, zone)}:00Z`) - Math.floor(at / 60_000) * 60_000;
  const guesses = [asUtc - offsetAt(asUtc - 86_400_000), asUtc - offsetAt(asUtc + 86_400_000)].sort((a, b) => a - b);
  return guesses.find((at) => wallTime(at, zone) === wall) ?? guesses[1]!;
}
