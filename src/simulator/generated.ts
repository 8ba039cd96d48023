/** A history made on request: a year of one customer's tickets, the same for the same seed, in the form of a foreign audit log. */
import { openBook } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { auditLines } from "#simulator/audit-file.ts";
import { simulateLife } from "#simulator/life.ts";

export type HistoryOrder = { document: Document; customerId: string; seed: number; from: Instant; until: Instant; tickets: number };

/** The lines of the file. Refuses `unknown-customer`, and `no-agreement` for a customer to whom nothing is promised. */
export function generateHistory({ document, customerId, seed, from, until, tickets }: HistoryOrder): Generator<string> {
  const customer = document.customers[customerId];
  if (customer === undefined) {
    const known = Object.keys(document.customers).join(", ");
    throw new Refusal("unknown-customer", `There is no customer "${customerId}" in the model; it knows ${known}.`, { customerId });
  }
  const agreements = Object.fromEntries(Object.entries(document.agreements).filter(([, agreement]) => agreement.customer === customerId));
  if (Object.keys(agreements).length === 0) {
    throw new Refusal("no-agreement", `Customer "${customerId}" has no agreement in the model: without one nobody would ask.`, {
      customerId,
    });
  }
  const own: Document = { ...document, customers: { [customerId]: customer }, agreements };
  const book = openBook([{ version: 1, effectiveAt: from, document: own }]);
  const { events } = simulateLife({ book, seed, from, until, tickets });
  return auditLines(events, book);
}
