/** The chain: each entry's hash covers the hash before it, so that nothing earlier can change without everything later changing. */

import type { LogEntry, Sha256 } from "#core/audit/entry.ts";
import { canonical } from "#core/canonical.ts";
import { Refusal } from "#core/refusal.ts";

/** A place on a customer's chain: the first entry is number 1. Also the anchor that somebody noted elsewhere. */
export type Seal = { number: number; hash: string };

/** The hash before the first entry. */
export const genesis = "0".repeat(64);

/** The head of a chain without entries. */
export const start: Seal = { number: 0, hash: genesis };

/**
 * The hash of an entry that follows `previousHash`: SHA-256(previous hash ‖ canonical JSON of the entry), the previous hash as its
 * 64 hex digits. Anybody can recompute it: `printf '%s%s' "$previousHash" "$entry" | sha256sum`.
 */
export function seal(previousHash: string, entry: LogEntry, sha256: Sha256): string {
  return sha256(previousHash + canonical(entry));
}

/**
 * Seals entries, given in commit order, onto the chain that ends at `head`; the seals come in the same order.
 * Refuses `mixed-chain` when the entries are of more than one customer. No entries: no seals, the same head.
 */
export function sealAll(head: Seal, entries: readonly LogEntry[], sha256: Sha256): { seals: Seal[]; head: Seal } {
  const seals: Seal[] = [];
  let last = head;
  for (const entry of entries) {
    if (entry.customerId !== entries[0]?.customerId) {
      throw new Refusal("mixed-chain", "Every customer has a chain of its own: seal the entries of one customer at a time.", {
        customers: [entries[0]?.customerId, entry.customerId],
      });
    }
    last = { number: last.number + 1, hash: seal(last.hash, entry, sha256) };
    seals.push(last);
  }
  return { seals, head: last };
}
