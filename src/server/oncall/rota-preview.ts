/** What a change would do, by the same rules as the deed; nothing is recorded. */
import type { z } from "@hono/zod-openapi";
import { bounded, type Difference, gapsMade, type Warning } from "#core/oncall/difference.ts";
import { limitsMade } from "#core/oncall/limits.ts";
import {
  outcomeOf,
  type Plan,
  planAcceptance,
  planEndOfLeave,
  planEndOfOverride,
  planEndOfSwap,
  planLeave,
  planOverride,
  planSwap,
  type Situation,
} from "#core/oncall/rota-plan.ts";
import { after, hours, type Instant, toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { overridesOfSwap, requireLeave, requireOverride, type Who } from "#server/oncall/rota-recorded.ts";
import type { previewBody, RotaPreview } from "#server/oncall/rota-schema.ts";
import type { RotaChange } from "#server/oncall/rota-store.ts";
import { requireSwap } from "#server/oncall/rota-swaps.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";
import { personOr } from "#server/oncall/rota-view.ts";

export type PreviewAsked = z.infer<typeof previewBody>;

const mostShown = 1_000;
/** Limits look back and ahead by months as it is. */
const limitsMs = hours(92 * 24);

export function previewOf(door: Door, who: Who, asked: PreviewAsked): Promise<RotaPreview> {
  return door.readWithBook("*", async (any, opening) => {
    const [book, now] = [await opening, door.clock()];
    const situation: Situation = { book, now, changer: who };
    const plan = await planOf(any.withTables<RotaTables>(), situation, who, asked);
    const { later, differences } = outcomeOf(book, plan, now);
    const people = book.documentAt(now)?.people;
    const nameOf = (person: string): string => people?.[person]?.name ?? person;
    const gaps = gapsMade(later, differences);
    const warnings = [...plan.warnings, ...unchanged(plan, differences)];
    return {
      differences: differences.slice(0, mostShown).map((each) => travelling(each, nameOf)),
      gaps: gaps.slice(0, mostShown).map(({ schedule, from, to }) => ({ schedule, from: toIso(from), to: toIso(to) })),
      limits: limitsOf(situation, plan, later).map(({ times: _times, from, to, ...each }) => ({
        ...{ ...each, personName: nameOf(each.person), from: toIso(from), to: toIso(to) },
      })),
      warnings: warnings.slice(0, mostShown).map(({ from, to, person, ...each }) => ({
        ...{ ...each, person, personName: person === null ? null : nameOf(person) },
        ...{ from: from === null ? null : toIso(from), to: to === null ? null : toIso(to) },
      })),
      isCut: Math.max(differences.length, gaps.length, warnings.length) > mostShown,
    };
  });
}

async function planOf(db: RotaChange["db"], situation: Situation, who: Who, asked: PreviewAsked): Promise<Plan> {
  switch (asked.kind) {
    case "override": {
      const replaced = asked.replaces === undefined ? null : await requireOverride(db, asked.replaces);
      return planOverride(situation, { ...asked, person: personOr(asked.person, who) }, replaced);
    }
    case "leave": {
      const replaced = asked.replaces === undefined ? null : await requireLeave(db, asked.replaces);
      return planLeave(situation, { ...asked, person: personOr(asked.person, who) }, replaced);
    }
    case "swap":
      return planSwap(situation, { ...asked, asker: personOr(asked.asker, who) });
    case "acceptance":
      return planAcceptance(situation, await requireSwap(db, asked.swap), personOr(asked.person, who));
    case "take-back":
      return planOfEnd(db, situation, asked);
  }
}

async function planOfEnd(
  db: RotaChange["db"],
  situation: Situation,
  { what, id }: { what: "override" | "leave" | "swap"; id: number },
): Promise<Plan> {
  if (what === "override") return planEndOfOverride(situation, await requireOverride(db, id));
  if (what === "leave") return planEndOfLeave(situation, await requireLeave(db, id));
  await requireSwap(db, id);
  return planEndOfSwap(situation, await overridesOfSwap(db, id));
}

const travelling = (
  { schedule, from, to, before, after: is }: Difference,
  nameOf: (person: string) => string,
): RotaPreview["differences"][number] => ({
  ...{ schedule, from: toIso(from), to: toIso(to), before, beforeName: before === null ? null : nameOf(before) },
  ...{ after: is, afterName: is === null ? null : nameOf(is) },
});

/** Leave of somebody who is not on call anyhow is told all the same: that is what it is for. */
function unchanged({ changes }: Plan, differences: readonly Difference[]): Warning[] {
  if (differences.length > 0 || !changes.some(({ kind }) => kind === "override")) return [];
  return [{ kind: "changes-nothing", person: null, schedule: null, from: null, to: null }];
}

function limitsOf({ book, now }: Situation, { periods }: Plan, later: Situation["book"]) {
  if (periods.length === 0) return [];
  const from = Math.max(now, Math.min(...periods.map((each) => each.from))) as Instant;
  const to = Math.min(after(from, limitsMs), Math.max(...periods.map((each) => bounded(each).to))) as Instant;
  return from < to ? limitsMade(book, later, { from, to, now, disturbances: [] }) : [];
}
