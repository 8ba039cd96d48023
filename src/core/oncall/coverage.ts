/**
 * The coverage proof: at every hour that was promised to a customer, each tier that its services name has somebody who can be reached.
 * What is shown is a list of promises with their days, and the lacks: why nobody is there, since when, how often, and what would close it.
 * Hours that nobody promised are no gaps.
 */
import type { Book } from "#core/agreement/book.ts";
import type { Document, Tier } from "#core/model/document.ts";
import { daysOf, lengthOf } from "#core/oncall/coverage-days.ts";
import { type Found, type Lack, lackOf } from "#core/oncall/coverage-lack.ts";
import type { Reach } from "#core/oncall/coverage-reach.ts";
import { type Part, Watchers } from "#core/oncall/coverage-watchers.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Intervals, merged } from "#core/time/intervals.ts";

export type CoverageQuestion = {
  book: Book;
  from: Instant;
  to: Instant;
  reach: Reach;
  /** When each person is beyond a limit that the model makes hard: then they do not count as on call. */
  overLimit?: ReadonlyMap<string, Intervals>;
};

/** What was promised to a customer and is looked at: one service's tier under one agreement; or what a schedule must cover itself. */
export type Promised = {
  customer: string | null;
  agreement: string | null;
  service: string | null;
  tier: Tier | null;
  team: string | null;
  /** Of a schedule that has a calendar to cover. */
  schedule: string | null;
  /** Of its local days: the customer's zone, or the schedule's. */
  zone: string;
  promisedMs: number;
  uncoveredMs: number;
  /** Day number of the first of `days`. */
  firstDay: number;
  /** One letter for each local day: `c` covered, `g` a gap, `.` nothing promised. */
  days: string;
  /** Places in the proof's list. */
  lacks: readonly number[];
};

/** Lacks stand in the order of their first instant; one lack may be many customers'. */
export type Proof = { from: Instant; to: Instant; promises: readonly Promised[]; lacks: readonly Lack[] };

/** Proves `[from, to)`: each stretch by the version of the model that holds then. */
export function proveCoverage({ book, from, to, reach, overLimit = new Map() }: CoverageQuestion): Proof {
  const lines = new Map<string, Line>();
  book.versions.forEach(({ document, effectiveAt }, i) => {
    const begins = (i === 0 ? from : Math.max(from, effectiveAt)) as Instant;
    const ends = Math.min(to, book.versions[i + 1]?.effectiveAt ?? Number.POSITIVE_INFINITY) as Instant;
    if (begins >= ends) return;
    const watchers = new Watchers({ book, document, from: begins, to: ends, reach, overLimit });
    for (const { promise, part } of partsOf(book, document, watchers, begins, ends)) {
      const key = Object.values(promise).join(" ");
      const line = lines.get(key);
      if (line === undefined) lines.set(key, { promise, parts: [part] });
      else line.parts.push(part);
    }
  });
  return assembled([...lines.values()], from, to);
}

type Promise_ = Pick<Promised, "customer" | "agreement" | "service" | "tier" | "team" | "schedule" | "zone">;
/** A promise over all versions of the model: what each of them makes of its own stretch. */
type Line = { promise: Promise_; parts: Part[] };

function* partsOf(
  book: Book,
  document: Document,
  watchers: Watchers,
  from: Instant,
  to: Instant,
): Generator<{ promise: Promise_; part: Part }> {
  const tiers = new Map(Object.keys(document.services).map((service) => [service, tiersOf(document, service)]));
  for (const [agreement, { customer, services, calendar }] of Object.entries(document.agreements)) {
    const terms = book.termsAt(agreement, from);
    const [begins, ends] = [Math.max(from, terms?.from ?? from), Math.min(to, terms?.until ?? to)];
    if (begins >= ends) continue;
    const zone = document.customers[customer]?.zone ?? document.zone;
    for (const service of services) {
      const policy = document.services[service]?.escalationPolicy ?? null;
      for (const [tier, team] of tiers.get(service) ?? []) {
        const promise = { customer, agreement, service, tier, team, schedule: null, zone };
        yield { promise, part: watchers.ofTeam({ calendar, team, policy, from: begins, to: ends }) };
      }
    }
  }
  for (const [schedule, { covers, zone }] of Object.entries(document.schedules ?? {})) {
    if (covers === undefined) continue;
    const nobodys = { customer: null, agreement: null, service: null, tier: null, team: null };
    yield { promise: { ...nobodys, schedule, zone }, part: watchers.ofSchedule(schedule, covers) };
  }
}

/** Each tier with each team that holds it for a component of the service. */
function tiersOf(document: Document, service: string): [Tier, string][] {
  const teams = new Map<string, [Tier, string]>();
  for (const { owners } of Object.values(document.services[service]?.components ?? {}))
    for (const [tier, team] of Object.entries(owners)) teams.set(`${tier} ${team}`, [Number(tier) as Tier, team]);
  return [...teams.values()].sort((a, b) => a[0] - b[0]);
}

/** Lines that say the same share their lacks and their days: a provider's customers mostly have the same hours. */
function assembled(lines: readonly Line[], from: Instant, to: Instant): Proof {
  const found = new Map<string, Found>();
  const days = new Map<string, ReturnType<typeof daysOf>>();
  const drafts = lines.map(({ promise, parts }) => {
    const id = parts.map((part) => part.id).join("+");
    const keys = lacksIn(parts, id, found);
    const name = `${id} ${promise.zone}`;
    const known = days.get(name) ?? daysOf(promise.zone, from, to, joined(parts, "promised"), joined(parts, "gaps"));
    days.set(name, known);
    const [promisedMs, uncoveredMs] = [sum(parts, "promised"), sum(parts, "gaps")];
    return { keys, line: { ...promise, promisedMs, uncoveredMs, ...known } };
  });
  const lacks = [...found].map(([key, each]) => ({ key, lack: lackOf(each) })).sort((a, b) => a.lack.stretches[0]! - b.lack.stretches[0]!);
  const places = new Map(lacks.map(({ key }, place) => [key, place]));
  const promises = drafts.map(({ keys, line }) => ({ ...line, lacks: keys.map((key) => places.get(key)!).sort((a, b) => a - b) }));
  return { from, to, promises, lacks: lacks.map(({ lack }) => lack) };
}

/** The keys of a line's lacks, each of them made once for all lines with the same parts. */
function lacksIn(parts: readonly Part[], id: string, found: Map<string, Found>): string[] {
  const mine = new Map<string, Found>();
  for (const part of parts) {
    for (const each of part.lacks) {
      const key = `${id} ${each.cause}`;
      if (found.has(key)) mine.set(key, found.get(key)!);
      else {
        const known = mine.get(key);
        mine.set(key, known === undefined ? each : { ...known, stretches: merged([...known.stretches, ...each.stretches]) });
      }
    }
  }
  for (const [key, each] of mine) found.set(key, each);
  return [...mine.keys()];
}

const joined = (parts: readonly Part[], name: "promised" | "gaps"): Intervals =>
  parts.length === 1 ? parts[0]![name] : merged(parts.flatMap((part) => part[name]));
const sum = (parts: readonly Part[], name: "promised" | "gaps"): number => parts.reduce((total, part) => total + lengthOf(part[name]), 0);

/** Whether every promise is kept throughout. */
export const isCovered = ({ lacks }: Proof): boolean => lacks.length === 0;
