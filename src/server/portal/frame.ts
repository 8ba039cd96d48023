/** What the portal stands in: the caller's organisations with their services, agreements and people to turn to. */

import type { Book } from "#core/agreement/book.ts";
import type { Terms } from "#core/agreement/terms.ts";
import type { Document, Person } from "#core/model/document.ts";
import { priorities } from "#core/model/document.ts";
import { agreementsOf, servicesOf } from "#core/portal/entitlement.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Caller } from "#server/http/env.ts";

/** How far somebody sees inside their organisations: what the list of tickets may be narrowed or widened to. */
export type Reach = "own" | "department" | "customer";

/** Whether there is anything to see beyond one's own tickets: the widest that an agreement, or being designated, gives. */
export function reachOf({ sight }: Pick<Caller, "sight">): Reach {
  if (sight === "everything" || sight.isDesignated) return "customer";
  const given = Object.values(sight.visibility);
  if (given.includes("customer")) return "customer";
  return given.includes("department") ? "department" : "own";
}

/** Keys by which tickets name the people of one's department, oneself among them. */
export function departmentOf({ sight, contact }: Pick<Caller, "sight" | "contact">): string[] {
  const own = contact === null ? [] : [contact];
  return sight === "everything" ? own : [...new Set([...own, ...sight.colleagues])];
}

export function customersOf(book: Book, ids: readonly string[], now: Instant) {
  const document = book.documentAt(now);
  return ids.flatMap((id) => {
    const customer = document?.customers[id];
    if (document === null || customer === undefined) return [];
    const agreements = agreementsOf(book, id, now);
    return [
      {
        id,
        name: customer.name,
        zone: customer.zone,
        services: servicesOf(agreements).flatMap((service) => serviceOf(document, service)),
        agreements: agreements.map((terms) => agreementOf(terms, book, now)),
        contactPoints: agreements.flatMap((terms) => pointsOf(document, terms)).filter(isFirst),
      },
    ];
  });
}

function serviceOf(document: Document, id: string) {
  const service = document.services[id];
  if (service === undefined) return [];
  const components = Object.entries(service.components).map(([key, { name, kind, environment = null }]) => ({
    id: key,
    name,
    kind,
    environment,
  }));
  return [{ id, name: service.name, links: service.links ?? [], components }];
}

function agreementOf({ agreementId, agreement }: Terms, book: Book, now: Instant) {
  const { name, kind, from, until = null, services, coverage, targets, duties, reviews = null } = agreement;
  const promises = priorities.flatMap((priority) =>
    Object.entries(targets?.[priority] ?? {}).map(([objective, target]) => ({
      priority,
      objective: objective as keyof NonNullable<NonNullable<typeof targets>[typeof priority]>,
      written: typeof target === "string" ? target : target.for,
    })),
  );
  return {
    ...{ id: agreementId, name, kind, from, until, services, reviews, promises },
    clauses: coverage.map(({ id, decision, clause, text, redirect = null }) => ({ id, decision, clause, text, redirect })),
    duties: { provider: duties?.provider ?? [], customer: duties?.customer ?? [] },
    /** Are its service hours running now. */
    isOpen: book.calendar(agreement.calendar).isOpen(now),
  };
}

type Point = {
  side: "provider" | "customer";
  /** A person, or a team by its own number. */
  name: Document["teams"][string]["name"];
  role: string | null;
  phone: string | null;
  email: string | null;
  zone: string;
};

/** Who speaks for each side, and the number of the team that answers first. */
function pointsOf(document: Document, { agreement }: Terms): Point[] {
  const customer = document.customers[agreement.customer]!;
  const { provider, customer: theirs } = agreement.contactPoints ?? {};
  const points: Point[] = [];
  for (const team of firstTeams(document, agreement.services)) {
    const { name, phone } = document.teams[team]!;
    if (phone !== undefined) points.push({ side: "provider", name, role: null, phone, email: null, zone: document.zone });
  }
  const person = provider === undefined ? undefined : document.people?.[provider];
  if (person !== undefined) points.push(pointOf("provider", person, null, document.zone));
  const contact = theirs === undefined ? undefined : customer.contacts[theirs];
  if (contact !== undefined) points.push(pointOf("customer", contact, contact.role ?? null, customer.zone));
  return points;
}

const pointOf = (side: Point["side"], { name, phone, email, zone }: Person, role: string | null, otherwise: string): Point => ({
  ...{ side, name, role },
  phone: phone ?? null,
  email: email ?? null,
  zone: zone ?? otherwise,
});

/** The teams at which tickets of these services begin. */
function firstTeams(document: Document, services: readonly string[]): string[] {
  const owners = services.flatMap((service) => Object.values(document.services[service]?.components ?? {}).map(({ owners }) => owners));
  return [...new Set(owners.flatMap((each) => each[1] ?? each[2] ?? []))].filter((team) => document.teams[team] !== undefined);
}

const isFirst = (point: Point, at: number, all: readonly Point[]): boolean =>
  all.findIndex(
    ({ side, name, phone, email }) => side === point.side && name === point.name && phone === point.phone && email === point.email,
  ) === at;
