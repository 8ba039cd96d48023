/**
 * The review after a major incident: what happened, why, what went well and badly, and what is done about it. Written as a draft, published
 * in versions; what of it the customer reads is chosen with it. Blameless: it names causes, not culprits.
 */
import type { Book } from "#core/agreement/book.ts";
import { commanderOf, type Incident, stateOf } from "#core/incident/incident.ts";
import type { ActionLink, CauseKind } from "#core/incident/words.ts";
import type { Document } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { after, hours, type Instant } from "#core/time/instant.ts";
import { parseSpan } from "#core/time/span.ts";
import { dateOfDay, dayOfDate } from "#core/time/wall.ts";
import { startOfDate, zoneNamed } from "#core/time/zone.ts";

export type Cause = { kind: CauseKind; text: string; isShared: boolean };

export type ReviewText = {
  /** Markdown; both are written so that the customer may read them. */
  summary: string;
  impact: string;
  causes: readonly Cause[];
  wentWell: readonly string[];
  wentBadly: readonly string[];
  lucky: readonly string[];
};

export type Review = ReviewText & {
  ticketId: number;
  customerId: string;
  seq: number;
  /** Who sees to it that it is written: a person's key. */
  owner: string;
  /** A local date of the customer's zone. */
  dueOn: string;
  /** Of the newest published one; 0 before the first. */
  version: number;
  hasChanges: boolean;
  isShared: boolean;
  publishedAt: Instant | null;
  publishedBy: string | null;
};

type Facts_ =
  | { type: "incident.review-begun"; owner: string; dueOn: string }
  | ({ type: "incident.review-written"; owner: string; dueOn: string } & ReviewText)
  | { type: "incident.review-published"; version: number; note: string | null }
  | { type: "incident.review-shared"; version: number; isShared: boolean }
  | { type: "incident.action-added"; action: number; dueOn: string; link: ActionLink; isShared: boolean }
  | { type: "incident.action-changed"; action: number; dueOn: string; isShared: boolean }
  | { type: "incident.action-removed"; action: number };

export type ReviewEvent = Facts_ & { customerId: string; ticketId: number; at: Instant; actor: string };

export const reviewPersonalFields: Partial<Record<ReviewEvent["type"], readonly string[]>> = {
  "incident.review-written": ["summary", "impact", "causes", "wentWell", "wentBadly", "lucky"],
  "incident.review-published": ["note"],
};

export type Action = { ticketId: number; dueOn: string; link: ActionLink; isShared: boolean };
/** More nobody follows up. */
export const mostActions = 50;

const nothingWritten: ReviewText = { summary: "", impact: "", causes: [], wentWell: [], wentBadly: [], lucky: [] };

/** The review after a fact; actions are tickets and stand beside it. */
export function applyToReview(before: Review | null, event: ReviewEvent): Review {
  const { at, actor } = event;
  if (event.type === "incident.review-begun") {
    const { ticketId, customerId, owner, dueOn } = event;
    const unpublished = { version: 0, hasChanges: true, isShared: false, publishedAt: null, publishedBy: null };
    return { ...nothingWritten, ticketId, customerId, seq: 1, owner, dueOn, ...unpublished };
  }
  if (before === null) throw new Error(`${event.type} before the review was begun`);
  const next = { ...before, seq: before.seq + 1 };
  switch (event.type) {
    case "incident.review-written": {
      const { owner, dueOn, summary, impact, causes, wentWell, wentBadly, lucky } = event;
      return { ...next, owner, dueOn, summary, impact, causes, wentWell, wentBadly, lucky, hasChanges: true };
    }
    case "incident.review-published":
      return { ...next, version: event.version, hasChanges: false, publishedAt: at, publishedBy: actor };
    case "incident.review-shared":
      return { ...next, isShared: event.isShared };
    case "incident.action-added":
    case "incident.action-changed":
    case "incident.action-removed":
      return next;
  }
}

const textOf = ({ summary, impact, causes, wentWell, wentBadly, lucky }: ReviewText): ReviewText => ({
  ...{ summary: summary.trim(), impact: impact.trim(), wentWell, wentBadly, lucky },
  causes: causes.map(({ kind, text, isShared }) => ({ kind, text, isShared })),
});

