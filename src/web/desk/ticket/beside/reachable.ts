/** Those who have to do with a ticket, with their direct numbers: whoever asks first, whoever has it first. Pure. */
import type { Contact, Language } from "#core/model/document.ts";
import type { Scene } from "../action.ts";

export type Reachable = {
  key: string;
  name: string;
  /** What they are here: `asks`, `Finance`, `leads Platform`. */
  parts: readonly string[];
  phone: string | null;
  zone: string | null;
  language: Language | null;
};

type Staff = { key: string; phone: string | null };

export function reachableOf(scene: Scene, staff: readonly Staff[]): { theirs: Reachable[]; others: Reachable[]; ours: Reachable[] } {
  const contacts = contactsOf(scene);
  const isNamed = ({ key, isDesignated }: Known) => key === scene.ticket.requester || isDesignated;
  return {
    theirs: contacts.filter(isNamed).map(({ reachable }) => reachable),
    others: contacts.filter((each) => !isNamed(each)).map(({ reachable }) => reachable),
    ours: [...oursOf(scene, staff), ...vendorOf(scene)],
  };
}

type Known = { key: string; isDesignated: boolean; reachable: Reachable };

function contactsOf({ ticket, document, text, name }: Scene): Known[] {
  const t = text.ticket.beside.people;
  const customer = document?.customers[ticket.customerId];
  const known = Object.entries(customer?.contacts ?? {}).map(([key, contact]: [string, Contact]): Known => {
    const {
      designated = false,
      role,
      department,
      phone = null,
      zone = customer?.zone ?? null,
      language = customer?.language ?? null,
    } = contact;
    const parts = [key === ticket.requester ? t.requester : null, designated ? t.designated : null, role ?? null, department ?? null];
    return {
      ...{ key, isDesignated: designated },
      reachable: { ...{ key, name: contact.name, phone, zone, language }, parts: parts.filter((part) => part !== null) },
    };
  });
  if (ticket.requester !== null && !known.some(({ key }) => key === ticket.requester)) {
    const { zone = null, language = null } = customer ?? {};
    const reachable = { key: ticket.requester, name: name.contact(ticket.requester), parts: [t.requester], phone: null, zone, language };
    known.push({ key: ticket.requester, isDesignated: false, reachable });
  }
  return known.sort((a, b) => Number(b.key === ticket.requester) - Number(a.key === ticket.requester));
}

function oursOf({ ticket, document, text, name }: Scene, staff: readonly Staff[]): Reachable[] {
  const t = text.ticket.beside.people;
  const team = ticket.team === null ? undefined : document?.teams[ticket.team];
  const reasons = new Map<string, string[]>();
  const add = (key: string | null | undefined, reason: string) => {
    if (key != null) reasons.set(key, [...(reasons.get(key) ?? []), reason]);
  };
  add(ticket.assignee, t.assignee);
  for (const each of ticket.collaborators) add(each, t.collaborator);
  if (ticket.team !== null) add(team?.lead, t.lead({ team: name.team(ticket.team) }));
  const people = [...reasons].map(([key, parts]): Reachable => {
    const signedIn = staff.find((each) => each.key === key);
    const { phone = null, zone = null, language = null } = document?.people?.[key] ?? {};
    return {
      ...{ key, name: name.person(key), parts },
      phone: signedIn?.phone ?? phone,
      ...{ zone, language },
    };
  });
  if (ticket.team === null || team?.phone === undefined) return people;
  return [
    ...people,
    { key: `team ${ticket.team}`, name: name.team(ticket.team), parts: [], phone: team.phone, zone: null, language: null },
  ];
}

/** Who repairs the component, or has the ticket now. */
function vendorOf({ ticket, document, text }: Scene): Reachable[] {
  const component =
    ticket.service === null || ticket.component === null ? undefined : document?.services[ticket.service]?.components[ticket.component];
  const key = ticket.pause?.vendor ?? component?.vendor;
  const vendor = key === undefined ? undefined : document?.vendors?.[key];
  if (key === undefined || vendor === undefined) return [];
  const parts = [text.ticket.beside.people.vendor, ...(vendor.contract === undefined ? [] : [vendor.contract])];
  return [{ key: `vendor ${key}`, name: vendor.name, parts, phone: vendor.phone ?? null, zone: null, language: null }];
}
