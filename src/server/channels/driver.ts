/**
 * What a driver is: the code that speaks one provider's protocol. A gateway is a driver with settings (an account); a channel has any
 * number of gateways in order. A driver decides nothing about retries: it says how an attempt ended.
 */
import type { z } from "@hono/zod-openapi";
import type { Language } from "#core/model/document.ts";
import type { Channel, Urgency } from "#core/notification/channel.ts";
import type { Purpose } from "#core/notification/delivery.ts";
import type { Instant } from "#core/time/instant.ts";
import type { MailContent } from "#server/channels/email/mail-content.ts";
import type { Outside } from "#server/outside/outside.ts";

/** What is said, worded for every kind of channel; a driver takes the parts that it can show. */
export type Message = {
  purpose: Purpose;
  urgency: Urgency;
  language: Language;
  /** One line without markup. */
  subject: string;
  /** Plain text of several lines, without the link. */
  text: string;
  /** For an SMS: at most 306 characters, the link included when there is one, and how to answer. */
  short: string;
  /** To be read aloud. */
  spoken: string;
  /** Where the page is acknowledged, or the ticket read. */
  link: string | null;
  /** The number in "ACK 4711"; null where no answer is awaited. */
  pageId: number | null;
  /** A letter composed as such; drivers of the channel email send it as it is. */
  mail?: MailContent;
};

/** Where and how a driver works, beside what is said. */
export type Sending<Settings> = {
  settings: Settings;
  address: string;
  message: Message;
  /** The same for every repetition of one attempt at one line: providers that know idempotency get it. At most 64 characters of [A-Za-z0-9-]. */
  key: string;
  /** Where this gateway's provider reports back: `https://…/hooks/<gateway>/<token>`, without query. */
  hookUrl: string;
  outside: Outside;
  /** Aborted when the attempt's time is over. */
  signal: AbortSignal;
  now: Instant;
};

/**
 * `sent`: the provider has taken it; `expectsReceipt` when it will tell of the delivery. `failed-for-now`: the same may succeed later.
 * `failed-for-good`: it never will through this gateway; `blames` whom: a wrong address says nothing about the gateway's health.
 * `said` is short, in the provider's words, without secrets and without the address.
 */
export type SendOutcome =
  | { outcome: "sent"; providerId: string | null; expectsReceipt: boolean }
  | { outcome: "failed-for-now"; said: string; retryAfterMs?: number; mayHaveArrived?: boolean }
  | { outcome: "failed-for-good"; said: string; blames: "gateway" | "address" };

/** What arrives at a gateway's hook. `headers` in lower case; `query` of the address; the body as it came, at most 1 MB. */
export type Incoming = {
  method: string;
  /** The whole address as the provider called it: some sign it. */
  url: string;
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  body: string;
};

/** A provider's word on something it took; `providerId` as `send` gave it. */
export type Receipt = { providerId: string; state: "delivered" | "failed"; said: string | null; at: Instant | null };
/** What somebody wrote back ("ACK 4711") or pressed. `address` as contact points are written; `providerId` of what they answer, if known. */
export type Reply = {
  address: string;
  text: string;
  providerId: string | null;
  pageId: number | null;
  /** The provider's own id of what was written, where it has one: the same that comes twice is taken once, another of the same words is not it. */
  id?: string;
};

/** What to answer the provider with; an empty 200 when nothing is given. */
export type HookAnswer = { status: number; contentType: string; body: string };
/** The line under which a voice menu or chat says what came of a reply; `{kind}` is what happened to the first reply. */
export type ReplyResult = {
  kind: "acknowledged" | "escalated" | "resolved" | "not-understood" | "unknown-page" | "unknown-sender";
  pageId: number | null;
};

export type Received = {
  receipts: readonly Receipt[];
  replies: readonly Reply[];
  /** Makes the answer once replies were acted upon. Default: an empty 200. */
  answer?: (results: readonly ReplyResult[]) => HookAnswer;
  /** Says to whoever replied what came of it, where the answer to the provider cannot: asked once they were acted upon, its failure is nobody's. */
  tell?: (results: readonly ReplyResult[]) => Promise<void>;
  /** Of `collect`: removes at the provider what was taken. Asked once receipts and replies are stored, so that a death between loses nothing. */
  forget?: () => Promise<void>;
};

export type Probe = { isWell: boolean; said: string };

export type Driver<Settings = unknown> = {
  /** `twilio-sms`: unique among all drivers. */
  readonly name: string;
  /** As people call it: "Twilio SMS". */
  readonly title: string;
  readonly channel: Channel;
  /** The provider recognises a repeated `key`: a repetition after an unknown end doubles nothing. */
  readonly isIdempotent: boolean;
  /** `sent` is followed by a receipt when all is well. A gateway that takes and never reports becomes suspect. */
  readonly givesReceipts: boolean;
  /** What an administrator fills in. Fields are plain strings, numbers, booleans or enums with `.meta({ description })`. */
  readonly settings: z.ZodObject;
  /** Names of settings that are kept encrypted and never shown again. */
  readonly secrets: readonly string[];
  /** Reads and normalises an address of this channel; its error says what one looks like. */
  readonly address: z.ZodType<string>;
  /** Never throws for what the provider does; an OutsideFailure may be let through and counts as failed for now. */
  send(sending: Sending<Settings>): Promise<SendOutcome>;
  /** Looks whether the account works, without telling anybody; absent where the provider offers no such question. */
  probe?(context: { settings: Settings; hookUrl: string; outside: Outside; signal: AbortSignal }): Promise<Probe>;
  /** Verifies that the provider sent it (throws Refusal `bad-signature`), and reads it. */
  receive?(incoming: Incoming, context: { settings: Settings; hookUrl: string; outside: Outside; now: Instant }): Promise<Received>;
  /** Fetches what has come in where the provider does not call us (a modem's spool, a bot without a hook). Called every few seconds. */
  collect?(context: { settings: Settings; outside: Outside; signal: AbortSignal; now: Instant }): Promise<Received>;
};

/** Keeps a driver's settings typed inside it and forgets them outside. */
export const defineDriver = <Schema extends z.ZodObject>(
  driver: Omit<Driver<z.output<Schema>>, "settings"> & { settings: Schema },
): Driver => driver as unknown as Driver;
