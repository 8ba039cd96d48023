/** A fact of the log as one sentence. */
import type { WireEvent } from "../../api/wire.ts";
import { besideLine } from "./beside-line.ts";
import { moneyText } from "./money-text.ts";
import type { Naming } from "./naming.ts";
import { noteAfter, type Telling } from "./telling.ts";

/** Kinds of which the reader needs no line: what they did shows elsewhere. */
const silent: ReadonlySet<WireEvent["type"]> = new Set<WireEvent["type"]>(["ticket.updated"]);

/** The sentence of an event, or null when it is said otherwise (a message) or not worth a line. */
export function eventLine(event: WireEvent, telling: Telling): string | null {
  if (silent.has(event.type)) return null;
  return (
    ofPeople(event, telling) ??
    ofWork(event, telling) ??
    ofEnding(event, telling) ??
    ofPromises(event, telling) ??
    besideLine(event, telling)
  );
}

const noteBeside = ({ text }: Pick<Telling, "text">, note: string | null): string =>
  note === null || note === "" ? "" : text.ticket.events.noteBeside({ note });

function ofPeople(event: WireEvent, telling: Telling): string | null {
  const { name, text } = telling;
  const { events } = text.ticket;
  const { words } = text;
  const who = name.actor(event);
  switch (event.type) {
    case "ticket.opened":
      return events.opened({
        who: event.requester === null ? who : name.contact(event.requester),
        channel: words.channel[event.channel],
      });
    case "ticket.acknowledged":
      return events.acknowledged({ who });
    case "ticket.assigned":
      if (event.assignee === null) return events.released({ who });
      return event.actor === `agent:${event.assignee}` ? events.took({ who }) : events.assigned({ who, to: name.person(event.assignee) });
    case "ticket.joined":
      return events.joined({ person: name.person(event.person) });
    case "ticket.left":
      return events.left({ person: name.person(event.person) });
    case "ticket.handed-over": {
      const to = `${words.tier({ tier: event.tier })} ${name.team(event.team)}`;
      if (event.isAutomatic) return events.escalatedItself({ to });
      const verbs = { up: events.escalated, back: events.handedBack, across: events.handedOver };
      return verbs[event.direction]({ who, to, note: noteAfter(telling, event.reason) });
    }
    case "notification.requested":
      return event.recipients.length === 0
        ? null
        : events.notified({ whom: event.recipients.map((each) => recipient(each, name)).join(", ") });
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

function ofWork(event: WireEvent, telling: Telling): string | null {
  const { name, text } = telling;
  const { events } = text.ticket;
  const who = name.actor(event);
  switch (event.type) {
    case "ticket.paused": {
      const vendor = event.vendor === null ? null : [name.vendor(event.vendor), event.reference].filter(Boolean).join(", ");
      const note = [vendor, event.note].filter((each) => each !== null).join("; ");
      return events.paused({ who, why: text.words.pause[event.reason], note: noteBeside(telling, note) });
    }
    case "ticket.resumed":
      return events.resumed({ who, note: noteBeside(telling, event.note) });
    case "ticket.restored":
      return (event.how === "workaround" ? events.workaround : events.restored)({ who, note: noteAfter(telling, event.note) });
    case "ticket.failed-again":
      return events.failedAgain({ who, note: noteAfter(telling, event.note) });
    case "ticket.linked":
      return events.linked({ link: text.words.link[event.link.type], other: event.link.ticketId });
    case "ticket.unlinked":
      return events.unlinked({ who, other: event.link.ticketId });
    case "ticket.ranked":
      return event.rank === null ? events.unranked({ who }) : events.ranked({ who, rank: event.rank });
    case "ticket.classified":
      return events.classified({ who, as: [text.words.kind[event.kind], event.service, event.component].filter(Boolean).join(" · ") });
    default:
      return null;
  }
}

function ofEnding(event: WireEvent, telling: Telling): string | null {
  const { events, closeReason } = telling.text.ticket;
  const who = telling.name.actor(event);
  switch (event.type) {
    case "ticket.reopened":
      return events.reopened({ who, reason: event.reason });
    case "ticket.closed":
      return events.closed({ who, reason: closeReason[event.reason], note: noteAfter(telling, event.note) });
    case "ticket.merged":
      return events.merged({ who, into: event.into });
    case "ticket.absorbed":
      return events.absorbed({ who, from: event.from });
    default:
      return null;
  }
}

function ofPromises(event: WireEvent, telling: Telling): string | null {
  const { name, text, locale } = telling;
  const { events, quoteState } = text.ticket;
  const { words } = text;
  const who = name.actor(event);
  switch (event.type) {
    case "ticket.triaged": {
      const priority = `${event.priority} ${words.priority[event.priority]}`;
      return event.reason === null ? events.triaged({ who, priority }) : events.prioritised({ who, priority, reason: event.reason });
    }
    case "ticket.coverage-decided":
      return events.coverageDecided({ who, decision: words.coverage[event.coverage.decision], reason: event.reason });
    case "ticket.coverage-contested":
      return events.coverageContested({ who, reason: event.reason });
    case "ticket.quoted":
      return events.quoted({ who, amount: moneyText(event.quote.amount, locale), text: event.quote.text });
    case "ticket.quote-decided":
      return events.quoteDecided({ who, state: quoteState[event.state], note: noteBeside(telling, event.note) });
    case "ticket.terms-changed":
      return events.termsChanged({ version: event.modelVersion });
    case "clock.warned":
      return events.warned({ objective: words.objective[event.objective], percent: event.percent });
    case "clock.breached":
      return events.breached({ objective: words.objective[event.objective] });
    default:
      return null;
  }
}
