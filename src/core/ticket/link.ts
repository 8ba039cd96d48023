/** Tickets that belong together: a link stands on both, on each as it looks from there. */
import { Refusal } from "#core/refusal.ts";
import type { TicketCommandOf } from "#core/ticket/command.ts";
import { type Scene, tell } from "#core/ticket/scene.ts";
import type { LinkType, Ticket, TicketEvent } from "#core/ticket/ticket.ts";

/** How a link reads from the other side. */
export const inverseLinks: Readonly<Record<LinkType, LinkType>> = {
  "relates-to": "relates-to",
  duplicates: "duplicated-by",
  "duplicated-by": "duplicates",
  "caused-by": "causes",
  causes: "caused-by",
  follows: "followed-by",
  "followed-by": "follows",
  blocks: "blocked-by",
  "blocked-by": "blocks",
  "part-of": "has-part",
  "has-part": "part-of",
};

const mostLinks = 200;

/** Links both; what one of them says already is not said again. */
export function linkTicket(ticket: Ticket, { link, otherId }: TicketCommandOf<"link-ticket">, scene: Scene): TicketEvent[] {
  return linkEvents(ticket, requireSameCustomer(ticket, otherId, scene), link, scene);
}

/** The events that link `ticket` to `other`; for an opening, whose own event holds its links, see `backLinks`. */
export function linkEvents(ticket: Ticket, other: Ticket, type: LinkType, scene: Scene): TicketEvent[] {
  const linked = isLinked(ticket, other.id, type) ? [] : [linkedEvent(ticket, other.id, type, scene)];
  return [...linked, ...backLink(ticket.id, other, type, scene)];
}

/** What the other ticket says of a link of `ticketId` to it. */
export function backLink(ticketId: number, other: Ticket, type: LinkType, scene: Scene): TicketEvent[] {
  const inverse = inverseLinks[type];
  return isLinked(other, ticketId, inverse) ? [] : [linkedEvent(other, ticketId, inverse, scene)];
}

function linkedEvent(ticket: Ticket, ticketId: number, type: LinkType, scene: Scene): TicketEvent {
  if (ticket.links.length >= mostLinks) {
    throw new Refusal("too-many-links", `Ticket ${ticket.id} has ${mostLinks} links, the most that one may have.`, {
      ...{ ticketId: ticket.id, most: mostLinks },
    });
  }
  return tell(ticket, scene, { type: "ticket.linked", link: { type, ticketId } });
}

const isLinked = ({ links }: Ticket, to: number, type: LinkType): boolean =>
  links.some((each) => each.type === type && each.ticketId === to);

/** Takes a link off both. One that was written before links had an inverse stands on one side alone. */
export function unlinkTicket(ticket: Ticket, { link: type, otherId }: TicketCommandOf<"unlink-ticket">, scene: Scene): TicketEvent[] {
  const other = requireSameCustomer(ticket, otherId, scene);
  if (!isLinked(ticket, otherId, type)) {
    throw new Refusal("not-linked", `Ticket ${ticket.id} has no link "${type}" to ticket ${otherId}.`, {
      ...{ ticketId: ticket.id, otherId, link: type },
    });
  }
  const unlinked = tell(ticket, scene, { type: "ticket.unlinked", link: { type, ticketId: otherId } });
  const inverse = inverseLinks[type];
  if (!isLinked(other, ticket.id, inverse)) return [unlinked];
  return [unlinked, tell(other, scene, { type: "ticket.unlinked", link: { type: inverse, ticketId: ticket.id } })];
}

/** The other ticket. Refuses `unknown-ticket` for one of another customer, and `same-ticket`. */
export function requireSameCustomer(ticket: { id: number; customerId: string }, otherId: number, scene: Scene): Ticket {
  if (otherId === ticket.id) throw new Refusal("same-ticket", `Ticket ${ticket.id} cannot be joined with itself.`, { ticketId: ticket.id });
  const other = scene.other(otherId);
  if (other.customerId !== ticket.customerId) {
    throw new Refusal("unknown-ticket", `There is no ticket ${otherId} of this customer.`, { ticketId: otherId });
  }
  return other;
}
