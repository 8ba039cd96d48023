/** A lack: one reason for which nobody can be reached in promised hours, all its stretches, and what would close it. */
import type { UnreachableWhy } from "#core/oncall/coverage-reach.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Intervals } from "#core/time/intervals.ts";

/**
 * In a schedule: `nobody-on-call`, or `others-on-call` (somebody, but nobody of the team that holds the tier). Of whoever should be there:
 * `on-leave`, `unreachable`, `over-limit`. Of a team: `no-hours` (neither a calendar nor a schedule of theirs in the escalation policy),
 * `outside-hours` (its calendar is closed and no schedule of theirs is in the policy), `empty-team`.
 */
export const lackReasons = [
  "nobody-on-call",
  "others-on-call",
  "on-leave",
  "unreachable",
  "over-limit",
  "no-hours",
  "outside-hours",
  "empty-team",
] as const;
export type LackReason = (typeof lackReasons)[number];

/** Somebody whom the lack is about; of an unreachable one, why. */
export type Concerned = { person: string; why: UnreachableWhy | null };

/** What would close it; the first is the nearest. */
export type Remedy =
  /** They verify a channel, or mend the one that fails. */
  | { kind: "verify"; person: string }
  /** Somebody stands in: in this schedule, from the first instant of the lack. */
  | { kind: "override"; schedule: string }
  /** The rotation itself is filled. */
  | { kind: "layer"; schedule: string }
  /** Another day for the leave, or somebody who stands in. */
  | { kind: "leave"; person: string }
  /** Fewer hours for them. */
  | { kind: "relieve"; person: string }
  /** The team gets a calendar of the hours in which it works, or a longer one. */
  | { kind: "hours"; team: string }
  /** A schedule of the team's people is named in the escalation policy; null: the services have none yet. */
  | { kind: "policy"; team: string; policy: string | null }
  | { kind: "members"; team: string };

/** A lack without its remedies. `cause` tells it from others of the same hours. */
export type Found = {
  cause: string;
  reason: LackReason;
  team: string | null;
  policy: string | null;
  schedule: string | null;
  persons: readonly Concerned[];
  /** It comes of how things are arranged and returns with the hours; else it is a hole of its own in a schedule. */
  isStanding: boolean;
  /** In order, without overlap. */
  stretches: Intervals;
};

export type Lack = Found & { remedies: readonly Remedy[] };

/** As many holes as a rotation, and no single override, should fill. */
const manyHoles = 3;
const longHoleMs = 14 * 86_400_000;

export const lackOf = (found: Found): Lack => ({ ...found, remedies: remediesOf(found) });

function remediesOf({ reason, team, policy, schedule, persons, stretches }: Found): Remedy[] {
  const override: Remedy[] = schedule === null ? [] : [{ kind: "override", schedule }];
  const hours: Remedy[] = team === null ? [] : [{ kind: "hours", team }];
  const theirs: Remedy[] = team === null ? [] : [{ kind: "policy", team, policy }];
  const each = (kind: "verify" | "leave" | "relieve"): Remedy[] => persons.slice(0, 5).map(({ person }) => ({ kind, person }));
  switch (reason) {
    case "nobody-on-call": {
      const layer: Remedy[] = schedule === null ? [] : [{ kind: "layer", schedule }];
      return isMany(stretches) ? [...layer, ...override] : [...override, ...layer];
    }
    case "others-on-call":
      return isMany(stretches) ? [...theirs, ...hours, ...override] : [...override, ...theirs];
    case "on-leave":
      return schedule === null
        ? [...each("leave"), ...(team === null ? [] : [{ kind: "members" as const, team }])]
        : [...override, ...each("leave")];
    case "unreachable":
      return [...each("verify"), ...override];
    case "over-limit":
      return [...override, ...each("relieve")];
    case "no-hours":
      return [...hours, ...theirs];
    case "outside-hours":
      return [...theirs, ...hours];
    case "empty-team":
      return team === null ? [] : [{ kind: "members", team }];
  }
}

const isMany = (stretches: Intervals): boolean => stretches.length / 2 > manyHoles || stretches[1]! - stretches[0]! > longHoleMs;

/** When it first begins, or began. */
export const firstOf = ({ stretches }: Pick<Found, "stretches">): Instant => stretches[0] as Instant;
