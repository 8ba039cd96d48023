/** A small sound model to spoil, and random sound documents: for tests alone. */
import fc from "fast-check";
import { type Agreement, type Document, objectives, pauseReasons, priorities, type Text } from "#core/model/document.ts";
import { languages } from "#core/model/text.ts";

/** Every room of a model, each as small as it can be; checks clean. */
export const soundModel = `guardia: 1
name: Provider
zone: Europe/Paris
calendars:
  office:
    zone: Europe/Paris
    hours:
      mon-fri: ["09:00-17:00"]
  nights:
    except: [always, office]
people:
  alice: { name: Alice, email: alice@example.com, zone: Europe/Paris }
  bob: { name: Bob }
teams:
  desk: { name: Desk, tier: 1, members: [alice], lead: alice, calendar: office }
  experts: { name: Experts, tier: 2, members: [bob] }
vendors:
  maker: { name: Maker }
services:
  shop:
    name: { en: Shop, fr: Boutique }
    escalationPolicy: page
    components:
      web: { name: Web, kind: application, dependsOn: [base, core/net], owners: { 1: desk, 2: experts }, startTier: 1 }
      base: { name: Base, kind: database, owners: { 1: desk }, vendor: maker }
  core:
    name: Core
    components:
      net: { name: Network, kind: network, owners: { 2: experts } }
customers:
  acme:
    name: Acme
    zone: America/New_York
    domains: [acme.example]
    contacts:
      ana: { name: Ana, designated: true }
      ben: { name: Ben }
  acme-east: { name: Acme East, zone: UTC, parent: acme, contacts: { eve: { name: Eve, designated: true } } }
agreements:
  acme-2026:
    customer: acme
    name: Support
    kind: continuous
    from: 2026-01-01
    until: 2026-12-31
    services: [shop, core]
    calendar: office
    targets:
      P1: { response: 15m, restoration: 2h, resolution: 4h }
      P2: { response: { for: 1h, calendar: always }, resolution: 2bd }
    escalation:
      P1: { 1: 20m }
    vendorTargets: { P1: 2h }
    thresholds: [50, 75]
    reopenWindow: 5bd
    coverage:
      - { id: hardware, when: { kind: [peripheral] }, decision: excluded, clause: "1", text: No, redirect: { to: Maker } }
      - { id: web, when: { component: [web], service: [shop], hours: { outside: office } }, decision: billable, clause: "2", text: Later }
      - { id: rest, decision: covered, clause: "3", text: Yes }
    notify:
      - { at: 75, notify: ["lead:desk", "contact:designated", "contact:ben"] }
      - { silence: 4h, notify: ["schedule:rota", "person:bob", "team:experts"] }
    bundles:
      - { id: first, hours: 10, from: 2026-01-01, until: 2026-06-30 }
    contactPoints: { provider: alice, customer: ana }
schedules:
  rota:
    zone: Europe/Paris
    covers: nights
    layers:
      - { name: weeks, participants: [alice, bob], rotation: { every: 1, unit: weeks, on: mon }, start: 2026-01-05 }
    overrides:
      - { from: 2026-02-01, to: 2026-02-01, person: bob }
    leave:
      - { person: alice, from: 2026-03-01, to: 2026-03-08T12:00 }
lastResort: ["lead:desk"]
escalationPolicies:
  page:
    steps:
      - { after: 0m, notify: ["schedule:rota"] }
      - { after: 10m, notify: ["person:alice", "webhook:https://example.com/hook"] }
    calendar: always
    ackTimeout: 30m
`;

const idName = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,12}$/);
const words = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" }),
    fc.constantFrom("yes", "12:30", "~", "null", "0x1F", "- a", "a: b", "#", "«é»\nnext", "1e3", "<<", "  x "),
  )
  .filter((word) => !/[^\P{Cc}\t\n\r\u0080-\u009f]|\p{Surrogate}/u.test(word));
const text: fc.Arbitrary<Text> = fc.oneof(
  words,
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...languages), words), { selector: ([key]) => key, minLength: 1, maxLength: 3 })
    .map(Object.fromEntries),
);
const span = fc.oneof(
  fc.integer({ min: 1, max: 900 }).map((n) => `${n}m`),
  fc.integer({ min: 1, max: 30 }).map((n) => `${n}bd@close`),
);
const date = fc.integer({ min: 0, max: 20_000 }).map((day) => new Date(Date.UTC(2000, 0, 1 + day)).toISOString().slice(0, 10));
const ids = (maxLength: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(
    idName.filter((id) => id !== "always"),
    { minLength: 1, maxLength },
  );

function without<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const some = <T>(all: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...all], { minLength: 1 });

