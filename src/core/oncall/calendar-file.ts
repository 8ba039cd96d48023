/**
 * Calendar files (iCalendar, RFC 5545 §3.1) as components with their properties. Written by many programs, not all of them with care: what
 * cannot be read is left out, and only what is no calendar, or was cut off on its way, is refused.
 */
import { Refusal } from "#core/refusal.ts";

export type Property = { name: string; parameters: ReadonlyMap<string, string>; value: string };
export type Component = { name: string; properties: Property[]; components: Component[] };

/** Of the thousands of lines of a large file, those that say when and who. */
const read = new Set([
  ...["UID", "SEQUENCE", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE"],
  ...["STATUS", "TRANSP", "SUMMARY", "ATTENDEE", "X-MICROSOFT-CDO-BUSYSTATUS"],
  ...["TZID", "TZOFFSETFROM", "TZOFFSETTO"],
]);

/** The calendars of a file, each with all that is in it. Refuses `bad-calendar-file` and `calendar-file-cut`. */
export function readCalendarFile(text: string): Component[] {
  if (!/^\uFEFF?\s*BEGIN:VCALENDAR/i.test(text)) {
    const begins = text.trim().slice(0, 40).replaceAll(/\s+/g, " ");
    const isPage = /^<(!doctype|html)/i.test(begins);
    throw new Refusal(
      "bad-calendar-file",
      isPage
        ? "That is a web page and no calendar: take the address that the calendar's settings call iCal, ICS or secret address."
        : `That is no calendar: a file that begins with BEGIN:VCALENDAR is wanted, and this one begins with "${begins}".`,
      { begins, isPage },
    );
  }
  const calendars: Component[] = [];
  const open: Component[] = [];
  for (const line of linesOf(text)) {
    const mark = /^(BEGIN|END):([\w-]+)\s*$/i.exec(line);
    if (mark === null) addProperty(open.at(-1), line);
    else if (mark[1]!.toUpperCase() === "BEGIN") begin(mark[2]!.toUpperCase(), open, calendars);
    else end(mark[2]!.toUpperCase(), open);
  }
  if (open.length > 0) {
    const sentence =
      "The calendar breaks off before its end: only a whole one is taken, so that nobody falls out of the rota with the rest.";
    throw new Refusal("calendar-file-cut", sentence);
  }
  return calendars;
}

/** Lines that begin with a space or a tab go on with the one before. */
const linesOf = (text: string): string[] =>
  text
    .replace(/^\uFEFF?\s*/, "")
    .replaceAll(/(?:\r\n|\r|\n)[ \t]/g, "")
    .split(/\r\n|\r|\n/);

function begin(name: string, open: Component[], calendars: Component[]): void {
  const component: Component = { name, properties: [], components: [] };
  const parent = open.at(-1);
  if (parent !== undefined) parent.components.push(component);
  else if (name === "VCALENDAR") calendars.push(component);
  open.push(component);
}

/** What was opened inside and not ended ends with it; an end of nothing is nothing. */
function end(name: string, open: Component[]): void {
  const at = open.findLastIndex((each) => each.name === name);
  if (at >= 0) open.splice(at);
}

/** Ten thousand dates that are left out stand in one line; whatever is longer is no date. */
const longestLine = 200_000;

function addProperty(component: Component | undefined, line: string): void {
  if (component === undefined || line.length > longestLine) return;
  const name = /^[\w-]+/.exec(line)?.[0].toUpperCase();
  if (name === undefined || !read.has(name)) return;
  const parts = /^[\w-]+((?:;[^:;="]+=(?:"[^"]*"|[^:;"])*)*):(.*)$/s.exec(line);
  // Quotes that nobody closed: whatever stands before the first colon.
  const [written = "", value] = parts === null ? [undefined, /^[^:]*:(.*)$/s.exec(line)?.[1]] : [parts[1], parts[2]];
  if (value !== undefined) component.properties.push({ name, parameters: parametersOf(written), value });
}

function parametersOf(written: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name, value] of written.matchAll(/;([^:;="]+)=((?:"[^"]*"|[^:;"])*)/g))
    parameters.set(name!.trim().toUpperCase(), value!.replaceAll('"', "").trim());
  return parameters;
}

/** The value of the first property of that name. */
export const firstOf = (component: Component, name: string): string | undefined =>
  component.properties.find((property) => property.name === name)?.value;

/** Text as it is meant, in one line. */
export const plainText = (value: string): string =>
  value
    .replaceAll(/\\([nN,;\\])/g, (_, sign: string) => (sign === "n" || sign === "N" ? " " : sign))
    .replaceAll(/\s+/g, " ")
    .trim();
