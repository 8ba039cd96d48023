/** Lines as rows of a table: RFC 4180 with any delimiter; a row with broken quotes is left out by its line and costs no other row. */
import { parse } from "csv-parse/sync";
import type { Notice, Row } from "#core/history/table.ts";
import type { Line } from "#server/import/lines.ts";

/** A quoted field may hold line feeds; one that runs on for longer was never closed. */
const mostLines = 200;
const longestRow = 1_048_576;

export type RowReader = {
  /** The rows that these lines complete. */
  read(lines: readonly Line[]): Row[];
  /** What the end of the file completes. */
  end(): Row[];
  /** The first line of a row that is not complete yet. */
  openLine(): number | null;
};

/**
 * @param width how many cells a row must have; null takes any (the header)
 * Rows without a quote are split directly; csv-parse reads the others, many at a time.
 */
export function openRows(delimiter: string, width: () => number | null, notice: Notice): RowReader {
  const reader = new Assembler(delimiter, width, notice);
  return { read: (lines) => reader.read(lines), end: () => reader.end(), openLine: () => reader.openLine };
}

/** A row with quotes, whole, but not parsed yet. */
type Candidate = { lines: Line[]; text: string };

class Assembler {
  private readonly delimiter: string;
  private readonly width: () => number | null;
  private readonly notice: Notice;
  private queue: Line[] = [];
  /** Lines of a row whose quotes are still open. */
  private open: Line[] = [];
  private quoted: Candidate[] = [];
  private rows: Row[] = [];
  /** The last row without quotes. */
  private plain: readonly string[] = [];

  constructor(delimiter: string, width: () => number | null, notice: Notice) {
    this.delimiter = delimiter;
    this.width = width;
    this.notice = notice;
  }

  get openLine(): number | null {
    return this.open[0]?.number ?? null;
  }

  read(lines: readonly Line[]): Row[] {
    this.queue = [...lines];
    this.takeAll();
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  end(): Row[] {
    const rows = this.read([]);
    while (this.open.length > 0) {
      this.giveUpOn(this.open);
      rows.push(...this.read(this.queue));
    }
    return rows;
  }

  private takeAll(): void {
    for (let at = 0; ; ) {
      if (at < this.queue.length) {
        at = this.take(this.queue[at]!, at) ? at + 1 : 0;
      } else {
        this.queue = [];
        at = 0;
        if (this.parseQuoted(0)) return;
      }
    }
  }

  /** False when the queue was set up anew, because lines before this one have to be read again in another way. */
  private take(line: Line, at: number): boolean {
    const hasQuote = line.text.includes('"');
    if (this.open.length === 0 && !hasQuote) {
      if (!this.parseQuoted(at)) return false;
      if (line.text !== "") {
        this.plain = splitLike(this.plain, line.text, this.delimiter);
        this.add(line.number, this.plain, 1);
      }
      return true;
    }
    this.open.push(line);
    if (hasQuote && quotesIn(this.open) % 2 === 0) {
      this.quoted.push({ lines: this.open, text: this.open.map(({ text }) => text).join("\n") });
      const isAlone = this.open.length > 1 || this.width() === null;
      this.open = [];
      return !isAlone || this.parseQuoted(at + 1);
    }
    if (this.open.length < mostLines && sizeOf(this.open) < longestRow) return true;
    const given = this.open;
    if (!this.parseQuoted(at + 1)) return false;
    this.queue = this.queue.slice(at + 1);
    this.giveUpOn(given);
    return false;
  }

  /** The first line is at fault; those behind it may be sound and go back to the head of the queue. */
  private giveUpOn([first, ...others]: readonly Line[]): void {
    this.open = [];
    this.notice({
      line: first!.number,
      code: "broken-quotes",
      message: "a quote is opened or closed where none may stand",
      isLeftOut: true,
    });
    this.queue = [...others, ...this.queue];
  }

  /** Parses the rows with quotes. At the first broken one everything behind its first line goes back into the queue, and it gives false. */
  private parseQuoted(at: number): boolean {
    const candidates = this.quoted;
    if (candidates.length === 0) return true;
    this.quoted = [];
    const parsed = this.parseText(candidates.map(({ text }) => text).join("\n"));
    const isWhole = parsed !== null && parsed.length === candidates.length;
    for (const [index, candidate] of candidates.entries()) {
      const cells = isWhole ? parsed[index]! : this.parseAlone(candidate);
      if (cells !== null && this.accept(candidate, cells)) continue;
      this.queue = [...candidates.slice(index + 1).flatMap(({ lines }) => lines), ...this.open, ...this.queue.slice(Math.max(at, 0))];
      this.giveUpOn(candidate.lines);
      return false;
    }
    return true;
  }

  private parseAlone({ text }: Candidate): string[] | null {
    const parsed = this.parseText(text);
    return parsed?.length === 1 ? parsed[0]! : null;
  }

  /** A quote left open swallows line after line until the next one closes it: then the number of cells is wrong. */
  private accept({ lines }: Candidate, cells: string[]): boolean {
    const width = this.width();
    if (lines.length > 1 && width !== null && cells.length !== width) return false;
    this.add(lines[0]!.number, cells, lines.length);
    return true;
  }

  private add(line: number, cells: readonly string[], lines: number): void {
    const width = this.width();
    if (width === null || cells.length === width) {
      this.rows.push({ line, cells });
      return;
    }
    const message = `the row has ${cells.length} ${cells.length === 1 ? "column" : "columns"}, the header has ${width}`;
    this.notice({ line, code: "wrong-columns", message: lines > 1 ? `${message} (${lines} lines)` : message, isLeftOut: true });
  }

  private parseText(text: string): string[][] | null {
    try {
      return parse(text, { delimiter: this.delimiter, relax_column_count: true, skip_empty_lines: true }) as string[][];
    } catch {
      return null;
    }
  }
}

/**
 * Splits a text without quotes. A cell that reads as in the row before, which holds of most cells of an audit log, is that very string:
 * nothing is allocated for it, and comparing the two costs nothing.
 */
function splitLike(before: readonly string[], text: string, delimiter: string): string[] {
  const cells: string[] = [];
  const code = delimiter.charCodeAt(0);
  for (let from = 0; ; ) {
    const known = before[cells.length];
    let end = known === undefined ? -1 : from + known.length;
    if (known !== undefined && (end === text.length || text.charCodeAt(end) === code) && text.startsWith(known, from)) cells.push(known);
    else {
      end = text.indexOf(delimiter, from);
      if (end < 0) end = text.length;
      cells.push(text.slice(from, end));
    }
    if (end >= text.length) return cells;
    from = end + 1;
  }
}

const sizeOf = (lines: readonly Line[]): number => lines.reduce((sum, { text }) => sum + text.length, 0);

function quotesIn(lines: readonly Line[]): number {
  let count = 0;
  for (const { text } of lines) for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count++;
  return count;
}
