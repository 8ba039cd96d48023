import fc from "fast-check";
import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { readCalendarEvents } from "#core/oncall/calendar-events.ts";
import type { Instant } from "#core/time/instant.ts";
import { occurrencesOf, readRule } from "#core/time/recurrence.ts";
import { zoneNamed } from "#core/time/zone.ts";

const at = (text: string): Instant => Date.parse(text) as Instant;
const [january, december] = [at("2026-01-01T00:00:00Z"), at("2026-12-31T00:00:00Z")];
const short = (instant: number): string => new Date(instant).toISOString().slice(0, 16);

const calendar = (...lines: string[]): string => ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
const event = (...lines: string[]): string[] => ["BEGIN:VEVENT", "UID:one@example.com", "SUMMARY:Alice", ...lines, "END:VEVENT"];

const read = (text: string, zone = "Europe/Paris", from = january, to = december) => readCalendarEvents(text, zoneNamed(zone), from, to);
/** From, to and words of each event, with how it counts where it does not. */
const told = (text: string, zone?: string): string[] =>
  read(text, zone).events.map(({ from, to, words, isFree }) => `${short(from)} ${short(to)} ${words}${isFree ? " (free)" : ""}`);

const paris = (name: string, wall: string): string => `${name};TZID=Europe/Paris:${wall}`;
const weekend = [paris("DTSTART", "20260327T180000"), paris("DTEND", "20260330T080000")];

describe("one event", () => {
  it.each<[string, string[], string[]]>([
    ["in UTC", ["DTSTART:20260302T080000Z", "DTEND:20260302T160000Z"], ["2026-03-02T08:00 2026-03-02T16:00 Alice"]],
    ["over a change of the clocks", weekend, ["2026-03-27T17:00 2026-03-30T06:00 Alice"]],
    [
      "floating, in the zone of the schedule",
      ["DTSTART:20260701T090000", "DTEND:20260701T100000"],
      ["2026-07-01T07:00 2026-07-01T08:00 Alice"],
    ],
    ["a whole day", ["DTSTART;VALUE=DATE:20260329", "DTEND;VALUE=DATE:20260330"], ["2026-03-28T23:00 2026-03-29T22:00 Alice"]],
    ["a whole day without an end", ["DTSTART;VALUE=DATE:20260302"], ["2026-03-01T23:00 2026-03-02T23:00 Alice"]],
    [
      "a whole day that ends on itself",
      ["DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260302"],
      ["2026-03-01T23:00 2026-03-02T23:00 Alice"],
    ],
    [
      "with a duration of days, by the wall",
      [paris("DTSTART", "20260328T090000"), "DURATION:P1D"],
      ["2026-03-28T08:00 2026-03-29T07:00 Alice"],
    ],
    [
      "with a duration of hours, by the clock",
      [paris("DTSTART", "20260328T090000"), "DURATION:PT24H"],
      ["2026-03-28T08:00 2026-03-29T08:00 Alice"],
    ],
    [
      "from one zone into another",
      [paris("DTSTART", "20260302T090000"), "DTEND;TZID=Asia/Tokyo:20260302T200000"],
      ["2026-03-02T08:00 2026-03-02T11:00 Alice"],
    ],
    [
      "at a time that the spring leaves out",
      [paris("DTSTART", "20260329T023000"), paris("DTEND", "20260329T040000")],
      ["2026-03-29T01:30 2026-03-29T02:00 Alice"],
    ],
    [
      "at a time that the autumn repeats",
      [paris("DTSTART", "20261025T023000"), paris("DTEND", "20261025T040000")],
      ["2026-10-25T00:30 2026-10-25T03:00 Alice"],
    ],
    [
      "in a zone with its register's name",
      ["DTSTART;TZID=/freeassociation.sourceforge.net/America/New_York:20260702T090000", "DURATION:PT1H"],
      ["2026-07-02T13:00 2026-07-02T14:00 Alice"],
    ],
    ["in a quoted zone", ['DTSTART;TZID="Europe/Paris":20260702T090000', "DURATION:PT1H"], ["2026-07-02T07:00 2026-07-02T08:00 Alice"]],
    [
      "transparent",
      ["DTSTART:20260302T080000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT"],
      ["2026-03-02T08:00 2026-03-02T09:00 Alice (free)"],
    ],
    ["tentative", ["DTSTART:20260302T080000Z", "DURATION:PT1H", "STATUS:TENTATIVE"], ["2026-03-02T08:00 2026-03-02T09:00 Alice (free)"]],
    [
      "out of office, whatever else",
      ["DTSTART:20260302T080000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"],
      ["2026-03-02T08:00 2026-03-02T09:00 Alice"],
    ],
    ["cancelled", ["DTSTART:20260302T080000Z", "DURATION:PT1H", "STATUS:CANCELLED"], []],
    ["that lasts no time", ["DTSTART:20260302T080000Z"], []],
    ["that ends before it begins", ["DTSTART:20260302T080000Z", "DTEND:20260301T080000Z"], []],
    ["without a start", ["DTEND:20260301T080000Z"], []],
    ["on a day that does not exist", ["DTSTART:20260231T080000Z", "DURATION:PT1H"], []],
    ["that was over before", ["DTSTART:20251231T080000Z", "DURATION:PT1H"], []],
    ["that goes on from before", ["DTSTART:20251231T080000Z", "DTEND:20260101T080000Z"], ["2025-12-31T08:00 2026-01-01T08:00 Alice"]],
    ["folded in the middle", ["DTSTART:202603", " 02T080000Z", "DURATION:P", "\tT1H"], ["2026-03-02T08:00 2026-03-02T09:00 Alice"]],
  ])("%s", (_, lines, expected) => {
    expect(told(calendar(...event(...lines)))).toEqual(expected);
  });

  it("is read as it is meant: escapes, spaces, capitals, a mark before the file, lines that end in other ways", () => {
    const text = `\uFEFFbegin:vcalendar\nbegin:vevent\ndtstart:20260302T080000Z\nduration:pt1h\nsummary;language=fr:Alice\\, l'astreinte\\n  (nuit)\\; \\\\o/\nend:vevent\nend:vcalendar`;
    expect(told(text)).toEqual(["2026-03-02T08:00 2026-03-02T09:00 Alice, l'astreinte (nuit); \\o/"]);
  });

  it("knows who takes part, without rooms and without those who said no", () => {
    const lines = [
      ...["DTSTART:20260302T080000Z", "DURATION:PT1H", 'ATTENDEE;CN="Alice: on call; primary";PARTSTAT=ACCEPTED:mailto:Alice@Example.com'],
      ...["ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.com", "ATTENDEE;CUTYPE=ROOM:MAILTO:room@example.com", "ATTENDEE:tel:+331"],
    ];
    expect(read(calendar(...event(...lines))).events[0]?.addresses).toEqual(["alice@example.com"]);
  });
});

