/** Taking a ticket in: priority from facts, coverage decided and quoted, the agreement that holds, the team that starts. */
import { type CoverageVerdict, decideCoverage } from "#core/agreement/coverage.ts";
import { defaultMatrix, type Terms } from "#core/agreement/terms.ts";
import type { Document, Level, Priority } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { requireAttachable } from "#core/ticket/attachment.ts";
import type { OpenTicket, TicketCommandOf } from "#core/ticket/command.ts";
import { backLink, requireSameCustomer } from "#core/ticket/link.ts";
import { priorityOf, propose } from "#core/ticket/priority.ts";
import { componentOf, startingPlace } from "#core/ticket/route.ts";
import { requireModel, requireOpen, requireText, type Scene, tell } from "#core/ticket/scene.ts";
import type { Ticket, TicketEvent, TicketEventOf } from "#core/ticket/ticket.ts";

/** Opens a ticket with everything that is decided at intake in its first event. */
export function openTicket(command: OpenTicket, scene: Scene): TicketEvent[] {
  const document = requireModel(scene);
  requireText(command.subject, "subject");
  requireKnown(command, document);
  const { customerId, service = null, component = null, channel } = command;
  const isHistory = command.isHistory ?? false;
  const terms = isHistory ? termsOfHistory(command, scene) : scene.book.agreementFor(customerId, service, scene.now);
  const ranking = rank(command, terms);
  const environment = command.environment ?? componentOf(document, service, component)?.environment ?? null;
  const maintenanceClass = command.class ?? (command.kind === "evolution" ? "additive" : "corrective");
  const asked = { customerId, service, component, environment, class: maintenanceClass, channel, priority: ranking.priority };
  const coverage = isHistory ? null : coverageOf(asked, terms, document, scene);
  const place = command.place ?? {
    ...(startingPlace(document, service, component, channel) ?? { tier: null, team: null }),
    assignee: null,
  };
  const isExcluded = coverage?.decision === "excluded";
  const opened = tell({ id: command.ticketId, customerId }, scene, {
    type: "ticket.opened",
    kind: command.kind ?? "incident",
    class: maintenanceClass,
    channel,
    subject: command.subject,
    description: command.description,
    requester: command.requester ?? null,
    service,
    component,
    environment,
    facts: command.facts ?? null,
    ...ranking,
    agreementId: terms?.agreementId ?? null,
    agreementVersion: terms?.version ?? null,
    coverage,
    ...place,
    pause: coverage?.decision === "billable" && terms?.agreement.preApproved === undefined ? "quote" : null,
    closesAt: isExcluded && terms !== null ? scene.book.calendar(terms.agreement.calendar).due(scene.now, terms.closeAfter) : null,
    links: command.follows === undefined ? [] : [{ type: "follows", ticketId: command.follows }],
    external: command.external ?? null,
  });
  return command.links === undefined && command.format === undefined && command.attachments === undefined && command.language === undefined
    ? [opened]
    : openedWith(command, opened as TicketEventOf<"ticket.opened">, scene);
}

/** What only some openings bring: absent from the event where it is not given. */
function openedWith(command: OpenTicket, opened: TicketEventOf<"ticket.opened">, scene: Scene): TicketEvent[] {
  const { ticketId: id, customerId, links = [], format, attachments, language } = command;
  if (format !== undefined) opened.format = format;
  if (language !== undefined) opened.language = language;
  if (attachments !== undefined && attachments.length > 0) {
    requireAttachable(attachments);
    opened.attachments = attachments;
  }
  const others = links.map(({ type, otherId }) => ({ type, other: requireSameCustomer({ id, customerId }, otherId, scene) }));
  opened.links = [...opened.links, ...others.map(({ type, other }) => ({ type, ticketId: other.id }))];
  return [opened, ...others.flatMap(({ type, other }) => backLink(id, other, type, scene))];
}

function termsOfHistory({ agreement }: OpenTicket, scene: Scene): Terms | null {
  if (agreement === undefined) return null;
  const terms = scene.book.termsAt(agreement, scene.now);
  if (terms === null) throw new Refusal("unknown-agreement", `There is no agreement "${agreement}" in the model.`, { agreement });
  return terms;
}

