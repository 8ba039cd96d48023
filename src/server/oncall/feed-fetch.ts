/** Fetches a calendar of somebody else's: bounded in time and size, and only when it changed since. */
import type { Sealing } from "#server/access/sealing.ts";
import { type FeedFault, largestCalendarBytes } from "#server/oncall/calendar-schema.ts";
import { type Outside, OutsideFailure } from "#server/outside/outside.ts";

export type Fault = { code: FeedFault; status: number | null };

export type Fetched =
  | { kind: "same" }
  | { kind: "calendar"; text: string; etag: string | null; modified: string | null }
  | { kind: "fault"; fault: Fault };

type Known = { etag: string | null; modified: string | null };

const withinMs = 15_000;
const mostRedirects = 5;

/** Where the address lies sealed: a feed's own is told apart from those of others by its number. */
export const sealedPlace = (id: number): string => `rota-feed:${id}`;

/** `webcal://` and `webcals://` are what calendar programs call https. */
export const plainAddress = (url: string): string => url.replace(/^webcals?:\/\//i, "https://");

/** Whether it is like https://host/path, without a name and password in it. */
export function isAddress(url: string): boolean {
  const address = URL.canParse(url) ? new URL(url) : null;
  return address !== null && /^https?:$/.test(address.protocol) && address.username === "" && address.password === "";
}

export async function openAddress(sealing: Sealing, id: number, sealed: string): Promise<string | Fault> {
  try {
    return await sealing.open(sealed, sealedPlace(id));
  } catch {
    return { code: "cannot-unseal", status: null };
  }
}

/** @param known what was given with the newest answer; null asks for the whole */
export async function fetchCalendar(outside: Outside, url: string, known: Known | null, signal?: AbortSignal): Promise<Fetched> {
  const headers: Record<string, string> = { accept: "text/calendar, text/plain;q=0.5, */*;q=0.1" };
  if (known?.etag != null) headers["if-none-match"] = known.etag;
  else if (known?.modified != null) headers["if-modified-since"] = known.modified;
  const request = { method: "GET" as const, url, headers, timeoutMs: withinMs, redirects: mostRedirects };
  try {
    const longestBytes = largestCalendarBytes + 1;
    const answer = await outside.request({ ...request, longestBytes, ...(signal === undefined ? {} : { signal }) });
    if (answer.status === 304 && known !== null) return { kind: "same" };
    if (answer.status !== 200) return { kind: "fault", fault: { code: "http-status", status: answer.status } };
    if (Buffer.byteLength(answer.text) > largestCalendarBytes) return { kind: "fault", fault: { code: "too-large", status: null } };
    const header = (name: string): string | null => answer.headers[name]?.slice(0, 500) ?? null;
    return { kind: "calendar", text: answer.text, etag: header("etag"), modified: header("last-modified") };
  } catch (error) {
    if (error instanceof OutsideFailure) return { kind: "fault", fault: { code: error.kind, status: null } };
    throw error;
  }
}