const target = (calendars: readonly string[]) => fc.oneof(span, fc.record({ for: span, calendar: fc.constantFrom(...calendars) }));

function agreementOf(customer: string, services: string[], calendars: string[], people: string[]): fc.Arbitrary<Agreement> {
  const promised = objectives.filter((each) => each !== "escalation");
  const targets = fc.dictionary(fc.constantFrom(...priorities), fc.dictionary(fc.constantFrom(...promised), target(calendars)));
  return fc
    .record({
      customer: fc.constant(customer),
      name: text,
      kind: fc.constantFrom("continuous" as const, "periodic" as const, "on-demand" as const),
      from: date,
      services: some(services),
      calendar: fc.constantFrom(...calendars),
      targets: maybe(targets),
      escalation: maybe(
        fc.dictionary(fc.constantFrom(...priorities), fc.dictionary(fc.constantFrom("1", "2", "3", "4"), target(calendars))),
      ),
      pauses: maybe(fc.dictionary(fc.constantFrom("update", "resolution", "restoration"), some(pauseReasons))),
      thresholds: fc.constantFrom(undefined, [50], [1, 50, 99], []),
      retarget: fc.constantFrom(undefined, "fair" as const, "from-start" as const),
      matrix: fc.constantFrom(undefined, [
        ["P1", "P2", "P3"],
        ["P2", "P3", "P4"],
        ["P3", "P4", "P4"],
      ] as Agreement["matrix"]),
      reopenWindow: maybe(span),
      notify: maybe(fc.array(fc.record({ at: fc.constant(100), notify: fc.constant([`person:${people[0]}`]) }), { maxLength: 2 })),
      preApproved: maybe(fc.record({ amount: fc.nat(), currency: fc.constant("EUR") })),
      rates: maybe(
        fc.array(
          fc.record({ perHour: fc.record({ amount: fc.nat(), currency: fc.constant("EUR") }), weight: fc.constantFrom(0.5, 1.5, 2) }),
          { maxLength: 2 },
        ),
      ),
      coverage: fc
        .tuple(
          text,
          words.filter((word) => word.length <= 200),
        )
        .map(([rule, clause]) => [{ id: "rest", decision: "covered" as const, clause, text: rule }]),
    })
    .map((agreement) => without(agreement) as unknown as Agreement);
}

/** Sound documents with all rooms filled at random, texts with everything that YAML finds special. */
export const soundDocument: fc.Arbitrary<Document> = fc
  .record({
    calendars: ids(3),
    people: ids(4),
    services: ids(3),
    customers: ids(3),
    zone: fc.constantFrom("UTC", "Asia/Tokyo", "Europe/Paris"),
  })
  .chain(({ calendars, people, services, customers, zone }) => {
    const named = [...calendars, "always"];
    const hours = fc.constantFrom(
      { "mon-fri": ["09:00-17:00"] },
      { daily: ["22:00-06:00"] },
      { sat: ["08:00-12:00"], sun: ["10:00-24:00"] },
    );
    const entries = <T>(keys: readonly string[], of: (key: string) => fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
      fc.tuple(...keys.map((key) => of(key).map((value) => [key, value] as const))).map((pairs) => Object.fromEntries(pairs));
    return fc
      .record({
        guardia: fc.constant(1 as const),
        name: words,
        zone: fc.constant(zone),
        calendars: entries(calendars, () =>
          hours.map((each) => ({ zone, hours: each, holidays: ["12-26", { date: "12-24", from: "12:00" }] })),
        ),
        people: entries(people, () => fc.record({ name: words, phone: fc.constantFrom("+33 1", "0612345678") })),
        teams: fc.constant({
          desk: { name: "Desk", tier: 1 as const, members: people },
          experts: { name: "Experts", tier: 3 as const, members: [] },
        }),
        services: entries(services, () =>
          text.map((each) => ({
            name: each,
            components: { web: { name: each, kind: "application" as const, owners: { 1: "desk", 3: "experts" } } },
          })),
        ),
        customers: entries(customers, () =>
          words.map((each) => ({ name: each, zone, contacts: { ana: { name: each, designated: true } } })),
        ),
        agreements: entries(customers, (customer) => agreementOf(customer, services, named, people)),
      })
      .map((document) => document as unknown as Document);
  });
