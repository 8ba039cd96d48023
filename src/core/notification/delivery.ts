/**
 * A delivery: one recipient to be reached for one reason. It has lines (a channel and an address, each from its instant on), and every
 * line is tried through the channel's gateways until one takes it. The rules are in attempt.ts; this is what they speak of.
 */
import type { Language } from "#core/model/document.ts";
import type { Channel, Urgency } from "#core/notification/channel.ts";
import type { Instant } from "#core/time/instant.ts";

/** Why somebody is to be reached. `page` wants an answer; the others only want to arrive. */
export const purposes = ["page", "notice", "mail", "test", "code", "alarm"] as const;
export type Purpose = (typeof purposes)[number];

/** How an attempt ended. `unknown`: our process died, or nobody answered, after the request had left. */
export const outcomes = ["sent", "failed-for-now", "failed-for-good", "unknown"] as const;
export type AttemptOutcome = (typeof outcomes)[number];

/** What has been tried, by one gateway, at one address. */
export type Attempt = {
  number: number;
  line: number;
  gateway: string;
  beganAt: Instant;
  endedAt: Instant | null;
  outcome: AttemptOutcome | null;
  /** Whoever receives it may have received it twice: the provider's protocol leaves it open. */
  mayBeDouble: boolean;
  providerId: string | null;
  /** What the provider said, in a few words and without secrets. */
  said: string | null;
  receipt: "delivered" | "failed" | null;
  receiptAt: Instant | null;
};

/** `waiting` for its instant or for an answer, `sent` (nothing more is tried), `delivered`, `failed`, `cancelled` (not needed any more). */
export type LineState = "waiting" | "sent" | "delivered" | "failed" | "cancelled";

export type Line = {
  channel: Channel;
  address: string;
  /** When it may begin. */
  at: Instant;
  state: LineState;
  /** Gateways that refused it for good: not asked again for this line. */
  refusedBy: readonly string[];
  /** Gateways that failed for now, and how often in a row. */
  failures: Readonly<Record<string, number>>;
  /** Not before this instant, after a failure. */
  notBefore: Instant | null;
  /** Gateways that may have brought it although nobody knows: whoever brings it now may bring it twice. */
  inDoubt?: readonly string[];
  /** Whom it reaches and in which language, when a name is behind the address. */
  person?: string;
  language?: Language;
};

/** What is to be said: worded when it is sent, from what is then the truth. */
export type Content = { kind: string } & Readonly<Record<string, unknown>>;

export type Delivery = {
  id: number;
  customerId: string;
  purpose: Purpose;
  /** `person:alice`, `contact:ana`, `role:administrator`, `address:…` for somebody without a name. */
  recipient: string;
  pageId: number | null;
  ticketId: number | null;
  /** Of a page: which step, in which round. */
  step: number | null;
  round: number | null;
  urgency: Urgency;
  content: Content;
  /** When it was meant to begin. */
  wantedAt: Instant;
  /** Null until somebody has looked up how the recipient can be reached. */
  lines: readonly Line[] | null;
};
