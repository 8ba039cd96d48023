/** Hours bought and hours worked: what the agreement's rates make of a time entry, and how bundles are used up. */
import type { Agreement, Rate, Tier } from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";
import { startOfDate } from "#core/time/zone.ts";

type Worked = { minutes: number; tier: Tier | null; activity: string };

/**
 * Weighs worked minutes. Those inside and those outside of the service hours are weighed apart, each by the first rate that fits tier,
 * activity and hour and names a weight (1 where none does); the sum is rounded once, to the nearest minute, half up.
 * @param insideMinutes how many of the minutes, fractions included, lie inside of the service hours
 */
export function weighTime(
  worked: Worked,
  insideMinutes: number,
  rates: readonly Rate[],
): { weight: number; countedMinutes: number; isAfterHours: boolean } {
  const { minutes } = worked;
  const outside = Math.max(0, minutes - insideMinutes);
  const counted = (minutes - outside) * weightOf(worked, "inside", rates) + outside * weightOf(worked, "outside", rates);
  return {
    weight: minutes === 0 ? 1 : Math.round((counted / minutes) * 10_000) / 10_000,
    countedMinutes: Math.round(counted),
    isAfterHours: outside * 2 > minutes,
  };
}

function weightOf({ tier, activity }: Worked, hours: "inside" | "outside", rates: readonly Rate[]): number {
  const fits = (rate: Rate): boolean =>
    rate.weight !== undefined &&
    (rate.tier === undefined || rate.tier === tier) &&
    (rate.activity === undefined || rate.activity === activity) &&
    (rate.hours === undefined || rate.hours === hours);
  return rates.find(fits)?.weight ?? 1;
}

/** Hours bought, ready to be used: `[from, until)`. */
export type BundleTerms = { id: string; minutes: number; from: Instant; until: Instant; rollsOver: boolean };

const endOfTime = Number.MAX_SAFE_INTEGER as Instant;

/** The bundles of an agreement; their dates are the customer's, both days inclusive. One without a last day never expires. */
export function bundlesOf({ bundles = [] }: Pick<Agreement, "bundles">, zone: string): BundleTerms[] {
  return bundles.map(({ id, hours, from, until, rollOver = false }) => ({
    id,
    minutes: Math.round(hours * 60),
    from: startOfDate(zone, from),
    until: until === undefined ? endOfTime : startOfDate(zone, until, 1),
    rollsOver: rollOver,
  }));
}

/** Minutes that somebody worked, weighed and as corrected, dated when the work ended. */
export type Use = { id: string; at: Instant; minutes: number };

/** Of one bundle: `minutes` + `rolledIn` = `used` + `left` + `rolledOut` + `expired`. */
export type BundleBalance = BundleTerms & { used: number; left: number; rolledIn: number; rolledOut: number; expired: number };

export type Balance = {
  bundles: BundleBalance[];
  /** Worked when no bundle of that instant had anything left. */
  overMinutes: number;
  /** Rolled over with no later bundle written yet: they wait for it. */
  waitingMinutes: number;
};

/**
 * The balance at an instant. Each use takes from the bundles valid at its own instant, the one that expires first before the others;
 * what none of them has left is over. What is left when a bundle expires goes, if it rolls over, into the bundle that expires next
 * of those valid then, otherwise into the next to begin. No minute is lost or counted twice: uses add up to used + over, hours bought
 * to used + left + expired + waiting. Uses after `at` are not counted; the order in which they are given does not matter.
 */
export function balanceOf(bundles: readonly BundleTerms[], uses: readonly Use[], at: Instant): Balance {
  const balance: Balance = {
    bundles: [...bundles]
      .sort(byExpiry)
      .map((terms) => ({ ...terms, used: 0, left: terms.minutes, rolledIn: 0, rolledOut: 0, expired: 0 })),
    overMinutes: 0,
    waitingMinutes: 0,
  };
  const expiring = balance.bundles.filter(({ until }) => until <= at);
  const counted = uses.filter((use) => use.at <= at).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (const use of counted) {
    while (expiring[0] !== undefined && expiring[0].until <= use.at) expire(expiring.shift()!, balance);
    take(use, balance);
  }
  for (const bundle of expiring) expire(bundle, balance);
  return balance;
}

const byExpiry = (a: BundleTerms, b: BundleTerms): number => a.until - b.until || a.from - b.from || (a.id < b.id ? -1 : 1);

function take(use: Use, balance: Balance): void {
  let rest = use.minutes;
  for (const bundle of balance.bundles) {
    if (bundle.from > use.at || bundle.until <= use.at) continue;
    const taken = Math.min(rest, bundle.left);
    bundle.used += taken;
    bundle.left -= taken;
    rest -= taken;
  }
  balance.overMinutes += rest;
}

function expire(bundle: BundleBalance, balance: Balance): void {
  const { left } = bundle;
  bundle.left = 0;
  if (!bundle.rollsOver) {
    bundle.expired += left;
    return;
  }
  bundle.rolledOut += left;
  const later = balance.bundles.filter(({ until }) => until > bundle.until);
  const next = later.find(({ from }) => from <= bundle.until) ?? later.sort((a, b) => a.from - b.from || byExpiry(a, b))[0];
  if (next === undefined) balance.waitingMinutes += left;
  else {
    next.left += left;
    next.rolledIn += left;
  }
}
