/** One way to the server: JSON in and out, problems thrown, versions and idempotency keys sent, the server's clock listened to. */
import { Problem } from "./problem.ts";

export type Order = {
  body?: unknown;
  /** The ticket's version that the reader has seen: the server refuses `ticket-changed` when it moved on. */
  ifMatch?: number;
  /** Makes a repeated POST harmless; one is drawn when none is given. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** Goes out even if the page is closed meanwhile; for small bodies, as browsers allow 64 KiB. */
  outlives?: boolean;
};

export type Answer<T> = { value: T; version: number | null };

/** In which language the server is asked to answer, and what is said when no server answers. */
type Speech = { language: string; unreachable: string; unreadable: (values: { status: number }) => string };
let speech: Speech = { language: "en", unreachable: "", unreadable: ({ status }) => String(status) };

/** To be told whenever the reader's language changes. */
export function speakAs(next: Speech): void {
  speech = next;
}

type Listener = () => void;
const signedOut = new Set<Listener>();

/** Calls back whenever the server says that nobody is signed in; gives how to stop listening. */
export function onSignedOut(listener: Listener): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

const barred = new Set<Listener>();

/** Calls back when the provider asks for a second factor that is not set up yet. */
export function onBarred(listener: Listener): void {
  barred.add(listener);
}

const changing = new Set<Promise<unknown>>();

function watchChange(sending: Promise<unknown>): void {
  changing.add(sending);
  const done = (): void => void changing.delete(sending);
  void sending.finally(done).catch(() => undefined);
}

/** When no change that was sent is waiting for its answer: an answer may bring another session's cookie. */
export const changesAnswered = (): Promise<unknown> => Promise.allSettled([...changing]);

let skewMs = 0;

/** Now by the server's clock: a laptop that is four minutes off still counts down to the right instant. */
export const serverNow = (): number => Date.now() + skewMs;

function learnSkew(response: Response, sentAt: number): void {
  const date = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(date)) return;
  const measured = date + 500 - (sentAt + Date.now()) / 2;
  // The header has whole seconds: anything within that is no skew at all.
  skewMs = Math.abs(measured) < 1_500 ? 0 : measured;
}

export async function request<T>(method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, order: Order = {}): Promise<Answer<T>> {
  const headers = new Headers({ accept: "application/json", "accept-language": speech.language });
  if (order.body !== undefined) headers.set("content-type", "application/json");
  if (order.ifMatch !== undefined) headers.set("if-match", `"${order.ifMatch}"`);
  if (method === "POST") headers.set("idempotency-key", order.idempotencyKey ?? crypto.randomUUID());
  const sentAt = Date.now();
  const sending = fetch(path, {
    method,
    headers,
    credentials: "same-origin",
    ...(order.body === undefined ? {} : { body: JSON.stringify(order.body) }),
    ...(order.signal === undefined ? {} : { signal: order.signal }),
    ...(order.outlives === true ? { keepalive: true } : {}),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem("unreachable", 0, speech.unreachable);
  });
  if (method !== "GET") watchChange(sending);
  const response = await sending;
  learnSkew(response, sentAt);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const problem = Problem.fromBody(response.status, body, speech.unreadable({ status: response.status }));
    if (response.status === 401) for (const listener of signedOut) listener();
    if (problem.code === "second-factor-required") for (const listener of barred) listener();
    throw problem;
  }
  const version = /^(?:W\/)?"(\d+)"$/.exec(response.headers.get("etag") ?? "")?.[1];
  return { value: body as T, version: version === undefined ? null : Number(version) };
}

/** `/tickets?team=desk&priority=P1`: fields that are undefined or empty are left out. */
export function withQuery(path: string, fields: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== "") query.set(name, String(value));
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}