describe("recurrences", () => {
  it("keep their wall times over a change of the clocks", () => {
    const lines = event(paris("DTSTART", "20260323T090000"), paris("DTEND", "20260330T090000"), "RRULE:FREQ=WEEKLY;COUNT=2");
    expect(told(calendar(...lines))).toEqual(["2026-03-23T08:00 2026-03-30T07:00 Alice", "2026-03-30T07:00 2026-04-06T07:00 Alice"]);
  });

  it("leave out single dates, written as times or as whole days, and take in others", () => {
    const rule = [paris("DTSTART", "20260302T090000"), "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20260305T235959Z"];
    const except = [paris("EXDATE", "20260303T090000"), "EXDATE;VALUE=DATE:20260304", "RDATE:20260401T120000Z,20260402T120000Z"];
    expect(told(calendar(...event(...rule, ...except))).map((line) => line.slice(0, 16))).toEqual([
      ...["2026-03-02T08:00", "2026-03-05T08:00", "2026-04-01T12:00", "2026-04-02T12:00"],
    ]);
  });

  it("have single occurrences moved, renamed and cancelled, in whichever order they are written", () => {
    const moved = [
      ...["BEGIN:VEVENT", "UID:one@example.com", paris("RECURRENCE-ID", "20260309T090000"), "SUMMARY:Bob", "SEQUENCE:2"],
      ...[paris("DTSTART", "20260310T140000"), "DURATION:PT2H", "END:VEVENT"],
    ];
    const older = moved.map((line) => (line === "SUMMARY:Bob" ? "SUMMARY:Nobody" : line === "SEQUENCE:2" ? "SEQUENCE:1" : line));
    const cancelled = [
      ...["BEGIN:VEVENT", "UID:one@example.com", "RECURRENCE-ID:20260316T080000Z", "STATUS:CANCELLED", "SUMMARY:Alice"],
      ...[paris("DTSTART", "20260316T090000"), "DURATION:PT1H", "END:VEVENT"],
    ];
    const master = event(paris("DTSTART", "20260302T090000"), "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4");
    const expected = [
      "2026-03-02T08:00 2026-03-02T09:00 Alice",
      "2026-03-10T13:00 2026-03-10T15:00 Bob",
      "2026-03-23T08:00 2026-03-23T09:00 Alice",
    ];
    expect(told(calendar(...moved, ...older, ...master, ...cancelled))).toEqual(expected);
    expect(told(calendar(...cancelled, ...master, ...older, ...moved))).toEqual(expected);
  });

  it("are moved from one occurrence on", () => {
    const master = event(paris("DTSTART", "20260302T090000"), "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3");
    const later = [
      ...["BEGIN:VEVENT", "UID:one@example.com", "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20260309T090000", "SUMMARY:Bob"],
      ...[paris("DTSTART", "20260309T110000"), "DURATION:PT3H", "END:VEVENT"],
    ];
    expect(told(calendar(...master, ...later))).toEqual([
      ...["2026-03-02T08:00 2026-03-02T09:00 Alice", "2026-03-09T10:00 2026-03-09T13:00 Bob", "2026-03-16T10:00 2026-03-16T13:00 Bob"],
    ]);
  });

  it("stand alone where the event that they belong to is not in the file", () => {
    const lines = event("RECURRENCE-ID:20260309T080000Z", "DTSTART:20260309T100000Z", "DURATION:PT1H");
    expect(told(calendar(...lines))).toEqual(["2026-03-09T10:00 2026-03-09T11:00 Alice"]);
  });

  it("by a rule that cannot be read happen once, and that is said", () => {
    const { events, figures } = read(calendar(...event("DTSTART:20260302T080000Z", "DURATION:PT1H", "RRULE:FREQ=SECONDLY")));
    expect([events.length, figures.unread]).toEqual([1, 1]);
  });

  it("end, however they are written: a rule that never meets, and one for ever from long ago", () => {
    const never = event("DTSTART:19700101T000000Z", "DURATION:PT1H", "RRULE:FREQ=HOURLY;COUNT=5;BYMONTH=2;BYMONTHDAY=30");
    const forever = event("DTSTART:19010101T000000Z", "DURATION:PT1H", "RRULE:FREQ=HOURLY");
    expect(read(calendar(...never)).events).toEqual([]);
    const { events, figures } = read(calendar(...forever));
    expect([events.length, figures.isCut]).toEqual([364 * 24, false]);
    const many = calendar(...Array.from({ length: 5 }, (_, i) => ["BEGIN:VEVENT", `UID:${i}`, ...forever.slice(2)]).flat());
    const cut = read(many);
    expect([cut.events.length, cut.figures.isCut]).toEqual([20_000, true]);
  });

  it("without a zone are as another reader of calendars has them, where it reads rules rightly", () => {
    const part = (name: string, values: readonly string[]) =>
      fc.subarray([...values], { minLength: 1, maxLength: 3 }).map((chosen) => `;${name}=${chosen.join(",")}`);
    const days = part("BYDAY", ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]);
    const rule = fc.oneof(
      fc.tuple(fc.constant("FREQ=DAILY"), fc.constantFrom("", ";BYHOUR=7,19")),
      fc.tuple(fc.constant("FREQ=WEEKLY"), fc.oneof(fc.constant(""), days)),
      fc.tuple(fc.constant("FREQ=MONTHLY"), fc.oneof(part("BYDAY", ["1MO", "-1FR", "3WE"]), part("BYMONTHDAY", ["1", "15", "28", "-1"]))),
      fc.tuple(fc.constant("FREQ=YEARLY"), fc.constantFrom("", ";BYMONTH=3,9")),
    );
    fc.assert(
      fc.property(rule, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 27 }), ([frequency, more], interval, day) => {
        const text = `${frequency};INTERVAL=${interval};COUNT=12${more}`;
        const start = Date.UTC(2026, 0, 1 + day, 7);
        const walls = occurrencesOf(readRule(text)!, start, [start, Date.UTC(2100, 0, 1)], (wall) => wall).walls;
        const other = ICAL.Recur.fromString(text).iterator(ICAL.Time.fromDateTimeString(new Date(start).toISOString().slice(0, 19)));
        const theirs: string[] = [];
        for (let next = other.next(); next && theirs.length < 12; next = other.next()) theirs.push(next.toString().slice(0, 16));
        // The start counts here even where the rule would not have it; there it does not.
        const ours = walls.map(short);
        const isInRule = theirs[0] === ours[0];
        expect(ours.slice(isInRule ? 0 : 1)).toEqual(isInRule ? theirs : theirs.slice(0, 11));
      }),
      { numRuns: 200 },
    );
  });
});

