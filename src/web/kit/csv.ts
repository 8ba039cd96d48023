/** Rows as CSV (RFC 4180): quoted where needed, with a mark in front by which spreadsheets know that it is UTF-8. */

/** A cell that a spreadsheet would take for a formula gets an apostrophe in front: what people wrote never calculates. */
function cellOf(value: string | number): string {
  if (typeof value === "number") return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export const csvOf = (rows: readonly (readonly (string | number)[])[]): string =>
  `\u{FEFF}${rows.map((row) => row.map(cellOf).join(",")).join("\r\n")}\r\n`;
