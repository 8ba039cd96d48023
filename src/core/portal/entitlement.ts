/** What a customer has at an instant: the agreements in force and the services they name. */
import type { Book } from "#core/agreement/book.ts";
import type { Terms } from "#core/agreement/terms.ts";
import type { Instant } from "#core/time/instant.ts";

/** The customer's agreements whose period holds at `at`, in the model's order. */
export function agreementsOf(book: Book, customerId: string, at: Instant): Terms[] {
  const document = book.documentAt(at);
  return Object.keys(document?.agreements ?? {}).flatMap((id) => {
    const terms = book.termsAt(id, at);
    return terms !== null && terms.agreement.customer === customerId && terms.from <= at && at < terms.until ? [terms] : [];
  });
}

/** Keys of the services under these agreements, each once. */
export const servicesOf = (agreements: readonly Terms[]): string[] => [
  ...new Set(agreements.flatMap(({ agreement }) => agreement.services)),
];
