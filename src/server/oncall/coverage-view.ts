/** The coverage proof as people read it: with names, from now on, one customer's or everybody's. */
import type { Document, Language } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import type { Promised, Proof } from "#core/oncall/coverage.ts";
import type { Lack, Remedy } from "#core/oncall/coverage-lack.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { dateOfDay } from "#core/time/wall.ts";
import { zoneNamed } from "#core/time/zone.ts";
import type { GapView, PromiseView, RemedyView } from "#server/oncall/coverage-schema.ts";

export type Reading = { proof: Proof; document: Document | null; language: Language };

/** At most so many of a lack's stretches and promises are written out; the counts have them all. */
const mostStretches = 20;
const mostPromises = 50;

export const ofCustomer = (customer: string | undefined): ((promise: Promised) => boolean) =>
  customer === undefined ? () => true : (promise) => promise.customer === customer;

/** Promises in the order of customers, services and tiers, those of schedules last. */
export function promisesIn({ proof, document, language }: Reading, customer: string | undefined, since: Instant): PromiseView[] {
  const name = namesOf(document, language);
  return proof.promises.filter(ofCustomer(customer)).map((promise) => {
    const skipped = Math.max(0, zoneNamed(promise.zone).dayAt(since) - promise.firstDay);
    return {
      ...{ customer: promise.customer, customerName: name.customer(promise.customer), agreement: promise.agreement },
      agreementName: name.agreement(promise.agreement),
      ...{ service: promise.service, serviceName: name.service(promise.service) },
      ...{ tier: promise.tier, team: promise.team, teamName: name.team(promise.team), schedule: promise.schedule, zone: promise.zone },
      ...{ promisedMs: promise.promisedMs, uncoveredMs: promise.uncoveredMs },
      ...{ firstDate: dateOfDay(promise.firstDay + skipped), days: promise.days.slice(skipped) },
    };
  });
}

/** Gaps that are not over at `since`, by the first of their stretches that is not; a gap that runs keeps its beginning. */
export function gapsIn(reading: Reading, customer: string | undefined, since: Instant): GapView[] {
  const { proof } = reading;
  const holders = new Map<number, Promised[]>();
  for (const promise of proof.promises.filter(ofCustomer(customer)))
    for (const place of promise.lacks) holders.set(place, [...(holders.get(place) ?? []), promise]);
  return [...holders]
    .flatMap(([place, promises]) => gapOf(reading, proof.lacks[place]!, promises, since) ?? [])
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

/** One lack of the proof, whoever's it is; null when all of it is over. */
export const gapAt = (reading: Reading, place: number, since: Instant): GapView | null =>
  gapOf(
    reading,
    reading.proof.lacks[place]!,
    reading.proof.promises.filter(({ lacks }) => lacks.includes(place)),
    since,
  );

function gapOf({ proof, document, language }: Reading, lack: Lack, promises: readonly Promised[], since: Instant): GapView | null {
  const stretches = pairs(lack.stretches).filter(([, to]) => to > since);
  const [first] = stretches;
  if (first === undefined) return null;
  const name = namesOf(document, language);
  return {
    ...{ reason: lack.reason, team: lack.team, teamName: name.team(lack.team), policy: lack.policy, schedule: lack.schedule },
    ...{
      from: iso(first[0]),
      isOlder: first[0] === proof.from,
      to: iso(first[1]),
      lastTo: iso(stretches.at(-1)![1]),
      count: stretches.length,
    },
    totalMs: stretches.reduce((sum, [from, to]) => sum + to - from, 0),
    stretches: stretches.slice(0, mostStretches).map(([from, to]) => ({ from: iso(from), to: iso(to) })),
    persons: lack.persons.map(({ person, why }) => ({ person, name: name.person(person), why })),
    remedies: lack.remedies.map((remedy) => remedyOf(remedy, name)),
    promises: promises.slice(0, mostPromises).map((promise) => ({
      ...{ customer: promise.customer, customerName: name.customer(promise.customer) },
      ...{ service: promise.service, serviceName: name.service(promise.service), tier: promise.tier },
    })),
    promiseCount: promises.length,
  };
}

const iso = (at: number): string => toIso(at as Instant);
const pairs = (list: readonly number[]): [number, number][] =>
  Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i]!, list[2 * i + 1]!]);

function remedyOf(remedy: Remedy, name: Names): RemedyView {
  const none = { person: null, personName: null, team: null, teamName: null, schedule: null, policy: null };
  switch (remedy.kind) {
    case "verify":
    case "leave":
    case "relieve":
      return { ...none, kind: remedy.kind, person: remedy.person, personName: name.person(remedy.person) };
    case "override":
    case "layer":
      return { ...none, kind: remedy.kind, schedule: remedy.schedule };
    case "policy":
      return { ...none, kind: remedy.kind, team: remedy.team, teamName: name.team(remedy.team), policy: remedy.policy };
    case "hours":
    case "members":
      return { ...none, kind: remedy.kind, team: remedy.team, teamName: name.team(remedy.team) };
  }
}

type Names = ReturnType<typeof namesOf>;

function namesOf(document: Document | null, language: Language) {
  const fallback = document?.languages?.[0];
  const person = (key: string): string => document?.people?.[key]?.name ?? key;
  const customer = (key: string | null): string | null => (key === null ? null : (document?.customers[key]?.name ?? key));
  const titled = (kind: "teams" | "services" | "agreements", key: string | null): string | null => {
    const named = key === null ? undefined : document?.[kind][key]?.name;
    return named === undefined ? key : textIn(named, language, fallback);
  };
  return {
    ...{ person, customer },
    team: (key: string | null) => titled("teams", key),
    service: (key: string | null) => titled("services", key),
    agreement: (key: string | null) => titled("agreements", key),
  };
}
