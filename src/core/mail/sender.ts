/** Who writes: one of our own people, somebody of a customer's, or nobody whom we know. By address, then by its domain. */
import { addressIn, domainOf } from "#core/mail/letter.ts";
import type { Document } from "#core/model/document.ts";

export type Sender =
  | { kind: "own"; person: string }
  /** `contact`: their key in the model, or their id where only an account knows them; null when the domain alone is known. */
  | { kind: "contact"; customerId: string; contact: string | null }
  /** Several customers have somebody of that address. */
  | { kind: "ambiguous"; customerIds: readonly string[] }
  | { kind: "unknown" };

/** Somebody who signs in under this address; `customerId` null for our own. */
export type Account = { id: string; customerId: string | null };

export function senderOf(address: string, document: Document | null, account: Account | null): Sender {
  const own = keyIn(document?.people, address);
  if (account !== null && account.customerId === null) return { kind: "own", person: own ?? account.id };
  if (own !== null) return { kind: "own", person: own };
  const customers = Object.entries(document?.customers ?? {});
  if (account?.customerId != null) {
    const contact = keyIn(document?.customers[account.customerId]?.contacts, address) ?? account.id;
    return { kind: "contact", customerId: account.customerId, contact };
  }
  const found = customers.flatMap(([customerId, { contacts }]) => {
    const contact = keyIn(contacts, address);
    return contact === null ? [] : [{ customerId, contact }];
  });
  if (found.length > 1) return { kind: "ambiguous", customerIds: found.map(({ customerId }) => customerId) };
  if (found[0] !== undefined) return { kind: "contact", ...found[0] };
  const domain = domainOf(address);
  // The check of the model leaves a domain to one customer.
  const owner = customers.find(([, { domains }]) => domains?.includes(domain));
  return owner === undefined ? { kind: "unknown" } : { kind: "contact", customerId: owner[0], contact: null };
}

function keyIn(people: Readonly<Record<string, { email?: string }>> | undefined, address: string): string | null {
  for (const key in people) if (people[key]?.email !== undefined && addressIn(people[key].email) === address) return key;
  return null;
}
