/** What people do with tickets: they take them in their hours, answer, ask, hand over, restore and resolve; customers answer back. */
import type { Book } from "#core/agreement/book.ts";
import type { Document, Priority } from "#core/model/document.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import { isSwarming, placesOf } from "#core/ticket/route.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Duration, hours, type Instant, minutes } from "#core/time/instant.ts";
import { says, type Wording } from "#simulator/phrases.ts";
import type { Random } from "#simulator/random.ts";
import { inWords, solutionOf } from "#simulator/workload.ts";

export type Move = "take" | "work" | "answer" | "update" | "confirm" | "return" | "contest" | "quote" | "decide";

export type Deed = { actor: string; verbs: readonly Exclude<TicketVerb, { type: "open-ticket" }>[]; next: readonly Plan[] };
export type Plan = { move: Move; at: Instant };

/** Median time until somebody takes a ticket, and until they are done with a step of it, in open time of the team. */
const takes: Record<Priority, Duration> = { P1: minutes(6), P2: minutes(22), P3: minutes(70), P4: hours(3) };
const works: Record<Priority, Duration> = { P1: minutes(50), P2: hours(2), P3: hours(5), P4: hours(11) };

export type Scene = { book: Book; document: Document; random: Random; now: Instant; newTicketId: number };

/** When the team that now has the ticket gets to it. */
export function planTake(ticket: Ticket, scene: Scene): Plan {
  return { move: "take", at: openAfter(ticket, takes[ticket.priority], 0.9, scene) };
}

/** What a ticket's opening leads to: work, a quote, or a customer who does not accept an exclusion. */
export function plansAtOpening(ticket: Ticket, scene: Scene): Plan[] {
  if (ticket.coverage?.decision === "excluded") return scene.random.chance(0.25) ? [{ move: "contest", at: later(scene, hours(3)) }] : [];
  const quotes: Plan[] = ticket.coverage?.decision === "billable" ? [{ move: "quote", at: openAfter(ticket, hours(2), 0.5, scene) }] : [];
  if (ticket.pause?.reason === "quote") return quotes;
  const updates: Plan[] = ticket.priority === "P1" ? [{ move: "update", at: later(scene, minutes(40)) }] : [];
  return [...quotes, planTake(ticket, scene), ...updates];
}

/** One move on a ticket as it is then; null when there is nothing left to do. */
export function moveOn(move: Move, ticket: Ticket, scene: Scene): Deed | null {
  switch (move) {
    case "take":
      return ticket.status === "open" && ticket.assignee === null && ticket.pause?.reason !== "quote" ? take(ticket, scene) : null;
    case "work":
      return ticket.status === "open" && ticket.assignee !== null && ticket.pause === null ? work(ticket, scene) : null;
    case "answer":
      return ticket.pause?.reason === "customer" || ticket.pause?.reason === "vendor" ? answer(ticket, scene) : null;
    case "update":
      return ticket.status === "open" && ticket.restoredAt === null ? update(ticket, scene) : null;
    case "confirm":
      return ticket.status === "resolved" ? byContact(ticket, scene, [{ type: "close-ticket", reason: "confirmed" }]) : null;
    case "return":
      return ticket.status === "open" ? null : comeBack(ticket, scene);
    case "contest":
      return ticket.status === "open" ? contest(ticket, scene) : null;
    case "quote":
      return ticket.status === "open" && ticket.quote === null ? quote(ticket, scene) : null;
    case "decide":
      return ticket.quote?.state === "offered" ? decide(ticket, scene) : null;
  }
}

const word = (phrases: readonly Wording[], ticket: Ticket, { document, random }: Scene): string =>
  inWords(document, ticket.customerId, phrases, random);

/** Elapsed time around a median. */
const later = ({ now, random }: Scene, median: Duration): Instant =>
  (now + Math.max(60_000, Math.round(random.around(median, 0.6)))) as Instant;

