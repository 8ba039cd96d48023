/** From what a requester can know to impact, urgency and priority. */
import type { Level, Matrix, Priority } from "#core/model/document.ts";

/** Facts asked in plain words; nobody is asked to rank their own problem. */
export type Facts = {
  affected: "one" | "some" | "everybody";
  hasWorkaround: boolean;
  atStake: "nothing" | "money" | "safety";
};

/**
 * Proposes impact and urgency (1 is highest). Impact follows who is affected; safety at stake is always impact 1. Urgency follows what
 * cannot wait: safety, or money lost with no way around it, is 1; either money at stake or no way around is 2; the rest is 3.
 */
export function propose(facts: Facts): { impact: Level; urgency: Level } {
  const impact: Level = facts.atStake === "safety" || facts.affected === "everybody" ? 1 : facts.affected === "some" ? 2 : 3;
  const isStuck = !facts.hasWorkaround;
  const urgency: Level =
    facts.atStake === "safety" || (facts.atStake === "money" && isStuck) ? 1 : facts.atStake === "money" || isStuck ? 2 : 3;
  return { impact, urgency };
}

export const priorityOf = (matrix: Matrix, impact: Level, urgency: Level): Priority => matrix[impact - 1]![urgency - 1]!;
