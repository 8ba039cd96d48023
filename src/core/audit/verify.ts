/** Verifies an export line by line in constant memory, offline: the first line that does not follow from those before it is named. */

import { genesis, type Seal, start } from "#core/audit/chain.ts";
import { type LogEntry, type Sha256, strangeField } from "#core/audit/entry.ts";
import type { HeaderLine, Personal, SealedLine, TrailerLine, UnsealedLine } from "#core/audit/export-file.ts";
import { format, headerCheck, sealedText, trailerCheck, unsealedText } from "#core/audit/export-file.ts";
import { readLine } from "#core/audit/export-line.ts";
import { canonical } from "#core/canonical.ts";
import { Refusal } from "#core/refusal.ts";

export type ProblemCode =
  | "header-missing"
  | "header-changed"
  | "unknown-format"
  | "bad-line" // not JSON, cut off, or of no known shape
  | "line-rewritten" // the same values in another text: spaces, order, repeated or additional members
  | "entry-changed"
  | "entry-missing"
  | "entry-moved"
  | "entry-inserted" // its number was there before: inserted or doubled
  | "previous-hash-differs"
  | "other-customer"
  | "personal-changed"
  | "unsealed-changed"
  | "sealed-after-unsealed"
  | "anchor-differs"
  | "anchor-missing"
  | "trailer-changed"
  | "trailer-missing"
  | "line-after-trailer";

/** `line` counts from 1; `number` is the entry's on the chain, null where the line has none. */
export type Problem = { ok: false; line: number; number: number | null; code: ProblemCode; message: string };

/** `entries` sealed entries up to `head`; `erased` of all entries have their personal values erased. */
export type Verified = { ok: true; head: Seal; entries: number; erased: number; unsealed: number };

export type LineVerifier = {
  /** One line, without its "\n". */
  feed(line: string): void;
  /** Text as it is read, in pieces of any size; lines end at "\n" alone (U+2028 may stand inside one). Not to be mixed with `feed`. */
  feedText(piece: string): void;
  /** The first problem, or that there is none. To be called once, after the last line. */
  finish(): Verified | Problem;
};

/** A line is an entry of a log; what is longer than this (in UTF-16 code units) is no export, and would fill the memory. */
export const longestLine = 16 * 1024 * 1024;

/**
 * Begins to verify an export. `anchor` is a head noted elsewhere at an earlier time: it must be on the chain, which finds a log that
 * was rewritten as a whole. What cannot be found in a file alone: that personal values were erased is no change, it is counted.
 */
export function verifyLines(sha256: Sha256, { anchor }: { anchor?: Seal } = {}): LineVerifier {
  return new ExportVerifier(sha256, anchor ?? start);
}

class ExportVerifier implements LineVerifier {
  readonly #sha256: Sha256;
  readonly #anchor: Seal;
  #lines = 0;
  #rest = "";
  #header: HeaderLine | null = null;
  #head: Seal = start;
  /** What the next line must follow: the last sealed line's hash, or the last unsealed line's check. */
  #tail = genesis;
  #erased = 0;
  #unsealed = 0;
  #isClosed = false;
  #problem: Problem | null = null;
  /** After a gap: the number that is looked for further down, which tells moved from missing. */
  #wanted: number | null = null;

  constructor(sha256: Sha256, anchor: Seal) {
    this.#sha256 = sha256;
    this.#anchor = anchor;
  }

