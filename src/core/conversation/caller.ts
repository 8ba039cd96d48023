/** Whose number or name it is that a short message comes from. */
import type { Document } from "#core/model/document.ts";

export type Caller =
  | { kind: "contact"; customerId: string; contact: string }
  /** Contacts of several customers have it. */
  | { kind: "ambiguous"; customerIds: readonly string[] }
  | { kind: "unknown" };

/** Digits alone, with its country: numbers of the model are written as people write them. Null for a national number. */
export function digitsOfNumber(written: string): string | null {
  const tidied = written.replaceAll(/[\s().\-/]/g, "").replace(/^00/, "+");
  return /^\+[1-9]\d{6,14}$/.test(tidied) ? tidied.slice(1) : null;
}

/** By telephone number, among the contacts of the model. */
export function contactOfNumber(number: string, document: Document | null): Caller {
  const digits = digitsOfNumber(number);
  if (digits === null) return { kind: "unknown" };
  const found = Object.entries(document?.customers ?? {}).flatMap(([customerId, { contacts }]) =>
    Object.entries(contacts)
      .filter(([, { phone }]) => phone !== undefined && digitsOfNumber(phone) === digits)
      .map(([contact]) => ({ customerId, contact })),
  );
  const [first] = found;
  if (first === undefined) return { kind: "unknown" };
  return found.length === 1 ? { kind: "contact", ...first } : { kind: "ambiguous", customerIds: found.map(({ customerId }) => customerId) };
}
