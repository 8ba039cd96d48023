/** Mail storms: a program that writes without end, or two that answer each other. Counted by when letters arrived, not when they are read. */

export const stormLimits = {
  windowMs: 600_000,
  /** Letters of one sender within the window. */
  bySender: 20,
  /** Letters to one mailbox within the window. */
  byMailbox: 300,
} as const;

/**
 * `sender`: what comes from there waits for a human until it is calm again. `mailbox`: letters are taken in, and none is answered by a
 * machine. The counts are without the letter at hand.
 */
export function stormOf({ ofSender, ofMailbox }: { ofSender: number; ofMailbox: number }): "sender" | "mailbox" | null {
  if (ofSender >= stormLimits.bySender) return "sender";
  return ofMailbox >= stormLimits.byMailbox ? "mailbox" : null;
}
