/**
 * What is tried next: each line of a delivery goes through its channel's gateways until one takes it; when none does, the next line starts
 * without waiting for its instant. Decides from the lines, the gateways' health and `now` alone.
 */
import type { Channel } from "#core/notification/channel.ts";
import type { AttemptOutcome, Delivery, Line, Purpose } from "#core/notification/delivery.ts";
import type { Health } from "#core/notification/health.ts";
import type { Instant } from "#core/time/instant.ts";

/** A gateway as these rules see it. `isHeld`: it takes no more at the moment, because it does not come back with what it has. */
export type GatewayView = { id: string; isIdempotent: boolean; health: Health; isHeld?: boolean };
/** The enabled gateways of a channel, in the administrator's order. */
export type GatewaysOf = (channel: Channel) => readonly GatewayView[];

export type Send = {
  line: number;
  gateway: string;
  /** An earlier attempt may have arrived, and this gateway cannot know it. */
  mayBeDouble: boolean;
};

export type DeliveryState = "waiting" | "sent" | "delivered" | "failed" | "cancelled";

export type NextActs = {
  /** As they are after what could be decided without trying: given up, or begun early. */
  lines: readonly Line[];
  /** To be tried now. */
  sends: readonly Send[];
  /** When to look again; null when nothing is left to be done. */
  wakeAt: Instant | null;
  state: DeliveryState;
  /** No line has got through, and none that is still untried is left: whoever waits for this person should tell the next one. */
  isUnreached: boolean;
};

/** At one gateway, before the next one is asked. */
export const triesAtGateway = 3;
/** A provider that wants us to wait for longer than this has refused, as long as there is another one. */
const longestPatienceMs = 30_000;
const firstBackoffMs = 1_000;
/** Once every gateway has failed so often. */
const firstTroubledBackoffMs = 15_000;
const longestBackoffMs = 300_000;

const hourMs = 3_600_000;
/** After so long, counted from its own instant, a line is given up. A page goes on to other people long before. */
const givenUpAfterMs: Readonly<Record<Purpose, number>> = {
  page: hourMs,
  alarm: 6 * hourMs,
  test: hourMs / 4,
  code: hourMs / 4,
  notice: 24 * hourMs,
  mail: 48 * hourMs,
};

type Tried = Pick<Delivery, "id" | "purpose"> & { lines: readonly Line[] };

/** @param inFlight lines that somebody is trying at this moment: they are left alone */
export function nextActs(delivery: Tried, gatewaysOf: GatewaysOf, now: Instant, inFlight: ReadonlySet<number> = new Set()): NextActs {
  const given = delivery.lines.map((line, i) => (inFlight.has(i) ? line : settled(line, delivery.purpose, gatewaysOf, now)));
  const lines = hurried(given, gatewaysOf, now, inFlight);
  const sends: Send[] = [];
  let wakeAt: Instant | null = null;
  for (const [i, line] of lines.entries()) {
    if (line.state !== "waiting" || inFlight.has(i)) continue;
    const from = Math.max(line.at, line.notBefore ?? line.at) as Instant;
    if (from > now) {
      if (wakeAt === null || from < wakeAt) wakeAt = from;
      continue;
    }
    const gateway = nextGateway(line, gatewaysOf(line.channel), now);
    if (gateway !== null) sends.push({ line: i, gateway: gateway.id, mayBeDouble: mayBeDouble(line, gateway) });
  }
  const isOpen = lines.some(({ state }) => state === "waiting") || inFlight.size > 0;
  return { lines, sends, wakeAt, state: isOpen ? "waiting" : stateOf(lines), isUnreached: isUnreached(lines, gatewaysOf, now, inFlight) };
}

/** The whole delivery's state once nothing of it waits. */
function stateOf(lines: readonly Line[]): DeliveryState {
  for (const state of ["delivered", "sent", "cancelled"] as const) if (lines.some((line) => line.state === state)) return state;
  return "failed";
}

/** A line that no gateway is left for, or that has been tried for too long, has failed. */
function settled(line: Line, purpose: Purpose, gatewaysOf: GatewaysOf, now: Instant): Line {
  if (line.state !== "waiting" || line.at > now) return line;
  const isTooOld = now - line.at > givenUpAfterMs[purpose] && Object.keys(line.failures).length > 0;
  return isTooOld || candidates(line, gatewaysOf(line.channel)).length === 0 ? { ...line, state: "failed" } : line;
}

/** When nothing that was due gets through, the next line does not wait for its instant. */
function hurried(lines: readonly Line[], gatewaysOf: GatewaysOf, now: Instant, inFlight: ReadonlySet<number>): readonly Line[] {
  const isHopeful = (line: Line, i: number): boolean =>
    inFlight.has(i) ||
    line.state === "sent" ||
    line.state === "delivered" ||
    (line.state === "waiting" && line.at <= now && !isTroubled(line, gatewaysOf));
  let current = lines;
  while (!current.some(isHopeful)) {
    const untried = current.filter((line) => line.state === "waiting" && line.at > now);
    // None has begun yet: nothing has failed, so there is no hurry.
    if (untried.length === 0 || untried.length === current.length) return current;
    const next = Math.min(...untried.map(({ at }) => at));
    // Through the same rules: it may have no gateway, and then it is the turn of the one after it.
    current = current.map((line) =>
      line.state === "waiting" && line.at === next ? settled({ ...line, at: now }, "page", gatewaysOf, now) : line,
    );
  }
  return current;
}

function isUnreached(lines: readonly Line[], gatewaysOf: GatewaysOf, now: Instant, inFlight: ReadonlySet<number>): boolean {
  if (inFlight.size > 0) return false;
  return lines.every((line) => line.state === "failed" || (line.state === "waiting" && line.at <= now && isTroubled(line, gatewaysOf)));
}

