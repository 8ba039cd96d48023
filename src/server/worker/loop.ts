/** A loop that goes on for ever: it works, sleeps until it is due or woken, survives errors, and stops when asked. */

export type Loop = {
  /** Ends the sleep, or has the work done once more after what is under way. */
  wake(): void;
  /** Stops and waits for what is under way. */
  stop(): Promise<void>;
};

export type LoopWork = {
  name: string;
  /** Does one round; gives the milliseconds to sleep before the next one (0 for at once). */
  round(): Promise<number>;
  log: (line: string) => void;
};

const firstPauseMs = 250;
const longestPauseMs = 10_000;

export function startLoop({ name, round, log }: LoopWork): Loop {
  let isStopped = false;
  let isWoken = false;
  let endSleep: (() => void) | null = null;
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async (): Promise<void> => {
    let failures = 0;
    while (!isStopped) {
      isWoken = false;
      let restMs: number;
      try {
        restMs = await round();
        failures = 0;
      } catch (error) {
        restMs = Math.min(firstPauseMs * 2 ** failures++, longestPauseMs);
        log(`${name} failed (${failures} times in a row): ${error instanceof Error ? error.message : String(error)}`);
        isWoken = false;
      }
      if (restMs > 0 && !isWoken && !isStopped) await sleep(restMs);
      endSleep = null;
    }
  };
  const ended = run();
  return {
    wake() {
      isWoken = true;
      endSleep?.();
    },
    async stop() {
      isStopped = true;
      endSleep?.();
      await ended;
    },
  };
}
