/** Reads one line of an export: its kind and its shape, nothing of its truth. */
import type { HeaderLine, SealedLine, TrailerLine, UnsealedLine } from "#core/audit/export-file.ts";

export type ExportLine =
  | { kind: "header"; line: HeaderLine }
  | { kind: "sealed"; line: SealedLine }
  | { kind: "unsealed"; line: UnsealedLine }
  | { kind: "trailer"; line: TrailerLine };

type Members = Record<string, unknown>;

const hex64 = /^[0-9a-f]{64}$/;

/** The line as its kind, or null when it is not JSON or not of the shape of any kind. Additional members are not its business. */
export function readLine(text: string): ExportLine | null {
  const value = parsed(text);
  if (!isMembers(value)) return null;
  if (value.guardia === "audit-log") return isHeader(value) ? { kind: "header", line: value as HeaderLine } : null;
  if ("head" in value) return isTrailer(value) ? { kind: "trailer", line: value as TrailerLine } : null;
  if (!isEntry(value.entry) || !isPersonal(value.personal)) return null;
  if (value.unsealed === true) return isHash(value.check) ? { kind: "unsealed", line: value as UnsealedLine } : null;
  const sealed = isCount(value.number) && isHash(value.hash) && isHash(value.previousHash);
  return sealed ? { kind: "sealed", line: value as SealedLine } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Not JSON: the caller names the line.
  }
}

const isMembers = (value: unknown): value is Members => typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isHash = (value: unknown): boolean => typeof value === "string" && hex64.test(value);
const isSeal = (value: unknown): boolean => isMembers(value) && isCount(value.number) && isHash(value.hash);

const isHeader = (value: Members): boolean =>
  isCount(value.format) && typeof value.customer === "string" && typeof value.exportedAt === "string" && isHash(value.check);

const isTrailer = (value: Members): boolean =>
  isSeal(value.head) && isCount(value.entries) && isCount(value.unsealed) && isCount(value.erased) && isHash(value.check);

const isEntry = (value: unknown): boolean =>
  isMembers(value) &&
  typeof value.customerId === "string" &&
  isMembers(value.personal) &&
  Object.values(value.personal).every((digest) => typeof digest === "string");

const isPersonal = (value: unknown): boolean =>
  value === undefined || value === "erased" || (isMembers(value) && typeof value.salt === "string" && isMembers(value.values));
