/** An announcement of the provider: to whom it speaks, and when. */
import type { Document, Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";

export const severities = ["information", "maintenance", "disruption"] as const;
export type Severity = (typeof severities)[number];

/** Title and body (Markdown, may be empty) in one language. */
export type AnnouncementText = { title: string; body: string };

export type Announcement = {
  id: string;
  severity: Severity;
  /** Null speaks to every customer. */
  customers: readonly string[] | null;
  /** Only to those who have one of these services; none named speaks to all. */
  services: readonly string[];
  from: Instant;
  /** Null stays until it is withdrawn. */
  until: Instant | null;
  texts: Partial<Record<Language, AnnouncementText>>;
};

/** Has begun and not ended: `from` is the first instant, `until` the first without it. */
export const isCurrent = ({ from, until }: Pick<Announcement, "from" | "until">, now: Instant): boolean =>
  from <= now && (until === null || now < until);

/** Whether it speaks to somebody who belongs to these customers, which have these services. */
export function speaksTo(
  { customers, services }: Pick<Announcement, "customers" | "services">,
  reader: { customers: readonly string[]; services: ReadonlySet<string> },
): boolean {
  const isAddressed = customers === null || customers.some((each) => reader.customers.includes(each));
  return isAddressed && (services.length === 0 || services.some((each) => reader.services.has(each)));
}

const weights: Readonly<Record<Severity, number>> = { disruption: 0, maintenance: 1, information: 2 };

/** What disturbs most first; of the same weight what began last. */
export const byWeight = (a: Pick<Announcement, "severity" | "from">, b: Pick<Announcement, "severity" | "from">): number =>
  weights[a.severity] - weights[b.severity] || b.from - a.from;

/**
 * Refuses an announcement that says nothing in any language (`announcement-without-text`), ends before it begins (`announcement-never-shown`),
 * or names a customer or service that the model does not have.
 */
export function requireAnnouncement(announcement: Omit<Announcement, "id">, document: Document | null): void {
  const { texts, from, until, customers, services } = announcement;
  const written = Object.values(texts).filter(({ title }) => title.trim() !== "");
  if (written.length === 0 || written.length < Object.keys(texts).length)
    throw new Refusal(
      "announcement-without-text",
      "An announcement needs a title in each language it is written in, and one language at least.",
    );
  if (until !== null && until <= from)
    throw new Refusal("announcement-never-shown", "It would end before it begins: choose a later end, or none.", { from, until });
  for (const customerId of customers ?? []) {
    if (document?.customers[customerId] === undefined)
      throw new Refusal("unknown-customer", `There is no customer "${customerId}" in the model.`, { customerId });
  }
  for (const service of services) {
    if (document?.services[service] === undefined)
      throw new Refusal("unknown-service", `There is no service "${service}" in the model.`, { service });
  }
}
