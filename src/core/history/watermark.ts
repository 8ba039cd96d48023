/** How far a history was read, per ticket: kept with the ticket, so that the same rows read again leave no second trace. */
import type { Instant } from "#core/time/instant.ts";

/** The newest instant read of a log, and how many rows of that very instant were read. */
export type LogMark = { at: Instant; count: number };

export const writeMark = ({ at, count }: LogMark): string => `${at}#${count}`;

/** Null for a watermark that is none of a log's. */
export function readMark(text: string): LogMark | null {
  const parts = /^(-?\d+)#(\d+)$/.exec(text);
  return parts === null ? null : { at: Number(parts[1]) as Instant, count: Number(parts[2]) };
}

/** Whether the `count`-th row at an instant lies at or before a mark. */
export const isRead = (at: Instant, count: number, mark: LogMark | null): boolean =>
  mark !== null && (at < mark.at || (at === mark.at && count <= mark.count));

/**
 * 53 bits that change with any cell (cyrb53 by bryc, public domain): enough to see that a row is no longer as it was read; not a
 * protection against anybody.
 */
export function digestCells(cells: readonly string[]): string {
  let [h1, h2] = [0xdeadbeef, 0x41c6ce57];
  for (const cell of cells) {
    for (let i = 0; i <= cell.length; i++) {
      const code = i === cell.length ? 0x1f : cell.charCodeAt(i);
      h1 = Math.imul(h1 ^ code, 2654435761);
      h2 = Math.imul(h2 ^ code, 1597334677);
    }
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return (4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(16).padStart(14, "0");
}
