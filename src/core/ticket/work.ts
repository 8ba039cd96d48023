/** Working on a ticket: who has it, what is said, what it waits for, and to whom it moves. */
import type { Tier } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { requireAttachable } from "#core/ticket/attachment.ts";
import type { TicketCommandOf } from "#core/ticket/command.ts";
import { isSwarming, type Place, placeBeside, placesOf } from "#core/ticket/route.ts";
import { requireModel, requireOpen, requireText, type Scene, tell } from "#core/ticket/scene.ts";
import type { Ticket, TicketEvent, TicketEventOf } from "#core/ticket/ticket.ts";

export function acknowledgeTicket(ticket: Ticket, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "acknowledge it");
  if (ticket.respondedAt !== null) return [];
  const acknowledged = tell(ticket, scene, { type: "ticket.acknowledged" });
  const person = personOf(scene.actor);
  return ticket.assignee === null && person !== null
    ? [acknowledged, tell(ticket, scene, { type: "ticket.assigned", assignee: person })]
    : [acknowledged];
}

const personOf = (actor: string): string | null => (actor.startsWith("agent:") ? actor.slice("agent:".length) : null);

export function assignTicket(ticket: Ticket, { assignee }: TicketCommandOf<"assign-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "assign it");
  if (ticket.assignee === assignee) return [];
  return [tell(ticket, scene, { type: "ticket.assigned", assignee })];
}

export function joinTicket(ticket: Ticket, { person }: TicketCommandOf<"join-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "join it");
  return ticket.collaborators.includes(person) ? [] : [tell(ticket, scene, { type: "ticket.joined", person })];
}

export function leaveTicket(ticket: Ticket, { person }: TicketCommandOf<"leave-ticket">, scene: Scene): TicketEvent[] {
  return ticket.collaborators.includes(person) ? [tell(ticket, scene, { type: "ticket.left", person })] : [];
}

/** Says something. An agent who answers publicly while nobody has the ticket takes it. */
export function replyToTicket(ticket: Ticket, command: TicketCommandOf<"reply-to-ticket">, scene: Scene): TicketEvent[] {
  if (ticket.status === "closed" && command.visibility === "public") requireOpen(ticket, "answer publicly");
  requireText(command.text, "text");
  const { visibility, by, channel, text, mentions = [] } = command;
  const replied = tell(ticket, scene, { type: "ticket.replied", visibility, by, channel, text, ...besideText(command) });
  const person =
    by === "agent" && visibility === "public" && ticket.assignee === null && ticket.status === "open" ? personOf(scene.actor) : null;
  const events = person === null ? [replied] : [tell(ticket, scene, { type: "ticket.assigned", assignee: person }), replied];
  if (mentions.length === 0) return events;
  const recipients = [...new Set(mentions)].map((key) => `person:${key}`);
  return [...events, tell(ticket, scene, { type: "notification.requested", recipients, cause: { kind: "mention", by: scene.actor } })];
}

const mostMentions = 20;

/** What only some messages bring: absent from the event where it is not given, as most of a history's are plain. */
function besideText(command: TicketCommandOf<"reply-to-ticket">): Pick<TicketEventOf<"ticket.replied">, BesideText> {
  const { format, attachments = [], mentions = [], call } = command;
  if (attachments.length > 0) requireAttachable(attachments);
  if (mentions.length > mostMentions) {
    throw new Refusal("too-many-mentions", `A message mentions up to ${mostMentions} people, and this one ${mentions.length}.`, {
      ...{ count: mentions.length, most: mostMentions },
    });
  }
  return {
    ...(format === undefined ? {} : { format }),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(mentions.length === 0 ? {} : { mentions: [...new Set(mentions)] }),
    ...(call === undefined ? {} : { call }),
  };
}

type BesideText = "format" | "attachments" | "mentions" | "call";

export function pauseTicket(ticket: Ticket, command: TicketCommandOf<"pause-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "pause it");
  const { reason, note = null, vendor = null, reference = null } = command;
  if (ticket.pause?.reason === reason && ticket.pause.vendor === vendor) {
    throw new Refusal("already-paused", `Ticket ${ticket.id} is already paused for this reason; resume it, or name another one.`, {
      reason,
    });
  }
  if (vendor !== null && requireModel(scene).vendors?.[vendor] === undefined) {
    const known = Object.keys(requireModel(scene).vendors ?? {}).join(", ");
    throw new Refusal("unknown-vendor", `There is no vendor "${vendor}" in the model; it knows ${known || "none"}.`, { vendor });
  }
  return [tell(ticket, scene, { type: "ticket.paused", reason, note, vendor, reference })];
}