/** Around a median of the team's open time; the calendar is the team's own, else the one in which the response counts. */
function openAfter(ticket: Ticket, median: Duration, spread: number, { book, document, now, random }: Scene): Instant {
  const team = ticket.team === null ? undefined : document.teams[ticket.team];
  const agreement = ticket.agreementId === null ? undefined : document.agreements[ticket.agreementId];
  const response = agreement?.targets?.[ticket.priority]?.response;
  const counted = typeof response === "object" ? response.calendar : undefined;
  const calendar = book.calendar(team?.calendar ?? counted ?? agreement?.calendar ?? "always");
  return calendar.addOpen(now, Math.max(60_000, Math.round(random.around(median, spread))) as Duration);
}

const planWork = (ticket: Ticket, scene: Scene, factor = 1): Plan => ({
  move: "work",
  at: openAfter(ticket, (works[ticket.priority] * factor) as Duration, 0.8, scene),
});

const publicReply = (text: string, by: "agent" | "contact", ticket: Ticket) =>
  ({ type: "reply-to-ticket", visibility: "public", by, channel: ticket.channel === "alert" ? "portal" : ticket.channel, text }) as const;

function take(ticket: Ticket, scene: Scene): Deed {
  const members = scene.document.teams[ticket.team ?? ""]?.members ?? [];
  const person = members.length === 0 ? "staff" : scene.random.pick(members);
  const verbs: Deed["verbs"] = [
    { type: "assign-ticket", assignee: person },
    ...(ticket.channel === "alert" ? [{ type: "acknowledge-ticket" } as const] : []),
    ...(ticket.channel === "alert" ? [] : [publicReply(word(says.taken, ticket, scene), "agent", ticket)]),
  ];
  return { actor: `agent:${person}`, verbs, next: [planWork(ticket, scene, 0.5)] };
}

function work(ticket: Ticket, scene: Scene): Deed {
  const { random, document } = scene;
  const actor = `agent:${ticket.assignee}`;
  const places = isSwarming(document, ticket.service) ? [] : placesOf(document, ticket.service, ticket.component);
  const isHigher = places.some(({ tier }) => tier > (ticket.tier ?? 1));
  const isLower = places.some(({ tier }) => tier < (ticket.tier ?? 1));
  const vendor = document.services[ticket.service ?? ""]?.components[ticket.component ?? ""]?.vendor;
  const asked = ticket.clocks.some(({ segments }) => segments.some(({ paused }) => paused === "customer"));
  const choice = random.weighted([
    ["ask", asked || ticket.requester === null ? 4 : 22],
    ["note", 16],
    ["up", isHigher ? 24 : 0],
    ["back", isLower ? 3 : 0],
    ["vendor", vendor === undefined ? 0 : 18],
    ["worse", ticket.priority === "P3" ? 2 : 0],
    ["restore", ticket.kind === "incident" && ticket.restoredAt === null && ticket.priority < "P3" ? 26 : 4],
    ["resolve", 42],
  ] as const);
  return { actor, ...worked(choice, ticket, scene, vendor ?? null) };
}

type Choice = "ask" | "note" | "up" | "back" | "vendor" | "worse" | "restore" | "resolve";

function worked(choice: Choice, ticket: Ticket, scene: Scene, vendor: string | null): Omit<Deed, "actor"> {
  const goesOn = [planWork(ticket, scene)];
  switch (choice) {
    case "ask":
      return {
        verbs: [publicReply(word(says.asks, ticket, scene), "agent", ticket), { type: "pause-ticket", reason: "customer" }],
        next: [{ move: "answer", at: openAfter(ticket, hours(4), 1, scene) }],
      };
    case "note":
      return {
        verbs: [{ type: "reply-to-ticket", visibility: "internal", by: "agent", channel: "portal", text: word(says.notes, ticket, scene) }],
        next: goesOn,
      };
    case "up":
      return { verbs: [{ type: "escalate-ticket", reason: word(says.escalates, ticket, scene) }], next: [] };
    case "back":
      return { verbs: [{ type: "hand-back-ticket", reason: word(says.handsBack, ticket, scene) }], next: [] };
    case "vendor":
      return {
        verbs: [{ type: "pause-ticket", reason: "vendor", vendor, reference: `V-${ticket.id}` }],
        next: [{ move: "answer", at: openAfter(ticket, hours(6), 0.7, scene) }],
      };
    case "worse":
      return { verbs: [{ type: "change-priority", priority: "P2", reason: word(says.worse, ticket, scene) }], next: goesOn };
    case "restore":
      return ticket.restoredAt === null
        ? { verbs: [{ type: "restore-service", how: "workaround" }], next: goesOn }
        : { verbs: [], next: goesOn };
    case "resolve":
      return resolved(ticket, scene);
  }
}

