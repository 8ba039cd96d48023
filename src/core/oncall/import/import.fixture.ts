/** Helpers of the imports' tests: who is on call by an import at literal instants. */
import type { Document } from "#core/model/document.ts";
import { convertExport, type Imported } from "#core/oncall/import/convert.ts";
import type { Peer } from "#core/oncall/import/peer.ts";
import { compileSchedule } from "#core/oncall/shift.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { dayMs } from "#core/time/wall.ts";

export function imported(peer: Peer, content: unknown, from: string, document: Document | null = null): Imported {
  const start = instant(from);
  return convertExport({ peer, text: JSON.stringify(content, null, 2), from: start, until: (start + 120 * dayMs) as Instant, document });
}

/** Everybody on call by the schedules that one of the export became, in alphabetical order; `–` for nobody. */
export function whoIn({ schedules }: Imported, name: string, at: string): string {
  const found = schedules.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no schedule "${name}" among ${schedules.map((each) => each.name).join(", ")}`);
  const people = found.schedules
    .map(({ schedule }) => compileSchedule(schedule).at(instant(at))?.person)
    .filter((person) => person !== undefined);
  return [...new Set(people)].sort().join(" ") || "–";
}

export const codesOf = ({ notes }: Imported): string[] => notes.map(({ path, code }) => `${path}: ${code}`);
