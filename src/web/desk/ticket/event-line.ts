/** A fact of the log as one sentence. */
import type { WireEvent } from "../../api/wire.ts";
import type { Catalogue } from "../../language/language.tsx";
import { moneyText } from "./money-text.ts";
import type { Naming } from "./naming.ts";

/** Kinds of which the reader needs no line: what they did shows elsewhere. */
const silent: ReadonlySet<WireEvent["type"]> = new Set<WireEvent["type"]>(["ticket.updated"]);

/** The sentence of an event, or null when it is said otherwise (a message) or not worth a line. */
export function eventLine(event: WireEvent, text: Catalogue, name: Naming, locale: string): string | null {
  if (silent.has(event.type)) return null;
  return ofPeople(event, text, name) ?? ofWork(event, text, name) ?? ofPromises(event, text, name, locale);
}

function ofPeople(event: WireEvent, { ticket: { events }, words }: Catalogue, name: Naming): string | null {
  const who = name.actor(event);
  switch (event.type) {
    case "ticket.opened":
      return events.opened(event.requester === null ? who : name.contact(event.requester), words.channel[event.channel]);
    case "ticket.acknowledged":
      return events.acknowledged(who);
    case "ticket.assigned":
      if (event.assignee === null) return events.released(who);
      return event.actor === `agent:${event.assignee}` ? events.took(who) : events.assigned(who, name.person(event.assignee));
    case "ticket.joined":
      return events.joined(name.person(event.person));
    case "ticket.left":
      return events.left(name.person(event.person));
    case "ticket.handed-over": {
      const to = `${words.tier({ tier: event.tier })} ${name.team(event.team)}`;
      if (event.isAutomatic) return events.escalatedItself(to);
      const verbs = { up: events.escalated, back: events.handedBack, across: events.handedOver };
      return verbs[event.direction](who, to, event.reason);
    }
    case "notification.requested":
      return event.recipients.length === 0 ? null : events.notified(event.recipients.map((each) => recipient(each, name)).join(", "));
    default:
      return null;
  }
}

function recipient(written: string, name: Naming): string {
  const [kind, id = written] = written.split(":");
  if (kind === "person") return name.person(id);
  if (kind === "contact") return id === "designated" ? name.designated : name.contact(id);
  return kind === "team" || kind === "lead" ? name.team(id) : written;
}

function ofWork(event: WireEvent, { ticket: { events, closeReason }, words }: Catalogue, name: Naming): string | null {
  const who = name.actor(event);
  switch (event.type) {
    case "ticket.paused": {
      const vendor = event.vendor === null ? null : [name.vendor(event.vendor), event.reference].filter(Boolean).join(", ");
      const note = [vendor, event.note].filter((each) => each !== null).join("; ");
      return events.paused(who, words.pause[event.reason], note === "" ? null : note);
    }
    case "ticket.resumed":
      return events.resumed(who, event.note);
    case "ticket.restored":
      return (event.how === "workaround" ? events.workaround : events.restored)(who, event.note);
    case "ticket.failed-again":
      return events.failedAgain(who, event.note);
    case "ticket.reopened":
      return events.reopened(who, event.reason);
    case "ticket.closed":
      return events.closed(who, closeReason[event.reason], event.note);
    case "ticket.merged":
      return events.merged(who, event.into);
    case "ticket.absorbed":
      return events.absorbed(who, event.from);
    case "ticket.linked":
      return events.linked(words.link[event.link.type], event.link.ticketId);
    case "ticket.ranked":
      return events.ranked(who, event.rank);
    case "ticket.classified":
      return events.classified(who, [words.kind[event.kind], event.service, event.component].filter(Boolean).join(" · "));
    default:
      return null;
  }
}

function ofPromises(event: WireEvent, { ticket: { events, quoteState }, words }: Catalogue, name: Naming, locale: string): string | null {
  const who = name.actor(event);
  switch (event.type) {
    case "ticket.triaged":
      return events.triaged(who, `${event.priority} ${words.priority[event.priority]}`, event.reason);
    case "ticket.coverage-decided":
      return events.coverageDecided(who, words.coverage[event.coverage.decision], event.reason);
    case "ticket.coverage-contested":
      return events.coverageContested(who, event.reason);
    case "ticket.quoted":
      return events.quoted(who, moneyText(event.quote.amount, locale), event.quote.text);
    case "ticket.quote-decided":
      return events.quoteDecided(who, quoteState[event.state], event.note);
    case "ticket.terms-changed":
      return events.termsChanged(event.modelVersion);
    case "clock.warned":
      return events.warned(words.objective[event.objective], event.percent);
    case "clock.breached":
      return events.breached(words.objective[event.objective]);
    default:
      return null;
  }
}