const candidates = (line: Line, gateways: readonly GatewayView[]): GatewayView[] =>
  gateways.filter(({ id }) => !line.refusedBy.includes(id));

const failuresAt = (line: Line, id: string): number => line.failures[id] ?? 0;

/** Every gateway that is left has failed as often as one is asked. */
function isTroubled(line: Line, gatewaysOf: GatewaysOf): boolean {
  return candidates(line, gatewaysOf(line.channel)).every(({ id }) => failuresAt(line, id) >= triesAtGateway);
}

/**
 * Which gateway is asked next: the one that may have it already and would recognise it, so that nothing doubles; else the first in order
 * that is well and has not failed too often; what is unwell comes last. When all have failed, the one that failed the fewest times.
 */
export function nextGateway(line: Line, gateways: readonly GatewayView[], now: Instant): GatewayView | null {
  const left = inOrder(candidates(line, gateways), now);
  const fresh = left.filter(({ id }) => failuresAt(line, id) < triesAtGateway);
  const known = fresh.find(({ id, isIdempotent }) => isIdempotent && line.inDoubt?.includes(id) === true);
  if (known !== undefined) return known;
  const [first] = fresh.length > 0 ? fresh : left.toSorted((a, b) => failuresAt(line, a.id) - failuresAt(line, b.id));
  return first ?? null;
}

/** Well ones in the administrator's order, then suspect and held ones, then unhealthy ones; one that is to be tried again has its own place. */
export function inOrder(gateways: readonly GatewayView[], now: Instant): GatewayView[] {
  const rank = ({ health, isHeld }: GatewayView): number => {
    if (isHeld === true) return 1;
    if (health.state === "healthy" || (health.retryAt !== null && health.retryAt <= now)) return 0;
    return health.state === "suspect" ? 1 : 2;
  };
  return gateways.toSorted((a, b) => rank(a) - rank(b));
}

function mayBeDouble({ inDoubt = [] }: Line, gateway: GatewayView): boolean {
  return inDoubt.some((id) => id !== gateway.id || !gateway.isIdempotent);
}

/** How an attempt ended, beside its outcome. */
export type Ending = {
  gateway: string;
  outcome: AttemptOutcome;
  at: Instant;
  retryAfterMs?: number;
  /** Of a failure: it may have arrived all the same. */
  mayHaveArrived?: boolean;
  /** Our own process ended: that says nothing about the gateway. */
  isOurs?: boolean;
};

/**
 * The line after an attempt. `key` spreads the pauses: the same for the same attempt, different among deliveries. An attempt that nobody
 * answered in time has cost the recipient as much as three that failed quickly: the next gateway is asked.
 */
export function withOutcome(line: Line, ending: Ending, gateways: readonly GatewayView[], key: string): Line {
  const { gateway, outcome, at } = ending;
  if (line.state === "delivered" || line.state === "cancelled") return line;
  if (outcome === "sent") return { ...line, state: "sent", notBefore: null };
  if (outcome === "failed-for-good") return { ...line, refusedBy: [...new Set([...line.refusedBy, gateway])], notBefore: null };
  const isInDoubt = outcome === "unknown" || ending.mayHaveArrived === true;
  const doubt = isInDoubt ? { inDoubt: [...new Set([...(line.inDoubt ?? []), gateway])] } : {};
  if (ending.isOurs === true) return { ...line, ...doubt, notBefore: null };
  const isCostly = outcome === "unknown" || (ending.retryAfterMs ?? 0) > longestPatienceMs;
  const count = isCostly ? Math.max(triesAtGateway, failuresAt(line, gateway) + 1) : failuresAt(line, gateway) + 1;
  const failures = { ...line.failures, [gateway]: count };
  const next = { ...line, ...doubt, failures };
  const hasFresh = candidates(next, gateways).some(({ id }) => id !== gateway && failuresAt(next, id) < triesAtGateway);
  if (count >= triesAtGateway && hasFresh) return { ...next, notBefore: null };
  const pauseMs = Math.max(backoffMs(count, key), Math.min(ending.retryAfterMs ?? 0, longestBackoffMs));
  return { ...next, notBefore: (at + pauseMs) as Instant };
}

/** A receipt came: it has arrived, or it never will by this gateway. */
export function withReceipt(line: Line, gateway: string, state: "delivered" | "failed"): Line {
  if (line.state === "delivered" || line.state === "cancelled") return line;
  if (state === "delivered") return { ...line, state: "delivered", notBefore: null };
  return { ...line, state: "waiting", refusedBy: [...new Set([...line.refusedBy, gateway])], notBefore: null };
}

/** 1 s, 2 s while there is hope; then 15 s, 30 s … 5 min; each between three quarters and five quarters of it. */
export function backoffMs(failures: number, key: string): number {
  const isTroubled = failures >= triesAtGateway;
  const exponent = isTroubled ? failures - triesAtGateway : failures - 1;
  const wholeMs = Math.min((isTroubled ? firstTroubledBackoffMs : firstBackoffMs) * 2 ** Math.min(exponent, 20), longestBackoffMs);
  return Math.round(wholeMs * (0.75 + fraction(`${key} ${failures}`) / 2));
}

/** A number in [0, 1) that depends on nothing but the text (FNV-1a, 32 bits, with a final mix). */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/** What a provider recognises a repetition by: the same for every attempt at one line. */
export const keyOf = ({ id, wantedAt }: Pick<Delivery, "id" | "wantedAt">, line: number): string =>
  `guardia-${wantedAt.toString(36)}-${id}-${line}`;
