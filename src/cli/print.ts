/** How verbs print: tables for people, JSON for programs, progress for what takes its time. */

/** Where a verb writes: the terminal, or a test. */
export type Out = { write(text: string): unknown };

export const printJson = (out: Out, value: unknown): void => void out.write(`${JSON.stringify(value, null, 2)}\n`);

/** Columns as wide as they need, two spaces between them; nothing but a line that says so when there are no rows. */
export function printTable(
  out: Out,
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  none: string,
): void {
  if (rows.length === 0) {
    out.write(`${none}\n`);
    return;
  }
  out.write(`${tableLines(header, rows).join("\n")}\n`);
}

export function tableLines(header: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string[] {
  const cells = [header, ...rows].map((row) => row.map((cell) => (cell === null ? "–" : String(cell))));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Says on stderr how far something is once it has taken a second, then once a second; erases nothing, so that a log reads well too. */
export function progress(what: string, everyMs = 1_000): { at(done: string): void } {
  let last = Date.now();
  return {
    at(done) {
      const now = Date.now();
      if (now - last < everyMs) return;
      last = now;
      process.stderr.write(`${what}: ${done}\n`);
    },
  };
}
