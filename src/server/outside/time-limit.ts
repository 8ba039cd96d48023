/**
 * Work with an end: a signal that is aborted when the time is over or when whoever waits for it gives up. AbortSignal.any would say the
 * same in a line, but under Node 20 each such signal stays with the long-lived one for ever (3 kB each, measured).
 */

/** Why work was cut off: its time was over, or whoever waited for it gave up. */
export class CutOff extends Error {
  readonly isOver: boolean;
  constructor(isOver: boolean) {
    super(isOver ? "no answer in time" : "whoever waited has stopped");
    this.name = "CutOff";
    this.isOver = isOver;
  }
}

/** Runs `work` with a signal that is aborted after `ms` at the latest; ends when the work does. What it throws passes through. */
export async function withinTime<T>(
  ms: number,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  onEnd?: (why: CutOff) => void,
): Promise<T> {
  const ending = new AbortController();
  let isOver = false;
  const stop = (): void => {
    onEnd?.(new CutOff(isOver));
    ending.abort();
  };
  const timer = setTimeout(() => {
    isOver = true;
    stop();
  }, ms);
  const leave = whenAborted(stopping, stop);
  try {
    return await work(ending.signal);
  } finally {
    clearTimeout(timer);
    leave();
  }
}

/** The same for work that may not heed its signal: nobody waits for it any longer, and what it comes to is lost. Rejects with CutOff. */
export const cutOffAfter = <T>(ms: number, stopping: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    withinTime(ms, stopping, work, reject).then(resolve, reject);
  });

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