function resolved(ticket: Ticket, scene: Scene): Omit<Deed, "actor"> {
  const language = scene.document.customers[ticket.customerId]?.language ?? "en";
  const after: Plan[] = scene.random.chance(0.45)
    ? [{ move: "confirm", at: later(scene, hours(20)) }]
    : scene.random.chance(0.06)
      ? [{ move: "return", at: later(scene, hours(40)) }]
      : [];
  return { verbs: [{ type: "resolve-ticket", solution: solutionOf(ticket.subject, language) }], next: after };
}

const byContact = (ticket: Ticket, { document, random }: Scene, verbs: Deed["verbs"], next: Deed["next"] = []): Deed => {
  const contacts = Object.keys(document.customers[ticket.customerId]?.contacts ?? {});
  return { actor: `contact:${ticket.requester ?? random.pick(contacts)}`, verbs, next };
};

/** The vendor returns it; the customer answers, or nobody does and the agent gives up after a while. */
function answer(ticket: Ticket, scene: Scene): Deed {
  if (ticket.pause?.reason === "vendor")
    return { actor: `agent:${ticket.assignee ?? "staff"}`, verbs: [{ type: "resume-ticket" }], next: [planWork(ticket, scene, 0.3)] };
  if (scene.random.chance(0.9))
    return byContact(ticket, scene, [publicReply(word(says.answers, ticket, scene), "contact", ticket)], [planWork(ticket, scene, 0.5)]);
  const verbs: Deed["verbs"] = [{ type: "resume-ticket" }, { type: "resolve-ticket", solution: word(says.unanswered, ticket, scene) }];
  return { actor: `agent:${ticket.assignee ?? "staff"}`, verbs, next: [] };
}

function update(ticket: Ticket, scene: Scene): Deed {
  const next: Plan[] = [{ move: "update", at: later(scene, minutes(45)) }];
  if (ticket.assignee === null) return { actor: "system", verbs: [], next };
  return { actor: `agent:${ticket.assignee}`, verbs: [publicReply(word(says.updates, ticket, scene), "agent", ticket)], next };
}

function comeBack(ticket: Ticket, scene: Scene): Deed {
  return byContact(
    ticket,
    scene,
    [{ type: "reopen-ticket", reason: word(says.reopens, ticket, scene), newTicketId: scene.newTicketId }],
    [planWork(ticket, scene, 0.7)],
  );
}

/** A manager looks at what is contested, and sometimes covers it. */
function contest(ticket: Ticket, scene: Scene): Deed {
  if (ticket.contestedAt === null) {
    return byContact(
      ticket,
      scene,
      [{ type: "contest-coverage", reason: word(says.contests, ticket, scene) }],
      [{ move: "contest", at: openAfter(ticket, hours(5), 0.5, scene) }],
    );
  }
  if (scene.random.chance(0.5)) return { actor: "agent:manager", verbs: [{ type: "close-ticket", reason: "excluded" }], next: [] };
  return {
    actor: "agent:manager",
    verbs: [{ type: "override-coverage", decision: "covered", reason: word(says.covers, ticket, scene) }],
    next: [planTake(ticket, scene)],
  };
}

function quote(ticket: Ticket, scene: Scene): Deed {
  const worked = scene.random.pick([2, 4, 4, 8, 16]);
  const amount = { amount: worked * 9_000, currency: "EUR" };
  const verbs: Deed["verbs"] = [{ type: "quote-ticket", amount, hours: worked, text: word(says.quotes, ticket, scene) }];
  return { actor: "agent:manager", verbs, next: [{ move: "decide", at: openAfter(ticket, hours(9), 0.8, scene) }] };
}

function decide(ticket: Ticket, scene: Scene): Deed {
  if (!scene.random.chance(0.75)) return byContact(ticket, scene, [{ type: "decide-quote", state: "declined" }]);
  const next = ticket.assignee === null ? planTake(ticket, scene) : planWork(ticket, scene);
  return byContact(ticket, scene, [{ type: "decide-quote", state: "approved" }], [next]);
}
