/**
 * What the server tells by itself: one stream of changes, and whether it flows now. After an interruption it goes on where it stood: what
 * was committed meanwhile is told first, so that only a long absence makes everything be read again.
 */
import { livePlace } from "./live-place.ts";
import { changesAnswered, request, withQuery } from "./request.ts";

export type LiveChange = { position: number; customerId: string; ticketId: number | null; type: string };
export type Connection = "connecting" | "live" | "lost";

type Watcher = {
  onChange(change: LiveChange): void;
  /** Changes may have been missed: what is shown is to be read again. */
  onRestored(): void;
  /** Somebody came to a ticket, began to write in it, or left. */
  onPresence?(ticketId: number): void;
};

const watchers = new Set<Watcher>();
const observers = new Set<() => void>();
let connection: Connection = "connecting";
let source: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | null = null;
let failures = 0;
let place = livePlace();
let silence: ReturnType<typeof setTimeout> | null = null;
/** The server beats every 15 s: a line that says nothing for longer is dead, though nobody closed it. */
const longestSilenceMs = 40_000;

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

/** Listens until the returned function is called. `onRestored` comes when changes may have been missed. */
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
  const stream = new EventSource(withQuery("/api/v1/live", { after: place.latest() ?? undefined }), { withCredentials: true });
  source = stream;
  stream.addEventListener("open", () => {
    failures = 0;
    become("live");
    listenFor(stream);
  });
  stream.addEventListener("beat", (event) => {
    listenFor(stream);
    place.reach((event as MessageEvent<string>).lastEventId);
  });
  stream.addEventListener("change", (event) => {
    listenFor(stream);
    const change = JSON.parse((event as MessageEvent<string>).data) as LiveChange;
    if (place.isNew(change.position)) for (const watcher of watchers) watcher.onChange(change);
  });
  // The server could not keep up with telling us, or we were away for too long: everything is to be read again.
  stream.addEventListener("presence", (event) => {
    const { ticketId } = JSON.parse((event as MessageEvent<string>).data) as { ticketId: number };
    for (const watcher of watchers) watcher.onPresence?.(ticketId);
  });
  stream.addEventListener("lost", () => {
    for (const watcher of watchers) watcher.onRestored();
  });
  // The session of this stream has ended. It may have been replaced by a newer one in this browser (a changed password): the server is
  // asked, and whoever is not known to it any more has to sign in again.
  stream.addEventListener("signed-out", () => {
    stream.close();
    const asked = changesAnswered().then(() => request("GET", "/api/v1/me"));
    void asked.then(
      () => fail(stream),
      () => fail(stream),
    );
  });
  stream.addEventListener("error", () => fail(stream));
}

/** The browser's own retry gives up after some answers (a proxy's 502); ours does not, and it waits longer each time. */
function fail(stream: EventSource): void {
  stream.close();
  if (source !== stream) return;
  source = null;
  become("lost");
  if (silence !== null) clearTimeout(silence);
  if (watchers.size === 0) return;
  failures += 1;
  retry = setTimeout(open, Math.min(500 * 2 ** Math.min(failures, 6), 15_000));
}

function listenFor(stream: EventSource): void {
  if (silence !== null) clearTimeout(silence);
  silence = setTimeout(() => fail(stream), longestSilenceMs);
}

/** The network is back: nobody waits for the next attempt. */
function hurry(): void {
  if (retry === null) return;
  clearTimeout(retry);
  open();
}
if (typeof window !== "undefined") window.addEventListener("online", hurry);

function close(): void {
  source?.close();
  source = null;
  for (const timer of [retry, silence]) if (timer !== null) clearTimeout(timer);
  retry = null;
  silence = null;
  failures = 0;
  // Somebody else may sign in next.
  place = livePlace();
  connection = "connecting";
}
