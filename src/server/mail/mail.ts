/** A message that came in, as it is kept beside its raw bytes. */
import type { Authentication } from "#core/mail/authentication.ts";
import type { MailAddress } from "#core/mail/letter.ts";

/** `received`: kept, and nothing decided yet. `filed`: in its ticket. `held`: waits for a human. `dropped`: nobody needs it. */
export type MailState = "received" | "filed" | "held" | "dropped";

/** How it came: who the sending server said it was (SMTP alone), and for which of our addresses. */
export type Envelope = {
  from: string | null;
  to: readonly string[];
  ip: string | null;
  helo: string | null;
  /** It was larger than we take: only its beginning is here, the rest stays where it was fetched from. */
  isCut?: true;
};

/** What the page shows beside the message; filled when it is filed. */
export type MailDetails = {
  to: readonly MailAddress[];
  cc: readonly MailAddress[];
  /** What was folded away: the quote of what it answers, and the signature. */
  quoted: string | null;
  signature: string | null;
  /** The words that are shown, of a message that is in no ticket. */
  text: string | null;
  authentication: Authentication;
  /** What the filters before us thought of it, in their words. */
  spam: string | null;
  /** Names of files that are only in the raw message: too many, too large, or programs. */
  leftOut: readonly string[];
  isEncrypted: boolean;
  /** Of a held message: the ticket to which it seems to belong. */
  suggestedTicketId: number | null;
  /** Why it could not be filed, in the words of whatever refused it. */
  said: string | null;
};
