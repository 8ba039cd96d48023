/** Instants as a model writes them: local times of a schedule's zone, to the minute. */
import type { Cursor } from "#core/oncall/import/cursor.ts";
import type { Notes } from "#core/oncall/import/note.ts";
import { clock } from "#core/oncall/import/week.ts";
import { firstReading } from "#core/oncall/turn.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { dateOfDay, dayMs, minuteMs } from "#core/time/wall.ts";
import type { Zone } from "#core/time/zone.ts";

/** `2026-03-29T02:30` in the zone; seconds are left out. */
export function localText(at: Instant, zone: Zone): string {
  const wall = at + zone.offsetAt(at);
  const day = Math.floor(wall / dayMs);
  return `${dateOfDay(day)}T${clock(Math.floor((wall - day * dayMs) / minuteMs))}`;
}

/** The same, and notes what it cannot say: seconds, and the second pass of an hour that the clock shows twice. */
export function notedText(at: Instant, zone: Zone, place: Cursor, notes: Notes): string {
  const text = localText(at, zone);
  if (at % minuteMs !== 0) notes.add(place, "seconds-dropped", { at: toIso(at), minute: text });
  const minute = Math.floor(at / minuteMs) * minuteMs;
  const read = firstReading(zone, Date.parse(`${text}:00Z`));
  if (read !== minute) notes.add(place, "second-pass", { at: toIso(at), zone: zone.name });
  return text;
}
