/** What is wrong with Guardia itself, found by looking at its own rows: the watcher, watched. */
import type { Instant } from "#core/time/instant.ts";

export const findingKinds = [
  "page-without-next",
  "page-overdue",
  "delivery-overdue",
  "channel-down",
  "gateway-unwell",
  "no-channel",
  "deadline-overdue",
  "outbox-late",
  "log-unsealed",
  "witness-missing",
  "test-unanswered",
] as const;
export type FindingKind = (typeof findingKinds)[number];

export type Finding = {
  kind: FindingKind;
  /** What it is about, so that two of a kind are two: a gateway, a witness, a test's page. "" where there is one of the kind. */
  subject: string;
  /** We may fail to reach somebody: pings to the outside stop, so that somebody else notices even if we cannot tell. */
  isFatal: boolean;
  /** Numbers and names for whoever reads it. */
  facts: Readonly<Record<string, string | number>>;
};

/** How many are late, and since when the latest of them: null when none is. */
export type Late = { count: number; oldestAt: Instant | null };

export type Observed = {
  /** Unended pages that nothing will wake: there must be none. */
  pagesWithoutNext: readonly number[];
  pages: Late;
  deliveries: Late;
  deadlines: Late;
  outbox: Late;
  unsealed: Late;
  /** Enabled ones alone. */
  gateways: readonly { id: string; name: string; channel: string; state: "healthy" | "suspect" | "unhealthy" }[];
  witnesses: readonly { id: string; name: string; heardAt: Instant | null; createdAt: Instant; missingAfterMs: number }[];
  unanswered: readonly { pageId: number; target: string; at: Instant }[];
};

/** Behind by more than this is late: the loops sleep at most a second. */
export const patienceMs: Readonly<Record<"pages" | "deliveries" | "deadlines" | "outbox" | "unsealed", number>> = {
  pages: 30_000,
  deliveries: 30_000,
  deadlines: 60_000,
  // Mail servers may keep a letter waiting for a while.
  outbox: 20 * 60_000,
  unsealed: 30_000,
};

/** Everything that is wrong at `now`; the same twice gives the same. */
export function audit(observed: Observed, now: Instant): Finding[] {
  const { pagesWithoutNext, witnesses, unanswered } = observed;
  const late = (kind: FindingKind, name: keyof typeof patienceMs, isFatal: boolean): Finding[] => {
    const { count, oldestAt } = observed[name];
    if (oldestAt === null || now - oldestAt <= patienceMs[name]) return [];
    return [{ kind, subject: "", isFatal, facts: { count, seconds: Math.floor((now - oldestAt) / 1_000) } }];
  };
  return [
    ...pagesWithoutNext.map((page) => ({ kind: "page-without-next" as const, subject: String(page), isFatal: true, facts: { page } })),
    ...late("page-overdue", "pages", true),
    ...late("delivery-overdue", "deliveries", true),
    ...late("deadline-overdue", "deadlines", true),
    ...late("outbox-late", "outbox", false),
    ...late("log-unsealed", "unsealed", true),
    ...auditGateways(observed.gateways),
    ...witnesses.flatMap(({ id, name, heardAt, createdAt, missingAfterMs }) => {
      const silentMs = now - (heardAt ?? createdAt);
      if (silentMs <= missingAfterMs) return [];
      return [
        { kind: "witness-missing" as const, subject: id, isFatal: false, facts: { witness: name, minutes: Math.floor(silentMs / 60_000) } },
      ];
    }),
    ...unanswered.map(({ pageId, target }) => ({
      ...{ kind: "test-unanswered" as const, subject: String(pageId), isFatal: false, facts: { page: pageId, target } },
    })),
  ];
}

/** A channel of which no gateway is well cannot be relied on; without any gateway at all nobody can be reached. */
function auditGateways(gateways: Observed["gateways"]): Finding[] {
  if (gateways.length === 0) return [{ kind: "no-channel", subject: "", isFatal: true, facts: {} }];
  const channels = [...new Set(gateways.map(({ channel }) => channel))].sort();
  return channels.flatMap((channel): Finding[] => {
    const own = gateways.filter((gateway) => gateway.channel === channel);
    const unwell = own.filter(({ state }) => state !== "healthy");
    if (own.every(({ state }) => state === "unhealthy"))
      return [{ kind: "channel-down", subject: channel, isFatal: true, facts: { channel } }];
    return unwell.map(({ id, name, state }) => ({
      ...{ kind: "gateway-unwell" as const, subject: id, isFatal: false, facts: { gateway: name, channel, state } },
    }));
  });
}

/** A finding that was kept, and whether somebody has been alarmed. */
export type Standing = Finding & { since: Instant; alarmedAt: Instant | null };

/**
 * How long a finding must last to be an alarm; a minute where nothing is said. What was waited for already is one at once; what is late may
 * only have waited for a node that has just come back, and is caught up before the next audits.
 */
const graceMs: Partial<Record<FindingKind, number>> = {
  ...{ "page-without-next": 0, "witness-missing": 0, "test-unanswered": 0 },
  ...{ "page-overdue": 15_000, "delivery-overdue": 15_000 },
};
const usualGraceMs = 60_000;
const againEveryMs = 3_600_000;
/** Shown, and no reason to wake anybody: the next gateway does the work. */
const quiet: ReadonlySet<FindingKind> = new Set(["gateway-unwell"]);

/** Whether somebody is to be alarmed now: once it lasts, and every hour again while we may fail to reach somebody. */
export function isAlarmDue({ kind, isFatal, since, alarmedAt }: Standing, now: Instant): boolean {
  if (quiet.has(kind)) return false;
  if (alarmedAt === null) return now - since >= (graceMs[kind] ?? usualGraceMs);
  return isFatal && now - alarmedAt >= againEveryMs;
}

/** Whether Guardia may say of itself that it does its work: the last audit is young and found nothing fatal. */
export const isSatisfied = (audited: { at: Instant; fatal: number } | null, now: Instant): boolean =>
  audited !== null && audited.fatal === 0 && now - audited.at <= 60_000;
