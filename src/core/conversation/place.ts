/** Short messages (SMS, chat) have no subject and no thread: by what they say, and by when, they find the ticket that they belong to. */
import type { Duration, Instant } from "#core/time/instant.ts";

/** A ticket that the sender may speak in, and when something was last said in it along the same way; null when never. */
export type Exchange = { ticketId: number; status: "open" | "resolved" | "closed"; lastAt: Instant | null };

export type Placing = { do: "open" } | { do: "reply"; ticketId: number } | { do: "reopen"; ticketId: number };

/** After three days without a word, somebody who writes begins with something new. */
export const talkEndsAfterMs = (3 * 24 * 3_600_000) as Duration;

/** Of `#4711`, or a number that the message begins with (`4711: it happened again`). A bare number is a number: it may be anything. */
const named = /#(\d{1,12})\b|^\s*(\d{1,12})\s*[:\-–]/;

/**
 * A ticket that the message names wins; else the one talked about last along this way, while the talk is fresh; else a new one.
 * @param exchanges of the sender, in any order
 */
export function placeMessage(text: string, exchanges: readonly Exchange[], now: Instant): Placing {
  const [, hashed, leading] = named.exec(text) ?? [];
  const number = Number(hashed ?? leading ?? 0);
  const meant = exchanges.find(({ ticketId }) => ticketId === number);
  if (meant !== undefined) return into(meant);
  const fresh = exchanges.filter(({ status, lastAt }) => status !== "closed" && lastAt !== null && now - lastAt <= talkEndsAfterMs);
  const [latest] = fresh.sort((a, b) => b.lastAt! - a.lastAt! || b.ticketId - a.ticketId);
  return latest === undefined ? { do: "open" } : into(latest);
}

/** What is over and spoken of again is not over. */
const into = ({ ticketId, status }: Exchange): Placing => ({ do: status === "open" ? "reply" : "reopen", ticketId });

const longestSubject = 80;

/** The first line, cut at a word, for a ticket that begins with a message. */
export function subjectOf(text: string): string {
  const line = text
    .trim()
    .split(/[\r\n]/, 1)[0]!
    .trim();
  if (line.length <= longestSubject) return line;
  const cut = line.slice(0, longestSubject);
  const space = cut.lastIndexOf(" ");
  return `${space > longestSubject / 2 ? cut.slice(0, space) : cut}…`;
}