describe("zones that a file tells of", () => {
  const western = (name: string): string[] => [
    ...["BEGIN:VTIMEZONE", `TZID:${name}`, "BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"],
    ...["RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "END:STANDARD", "BEGIN:DAYLIGHT", "DTSTART:16010101T020000"],
    ...["TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE"],
  ];
  const name = "W. Europe Standard Time";
  const within = (zone: string, wall: string, ...told_: string[]): string[] =>
    told(calendar(...told_, ...event(`DTSTART;TZID=${zone}:${wall}`, "DURATION:PT1H")), "America/New_York").map((line) =>
      line.slice(0, 16),
    );

  it.each([
    ["20260115T090000", "2026-01-15T08:00"],
    ["20260715T090000", "2026-07-15T07:00"],
    ["20260329T015959", "2026-03-29T00:59"],
    ["20260329T023000", "2026-03-29T01:30"],
    ["20260329T030000", "2026-03-29T01:00"],
    ["20261025T023000", "2026-10-25T00:30"],
    ["20261025T030000", "2026-10-25T02:00"],
  ])("as Outlook writes them: %s is %s", (wall, expected) => {
    expect(within(name, wall, ...western(name))).toEqual([expected]);
    // IANA's says the same of the same walls.
    expect(within("Europe/Berlin", wall)).toEqual([expected]);
  });

  it("do not lead astray where their name is IANA's", () => {
    const wrong = western("Europe/London");
    expect(within("Europe/London", "20260715T090000", ...wrong)).toEqual(["2026-07-15T08:00"]);
  });

  it("are the reader's where a name says nothing, and that is said", () => {
    const { events, figures } = read(calendar(...event("DTSTART;TZID=Middle Earth:20260115T090000", "DURATION:PT1H")));
    expect([short(events[0]!.from), figures.unknownZones]).toEqual(["2026-01-15T08:00", ["Middle Earth"]]);
  });
});

describe("what is no calendar", () => {
  it.each([
    ["<!DOCTYPE html><html><body>Sign in</body></html>", "web page"],
    ["", "BEGIN:VCALENDAR"],
    ["BEGIN:VCARD\nEND:VCARD", "BEGIN:VCARD"],
    ['{"events":[]}', "BEGIN:VCALENDAR"],
  ])("%s is refused", (text, said) => {
    expect(() => read(text)).toThrow(said);
  });

  it("is refused when it was cut off on its way", () => {
    const whole = calendar(...event("DTSTART:20260302T080000Z", "DURATION:PT1H"));
    expect(() => read(whole.slice(0, -30))).toThrow("breaks off");
  });

  it("is taken for what can be read of it, whatever is written", () => {
    const lines = [
      "BEGIN:VEVENT",
      "BEGIN:VALARM",
      "TRIGGER:-PT5M",
      "no colon here",
      ":",
      ";;;",
      "DTSTART;=:x",
      "END:VALARM",
      "SUMMARY:Alice",
    ];
    const text = calendar(
      ...lines,
      "DTSTART:20260302T080000Z",
      'ATTENDEE;CN="open:mailto:a@b.example',
      "DURATION:PT1H",
      "END:VEVENT",
      "END:NOTHING",
    );
    expect(told(text)).toEqual(["2026-03-02T08:00 2026-03-02T09:00 Alice"]);
    const noise = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom(
          "BEGIN:VEVENT",
          "END:VEVENT",
          "DTSTART:20260302T080000Z",
          "RRULE:FREQ=DAILY",
          "DURATION:PT1H",
          "EXDATE:x",
          "TZID:y",
        ),
      ),
    );
    fc.assert(
      fc.property(noise, (written) => {
        const { events } = read(calendar(...written.map((line) => line.replaceAll(/[\r\n]/g, ""))));
        for (const { from, to } of events) expect(from).toBeLessThan(to);
      }),
    );
  });
});