function requireKnown(
  { customerId, service, component }: Pick<OpenTicket, "customerId" | "service" | "component">,
  document: Document,
): void {
  const customers = Object.keys(document.customers);
  if (!customers.includes(customerId)) {
    throw new Refusal("unknown-customer", `There is no customer "${customerId}" in the model; it knows ${list(customers)}.`, {
      customerId,
    });
  }
  if (service !== undefined && service !== null && document.services[service] === undefined) {
    throw new Refusal(
      "unknown-service",
      `There is no service "${service}" in the model; it knows ${list(Object.keys(document.services))}.`,
      { service },
    );
  }
  if (component !== undefined && component !== null && componentOf(document, service ?? null, component) === null) {
    const known = service === undefined || service === null ? [] : Object.keys(document.services[service]!.components);
    throw new Refusal("unknown-component", `There is no component "${component}" in service "${service ?? ""}"; it has ${list(known)}.`, {
      component,
    });
  }
}

const list = (names: readonly string[]): string =>
  names.length === 0 ? "none" : names.slice(0, 12).join(", ") + (names.length > 12 ? ` and ${names.length - 12} more` : "");

function rank(command: OpenTicket, terms: Terms | null): { impact: Level; urgency: Level; priority: Priority } {
  const proposed = command.facts ? propose(command.facts) : { impact: 2 as Level, urgency: 3 as Level };
  const impact = command.impact ?? proposed.impact;
  const urgency = command.urgency ?? proposed.urgency;
  return { impact, urgency, priority: command.priority ?? priorityOf(terms?.matrix ?? defaultMatrix, impact, urgency) };
}

type Asked = Pick<Ticket, "service" | "component" | "environment" | "class" | "channel" | "priority">;

function coverageOf(asked: Asked, terms: Terms | null, document: Document, scene: Scene): CoverageVerdict {
  const kind = componentOf(document, asked.service, asked.component)?.kind ?? null;
  const { service, component, environment, channel, priority } = asked;
  const question = { kind, service, component, environment, class: asked.class, channel, priority, at: scene.now };
  return decideCoverage(terms, question, scene.book.calendar);
}

/** New facts give a new proposal, and with it a new priority. */
export function triageTicket(ticket: Ticket, { facts }: TicketCommandOf<"triage-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "triage it");
  const { impact, urgency } = propose(facts);
  const priority = priorityOf(matrixOf(ticket, scene), impact, urgency);
  return [tell(ticket, scene, { type: "ticket.triaged", facts, impact, urgency, priority, reason: null })];
}

/** The provider, or the designated contact through urgency, changes a priority: always with a reason. */
export function changePriority(ticket: Ticket, command: TicketCommandOf<"change-priority">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "change its priority");
  requireText(command.reason, "reason");
  const impact = command.impact ?? ticket.impact;
  const urgency = command.urgency ?? ticket.urgency;
  const priority = command.priority ?? priorityOf(matrixOf(ticket, scene), impact, urgency);
  if (priority === ticket.priority && impact === ticket.impact && urgency === ticket.urgency) {
    throw new Refusal("priority-unchanged", `Ticket ${ticket.id} already is ${priority} with this impact and urgency.`, { priority });
  }
  return [tell(ticket, scene, { type: "ticket.triaged", facts: null, impact, urgency, priority, reason: command.reason })];
}

const matrixOf = (ticket: Ticket, scene: Scene) =>
  (ticket.agreementId === null ? null : scene.book.termsAt(ticket.agreementId, scene.now))?.matrix ?? defaultMatrix;

/** Names the service, component, kind or class anew; place and coverage follow from it. */
export function classifyTicket(ticket: Ticket, command: TicketCommandOf<"classify-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "classify it anew");
  const document = requireModel(scene);
  const service = command.service === undefined ? ticket.service : command.service;
  const component = command.component === undefined ? (service === ticket.service ? ticket.component : null) : command.component;
  const next = { ...ticket, kind: command.kind ?? ticket.kind, class: command.class ?? ticket.class, service, component };
  requireKnown(next, document);
  const isElsewhere = service !== ticket.service || component !== ticket.component;
  const place = isElsewhere ? startingPlace(document, service, component, ticket.channel) : null;
  const classified = tell(ticket, scene, {
    type: "ticket.classified",
    kind: next.kind,
    class: next.class,
    service,
    component,
    tier: place?.tier ?? ticket.tier,
    team: place?.team ?? ticket.team,
  });
  const terms = scene.book.agreementFor(ticket.customerId, service, scene.now);
  if (ticket.coverage === null || ticket.coverage.overridden !== null) return [classified];
  const coverage = coverageOf(next, terms, document, scene);
  const isSame = coverage.rule === ticket.coverage.rule && (terms?.agreementId ?? null) === ticket.agreementId;
  if (isSame) return [classified];
  return [classified, ...termsChange(ticket, terms, scene), coverageDecided(ticket, coverage, "classified anew", terms, scene)];
}

