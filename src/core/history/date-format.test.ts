import { describe, expect, test } from "vitest";
import { compileDateFormat } from "#core/history/date-format.ts";
import { instant } from "#core/time/instant.ts";

describe("dates of foreign tools", () => {
  const rows: [format: string, zone: string, text: string, expected: string][] = [
    ["D/M/YYYY HH:mm", "UTC", "29/2/2016 01:16", "2016-02-29T01:16:00Z"],
    ["D/M/YYYY HH:mm", "UTC", "1/3/2016 09:52", "2016-03-01T09:52:00Z"],
    ["MM/DD/YYYY hh:mm:ss A", "America/New_York", "01/01/2015 12:20:09 AM", "2015-01-01T05:20:09Z"],
    ["MM/DD/YYYY hh:mm:ss A", "America/New_York", "07/01/2015 12:00:00 PM", "2015-07-01T16:00:00Z"],
    // The repeated hour: its first pass.
    ["YYYY-MM-DD HH:mm", "Europe/Paris", "2026-10-25 02:30", "2026-10-25T00:30:00Z"],
    ["YYYY-MM-DDTHH:mm:ss.SSSZ", "UTC", "2026-01-05T09:00:00.250+02:00", "2026-01-05T07:00:00.250Z"],
    ["YYYY-MM-DD HH:mmZ", "Europe/Paris", "2026-01-05 09:00Z", "2026-01-05T09:00:00Z"],
    ["iso", "UTC", "2026-03-29T03:00:00+02:00", "2026-03-29T01:00:00Z"],
  ];
  test.each(rows)("%s in %s: %s", (format, zone, text, expected) => {
    expect(compileDateFormat(format, zone)(text)).toBe(instant(expected));
  });

  const faults: [format: string, zone: string, text: string, fault: string][] = [
    ["D/M/YYYY HH:mm", "UTC", "30/2/2016 01:16", "no-such-date"],
    ["D/M/YYYY HH:mm", "UTC", "29/2/2015 01:16", "no-such-date"],
    ["D/M/YYYY HH:mm", "UTC", "1/13/2016 01:16", "no-such-date"],
    ["D/M/YYYY HH:mm", "UTC", "1/1/2016 24:00", "no-such-date"],
    ["D/M/YYYY HH:mm", "UTC", "0/1/2016 10:00", "no-such-date"],
    ["D/M/YYYY HH:mm", "UTC", "2016-01-01 10:00", "not-this-format"],
    ["D/M/YYYY HH:mm", "UTC", "1/1/2016 10:00:00", "not-this-format"],
    ["D/M/YYYY HH:mm", "UTC", "", "not-this-format"],
    ["MM/DD/YYYY hh:mm A", "UTC", "01/01/2015 13:20 PM", "no-such-date"],
    ["MM/DD/YYYY hh:mm A", "UTC", "01/01/2015 10:20 XM", "not-this-format"],
    ["YYYY-MM-DD HH:mm", "Europe/Paris", "2026-03-29 02:30", "in-a-clock-change"],
    ["iso", "UTC", "2026-02-30T03:00:00Z", "no-such-date"],
    ["iso", "UTC", "yesterday", "not-this-format"],
  ];
  test.each(faults)("%s in %s: %s is %s", (format, zone, text, fault) => {
    const read = compileDateFormat(format, zone);
    expect([read(text), read(text)]).toEqual([fault, fault]);
  });

  test.each(["YYYY-MM", "D/M/YYYY hh:mm", "D/M/YYYY Q", "dd/mm/yyyy"])("the format %s is refused by name", (format) => {
    expect(() => compileDateFormat(format, "UTC")).toThrow(expect.objectContaining({ code: "bad-date-format" }));
  });
});
