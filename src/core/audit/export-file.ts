/**
 * The open format of `guardia audit export`: JSON lines, each one canonical JSON (RFC 8785), ended by "\n", one customer a file.
 *
 *     header    {"check","customer","exportedAt","format":1,"guardia":"audit-log"}
 *     sealed    {"entry","hash","number","personal"?,"previousHash"}          in the order of the chain, from number 1
 *     unsealed  {"check","entry","personal"?,"unsealed":true}                 the tail that no seal has reached yet
 *     trailer   {"check","entries","erased","head":{"hash","number"},"unsealed"}
 *
 * `personal` is {"salt","values"}, or "erased" once the person was; it is absent where the entry has no personal fields.
 * `hash` is the chain's. What the chain does not cover has a `check`, so that no line can be changed in a file: the header's is
 * SHA-256(header without check); an unsealed line's is what its hash would be behind the line before it; the trailer's is
 * SHA-256(header's check ‖ last line's hash or check ‖ trailer without check). Checks find accidents and clumsy hands; who rewrites
 * a whole file is found by an anchor, a head noted elsewhere.
 */

import { genesis, type Seal } from "#core/audit/chain.ts";
import type { LogEntry, PersonalFields, Sha256 } from "#core/audit/entry.ts";
import { canonical } from "#core/canonical.ts";
import { type Instant, toIso } from "#core/time/instant.ts";

export type Personal = PersonalFields | "erased";

export type HeaderLine = { guardia: "audit-log"; format: number; customer: string; exportedAt: string; check: string };
export type SealedLine = { number: number; previousHash: string; hash: string; entry: LogEntry; personal?: Personal };
export type UnsealedLine = { unsealed: true; entry: LogEntry; personal?: Personal; check: string };
export type TrailerLine = { head: Seal; entries: number; unsealed: number; erased: number; check: string };

/** A row of the log as it is stored; `personal` is null when it has none or when it was erased. */
export type LogRow = { entry: LogEntry; personal: PersonalFields | null };

export const format = 1;

/** Writes an export line by line, without "\n". It judges nothing: a broken chain is written as it is, for the verifier to find. */
export type ExportWriter = {
  header: string;
  sealed(row: LogRow & Seal): string;
  unsealed(row: LogRow): string;
  /** The trailer. `head` is the chain's head as stored apart from the rows, so that rows cut off the end are missed. */
  trailer(head: Seal): string;
};

/** Begins an export of one customer's chain ("" for the installation's own). */
export function writeExport(of: { customer: string; exportedAt: Instant }, sha256: Sha256): ExportWriter {
  const header = { customer: of.customer, exportedAt: toIso(of.exportedAt), format, guardia: "audit-log" as const };
  const check = headerCheck(header, sha256);
  const counts = { entries: 0, erased: 0, unsealed: 0 };
  let tail = genesis;
  const personalOf = (row: LogRow): { personal?: Personal } => {
    if (row.personal !== null) return { personal: row.personal };
    if (Object.keys(row.entry.personal).length === 0) return {};
    counts.erased++;
    return { personal: "erased" };
  };
  return {
    header: canonical({ ...header, check }),
    sealed(row) {
      const line = { number: row.number, previousHash: tail, hash: row.hash, ...personalOf(row) };
      tail = row.hash;
      counts.entries++;
      return sealedText(line, canonical(row.entry));
    },
    unsealed(row) {
      const entryText = canonical(row.entry);
      tail = sha256(tail + entryText);
      counts.unsealed++;
      return unsealedText({ check: tail, ...personalOf(row) }, entryText);
    },
    trailer(head) {
      const trailer = { ...counts, head };
      return canonical({ ...trailer, check: trailerCheck(trailer, check, tail, sha256) });
    },
  };
}

export function headerCheck(header: Omit<HeaderLine, "check">, sha256: Sha256): string {
  const { customer, exportedAt, format, guardia } = header;
  return sha256(canonical({ customer, exportedAt, format, guardia }));
}

export function trailerCheck(trailer: Omit<TrailerLine, "check">, header: string, tail: string, sha256: Sha256): string {
  const { entries, erased, head, unsealed } = trailer;
  return sha256(header + tail + canonical({ entries, erased, head, unsealed }));
}

/** The canonical text of a sealed line around the canonical text of its entry, which is at hand already and is most of the work. */
export function sealedText(line: Omit<SealedLine, "entry">, entryText: string): string {
  return `{"entry":${entryText},"hash":"${line.hash}","number":${line.number}${personalText(line)},"previousHash":"${line.previousHash}"}`;
}

/** The same for an unsealed line. */
export function unsealedText(line: Omit<UnsealedLine, "entry" | "unsealed">, entryText: string): string {
  return `{"check":"${line.check}","entry":${entryText}${personalText(line)},"unsealed":true}`;
}

const personalText = ({ personal }: { personal?: Personal }): string =>
  personal === undefined ? "" : `,"personal":${canonical(personal)}`;