function termsChange(ticket: Ticket, terms: Terms | null, scene: Scene): TicketEvent[] {
  const agreementId = terms?.agreementId ?? null;
  const agreementVersion = terms?.version ?? null;
  if (agreementId === ticket.agreementId && agreementVersion === ticket.agreementVersion) return [];
  return [tell(ticket, scene, { type: "ticket.terms-changed", modelVersion: scene.book.latest, agreementId, agreementVersion })];
}

function coverageDecided(ticket: Ticket, coverage: CoverageVerdict, reason: string, terms: Terms | null, scene: Scene): TicketEvent {
  const isExcluded = coverage.decision === "excluded" && terms !== null;
  const closesAt = isExcluded ? scene.book.calendar(terms.agreement.calendar).due(scene.now, terms.closeAfter) : null;
  return tell(ticket, scene, { type: "ticket.coverage-decided", coverage, reason, closesAt });
}

/** A manager decides otherwise than the rule, with a reason that stays with the ticket. */
export function overrideCoverage(ticket: Ticket, { decision, reason }: TicketCommandOf<"override-coverage">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "decide its coverage");
  requireText(reason, "reason");
  if (ticket.coverage?.decision === decision) {
    throw new Refusal("coverage-unchanged", `Ticket ${ticket.id} already is ${decision}.`, { decision });
  }
  const before = ticket.coverage ?? { rule: "none", clause: "", text: "", redirect: null };
  const terms = ticket.agreementId === null ? null : scene.book.termsAt(ticket.agreementId, scene.now);
  return [coverageDecided(ticket, { ...before, decision, overridden: reason }, reason, terms, scene)];
}

/** The customer says that the exclusion is wrong: it no longer closes by itself, a manager decides. */
export function contestCoverage(ticket: Ticket, { reason }: TicketCommandOf<"contest-coverage">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "contest its coverage");
  requireText(reason, "reason");
  if (ticket.coverage?.decision === "covered") {
    throw new Refusal("coverage-not-contestable", `Ticket ${ticket.id} is covered; there is nothing to contest.`, { ticketId: ticket.id });
  }
  return [tell(ticket, scene, { type: "ticket.coverage-contested", reason })];
}

/** Offers a quote; up to the agreement's pre-approved amount it is approved at once. */
export function quoteTicket(ticket: Ticket, command: TicketCommandOf<"quote-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "quote it");
  const { amount, text, hours = null } = command;
  if (!Number.isSafeInteger(amount.amount) || amount.amount < 0) {
    throw new Refusal("bad-money", "Write the amount in whole minor units (cents), not negative.", { amount: amount.amount });
  }
  const limit = ticket.agreementId === null ? undefined : scene.book.termsAt(ticket.agreementId, scene.now)?.agreement.preApproved;
  const isPreApproved = limit !== undefined && limit.currency === amount.currency && amount.amount <= limit.amount;
  const offered = tell(ticket, scene, { type: "ticket.quoted", quote: { amount, hours, text, state: "offered", at: scene.now } });
  if (isPreApproved)
    return [offered, tell(ticket, scene, { type: "ticket.quote-decided", state: "approved", note: "pre-approved by the agreement" })];
  if (ticket.pause?.reason === "quote") return [offered];
  return [offered, tell(ticket, scene, { type: "ticket.paused", reason: "quote", note: null, vendor: null, reference: null })];
}

export function decideQuote(ticket: Ticket, { state, note = null }: TicketCommandOf<"decide-quote">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "decide its quote");
  if (ticket.quote?.state !== "offered") {
    throw new Refusal("no-quote-offered", `Ticket ${ticket.id} has no quote waiting for a decision.`, { ticketId: ticket.id });
  }
  const decided = tell(ticket, scene, { type: "ticket.quote-decided", state, note });
  if (state === "declined") return [decided, tell(ticket, scene, { type: "ticket.closed", reason: "quote-declined", note })];
  return ticket.pause?.reason === "quote" ? [decided, tell(ticket, scene, { type: "ticket.resumed", note: "quote approved" })] : [decided];
}
