/** Beats when tickets changed: the queue reads again what is in sight, and no more than that. */
import { useSyncExternalStore } from "react";

let beats = 0;
const observers = new Set<() => void>();

/** Called by whoever hears of changes: the live stream, and a verb that was just given. */
export function queueChanged(): void {
  beats += 1;
  for (const observer of observers) observer();
}

export const useQueuePulse = (): number =>
  useSyncExternalStore(
    (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    () => beats,
  );
