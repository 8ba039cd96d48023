/** Whom one calls in a major incident, of both sides: who has a role, who is on call, leads, teams, the vendor, the customer's people. */
import type { Book } from "#core/agreement/book.ts";
import type { Incident } from "#core/incident/incident.ts";
import type { PeopleGroup } from "#core/incident/words.ts";
import type { Component, Contact, Document, Person } from "#core/model/document.ts";
import { onCallIn, shiftsIn } from "#core/oncall/rota.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { after, hours, type Instant } from "#core/time/instant.ts";

/** `what`: by which role, schedule, team or function they are here; `key` null for what is nobody's own number. */
export type Reachable = {
  group: PeopleGroup;
  key: string | null;
  /** Null: whom the model does not know, a person who signs in. */
  name: string | null;
  what: string | null;
  isOurs: boolean;
  phone: string | null;
  email: string | null;
  /** Of somebody on call: until when, when that is within two weeks. */
  until: Instant | null;
};

/** In groups, in the order in which one calls; nobody twice in a group. What is said in a Text (a team's name) is resolved by `inWords`. */
export function peopleOf(
  { incident, ticket, book, at }: { incident: Incident; ticket: Ticket; book: Book; at: Instant },
  inWords: (text: Document["teams"][string]["name"]) => string,
): Reachable[] {
  const document = book.documentAt(at);
  const found = [
    ...incident.roles.map(({ role, holder }) => somebody("role", holder, role, document, ticket.customerId)),
    ...(document === null
      ? []
      : [
          ...onCall(ticket, document, book, at),
          ...leads(ticket, document, inWords),
          ...vendors(ticket, document),
          ...customers(ticket, document, book, at),
        ]),
  ];
  const seen = new Set<string>();
  return found.filter(({ group, key, name, what }) => {
    const id = `${group} ${key ?? name} ${group === "role" ? what : ""}`;
    return !seen.has(id) && seen.add(id);
  });
}

function somebody(group: PeopleGroup, holder: string, what: string | null, document: Document | null, customerId: string): Reachable {
  const [isOurs, key] = [holder.startsWith("person:"), holder.slice(holder.indexOf(":") + 1)];
  const known: Person | Contact | undefined = isOurs ? document?.people?.[key] : document?.customers[customerId]?.contacts[key];
  const { name = null, phone = null, email = null } = known ?? {};
  return { group, key: holder, name, what, isOurs, phone, email, until: null };
}

/** Whoever the service's escalation policy calls, its steps in order. */
function onCall({ service, customerId }: Ticket, document: Document, book: Book, at: Instant): Reachable[] {
  const policy = document.escalationPolicies?.[document.services[service ?? ""]?.escalationPolicy ?? ""];
  const targets = (policy?.steps ?? []).flatMap(({ notify }) => notify);
  return targets.flatMap((target): Reachable[] => {
    const [kind = "", name = ""] = target.split(":", 2);
    if (kind === "person") return [somebody("on-call", target, null, document, customerId)];
    if (kind === "lead") {
      const lead = document.teams[name]?.lead;
      return lead === undefined ? [] : [somebody("on-call", `person:${lead}`, null, document, customerId)];
    }
    const now = kind === "schedule" ? onCallIn(book, name, at) : null;
    if (now === null) return [];
    const [shift] = shiftsIn(book, name, at, after(at, hours(14 * 24)));
    return [{ ...somebody("on-call", `person:${now.person}`, name, document, customerId), until: shift?.to ?? null }];
  });
}

/** Leads and numbers of the teams that hold the component at any tier, and of the ticket's own. */
function leads(ticket: Ticket, document: Document, inWords: (text: Document["teams"][string]["name"]) => string): Reachable[] {
  const owners = Object.values(componentOf(ticket, document)?.owners ?? {});
  const teams = [...new Set([ticket.team, ...owners])].filter((team) => team !== null);
  return teams.flatMap((id): Reachable[] => {
    const team = document.teams[id];
    if (team === undefined) return [];
    const name = inWords(team.name);
    const ours = { key: null, name, what: null, isOurs: true, email: null, until: null };
    return [
      ...(team.lead === undefined ? [] : [somebody("lead", `person:${team.lead}`, name, document, ticket.customerId)]),
      ...(team.phone === undefined ? [] : [{ ...ours, group: "team" as const, phone: team.phone }]),
    ];
  });
}

const componentOf = ({ service, component }: Ticket, document: Document): Component | undefined =>
  document.services[service ?? ""]?.components[component ?? ""];

function vendors(ticket: Ticket, document: Document): Reachable[] {
  const vendor = document.vendors?.[componentOf(ticket, document)?.vendor ?? ""];
  if (vendor === undefined) return [];
  const { name, contract = null, phone = null, email = null } = vendor;
  return [{ group: "vendor", key: null, name, what: contract, isOurs: false, phone, email, until: null }];
}

/** Designated contacts, whoever asked, and the points of contact that the agreement names for both sides. */
function customers(ticket: Ticket, document: Document, book: Book, at: Instant): Reachable[] {
  const { customerId, requester, agreementId } = ticket;
  const contacts = Object.entries(document.customers[customerId]?.contacts ?? {});
  const ofContact = (key: string): Reachable => {
    const contact = document.customers[customerId]?.contacts[key];
    return somebody("customer", `contact:${key}`, contact?.role ?? null, document, customerId);
  };
  const designated = contacts.filter(([, contact]) => contact.designated === true).map(([key]) => ofContact(key));
  const asked = requester !== null && contacts.some(([key]) => key === requester) ? [ofContact(requester)] : [];
  const points = (agreementId === null ? null : book.termsAt(agreementId, at))?.agreement.contactPoints;
  const named =
    points?.customer === undefined
      ? []
      : pointOf(
          points.customer,
          false,
          contacts.some(([key]) => key === points.customer),
        );
  const ours = points?.provider === undefined ? [] : pointOf(points.provider, true, document.people?.[points.provider] !== undefined);
  const resolved = [...named, ...ours].map((point) =>
    point.key === null ? point : somebody("customer", point.key, point.what, document, customerId),
  );
  return [...designated, ...asked, ...resolved];
}

/** What an agreement names as a point of contact: a key of ours or theirs, a number, an address, or words. */
function pointOf(written: string, isOurs: boolean, isKey: boolean): Reachable[] {
  const bare = { group: "customer" as const, what: null, isOurs, phone: null, email: null, until: null };
  if (isKey) return [{ ...bare, key: `${isOurs ? "person" : "contact"}:${written}`, name: null }];
  if (/^\+?[\d ().-]{5,}$/.test(written)) return [{ ...bare, key: null, name: written, phone: written }];
  if (/^\S+@\S+$/.test(written)) return [{ ...bare, key: null, name: written, email: written }];
  return [{ ...bare, key: null, name: written }];
}
