/** Who is on call at an instant and why, with names, with who recorded what, and with the notes of the hand-over. */
import type { Book } from "#core/agreement/book.ts";
import { type Explanation, explainIn } from "#core/oncall/explain.ts";
import type { Claim } from "#core/oncall/shift.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { namesOfActors } from "#server/access/names.ts";
import type { Door } from "#server/database/door.ts";
import { wire } from "#server/http/wire.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";
import type { OnCallWhy } from "#server/oncall/who-schema.ts";

type Recorded = { reason: string | null; recorded_by: string; recorded_at: number };
type Note = { id: number; schedule: string; at: number; author: string; text: string; written_at: number };

const mostNotes = 50;

/** Of each schedule that the model has at that instant, in its order; of one alone when it is named. Refuses `unknown-schedule`. */
export async function whoIsOnCall(door: Door, at: Instant, schedule: string | null): Promise<OnCallWhy[]> {
  const book = await door.book();
  const schedules = book.documentAt(at)?.schedules ?? {};
  const names = schedule === null ? Object.keys(schedules) : [requireSchedule(schedule, Object.keys(schedules))];
  const found = names.map((name) => ({ name, told: explainIn(book, name, at)! }));
  const { claims, notes, nameOf } = await recordedOf(door, at, found);
  const view = viewOf(book, at, claims, nameOf);
  return found.map(({ name, told }) => ({
    ...{ schedule: name, zone: schedules[name]!.zone },
    ...view(told),
    notes: notes
      .filter((note) => note.schedule === name && note.at >= (told.since ?? note.at))
      .map((note) => ({
        ...{ id: note.id, author: note.author, authorName: nameOf(note.author), text: note.text },
        writtenAt: toIso(note.written_at as Instant),
      })),
  }));
}

export function requireSchedule(schedule: string, known: readonly string[]): string {
  if (known.includes(schedule)) return schedule;
  const listed = known.slice(0, 20).join(", ");
  throw new Refusal("unknown-schedule", `The model has no schedule "${schedule}"; it has ${listed || "none yet"}.`, {
    schedule,
    known: listed,
  });
}

/** Who recorded the overrides that are spoken of, and what was written for whoever came. */
async function recordedOf(door: Door, at: Instant, found: readonly { name: string; told: Explanation }[]) {
  const ids = found.flatMap(({ told }) => [told.override, ...told.lost].flatMap((claim) => claim?.id ?? []));
  const { rows, notes } = await door.read("*", async (db) => {
    const rota = db.withTables<RotaTables>();
    const read = rota.selectFrom("rota_overrides").select(["id", "reason", "recorded_by", "recorded_at"]).where("id", "in", ids);
    const written = rota
      .selectFrom("handover_notes")
      .select(["id", "schedule", "at", "author", "text", "written_at"])
      .where("at", "<=", at)
      .where("at", ">=", Math.min(at, ...found.flatMap(({ told }) => told.since ?? [])))
      .orderBy("at", "desc")
      .limit(mostNotes);
    return { rows: ids.length === 0 ? [] : await read.execute(), notes: (await written.execute()) as Note[] };
  });
  const actors = [...rows.map((row) => row.recorded_by), ...notes.map(({ author }) => author)];
  const nameOf = await namesOfActors(door, [...new Set(actors)], "");
  return { claims: new Map<number, Recorded>(rows.map((row) => [row.id, row])), notes, nameOf };
}

function viewOf(book: Book, at: Instant, recorded: ReadonlyMap<number, Recorded>, actorName: (actor: string) => string) {
  const people = book.documentAt(at)?.people ?? {};
  const personName = (person: string): string => people[person]?.name ?? person;
  const named = <T extends { person: string }>(each: T) => ({ ...each, personName: personName(each.person) });
  const claimView = ({ id, person, from, to }: Claim) => {
    const row = id === null ? undefined : recorded.get(id);
    return {
      ...{ id, person, personName: personName(person), from: toIso(from), to: toIso(to), reason: row?.reason ?? null },
      ...{ recordedBy: row?.recorded_by ?? null, recordedByName: row === undefined ? null : actorName(row.recorded_by) },
      recordedAt: row === undefined ? null : toIso(row.recorded_at as Instant),
    };
  };
  return ({ override, lost, layers, next, ...told }: Explanation) => ({
    ...wire(told),
    personName: told.person === null ? null : personName(told.person),
    override: override === null ? null : claimView(override),
    lost: lost.map((claim) => ({ ...claimView(claim), lostTo: claim.reason, until: claim.until === null ? null : toIso(claim.until) })),
    layers: layers.map(({ turn, away, ...layer }) => ({
      ...wire(layer),
      personName: layer.person === null ? null : personName(layer.person),
      turn: turn === null ? null : wire(named(turn)),
      away: wire(away.map(named)),
    })),
    next: next === null ? null : wire(named(next)),
  });
}
