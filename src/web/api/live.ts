/** What the server tells by itself: one stream of changes, taken up again after every interruption, and whether it flows now. */

export type LiveChange = { position: number; customerId: string; ticketId: number | null; type: string };
export type Connection = "connecting" | "live" | "lost";

type Watcher = { onChange(change: LiveChange): void; onRestored(): void };

const watchers = new Set<Watcher>();
const observers = new Set<() => void>();
let connection: Connection = "connecting";
let source: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | null = null;
let failures = 0;
let wasLost = false;

export const connectionNow = (): Connection => connection;

/** For `useSyncExternalStore`. */
export function observeConnection(observer: () => void): () => void {
  observers.add(observer);
  return () => observers.delete(observer);
}

function become(next: Connection): void {
  if (connection === next) return;
  connection = next;
  for (const observer of observers) observer();
}

/** Listens until the returned function is called. `onRestored` comes after a gap in which changes may have been missed. */
export function watchLive(watcher: Watcher): () => void {
  watchers.add(watcher);
  if (source === null && retry === null) open();
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) close();
  };
}

function open(): void {
  retry = null;
  const stream = new EventSource("/api/v1/live", { withCredentials: true });
  source = stream;
  stream.addEventListener("open", () => {
    failures = 0;
    become("live");
    if (!wasLost) return;
    wasLost = false;
    for (const watcher of watchers) watcher.onRestored();
  });
  stream.addEventListener("change", (event) => {
    const change = JSON.parse((event as MessageEvent<string>).data) as LiveChange;
    for (const watcher of watchers) watcher.onChange(change);
  });
  // The server could not keep up with telling us: everything is to be read again.
  stream.addEventListener("lost", () => {
    for (const watcher of watchers) watcher.onRestored();
  });
  stream.addEventListener("error", () => {
    wasLost = true;
    become("lost");
    // The browser's own retry gives up after some answers (a proxy's 502); ours does not, and it waits longer each time.
    stream.close();
    if (source !== stream) return;
    source = null;
    if (watchers.size === 0) return;
    failures += 1;
    retry = setTimeout(open, Math.min(500 * 2 ** Math.min(failures, 6), 15_000));
  });
}

function close(): void {
  source?.close();
  source = null;
  if (retry !== null) clearTimeout(retry);
  retry = null;
  failures = 0;
  wasLost = false;
  connection = "connecting";
}
