/** What customers will ask: when, of which service, in which words. */
import type { Book } from "#core/agreement/book.ts";
import type { Channel, Component, Document, Language } from "#core/model/document.ts";
import type { TicketCommandOf } from "#core/ticket/command.ts";
import type { Facts } from "#core/ticket/priority.ts";
import type { Instant } from "#core/time/instant.ts";
import { says, type Trouble, troubles, type Wording } from "#simulator/phrases.ts";
import type { Random } from "#simulator/random.ts";

export type Arrival = { at: Instant; opening: Omit<TicketCommandOf<"open-ticket">, "ticketId"> };

/** Share of a day's tickets by hour of the customer's day, and of a week's by day from Monday; flat enough that nights are not empty. */
const byHour = [1, 1, 1, 1, 1, 2, 4, 9, 16, 20, 19, 16, 11, 14, 17, 16, 14, 10, 6, 4, 3, 2, 2, 1];
const byDay = [22, 20, 18, 18, 16, 4, 2];

export type Wave = {
  from: Instant;
  until: Instant;
  /** How many tickets arrive. */
  tickets: number;
  /** Only urgent incidents, of customers whose service hours are open at the end: a wave that is being worked on. */
  isUrgent?: boolean;
};

/** The arrivals of a wave, in order. */
export function arrivalsOf(book: Book, { from, until, tickets, isUrgent = false }: Wave, random: Random): Arrival[] {
  const document = book.documentAt(until);
  if (document === null) return [];
  const parties = partiesOf(document).filter(({ calendar }) => !isUrgent || book.calendar(calendar).isOpen(until));
  if (parties.length === 0) return [];
  const choices = parties.map((party) => [{ party, hourOf: hourPicker(from, until, party.offsetMs) }, party.weight] as const);
  return Array.from({ length: tickets }, () => {
    const { party, hourOf } = random.weighted(choices);
    const at = Math.min(hourOf(random.next()) + Math.floor(random.next() * hour), until - 1) as Instant;
    return { at, opening: openingOf(party, isUrgent, random) };
  }).sort((a, b) => a.at - b.at);
}

const hour = 3_600_000;

/** From a share in [0, 1) to the hour in which that share of the weight has arrived; summed up once, searched by halves. */
function hourPicker(from: Instant, until: Instant, offsetMs: number): (share: number) => number {
  const sums = new Float64Array(Math.max(1, Math.ceil((until - from) / hour)));
  for (const index of sums.keys()) sums[index] = (sums[index - 1] ?? 0) + weightOf((from + index * hour) as Instant, offsetMs);
  return (share) => {
    const wanted = share * (sums.at(-1) ?? 0);
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return from + low * hour;
  };
}

type Party = {
  customerId: string;
  language: Language;
  contacts: string[];
  /** The service hours. */
  calendar: string;
  /** Services under agreement, each component of each. */
  places: { service: string; component: string; declared: Component }[];
  weight: number;
  /** Roughly how far its day is from UTC: the shape of a day needs no more. */
  offsetMs: number;
};

function partiesOf(document: Document): Party[] {
  return Object.values(document.agreements).flatMap(({ customer, services, kind, calendar }) => {
    const declared = document.customers[customer];
    if (declared === undefined) return [];
    const places = services.flatMap((service) =>
      Object.entries(document.services[service]?.components ?? {}).map(([component, each]) => ({ service, component, declared: each })),
    );
    const weight = places.length * (kind === "on-demand" ? 0.4 : 1);
    const contacts = Object.keys(declared.contacts);
    return [
      { customerId: customer, language: declared.language ?? "en", contacts, calendar, places, weight, offsetMs: offsetOf(declared.zone) },
    ];
  });
}

const offsets: Record<string, number> = { Europe: 1, Africa: 1, America: -5, Asia: 7, Australia: 10, Pacific: 12 };
const offsetOf = (zone: string): number => (offsets[zone.split("/")[0] ?? ""] ?? 0) * 3_600_000;

function weightOf(at: Instant, offsetMs: number): number {
  const local = new Date(at + offsetMs);
  return (byHour[local.getUTCHours()] ?? 1) * (byDay[(local.getUTCDay() + 6) % 7] ?? 1);
}

function openingOf(party: Party, isUrgent: boolean, random: Random): Arrival["opening"] {
  const { customerId, language } = party;
  const place = random.pick(party.places);
  const fits = troubles.filter(({ on, kind }) => on.includes(place.declared.kind) && (!isUrgent || kind === "incident"));
  const trouble: Trouble = random.pick(fits.length === 0 ? troubles.filter(({ kind }) => kind === "request") : fits);
  const isAlert = trouble.kind === "incident" && place.declared.alertTier !== undefined && random.chance(0.3);
  const channel: Channel = isAlert
    ? "alert"
    : random.weighted([
        ["portal", 45],
        ["email", 35],
        ["phone", 20],
      ] as const);
  const alert: Wording = random.pick(says.alerts);
  const contact = isAlert ? null : random.pick(party.contacts);
  return {
    type: "open-ticket",
    actor: contact === null ? "system" : `contact:${contact}`,
    customerId,
    channel,
    requester: contact,
    service: place.service,
    component: place.component,
    kind: trouble.kind,
    subject: isAlert ? `${alert[language]} (${place.component})` : trouble.subject[language],
    description: isAlert ? alert[language] : trouble.description[language],
    facts: isUrgent ? { affected: random.pick(["some", "everybody"]), hasWorkaround: false, atStake: "money" } : factsOf(trouble, random),
  };
}

function factsOf({ kind }: Trouble, random: Random): Facts {
  if (kind !== "incident")
    return {
      affected: random.weighted([
        ["one", 60],
        ["some", 40],
      ] as const),
      hasWorkaround: random.chance(0.9),
      atStake: "nothing",
    };
  return {
    affected: random.weighted([
      ["one", 45],
      ["some", 40],
      ["everybody", 15],
    ] as const),
    hasWorkaround: random.chance(0.55),
    atStake: random.weighted([
      ["nothing", 70],
      ["money", 29],
      ["safety", 1],
    ] as const),
  };
}

/** What a customer's language makes of a phrase. */
export const inWords = (document: Document | null, customerId: string, phrases: readonly Wording[], random: Random): string =>
  random.pick(phrases)[document?.customers[customerId]?.language ?? "en"];

/** The solution that fits a ticket's subject. */
export function solutionOf(subject: string, language: Language): string {
  const known = troubles.find((trouble) => Object.values(trouble.subject).includes(subject));
  return (known ?? troubles[1]!).solution[language];
}
