/** How well a gateway is: a fold of what it answered, by which the gateways of a channel are put in order. */
import type { Instant } from "#core/time/instant.ts";

/** `suspect`: it takes messages and never tells what became of them. `unhealthy`: it failed again and again. */
export type HealthState = "healthy" | "suspect" | "unhealthy";

export type Health = {
  state: HealthState;
  /** Since when it is so. */
  since: Instant | null;
  /** Failures in a row, up to now. */
  failures: number;
  /** From then on one delivery may try whether it is well again; null while it is healthy. */
  retryAt: Instant | null;
  /** How often it was tried and was not well. */
  trials: number;
  lastSentAt: Instant | null;
  lastFailedAt: Instant | null;
  lastReceiptAt: Instant | null;
  /** What it last said when it failed. */
  lastSaid: string | null;
};

/** `failed`: by its own fault. `silent`: it owes receipts of what it took long ago. `well`, `unwell`: what a probe found. */
export type HealthEvent =
  | { kind: "sent"; at: Instant }
  | { kind: "failed"; at: Instant; said: string | null }
  | { kind: "receipt"; at: Instant }
  | { kind: "silent"; at: Instant }
  | { kind: "well"; at: Instant }
  | { kind: "unwell"; at: Instant; said: string | null };

export const newHealth: Health = {
  state: "healthy",
  since: null,
  failures: 0,
  retryAt: null,
  trials: 0,
  lastSentAt: null,
  lastFailedAt: null,
  lastReceiptAt: null,
  lastSaid: null,
};

/** So many failures in a row make a gateway unhealthy. */
export const failuresToUnhealthy = 3;
const firstRetryMs = 15_000;
const longestRetryMs = 300_000;

/** What it has become by one more event. */
export function foldHealth(health: Health, event: HealthEvent): Health {
  const { at } = event;
  switch (event.kind) {
    case "sent":
      // Taking is what a silent one does as well: only a receipt says that it is well again.
      if (health.state === "suspect") return { ...health, failures: 0, lastSentAt: at, ...retried(health, at) };
      return { ...recovered(health, at), lastSentAt: at };
    case "receipt":
      return { ...(health.state === "suspect" ? recovered(health, at) : health), lastReceiptAt: at };
    case "well":
      return health.state === "unhealthy" ? recovered(health, at) : health;
    case "failed":
      return worse({ ...health, failures: health.failures + 1, lastFailedAt: at, lastSaid: event.said }, at);
    case "unwell":
      return worse({ ...health, failures: Math.max(health.failures, failuresToUnhealthy), lastSaid: event.said }, at);
    case "silent":
      if (health.state !== "healthy") return health;
      return { ...health, state: "suspect", since: at, trials: 0, retryAt: (at + longestRetryMs) as Instant };
  }
}

function recovered(health: Health, at: Instant): Health {
  const since = health.state === "healthy" ? health.since : at;
  return { ...health, state: "healthy", since, failures: 0, retryAt: null, trials: 0 };
}

function worse(health: Health, at: Instant): Health {
  if (health.failures < failuresToUnhealthy) return health;
  const isNew = health.state !== "unhealthy";
  return { ...health, state: "unhealthy", since: isNew ? at : health.since, ...retried(isNew ? { ...health, trials: -1 } : health, at) };
}

/** Each trial that did not help makes the next one wait longer. */
function retried({ trials }: Health, at: Instant): Pick<Health, "trials" | "retryAt"> {
  const waitMs = Math.min(firstRetryMs * 2 ** Math.max(0, trials + 1), longestRetryMs);
  return { trials: trials + 1, retryAt: (at + waitMs) as Instant };
}
