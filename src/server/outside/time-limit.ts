/**
 * Work with an end: a signal that is aborted when the time is over or when whoever waits for it gives up. AbortSignal.any would say the
 * same in a line, but under Node 20 each such signal stays with the long-lived one for ever (3 kB each, measured).
 */

/** Which of the two ended it. */
export type TimeLimit = { readonly signal: AbortSignal; readonly isOver: () => boolean };

/** Runs `work` for at most `ms`; what it throws passes through. Ends when the work does, whether or not that heeds its signal. */
export async function withinTime<T>(ms: number, stopping: AbortSignal, work: (limit: TimeLimit) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  let isOver = false;
  const stop = (): void => ending.abort();
  const timer = setTimeout(() => {
    isOver = true;
    stop();
  }, ms);
  const leave = whenAborted(stopping, stop);
  try {
    return await work({ signal: ending.signal, isOver: () => isOver });
  } finally {
    clearTimeout(timer);
    leave();
  }
}

const told = new WeakMap<AbortSignal, Set<() => void>>();

/** One listener of a long-lived signal tells all: it goes through its list each time one comes or goes, and there are hundreds. */
function whenAborted(signal: AbortSignal, stop: () => void): () => void {
  if (signal.aborted) {
    stop();
    return () => undefined;
  }
  let all = told.get(signal);
  if (all === undefined) {
    const listening = new Set<() => void>();
    all = listening;
    told.set(signal, listening);
    const tell = (): void => {
      for (const each of listening) each();
    };
    signal.addEventListener("abort", tell, { once: true });
  }
  const own = all.add(stop);
  return () => own.delete(stop);
}

/** Rejects when the signal is aborted: for work that does not heed it. */
export const abortedBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const fail = (): void => reject(new Error("no answer in time"));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
