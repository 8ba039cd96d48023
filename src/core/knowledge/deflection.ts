/** How often reading was enough: counted from what people read and from the tickets they opened, never from what one would like. */
import { type Duration, hours, type Instant } from "#core/time/instant.ts";

/** How somebody came to an article. Only what was suggested to them or found by them while they looked for help can deflect. */
export const origins = ["suggestion", "search", "browse", "ticket", "link"] as const;
export type Origin = (typeof origins)[number];

export type View = {
  articleId: string;
  customerId: string;
  /** A requester's key; whoever is not a customer's person asks for nothing and deflects nothing. */
  reader: string;
  origin: Origin;
  /** The service that the article is about; null for all. */
  service: string | null;
  at: Instant;
};

export type Asked = { customerId: string; requester: string; service: string | null; openedAt: Instant };

export const deflectionWindow: Duration = hours(24 * 7);

export type Occasion = {
  customerId: string;
  reader: string;
  service: string | null;
  from: Instant;
  /** The last article read before it was decided: the one that has the credit or not. */
  articleId: string;
  /** `waiting`: the seven days are not over yet. */
  outcome: "deflected" | "asked" | "waiting";
};

/**
 * One person who looked for help about one service is one occasion, however much they read within seven days of their first reading.
 * It is deflected when they opened no ticket about that service within seven days of their last reading in it. A ticket or an article
 * without a service counts as being about every one: rather a deflection too few than one too many.
 */
export function occasionsOf(views: readonly View[], tickets: readonly Asked[], now: Instant): Occasion[] {
  const asked = groupedBy(tickets, ({ customerId, requester }) => `${customerId}\n${requester}`);
  const sought = views.filter(({ origin }) => origin === "suggestion" || origin === "search");
  const occasions: Occasion[] = [];
  for (const own of groupedBy(sought, ({ customerId, reader, service }) => `${customerId}\n${reader}\n${service ?? ""}`).values()) {
    const inOrder = own.toSorted((a, b) => a.at - b.at);
    while (inOrder.length > 0) {
      const first = inOrder[0]!;
      const within = inOrder.filter(({ at }) => at - first.at < deflectionWindow);
      inOrder.splice(0, within.length);
      occasions.push(occasionOf(within, asked.get(`${first.customerId}\n${first.reader}`) ?? [], now));
    }
  }
  return occasions.sort((a, b) => a.from - b.from);
}

function occasionOf(views: readonly View[], tickets: readonly Asked[], now: Instant): Occasion {
  const [first, last] = [views[0]!, views.at(-1)!];
  const { customerId, reader, service } = first;
  const isAbout = (ticket: Asked): boolean => service === null || ticket.service === null || ticket.service === service;
  const until = last.at + deflectionWindow;
  const hasAsked = tickets.some((ticket) => isAbout(ticket) && ticket.openedAt >= first.at && ticket.openedAt < until);
  const outcome = hasAsked ? "asked" : now >= until ? "deflected" : "waiting";
  return { customerId, reader, service, from: first.at, articleId: last.articleId, outcome };
}

export type DeflectionFigures = { occasions: number; deflected: number; asked: number; waiting: number };

export const figuresOf = (occasions: readonly Occasion[]): DeflectionFigures => ({
  occasions: occasions.length,
  deflected: occasions.filter(({ outcome }) => outcome === "deflected").length,
  asked: occasions.filter(({ outcome }) => outcome === "asked").length,
  waiting: occasions.filter(({ outcome }) => outcome === "waiting").length,
});

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