export function resumeTicket(ticket: Ticket, { note = null }: TicketCommandOf<"resume-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "resume it");
  if (ticket.pause === null)
    throw new Refusal("not-paused", `Ticket ${ticket.id} is not paused: its clocks are running.`, { ticketId: ticket.id });
  if (ticket.pause.reason === "quote" && ticket.quote?.state === "offered") {
    throw new Refusal("quote-undecided", `Ticket ${ticket.id} waits for a quote: decide the quote, and it resumes by itself.`, {
      ticketId: ticket.id,
    });
  }
  return [tell(ticket, scene, { type: "ticket.resumed", note })];
}

/** The customer answered: what waited for them goes on. */
export function resumeAfterReply(ticket: Ticket, scene: Scene): TicketEvent[] {
  if (ticket.status !== "open" || ticket.pause?.reason !== "customer") return [];
  return [tell(ticket, scene, { type: "ticket.resumed", note: null })];
}

/** Functional escalation: to the next tier that owns the component, or a named higher one. */
export function escalateTicket(ticket: Ticket, command: TicketCommandOf<"escalate-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "escalate it");
  const places = placesFor(ticket, scene);
  const place = command.toTier === undefined ? placeBeside(places, ticket.tier ?? 1, "up") : placeAt(places, command.toTier);
  if (place === null || place.tier <= (ticket.tier ?? 0)) {
    throw new Refusal(
      "no-higher-tier",
      `Ticket ${ticket.id} is at L${ticket.tier}, and ${nextOwners(places)}. Hold it for a vendor, or tell a manager.`,
      {
        tier: ticket.tier,
        possible: places.map(({ tier }) => tier),
      },
    );
  }
  return [handedOver(ticket, place, "up", command.reason ?? null, scene)];
}

const nextOwners = (places: readonly Place[]): string =>
  places.length === 0
    ? "nobody owns its component"
    : `its component is owned by ${places.map(({ tier, team }) => `L${tier} ${team}`).join(", ")}`;

const placeAt = (places: readonly Place[], tier: Tier): Place | null => places.find((place) => place.tier === tier) ?? null;

function placesFor(ticket: Ticket, scene: Scene): Place[] {
  const document = requireModel(scene);
  if (isSwarming(document, ticket.service)) {
    throw new Refusal("swarming-service", `Service "${ticket.service}" swarms: the owner keeps the ticket; let others join it instead.`, {
      service: ticket.service,
    });
  }
  return placesOf(document, ticket.service, ticket.component);
}

function handedOver(
  ticket: Ticket,
  place: Place,
  direction: "up" | "back" | "across",
  reason: string | null,
  scene: Scene,
  isAutomatic = false,
): TicketEvent {
  return tell(ticket, scene, { type: "ticket.handed-over", tier: place.tier, team: place.team, direction, reason, isAutomatic });
}

/** The tier's clock was due: the ticket goes up by itself, if there is a higher tier. */
export function escalateAutomatically(ticket: Ticket, scene: Scene): TicketEvent[] {
  const document = scene.book.documentAt(scene.now);
  if (ticket.status !== "open" || ticket.tier === null || document === null || isSwarming(document, ticket.service)) return [];
  const place = placeBeside(placesOf(document, ticket.service, ticket.component), ticket.tier, "up");
  return place === null ? [] : [handedOver(ticket, place, "up", "the tier's time was up", scene, true)];
}

export function handBackTicket(ticket: Ticket, { reason, toTier }: TicketCommandOf<"hand-back-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "hand it back");
  requireText(reason, "reason");
  const places = placesFor(ticket, scene);
  const place = toTier === undefined ? placeBeside(places, ticket.tier ?? 1, "back") : placeAt(places, toTier);
  if (place === null || place.tier >= (ticket.tier ?? 0)) {
    throw new Refusal(
      "no-lower-tier",
      `Ticket ${ticket.id} is at L${ticket.tier}, and ${nextOwners(places)}: there is nobody to hand it back to.`,
      { tier: ticket.tier },
    );
  }
  return [handedOver(ticket, place, "back", reason, scene)];
}

/** Scope decides the branch: to another team, at that team's tier. */
export function handOverTicket(ticket: Ticket, { team, reason }: TicketCommandOf<"hand-over-ticket">, scene: Scene): TicketEvent[] {
  requireOpen(ticket, "hand it over");
  requireText(reason, "reason");
  const document = requireModel(scene);
  const named = document.teams[team];
  if (named === undefined) {
    throw new Refusal("unknown-team", `There is no team "${team}" in the model; it knows ${Object.keys(document.teams).join(", ")}.`, {
      team,
    });
  }
  if (team === ticket.team) throw new Refusal("same-team", `Ticket ${ticket.id} is already with ${team}.`, { team });
  const direction = named.tier > (ticket.tier ?? named.tier) ? "up" : named.tier < (ticket.tier ?? named.tier) ? "back" : "across";
  return [handedOver(ticket, { tier: named.tier, team }, direction, reason, scene)];
}
