/** One event changes one page: its state, whom it told, and when it next acts by itself. */
import type { Book } from "#core/agreement/book.ts";
import type { EscalationPolicy } from "#core/model/document.ts";
import type { Page, PageEvent } from "#core/oncall/page.ts";
import { lastResortEveryMs, patienceEnd, policyOf, stepDue } from "#core/oncall/policy.ts";
import type { Instant } from "#core/time/instant.ts";

/** Folds an event into its page and gives the new one; `undefined` before the first event. The old one is left as it was. */
export function applyToPage(before: Page | undefined, event: PageEvent, book: Book): Page {
  const page = event.type === "page.opened" ? openedPage(event) : { ...before! };
  page.seq += 1;
  writePage(page, event, policyOf(page, book.documentAt(event.at)), book);
  return page;
}

const openedPage = (event: Extract<PageEvent, { type: "page.opened" }>): Page => ({
  id: event.pageId,
  customerId: event.customerId,
  seq: 0,
  ticketId: event.ticketId,
  cause: event.cause,
  policy: event.policy,
  targets: event.targets,
  urgency: event.urgency,
  summary: event.summary,
  openedAt: event.at,
  ...raised(event.at),
});

/** As it is at the beginning of its steps. */
const raised = (at: Instant) => ({
  state: "open" as const,
  raisedAt: at,
  round: 0,
  nextStep: 0,
  nextAt: at as Instant | null,
  told: [],
  unreached: [],
  toldAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  acknowledgedVia: null,
  resolvedAt: null,
});

function writePage(page: Page, event: PageEvent, policy: EscalationPolicy, book: Book): void {
  const { at } = event;
  switch (event.type) {
    case "page.opened":
      page.nextAt = firstDue(policy, at, book);
      return;
    case "page.raised-again": {
      const { summary, urgency } = event;
      Object.assign(page, raised(at), { policy: event.policy, summary, urgency });
      page.nextAt = firstDue(policyOf(page, book.documentAt(at)), at, book);
      return;
    }
    case "page.step-fired":
      return writeStep(page, event, policy, book);
    case "page.unreached":
      page.unreached = [...page.unreached, event.recipient];
      if (page.told.every((recipient) => page.unreached.includes(recipient))) page.nextAt = afterNobodyReached(page, policy, at, book);
      return;
    case "page.acknowledged":
      page.state = "acknowledged";
      page.nextAt = event.expiresAt;
      page.acknowledgedAt = at;
      page.acknowledgedBy = event.actor;
      page.acknowledgedVia = event.via;
      return;
    case "page.acknowledgement-expired":
    case "page.escalated":
      page.state = "open";
      page.nextAt = at;
      page.acknowledgedAt = null;
      page.acknowledgedBy = null;
      page.acknowledgedVia = null;
      return;
    case "page.exhausted":
      page.state = "exhausted";
      page.told = event.told.map(({ recipient }) => recipient);
      page.unreached = [];
      page.toldAt = at;
      page.nextAt = (at + lastResortEveryMs) as Instant;
      return;
    case "page.urgency-changed":
      page.urgency = event.urgency;
      return;
    case "page.resolved":
      page.state = "resolved";
      page.nextAt = null;
      page.resolvedAt = at;
      return;
  }
}

const firstDue = (policy: EscalationPolicy, at: Instant, book: Book): Instant =>
  policy.steps.length === 0 ? at : stepDue(policy, 0, at, book);

function writeStep(page: Page, event: Extract<PageEvent, { type: "page.step-fired" }>, policy: EscalationPolicy, book: Book): void {
  const { at, step, round, told } = event;
  if (round !== page.round) page.toldAt = null;
  page.round = round;
  page.nextStep = step + 1;
  if (told.length === 0) {
    // Nobody to be told: the next step fires in the same breath; after the last one, what was told before still has its time.
    page.nextAt = page.nextStep < policy.steps.length ? at : afterRound(page, policy, at, book);
    return;
  }
  page.told = told.map(({ recipient }) => recipient);
  page.unreached = [];
  page.toldAt = at;
  page.nextAt = page.nextStep < policy.steps.length ? stepDue(policy, page.nextStep, at, book) : patienceEnd(policy, at, book);
}

const afterRound = ({ toldAt }: Page, policy: EscalationPolicy, at: Instant, book: Book): Instant =>
  toldAt === null ? at : (Math.max(at, patienceEnd(policy, toldAt, book)) as Instant);

/** The next step at once, or the last resort; but the same people are not tried round after round in the same breath. */
function afterNobodyReached(page: Page, policy: EscalationPolicy, at: Instant, book: Book): Instant | null {
  const isRoundOver = page.nextStep >= policy.steps.length;
  return isRoundOver && page.round < (policy.repeat ?? 0) ? afterRound(page, policy, at, book) : at;
}