/** A review written anew as a whole; what says the same gives no fact. */
export function writeReview(
  review: Review,
  asked: ReviewText & { owner?: string | undefined; dueOn?: string | undefined },
): (ReviewText & { owner: string; dueOn: string }) | null {
  const { owner = review.owner, dueOn = review.dueOn } = asked;
  requireDay(dueOn);
  const text = textOf(asked);
  const isSame = owner === review.owner && dueOn === review.dueOn && JSON.stringify(text) === JSON.stringify(textOf(review));
  return isSame ? null : { ...text, owner, dueOn };
}

export function requireDay(dueOn: string): string {
  if (dayOfDate(dueOn) !== undefined) return dueOn;
  throw new Refusal("bad-date", `"${dueOn}" is no date: write it like 2026-03-29.`, { date: dueOn });
}

/** Refuses `review-incomplete` for one that says neither what happened nor why, `incident-goes-on` before there is an end to look back from. */
export function requirePublishable(review: Review, incident: Incident, ticket: Ticket): void {
  const { ticketId } = review;
  if (!stateOf(incident, ticket).isOver)
    throw new Refusal("incident-goes-on", `The incident of ticket ${ticketId} still goes on: end it first.`, { ticketId });
  const missing = [
    ...(review.summary.trim() === "" ? ["summary"] : []),
    ...(review.impact.trim() === "" ? ["impact"] : []),
    ...(review.causes.length === 0 ? ["causes"] : []),
  ];
  if (missing.length > 0)
    throw new Refusal("review-incomplete", `The review says nothing yet of: ${missing.join(", ")}. Write that first.`, {
      missing: missing.join(", "),
    });
}

/** Who publishes and shares: the review's owner, the commander, and whoever may override. */
export const mayPublish = (review: Review, incident: Incident, asker: { person: string | null; mayOverride: boolean }): boolean =>
  asker.mayOverride || (asker.person !== null && (asker.person === review.owner || `person:${asker.person}` === commanderOf(incident)));

const dueAfter = parseSpan("5bd");

/** Local dates of a customer are read in its zone, or in the provider's where the model knows it no longer. */
export const zoneOf = (document: Document | null, customerId: string): string =>
  document?.customers[customerId]?.zone ?? document?.zone ?? "UTC";

/** When it is to be written: five business days of the agreement's calendar after the end, seven days where there is none. */
export function reviewDueOn(ticket: Pick<Ticket, "customerId" | "agreementId">, endedAt: Instant, book: Book): string {
  const terms = ticket.agreementId === null ? null : book.termsAt(ticket.agreementId, endedAt);
  const zone = zoneNamed(zoneOf(book.documentAt(endedAt), ticket.customerId));
  return dateOfDay(zone.dayAt(dueIn(terms?.agreement.calendar ?? null, endedAt, book)));
}

function dueIn(calendar: string | null, endedAt: Instant, book: Book): Instant {
  const inAWeek = after(endedAt, hours(7 * 24));
  if (calendar === null) return inAWeek;
  try {
    return book.calendar(calendar).due(endedAt, dueAfter);
  } catch (error) {
    // A calendar that does not open again gives no business days.
    if (error instanceof Refusal) return inAWeek;
    throw error;
  }
}

/** The whole due day is in time. */
export const isDayOver = (dueOn: string, zone: string, at: Instant): boolean => at >= startOfDate(zone, dueOn, 1);

const morning = hours(9);
const remindAgainDays = 7;

/** Nine hours into a day: of a review its due day, of an action the day after. */
export const firstReminder = (dueOn: string, zone: string, plusDays: 0 | 1): Instant => after(startOfDate(zone, dueOn, plusDays), morning);

/** A week after the day of `at`. */
export const nextReminder = (zone: string, at: Instant): Instant =>
  after(startOfDate(zone, dateOfDay(zoneNamed(zone).dayAt(at)), remindAgainDays), morning);

/** What the customer reads of it; no names, nothing that was said among ourselves. */
export const sharedText = ({
  summary,
  impact,
  causes,
}: ReviewText): { summary: string; impact: string; causes: Omit<Cause, "isShared">[] } => ({
  summary,
  impact,
  causes: causes.filter(({ isShared }) => isShared).map(({ kind, text }) => ({ kind, text })),
});
