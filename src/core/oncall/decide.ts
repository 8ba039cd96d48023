/** From a command to the events of a page: the room's one list of verbs. */
import type { Urgency } from "#core/notification/channel.ts";
import type { Page, PageCommand, PageEvent, PageVerb } from "#core/oncall/page.ts";
import { acknowledgementExpiry, policyOf, readTargets } from "#core/oncall/policy.ts";
import { type PageScene, tellPage } from "#core/oncall/scene.ts";
import { wakePage } from "#core/oncall/wake.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { toIso } from "#core/time/instant.ts";

type PageVerbOf<T extends PageVerb["type"]> = Extract<PageVerb, { type: T }>;

/** @param page undefined where there is none of that number yet; only opening and raising then do something */
export function decidePage(page: Page | undefined, command: PageCommand, scene: PageScene): PageEvent[] {
  if (command.type === "open-page") return openPage(page, command, command.pageId, scene);
  if (command.type === "raise-page") return raisePage(page, command.pageId, command, scene);
  const { pageId } = command;
  if (page === undefined) throw new Refusal("unknown-page", `There is no page ${pageId}.`, { pageId });
  switch (command.type) {
    case "acknowledge-page":
      return acknowledgePage(page, command, scene);
    case "escalate-page":
      requireUnended(page);
      return [tellPage(page, scene, { type: "page.escalated", via: command.via, note: command.note ?? null })];
    case "resolve-page":
      requireUnended(page);
      return [tellPage(page, scene, { type: "page.resolved", reason: command.reason })];
    case "report-unreached":
      return reportUnreached(page, command, scene);
    case "change-page-urgency":
      return page.urgency === command.urgency ? [] : [tellPage(page, scene, { type: "page.urgency-changed", urgency: command.urgency })];
    case "wake-page":
      return wakePage(page, scene);
  }
}

/** `high` wakes people up. */
export const urgencyOf = ({ priority }: Pick<Ticket, "priority">): Urgency => (priority === "P1" || priority === "P2" ? "high" : "low");

const mostTargets = 50;
const longestSummary = 500;

function openPage(page: Page | undefined, command: PageVerbOf<"open-page">, id: number, scene: PageScene): PageEvent[] {
  if (page !== undefined) throw new Refusal("page-exists", `There is a page ${id} already: let the number be drawn.`, { pageId: id });
  const { customerId, ticketId, cause, policy = null, targets = [], urgency } = command;
  const summary = command.summary.trim().slice(0, longestSummary);
  requireOpenable(command, scene);
  return [tellPage({ id, customerId }, scene, { type: "page.opened", ticketId, cause, policy, targets, urgency, summary })];
}

function requireOpenable({ customerId, ticketId, policy = null, targets = [], summary }: PageVerbOf<"open-page">, scene: PageScene): void {
  const document = scene.book.documentAt(scene.now);
  if (summary.trim() === "") {
    throw new Refusal("text-missing", '"summary" is empty: say in a sentence what the others need to know.', { field: "summary" });
  }
  if (customerId !== "" && document?.customers[customerId] === undefined) {
    throw new Refusal("unknown-customer", `There is no customer "${customerId}" in the model.`, { customerId });
  }
  if (policy !== null && document?.escalationPolicies?.[policy] === undefined) {
    const known = Object.keys(document?.escalationPolicies ?? {}).join(", ") || "none";
    throw new Refusal("unknown-policy", `There is no escalation policy "${policy}" in the model; it knows ${known}.`, { policy, known });
  }
  if (policy === null && (targets.length === 0 || targets.length > mostTargets)) {
    throw new Refusal("page-for-nobody", `Name an escalation policy, or between 1 and ${mostTargets} targets like person:alice.`, {
      most: mostTargets,
    });
  }
  const { gaps } = readTargets(targets, customerId, scene.now, scene.book);
  const unknown = gaps.find(({ reason }) => reason === "unknown-target");
  if (unknown !== undefined) {
    const { target } = unknown;
    throw new Refusal("unknown-target", `"${target}" is nobody whom the model knows: write person:alice, schedule:nights or team:dba.`, {
      target,
    });
  }
  if (ticketId !== null && scene.ticket(ticketId)?.customerId !== customerId) {
    throw new Refusal("unknown-ticket", `There is no ticket ${ticketId}.`, { ticketId });
  }
}

/** A ticket's own page: of an open incident that is ours to repair, and whose service says whom it wakes. */
function raisePage(page: Page | undefined, id: number, { isOnlyFirst }: PageVerbOf<"raise-page">, scene: PageScene): PageEvent[] {
  const ticket = scene.ticket(id);
  if (ticket === undefined || !isPageable(ticket)) return [];
  const policy = scene.book.documentAt(scene.now)?.services[ticket.service ?? ""]?.escalationPolicy;
  if (policy === undefined) return [];
  const urgency = urgencyOf(ticket);
  const summary = ticket.subject;
  if (page === undefined) {
    const { customerId } = ticket;
    const opened = { type: "page.opened" as const, ticketId: id, cause: "ticket" as const, policy, targets: [], urgency, summary };
    return [tellPage({ id, customerId }, scene, opened)];
  }
  if (isOnlyFirst || page.state !== "resolved") return [];
  return [tellPage(page, scene, { type: "page.raised-again", policy, summary, urgency })];
}

/** What a history says happened (no coverage was decided), what is excluded and what waits for a quote wakes nobody. */
const isPageable = ({ status, kind, coverage, pause }: Ticket): boolean =>
  status === "open" && kind === "incident" && coverage !== null && coverage.decision !== "excluded" && pause?.reason !== "quote";

/** One acknowledgement is enough; where it would expire, another one holds it longer. */
function acknowledgePage(page: Page, { via }: PageVerbOf<"acknowledge-page">, scene: PageScene): PageEvent[] {
  requireUnended(page);
  const policy = policyOf(page, scene.book.documentAt(scene.now));
  const expiresAt = acknowledgementExpiry(policy, scene.now, scene.book);
  if (page.state === "acknowledged" && (page.nextAt === null || expiresAt === page.nextAt)) return [];
  return [tellPage(page, scene, { type: "page.acknowledged", via, expiresAt })];
}

function requireUnended(page: Page): void {
  if (page.state !== "resolved") return;
  const at = page.resolvedAt === null ? "" : toIso(page.resolvedAt);
  throw new Refusal("page-resolved", `Page ${page.id} is over since ${at}: nobody waits for an answer any more.`, {
    pageId: page.id,
    resolvedAt: at,
  });
}

/** Only what is said of the step fired last matters: what came before was overtaken. */
function reportUnreached(page: Page, { step, round, recipient }: PageVerbOf<"report-unreached">, scene: PageScene): PageEvent[] {
  const isCurrent = page.state === "open" && page.nextStep - 1 === step && page.round === round;
  if (!isCurrent || !page.told.includes(recipient) || page.unreached.includes(recipient)) return [];
  return [tellPage(page, scene, { type: "page.unreached", step, round, recipient })];
}
