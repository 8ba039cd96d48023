/**
 * What a person does to one ticket happens in the order in which they did it, also when an earlier thing still waits for its ten seconds:
 * the next one sends it off first.
 */

const chains = new Map<number, Promise<unknown>>();
const waiting = new Map<number, Set<() => void>>();

/** Runs `work` when everything asked of this ticket before has ended, well or badly. */
export function inOrder<T>(ticketId: number, work: () => Promise<T>): Promise<T> {
  const before = chains.get(ticketId) ?? Promise.resolve();
  const next = before.then(work, work);
  chains.set(ticketId, next);
  const forget = () => {
    if (chains.get(ticketId) === next) chains.delete(ticketId);
  };
  next.then(forget, forget);
  return next;
}

/** Remembers how something that is held can be sent off at once; gives how to forget it. */
export function holdBack(ticketId: number, sendOff: () => void): () => void {
  const held = waiting.get(ticketId) ?? new Set();
  waiting.set(ticketId, held);
  held.add(sendOff);
  return () => {
    held.delete(sendOff);
    if (held.size === 0) waiting.delete(ticketId);
  };
}

/** Sends off everything of this ticket that is held. */
export function sendOffHeld(ticketId: number): void {
  for (const sendOff of [...(waiting.get(ticketId) ?? [])]) sendOff();
}
