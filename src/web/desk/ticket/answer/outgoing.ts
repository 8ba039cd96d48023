/**
 * Messages on their way: shown at once; public ones are held for ten seconds, in which they can be taken back; without a connection they
 * wait for it and then go out; what was refused is given back. They outlive the page on which they were written, and a browser that dies
 * with one finds it among its drafts again.
 */
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { draftKey } from "../../../api/drafts.ts";
import { connectionNow, observeConnection } from "../../../api/live.ts";
import { isProblem } from "../../../api/problem.ts";
import { request } from "../../../api/request.ts";
import type { WireEvent } from "../../../api/wire.ts";
import { mentionsIn } from "../../../kit/editor/mention.ts";
import { hold } from "../../../kit/undo-store.ts";
import { holdBack, inOrder, sendOffHeld } from "../in-order.ts";
import { draftOf, forgetDraft, isEmpty, takeDraft, type Written, writeDraft } from "./drafts.ts";
import { livingTabs, tab } from "./tab.ts";

export type Visibility = "public" | "internal";

export type Outgoing = Written & {
  /** Its idempotency key, too. */
  key: string;
  ticketId: number;
  visibility: Visibility;
  at: number;
  state: "held" | "sending" | "waiting" | "failed";
  error: unknown;
};

const prefix = "guardia.outgoing ";
const stored = prefix + tab;
const againMs = 5_000;

let outgoing: readonly Outgoing[] = [];
const observers = new Set<() => void>();
let again: ReturnType<typeof setTimeout> | null = null;
let reader: QueryClient | null = null;

function publish(next: readonly Outgoing[]): void {
  outgoing = next;
  try {
    if (next.length === 0) localStorage.removeItem(stored);
    else localStorage.setItem(stored, JSON.stringify(next.map(({ error: _error, ...rest }) => rest)));
  } catch {
    // As with drafts: the server has what was written before it was sent.
  }
  for (const observer of observers) observer();
}

const change = (key: string, next: Partial<Outgoing>): void =>
  publish(outgoing.map((message) => (message.key === key ? { ...message, ...next } : message)));
const remove = (key: string): void => publish(outgoing.filter((message) => message.key !== key));

export const useOutgoing = (): readonly Outgoing[] =>
  useSyncExternalStore(
    (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    () => outgoing,
  );

type Order = Written & { ticketId: number; visibility: Visibility; client: QueryClient; label: string };

/** Sends what was written: a note at once, an answer to the customer when its ten seconds are over. */
export function sendMessage({ client, label, ...written }: Order): void {
  reader = client;
  const message: Outgoing = { ...written, key: crypto.randomUUID(), at: Date.now(), state: "held", error: null };
  sendOffHeld(message.ticketId);
  takeDraft(draftKey(message.ticketId, message.visibility));
  publish([...outgoing, message]);
  if (message.visibility === "internal") {
    void transmit(message.key);
    return;
  }
  let forget = () => {};
  const sendOff = hold({
    label,
    commit: () => {
      forget();
      return transmit(message.key);
    },
    cancel: () => {
      forget();
      giveBack(message.key);
    },
  });
  forget = holdBack(message.ticketId, sendOff);
}

async function transmit(key: string): Promise<void> {
  const message = outgoing.find((each) => each.key === key);
  if (message === undefined) return;
  change(key, { state: "sending", error: null });
  const { ticketId, visibility, text, attachments } = message;
  const mentions = mentionsIn(text);
  const body = {
    ...{ visibility, text },
    ...(attachments.length === 0 ? {} : { attachments: attachments.map(({ id }) => id) }),
    ...(mentions.length === 0 ? {} : { mentions }),
  };
  try {
    const order = { body, idempotencyKey: key, outlives: text.length < 20_000 };
    await inOrder(ticketId, () => request("POST", `/api/v1/tickets/${ticketId}/replies`, order));
    await arrived(message);
  } catch (error) {
    if (isProblem(error, "unreachable") || (isProblem(error) && error.status >= 502)) {
      change(key, { state: "waiting", error });
      waitForConnection();
    } else change(key, { state: "failed", error });
  }
}

async function arrived({ key, ticketId, visibility }: Outgoing): Promise<void> {
  const draft = draftKey(ticketId, visibility);
  if (isEmpty(draftOf(draft))) forgetDraft(draft);
  try {
    await reader?.invalidateQueries({ queryKey: ["ticket", ticketId] });
  } finally {
    remove(key);
  }
  void reader?.invalidateQueries({ queryKey: ["queue"] });
}

/** What waits goes out in the order in which it was written. */
function retry(): void {
  if (again !== null) clearTimeout(again);
  again = null;
  for (const { key, state } of outgoing) if (state === "waiting") void transmit(key);
}

function waitForConnection(): void {
  again ??= setTimeout(retry, againMs);
}

if (typeof window !== "undefined") {
  window.addEventListener("online", retry);
  observeConnection(() => {
    if (connectionNow() === "live") retry();
  });
}

export const sendAgain = (key: string): void => void transmit(key);

/** Back to where it was written, before what stands there by now. */
export function giveBack(key: string): void {
  const message = outgoing.find((each) => each.key === key);
  if (message === undefined) return;
  remove(key);
  putBack(message);
}

function putBack({ ticketId, visibility, text, attachments }: Outgoing): void {
  const key = draftKey(ticketId, visibility);
  const here = draftOf(key);
  writeDraft(key, {
    text: [text, here.text].filter((each) => each.trim() !== "").join("\n\n"),
    attachments: [...attachments, ...here.attachments].filter(({ id }, at, all) => all.findIndex((each) => each.id === id) === at),
  });
}

/** Without word from the browser, what is older than this was left behind by a tab that died. */
const leftBehindMs = 300_000;

/** What a tab that died had still to send: back among the drafts, unless the ticket's log shows that it arrived. */
export async function recover(ticketId: number, events: readonly WireEvent[]): Promise<void> {
  const living = await livingTabs();
  for (const [place, messages] of storedElsewhere()) {
    const isLeft = ({ at }: Outgoing) => (living === null ? Date.now() - at > leftBehindMs : !living.has(place.slice(prefix.length)));
    const left = messages.filter((message) => message.ticketId === ticketId && isLeft(message));
    if (left.length === 0) continue;
    const rest = messages.filter((message) => !left.includes(message));
    if (rest.length === 0) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(rest));
    for (const message of left) settle(message, events);
  }
}

function settle(message: Outgoing, events: readonly WireEvent[]): void {
  const { ticketId, visibility, text, at } = message;
  const isIt = (event: WireEvent): boolean =>
    event.type === "ticket.replied" && event.visibility === visibility && event.text === text && Date.parse(event.at) >= at - 60_000;
  const draft = draftKey(ticketId, visibility);
  if (!events.some(isIt)) putBack(message);
  else if (draftOf(draft).text === text) forgetDraft(draft);
}

function storedElsewhere(): [string, Outgoing[]][] {
  const places = Object.keys(localStorage).filter((key) => key.startsWith(prefix) && key !== stored);
  return places.map((place) => {
    try {
      const read: unknown = JSON.parse(localStorage.getItem(place) ?? "[]");
      return [place, Array.isArray(read) ? (read as Outgoing[]) : []];
    } catch {
      return [place, []];
    }
  });
}
