/** One heartbeat for every countdown on the page, by the server's clock. */
import { useSyncExternalStore } from "react";
import { serverNow } from "../api/request.ts";

const observers = new Set<() => void>();
let beat: ReturnType<typeof setInterval> | null = null;
let now = serverNow();

function observe(observer: () => void): () => void {
  observers.add(observer);
  beat ??= setInterval(tick, 1_000);
  return () => {
    observers.delete(observer);
    if (observers.size > 0 || beat === null) return;
    clearInterval(beat);
    beat = null;
  };
}

function tick(): void {
  now = serverNow();
  for (const observer of observers) observer();
}

/** Epoch milliseconds, renewed each second; all components of a render see the same instant. */
export const useNow = (): number => useSyncExternalStore(observe, current);

function current(): number {
  // Without a beat nobody keeps it fresh: the first reader after a pause must not see the past. Two readers at once see the same.
  if (beat === null && Math.abs(serverNow() - now) >= 1_000) now = serverNow();
  return now;
}
