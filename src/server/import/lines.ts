/** Bytes as numbered lines of text; lines whose bytes are not of the file's encoding are left out by number. */
import { isAscii, isUtf8 } from "node:buffer";
import type { Notice } from "#core/history/table.ts";
import { Refusal } from "#core/refusal.ts";

export type Line = { number: number; text: string };
export type Encoding = "utf-8" | "latin1";

/** A line longer than this is no line of a table. */
const longestLine = 8_388_608;

const newline = 0x0a;
/** What Western tools mean by Latin-1 is Windows-1252: 0x80–0x9f are the euro sign, curly quotes, dashes (Node's own decoder forgets them). */
const western = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const decodeWestern = (bytes: Buffer): string =>
  bytes.toString("latin1").replace(/[\u0080-\u009f]/g, (found) => western[found.charCodeAt(0) - 0x80]!);

/**
 * Splits at line feeds (a carriage return before one goes with it). Without an encoding given it is found out from the first piece
 * that is not plain ASCII: UTF-8 when most of its lines with such bytes are.
 */
export async function* readLines(pieces: AsyncIterable<Buffer>, given: Encoding | undefined, notice: Notice): AsyncGenerator<Line[]> {
  const reader = new LineReader(given, notice);
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const whole: Buffer = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = whole.lastIndexOf(newline) + 1;
    rest = whole.subarray(end);
    if (rest.length > longestLine) {
      throw new Refusal(
        "not-a-table",
        `Line ${reader.next} is longer than 8 MB: this is no table of lines, or its lines end in another way.`,
        { line: reader.next },
      );
    }
    if (end > 0) yield reader.read(whole.subarray(0, end - 1));
  }
  if (rest.length > 0) yield reader.read(rest);
}

class LineReader {
  next = 1;
  private encoding: Encoding | undefined;
  private readonly notice: Notice;

  constructor(encoding: Encoding | undefined, notice: Notice) {
    this.encoding = encoding;
    this.notice = notice;
  }

  /** @param block whole lines, without the last line feed */
  read(block: Buffer): Line[] {
    const body = this.next === 1 && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf ? block.subarray(3) : block;
    if (isAscii(body))
      return body
        .toString("latin1")
        .split("\n")
        .flatMap((text) => this.line(text));
    this.encoding ??= likelyEncoding(body);
    return split(body).flatMap((bytes) => this.decode(bytes));
  }

  private decode(bytes: Buffer): Line[] {
    if (this.encoding === "latin1") return this.line(decodeWestern(bytes));
    if (isUtf8(bytes)) return this.line(bytes.toString("utf8"));
    const line = this.next++;
    this.notice({ line, code: "bad-encoding", message: "the line holds bytes that are not UTF-8", isLeftOut: true });
    return [];
  }

  private line(raw: string): Line[] {
    const number = this.next++;
    const text = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (!text.includes("\0")) return [{ number, text }];
    this.notice({ line: number, code: "control-character", message: "the line holds the character U+0000", isLeftOut: true });
    return [];
  }
}

function split(block: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; ; ) {
    const end = block.indexOf(newline, from);
    if (end < 0) {
      lines.push(block.subarray(from));
      return lines;
    }
    lines.push(block.subarray(from, end));
    from = end + 1;
  }
}

function likelyEncoding(body: Buffer): Encoding {
  if (isUtf8(body)) return "utf-8";
  const marked = split(body).filter((line) => !isAscii(line));
  const sound = marked.filter((line) => isUtf8(line)).length;
  return sound * 2 >= marked.length ? "utf-8" : "latin1";
}
