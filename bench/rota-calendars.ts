/**
 * Calendars of others: the largest that is taken (5 MB, 14,700 events) in less than a second, and 3,000 events that recur every week over 400
 * days. Calendars given out: a year of a person's shifts. Beside them what ical.js, which we do not use for it, takes to ask the same events
 * for their times.
 */
import ICAL from "ical.js";
import { openBook } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import { readCalendarEvents } from "#core/oncall/calendar-events.ts";
import { instant } from "#core/time/instant.ts";
import { zoneNamed } from "#core/time/zone.ts";
import { calendarText } from "#server/oncall/calendar-writing.ts";

const runs = 5;
const [now, end] = [instant("2026-01-01T00:00:00Z"), instant("2027-02-05T00:00:00Z")];

const pair = (n: number): string => String(n).padStart(2, "0");
const zone = [
  "BEGIN:VTIMEZONE",
  "TZID:Europe/Paris",
  "BEGIN:STANDARD",
  "DTSTART:19701025T030000",
  "TZOFFSETFROM:+0200",
  "TZOFFSETTO:+0100",
];
const zoneEnd = ["RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "END:VTIMEZONE"];

/** Events as programs write them, with what is not read of them too. */
function calendar(count: number, ...more: string[]): string {
  const events = Array.from({ length: count }, (_, i) => {
    const day = `2026${pair(1 + (i % 12))}${pair(1 + (i % 28))}`;
    return [
      ...["BEGIN:VEVENT", `UID:${i}@bench`, "DTSTAMP:20260101T000000Z", `DTSTART;TZID=Europe/Paris:${day}T090000`],
      ...[`DTEND;TZID=Europe/Paris:${day}T170000`, `SUMMARY:Alice Martin and some more words ${i}`, ...more],
      ...[`DESCRIPTION:${"bla ".repeat(18)}`, "ATTENDEE;CN=Alice;PARTSTAT=ACCEPTED:mailto:alice@example.com", "END:VEVENT"],
    ].join("\r\n");
  });
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...zone, ...zoneEnd, ...events, "END:VCALENDAR", ""].join("\r\n");
}

/** Of the processor, in milliseconds: what else runs does not count. */
function fastest(work: () => unknown, times = runs): number {
  const took = Array.from({ length: times }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  return Math.min(...took);
}

const large = calendar(14_700);
const weekly = calendar(3_000, "RRULE:FREQ=WEEKLY");
const read = (text: string) => readCalendarEvents(text, zoneNamed("Europe/Madrid"), now, end);
const [events, occurrences] = [read(large).events.length, read(weekly).events.length];

function askedByOther(): number {
  const component = new ICAL.Component(ICAL.parse(large));
  let years = 0;
  for (const event of component.getAllSubcomponents("vevent"))
    for (const name of ["dtstart", "dtend"]) years += (event.getFirstPropertyValue(name) as ICAL.Time).year;
  return years;
}

const layer = { name: "days", participants: ["alice"], rotation: { every: 1, unit: "days" as const }, start: "2025-01-01" };
const document = {
  ...{ guardia: 1, name: "Bench", zone: "UTC", calendars: {}, teams: {}, services: {}, customers: {}, agreements: {} },
  ...{ people: { alice: { name: "Alice" } }, schedules: { days: { zone: "Europe/Paris", layers: [layer] } } },
} as unknown as Document;
const book = openBook([{ version: 1, effectiveAt: instant("2025-01-01T00:00:00Z"), document }]);
const subject = { kind: "person", subject: "alice", language: "en" } as const;

const ms = (value: number): string => `${value.toFixed(0)} ms`;
const mb = (Buffer.byteLength(large) / 1e6).toFixed(1);
const row = (promise: string, measured: number, beside: string, limit: number): string =>
  `| ${promise} | ${ms(measured)} | ${beside} | ${measured < limit ? "yes" : "NO"} |`;
const other = `ical.js asks its events for their times in ${ms(fastest(askedByOther, 1))}`;
const written = fastest(() => calendarText(subject, book, instant("2026-01-05T00:00:00Z"), "https://guardia.example"));
console.log(
  [
    "| promise | measured | machine's limit | kept |",
    "| --- | --- | --- | --- |",
    row(
      `a calendar of ${mb} MB with ${events} events is read < 1,000 ms`,
      fastest(() => read(large)),
      other,
      1_000,
    ),
    row(
      `3,000 events that recur weekly, of which ${occurrences} are kept < 1,000 ms`,
      fastest(() => read(weekly)),
      "–",
      1_000,
    ),
    row("a year of daily shifts is written as a calendar < 200 ms", written, "–", 200),
  ].join("\n"),
);
