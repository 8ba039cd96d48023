/**
 * Shifts as a calendar (iCalendar, RFC 5545; RFC 7986 for its name and how often it is asked for). Instants are written in UTC, so that no
 * program needs to know our zones; the same model and rota give the same text on the same day.
 */
import { createHash } from "node:crypto";
import ical, { ICalCalendarMethod, ICalEventTransparency } from "ical-generator";
import type { Book } from "#core/agreement/book.ts";
import type { Document, Language } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import type { Shift } from "#core/oncall/layer.ts";
import { shiftsIn } from "#core/oncall/rota.ts";
import type { Instant } from "#core/time/instant.ts";
import { dayMs } from "#core/time/wall.ts";
import { calendarWords } from "#server/oncall/calendar-words.ts";

export type CalendarSubject = { kind: "person" | "team" | "schedule"; subject: string; language: Language };

const daysBack = 30;
const daysAhead = 366;
/** Turns are seldom longer: where one began is part of its name. */
const longestTurnDays = 400;
const askedEverySeconds = 3_600;
/** By the hour, of a whole team: more than any program shows. */
const mostEvents = 10_000;

/** What the text depends on, so that a program that has it already is told so. */
export function calendarTag({ kind, subject, language }: CalendarSubject, book: Book, now: Instant, publicUrl: string): string {
  const parts = [kind, subject, language, book.latest, book.rota.version, Math.floor(now / dayMs), publicUrl];
  return `"${createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 27)}"`;
}

type Named = { schedule: string; shift: Shift };

/** Shifts from 30 days before today to 366 after it; of a person and a team, in all schedules. */
export function calendarText(subject: CalendarSubject, book: Book, now: Instant, publicUrl: string): string {
  const document = book.documentAt(now);
  const words = calendarWords[subject.language];
  const today = Math.floor(now / dayMs) * dayMs;
  const nameOf = (person: string): string => document?.people?.[person]?.name ?? person;
  const calendar = ical({
    name: escaped(words.of(subject.kind, subjectName(subject, document))),
    prodId: { company: "Guardia", product: "On call", language: subject.language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    ttl: askedEverySeconds,
    x: [{ key: "X-WR-TIMEZONE", value: zoneOf(subject, document) }],
  });
  for (const { schedule, shift } of namedShifts(subject, book, document, today)) {
    const reason = shift.layer === null ? words.override : words.layer(shift.layer);
    calendar.createEvent({
      id: `${eventName(schedule, shift)}@${new URL(publicUrl).hostname}`,
      ...{ start: new Date(shift.from), end: new Date(shift.to), stamp: new Date(today) },
      summary: subject.kind === "person" ? words.onCall(schedule) : words.shift(nameOf(shift.person), schedule),
      description: subject.kind === "person" ? reason : `${nameOf(shift.person)}. ${reason}`,
      url: `${publicUrl}/oncall`,
      // Being on call does not make one busy: meetings may be booked.
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  return calendar.toString();
}

function namedShifts(subject: CalendarSubject, book: Book, document: Document | null, today: number): Named[] {
  const from = (today - longestTurnDays * dayMs) as Instant;
  const to = (today + daysAhead * dayMs) as Instant;
  const schedules = subject.kind === "schedule" ? [subject.subject] : Object.keys(document?.schedules ?? {});
  const isMeant = chooserOf(subject, document);
  return schedules
    .flatMap((schedule) => shiftsIn(book, schedule, from, to).map((shift) => ({ schedule, shift })))
    .filter(({ shift }) => shift.to > today - daysBack * dayMs && isMeant(shift.person))
    .sort((a, b) => a.shift.from - b.shift.from)
    .slice(0, mostEvents);
}

function chooserOf({ kind, subject }: CalendarSubject, document: Document | null): (person: string) => boolean {
  if (kind === "schedule") return () => true;
  const members = new Set(kind === "person" ? [subject] : (document?.teams[subject]?.members ?? []));
  return (person) => members.has(person);
}

/** The same for the same shift, whenever it is asked: programs find by it what moved and what went. */
const eventName = (schedule: string, { person, from }: Shift): string =>
  createHash("sha256")
    .update(JSON.stringify([schedule, person, from]))
    .digest("hex")
    .slice(0, 32);

/** In the link's language; the key of what the model does not know any more. */
export function subjectName({ kind, subject, language }: CalendarSubject, document: Document | null): string {
  if (kind === "person") return document?.people?.[subject]?.name ?? subject;
  const team = document?.teams[subject];
  return kind === "team" && team !== undefined ? textIn(team.name, language) : subject;
}

function zoneOf({ kind, subject }: CalendarSubject, document: Document | null): string {
  const own =
    kind === "person" ? document?.people?.[subject]?.zone : kind === "schedule" ? document?.schedules?.[subject]?.zone : undefined;
  return own ?? document?.zone ?? "UTC";
}

/** The library writes a calendar's name as it is given. */
const escaped = (name: string): string => name.replaceAll(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll(/\s+/g, " ");
