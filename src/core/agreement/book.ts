/**
 * All versions of the support model as one book that can be opened at any instant. Calendars of several versions are spliced
 * into one, so that a change of calendar applies from its effective instant on and what ran before keeps what held then.
 */
import { compileTerms, type Terms } from "#core/agreement/terms.ts";
import { canonical } from "#core/canonical.ts";
import type { Document } from "#core/model/document.ts";
import { emptyRota, type Rota } from "#core/model/rota.ts";
import { type Calendar, type CalendarSource, compileCalendar, spliceCalendars } from "#core/time/calendar.ts";
import type { Instant } from "#core/time/instant.ts";

export type ModelVersion = { version: number; effectiveAt: Instant; document: Document };

type CalendarEdition = { version: number; from: Instant; text: string; calendar: Calendar };

export type Book = {
  /** Number of the newest version, in force or yet to come; 0 for an empty book. */
  readonly latest: number;
  /** In the order in which they take effect. */
  readonly versions: readonly ModelVersion[];
  /** What people changed in the rota. */
  readonly rota: Rota;
  documentAt(at: Instant): Document | null;
  /** The calendar of that name, over all versions. Refuses nothing: a name that no version knows is a bug. */
  calendar(name: string): Calendar;
  calendarVersionAt(name: string, at: Instant): number;
  /** The version of an agreement in force at an instant; the first one also rules before it was written. */
  termsAt(agreementId: string, at: Instant): Terms | null;
  /** A version by its number: what a ticket says holds for it. */
  termsVersion(agreementId: string, version: number): Terms | null;
  /** The customer's agreement that covers a service at an instant: by service and by the agreement's own period. */
  agreementFor(customerId: string, service: string | null, at: Instant): Terms | null;
  /** The instant from which the version after this one holds, in the past or yet to come; null for the newest. */
  nextTermsAfter(agreementId: string, version: number): Instant | null;
};

/** The same book with another rota: nothing else is compiled again. */
export const withRota = (book: Book, rota: Rota): Book => ({ ...book, rota });

/** @param versions ascending by `effectiveAt`; the first also rules all that lies before it */
export function openBook(versions: readonly ModelVersion[], rota: Rota = emptyRota): Book {
  const calendars = calendarEditions(versions);
  const agreements = agreementEditions(versions);
  const spliced = new Map<string, Calendar>([["always", compileCalendar("always")]]);
  for (const [name, editions] of calendars) {
    spliced.set(name, editions.length === 1 ? editions[0]!.calendar : spliceCalendars(editions));
  }
  const termsAt = (agreementId: string, at: Instant): Terms | null => {
    const editions = agreements.get(agreementId);
    return editions === undefined ? null : inForce(editions, at, (terms) => terms.effectiveAt);
  };
  return {
    versions,
    rota,
    latest: versions.reduce((highest, { version }) => Math.max(highest, version), 0),
    documentAt: (at) => (versions.length === 0 ? null : inForce(versions, at, (each) => each.effectiveAt).document),
    calendar: (name) => {
      const calendar = spliced.get(name);
      if (calendar === undefined) throw new Error(`no calendar "${name}" in the book`);
      return calendar;
    },
    calendarVersionAt: (name, at) => {
      const editions = calendars.get(name);
      return editions === undefined ? 1 : inForce(editions, at, (edition) => edition.from).version;
    },
    termsAt,
    termsVersion: (agreementId, version) => agreements.get(agreementId)?.[version - 1] ?? null,
    agreementFor: (customerId, service, at) => {
      for (const agreementId of agreements.keys()) {
        const terms = termsAt(agreementId, at);
        if (terms === null || terms.agreement.customer !== customerId) continue;
        if (service !== null && !terms.agreement.services.includes(service)) continue;
        if (terms.from <= at && at < terms.until) return terms;
      }
      return null;
    },
    nextTermsAfter: (agreementId, version) => agreements.get(agreementId)?.[version]?.effectiveAt ?? null,
  };
}

function inForce<T>(editions: readonly T[], at: Instant, from: (edition: T) => Instant): T {
  for (let i = editions.length - 1; i > 0; i--) {
    const edition = editions[i]!;
    if (from(edition) <= at) return edition;
  }
  return editions[0]!;
}

function calendarEditions(versions: readonly ModelVersion[]): Map<string, CalendarEdition[]> {
  const byName = new Map<string, CalendarEdition[]>();
  for (const { effectiveAt, document } of versions) {
    for (const [name, source] of Object.entries(document.calendars)) {
      const text = canonical(expand(source, document, new Set([name])));
      const editions = byName.get(name) ?? [];
      byName.set(name, editions);
      if (editions.at(-1)?.text === text) continue;
      const calendar = compileCalendar(source, { resolve: (other) => document.calendars[other] });
      editions.push({ version: editions.length + 1, from: effectiveAt, text, calendar });
    }
  }
  return byName;
}

/** Writes the calendars that a composition names in full, so that a change deep below counts as a change. */
function expand(source: CalendarSource, document: Document, seen: ReadonlySet<string>): unknown {
  if (typeof source === "string") {
    const named = document.calendars[source];
    return named === undefined || seen.has(source) ? source : expand(named, document, new Set([...seen, source]));
  }
  const expanded: Record<string, unknown> = { ...source };
  for (const key of ["anyOf", "allOf", "except"]) {
    const members = expanded[key];
    if (Array.isArray(members)) expanded[key] = members.map((member: CalendarSource) => expand(member, document, seen));
  }
  return expanded;
}

function agreementEditions(versions: readonly ModelVersion[]): Map<string, Terms[]> {
  const byId = new Map<string, Terms[]>();
  const written = new Map<string, string>();
  for (const { effectiveAt, document } of versions) {
    for (const [id, agreement] of Object.entries(document.agreements)) {
      const text = canonical({ agreement, matrix: document.matrix });
      if (written.get(id) === text) continue;
      written.set(id, text);
      const editions = byId.get(id) ?? [];
      byId.set(id, editions);
      editions.push(compileTerms(id, agreement, document, editions.length + 1, effectiveAt));
    }
  }
  return byId;
}
