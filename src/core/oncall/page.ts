/**
 * A page: somebody has to look at something now. It goes through the steps of its escalation policy until somebody acknowledges it or
 * its cause is gone. A page of a ticket has the ticket's number; others draw theirs from the same numbers, so that "ACK 4711" is clear.
 */
import type { Urgency } from "#core/notification/channel.ts";
import type { Instant } from "#core/time/instant.ts";

/** `ticket`: raised by the ticket's service; `manual`: by a person; `test`: to see that pages arrive; `watch`: Guardia about itself. */
export const pageCauses = ["ticket", "manual", "test", "watch"] as const;
export type PageCause = (typeof pageCauses)[number];
/** `exhausted`: all steps were gone through and nobody answered; the last resort has been told. It is still open. */
export type PageState = "open" | "acknowledged" | "exhausted" | "resolved";

export type Page = {
  id: number;
  customerId: string;
  seq: number;
  ticketId: number | null;
  cause: PageCause;
  /** Id of an escalation policy of the model; null when `targets` were named by hand. */
  policy: string | null;
  /** Of a page by hand: whom (`person:…`, `schedule:…`, `team:…`); its only step. */
  targets: readonly string[];
  urgency: Urgency;
  /** What it is about, in one line. */
  summary: string;
  state: PageState;
  openedAt: Instant;
  /** When it was last raised: opened, or raised again after its cause had returned. */
  raisedAt: Instant;
  /** 0 for the first time through the steps. */
  round: number;
  /** The step that fires at `nextAt`; equal to the number of steps when none is left in this round. */
  nextStep: number;
  /** When it next acts by itself: a step, an acknowledgement that expires, the last resort once more. */
  nextAt: Instant | null;
  /** Recipients of the last step fired, and those of them who could not be reached by any means. */
  told: readonly string[];
  unreached: readonly string[];
  /** When somebody was last told in this round; null while nobody was. */
  toldAt: Instant | null;
  acknowledgedAt: Instant | null;
  acknowledgedBy: string | null;
  acknowledgedVia: PageAnswerVia | null;
  resolvedAt: Instant | null;
};

/** Why somebody is told at a step: `schedule:nights` and the layer, `person:alice`, `team:dba`… */
export type Told = { recipient: string; via: string; layer: string | null };
/** Who should have been told and was nobody: the target as the policy names it. */
export type Gap = { target: string; reason: "nobody-on-call" | "unknown-target" | "empty-team" };

type Facts =
  | {
      type: "page.opened";
      ticketId: number | null;
      cause: PageCause;
      policy: string | null;
      targets: readonly string[];
      urgency: Urgency;
      summary: string;
    }
  | { type: "page.step-fired"; step: number; round: number; told: readonly Told[]; gaps: readonly Gap[] }
  | { type: "page.acknowledged"; via: PageAnswerVia; expiresAt: Instant | null }
  | { type: "page.acknowledgement-expired" }
  | { type: "page.escalated"; via: PageAnswerVia; note: string | null }
  | { type: "page.unreached"; step: number; round: number; recipient: string }
  | { type: "page.exhausted"; told: readonly Told[] }
  | { type: "page.urgency-changed"; urgency: Urgency }
  | { type: "page.raised-again"; policy: string | null; summary: string; urgency: Urgency }
  | { type: "page.resolved"; reason: "ticket" | "answered" | "test-over" };

/** By which way somebody answered. */
export const pageAnswerVias = ["desk", "link", "email", "sms", "voice", "push", "chat", "ticket", "api"] as const;
export type PageAnswerVia = (typeof pageAnswerVias)[number];

export type PageEvent = Facts & { customerId: string; pageId: number; at: Instant; actor: string };
export type PageEventType = PageEvent["type"];

/** Fields that may hold a person's words: the chain keeps them only as salted digests, so that they can be erased. */
export const pagePersonalFields: Partial<Record<PageEventType, readonly string[]>> = {
  "page.opened": ["summary"],
  "page.raised-again": ["summary"],
  "page.escalated": ["note"],
};

export type PageVerb =
  | {
      type: "open-page";
      customerId: string;
      ticketId: number | null;
      cause: PageCause;
      policy?: string | null;
      targets?: readonly string[];
      urgency: Urgency;
      summary: string;
    }
  /** The ticket of this number is (again) something that somebody has to look at now; nothing where its service pages nobody. */
  | { type: "raise-page"; isOnlyFirst: boolean }
  | { type: "acknowledge-page"; via: PageAnswerVia }
  /** By hand: the next step fires now. */
  | { type: "escalate-page"; via: PageAnswerVia; note?: string | null }
  | { type: "resolve-page"; reason: "ticket" | "answered" | "test-over" }
  /** Nobody of a step could be reached: told by whoever delivers. */
  | { type: "report-unreached"; step: number; round: number; recipient: string }
  | { type: "change-page-urgency"; urgency: Urgency }
  | { type: "wake-page" };

/** `pageId` may be 0 for `open-page`: the door then draws a number. */
export type PageCommand = PageVerb & { pageId: number; actor: string };