  feed(text: string): void {
    this.#lines++;
    if (this.#problem !== null) return this.#lookForWanted(text);
    if (text.length > longestLine) return this.#fail("bad-line", `This line is longer than ${longestLine} characters.`);
    try {
      this.#follow(text);
    } catch (error) {
      if (!(error instanceof Refusal && error.code === "not-canonical")) throw error;
      this.#fail("bad-line", `This line says what an export never says. ${error.message}`);
    }
  }

  feedText(piece: string): void {
    const lines = (this.#rest + piece).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.feed(line);
    // Once too long it stays too long: to name it now keeps the memory constant.
    if (this.#rest.length <= longestLine) return;
    this.feed(this.#rest);
    this.#rest = "";
  }

  finish(): Verified | Problem {
    if (this.#rest !== "") this.feed(this.#rest);
    if (this.#problem === null && !this.#isClosed) {
      this.#lines++;
      if (this.#header === null) this.#fail("header-missing", "The file is empty: an export begins with a header.");
      else this.#fail("trailer-missing", "The file ends without a trailer: it was cut off here.", this.#head.number + 1);
    }
    if (this.#problem !== null) return this.#problem;
    return { ok: true, head: this.#head, entries: this.#head.number, erased: this.#erased, unsealed: this.#unsealed };
  }

  #follow(text: string): void {
    const read = readLine(text);
    if (this.#isClosed) return this.#fail("line-after-trailer", "A line follows the trailer, which is the last line of an export.");
    if (this.#header === null && read?.kind !== "header")
      return this.#fail("header-missing", "An export begins with a header; this line is none.");
    if (read === null) return this.#fail("bad-line", "This line is no line of an export: it is not JSON, cut off, or lacks a member.");
    if (read.kind === "header") return this.#followHeader(read.line, text);
    if (read.kind === "trailer") return this.#followTrailer(read.line, text);
    if (read.line.entry.customerId !== this.#header?.customer) {
      const [found, customer] = [read.line.entry.customerId, this.#header?.customer];
      const number = read.kind === "sealed" ? read.line.number : null;
      return this.#fail("other-customer", `This entry is of customer "${found}", the export of "${customer}".`, number);
    }
    if (read.kind === "sealed") this.#followSealed(read.line, text);
    else this.#followUnsealed(read.line, text);
  }

  #followHeader(header: HeaderLine, text: string): void {
    if (this.#header !== null) return this.#fail("bad-line", "This is a second header: an export has one, on its first line.");
    if (header.format !== format) {
      return this.#fail("unknown-format", `This export is of format ${header.format}; this program reads format ${format}.`);
    }
    if (header.check !== headerCheck(header, this.#sha256)) return this.#fail("header-changed", "The header does not match its check.");
    const { check, customer, exportedAt, guardia } = header;
    this.#header = header;
    this.#expectText(text, canonical({ check, customer, exportedAt, format, guardia }), null);
    if (this.#anchor.number === 0 && this.#anchor.hash !== genesis) this.#failAnchor(start);
  }

  #followSealed(line: SealedLine, text: string): void {
    const [expected, number] = [this.#head.number + 1, line.number];
    if (this.#unsealed > 0) {
      return this.#fail("sealed-after-unsealed", `Entry ${number} is sealed, but stands after entries that are not.`, number);
    }
    if (number < expected) {
      return this.#fail("entry-inserted", `A second entry ${number}: this line, or the first with that number, was inserted.`, number);
    }
    if (number > expected) {
      this.#wanted = expected;
      return this.#fail("entry-missing", `Entry ${expected} is missing: entry ${number} stands in its place.`, expected);
    }
    if (line.previousHash !== this.#tail) {
      return this.#fail(
        "previous-hash-differs",
        `Entry ${number} follows another entry than the one before it: one of the two was replaced.`,
        number,
      );
    }
    const entryText = canonical(line.entry);
    if (line.hash !== this.#sha256(this.#tail + entryText)) {
      return this.#fail("entry-changed", `Entry ${number} does not match its hash: it was changed after it was sealed.`, number);
    }
    this.#followPersonal(line, number);
    this.#expectText(text, sealedText(line, entryText), number);
    this.#head = { number, hash: line.hash };
    this.#tail = line.hash;
    if (number === this.#anchor.number && line.hash !== this.#anchor.hash) this.#failAnchor(this.#head);
  }

  #followUnsealed(line: UnsealedLine, text: string): void {
    const entryText = canonical(line.entry);
    if (line.check !== this.#sha256(this.#tail + entryText)) {
      const message = "This unsealed entry does not follow the line before it: it was changed or moved, or a line before it is missing.";
      return this.#fail("unsealed-changed", message);
    }
    this.#followPersonal(line, null);
    this.#expectText(text, unsealedText(line, entryText), null);
    this.#tail = line.check;
    this.#unsealed++;
  }

  #followPersonal({ entry, personal }: { entry: LogEntry; personal?: Personal }, number: number | null): void {
    const isPersonal = Object.keys(entry.personal).length > 0;
    if (!isPersonal && personal === undefined) return;
    if (!isPersonal || personal === undefined) {
      const message = isPersonal
        ? "The personal values of this entry are missing."
        : "This entry has no personal fields, but its line brings some.";
      return this.#fail("personal-changed", message, number);
    }
    if (personal === "erased") {
      this.#erased++;
      return;
    }
    const name = strangeField(entry.personal, personal, this.#sha256);
    if (name !== null) this.#fail("personal-changed", `The personal value "${name}" does not match its digest in the entry.`, number);
  }

  #followTrailer(trailer: TrailerLine, text: string): void {
    const { check, entries, erased, head, unsealed } = trailer;
    const counted = { entries: this.#head.number, erased: this.#erased, head: this.#head, unsealed: this.#unsealed };
    const [said, found] = [canonical({ entries, erased, head, unsealed }), canonical(counted)];
    if (said !== found) return this.#fail("trailer-changed", `The trailer says ${said}, but the lines before it give ${found}.`);
    if (check !== trailerCheck(counted, this.#header?.check ?? "", this.#tail, this.#sha256)) {
      return this.#fail("trailer-changed", "The trailer does not match its check, or it belongs to another header.");
    }
    this.#expectText(text, canonical({ check, entries, erased, head, unsealed }), null);
    if (this.#anchor.number > this.#head.number) {
      const message = `The chain ends at entry ${this.#head.number}, before the anchor ${this.#anchor.number}: its end was cut off.`;
      this.#fail("anchor-missing", message, this.#anchor.number);
    }
    this.#isClosed = true;
  }

  /** Every line has exactly one text: so that what another reader sees (the first of two equal members?) is what was verified. */
  #expectText(text: string, expected: string, number: number | null): void {
    if (text === expected) return;
    this.#fail("line-rewritten", "This line is not as an export writes it: spaces, another order, repeated or additional members.", number);
  }

  #failAnchor({ number, hash }: Seal): void {
    const message = `Entry ${number} has the hash ${hash}, the anchor says ${this.#anchor.hash}: the log was rewritten up to here.`;
    this.#fail("anchor-differs", message, number);
  }

  /** The first problem stays. */
  #fail(code: ProblemCode, message: string, number: number | null = null): void {
    this.#problem ??= { ok: false, line: this.#lines, number, code, message };
  }

  #lookForWanted(text: string): void {
    if (this.#wanted === null || this.#problem === null || text.length > longestLine) return;
    const read = readLine(text);
    if (read?.kind !== "sealed" || read.line.number !== this.#wanted) return;
    const message = `Entry ${this.#wanted} is not in its place: it stands on line ${this.#lines}.`;
    this.#problem = { ...this.#problem, code: "entry-moved", message };
    this.#wanted = null;
  }
}
