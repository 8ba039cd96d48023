/** What is done with a letter: into its ticket, a new ticket, before a human, or away; one decision with its reason. */
import { type Authentication, isForged, isProven } from "#core/mail/authentication.ts";
import type { Judgement } from "#core/mail/kind.ts";
import type { Sender } from "#core/mail/sender.ts";
import type { Found } from "#core/mail/thread.ts";

export const holdReasons = [
  "unknown-sender",
  "ambiguous-sender",
  "own-person",
  "unproven-person",
  "forged",
  "spam",
  "storm",
  "loop",
  "not-understood",
  "too-large",
  "refused",
] as const;
export type HoldReason = (typeof holdReasons)[number];
export const dropReasons = ["unknown-sender", "auto-reply", "report", "own-letter", "answer", "by-hand"] as const;
export type DropReason = (typeof dropReasons)[number];

export type Question = {
  /** Null: what came cannot be read as a letter, or has no sender. */
  letter: (Judgement & { spam: string | null; isOwnLetter: boolean }) | null;
  /** The sender's. */
  address: string;
  sender: Sender;
  authentication: Authentication;
  thread: Found | null;
  storm: "sender" | "mailbox" | null;
  policy: { unknownSenders: "hold" | "fallback" | "drop"; fallbackCustomer: string | null };
};

export type Decision =
  /** `by` an agent: to the customer; `automatic`: a program's words, which nobody is paged or reminded for. */
  | { do: "reply"; ticketId: number; by: "contact" | "agent" | "automatic"; found: Found["by"]; isAnswerable: boolean }
  /** Among our own people: below a page's ticket. */
  | { do: "note"; ticketId: number }
  | { do: "open"; customerId: string; contact: string | null; isAnswerable: boolean; isUnread: boolean }
  | { do: "hold"; reason: HoldReason }
  | { do: "drop"; reason: DropReason };

export function decideIntake({ letter, address, sender, authentication, thread, storm, policy }: Question): Decision {
  if (letter === null) return unread(policy);
  if (letter.isOwnLetter) return { do: "drop", reason: "own-letter" };
  if (letter.kind === "loop") return { do: "hold", reason: "loop" };
  if (letter.kind === "bounce" || letter.kind === "auto-reply") {
    if (thread !== null && storm !== "sender")
      return { do: "reply", ticketId: thread.ticketId, by: "automatic", found: thread.by, isAnswerable: false };
    return { do: "drop", reason: letter.kind === "bounce" ? "report" : "auto-reply" };
  }
  if (isForged(authentication)) return { do: "hold", reason: "forged" };
  if (letter.spam !== null && thread?.by !== "token") return { do: "hold", reason: "spam" };
  if (storm === "sender") return { do: "hold", reason: "storm" };
  const isAnswerable = letter.isAnswerable && storm === null && letter.spam === null && isAnswered(authentication);
  if (thread !== null) {
    // Our own people speak to customers in our name, and whoever writes may invent an address: without proof a human looks first.
    if (sender.kind === "own" && !isProven(authentication, address)) return { do: "hold", reason: "unproven-person" };
    return { do: "reply", ticketId: thread.ticketId, by: sender.kind === "own" ? "agent" : "contact", found: thread.by, isAnswerable };
  }
  return opening(sender, policy, isAnswerable);
}

function opening(sender: Sender, policy: Question["policy"], isAnswerable: boolean): Decision {
  if (sender.kind === "own") return { do: "hold", reason: "own-person" };
  if (sender.kind === "ambiguous") return { do: "hold", reason: "ambiguous-sender" };
  if (sender.kind === "contact") {
    return { do: "open", customerId: sender.customerId, contact: sender.contact, isAnswerable, isUnread: false };
  }
  if (policy.unknownSenders === "drop") return { do: "drop", reason: "unknown-sender" };
  if (policy.unknownSenders === "hold" || policy.fallbackCustomer === null) return { do: "hold", reason: "unknown-sender" };
  return { do: "open", customerId: policy.fallbackCustomer, contact: null, isAnswerable, isUnread: false };
}

/** Nobody can say what it is: a human looks at the raw message. */
function unread({ fallbackCustomer }: Question["policy"]): Decision {
  if (fallbackCustomer === null) return { do: "hold", reason: "not-understood" };
  return { do: "open", customerId: fallbackCustomer, contact: null, isAnswerable: false, isUnread: true };
}

/** An answer to an address that did not write would be spam of ours. */
const isAnswered = ({ spf, dkim }: Authentication): boolean =>
  dkim?.result === "pass" || (spf?.result !== "fail" && spf?.result !== "softfail");
