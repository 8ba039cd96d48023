/** When the next test page goes out: at a wall time of a zone, on some days of the week. */
import type { Instant } from "#core/time/instant.ts";
import { dayMs, timeOfDay, weekday } from "#core/time/wall.ts";
import { zoneNamed } from "#core/time/zone.ts";

export type TestHour = {
  /** `10:00` */
  wallTime: string;
  /** 1 Monday to 7 Sunday. */
  days: readonly number[];
  /** IANA name. */
  zone: string;
};

/** The first one after `after`. In the spring gap it moves forward by the gap, in the repeated hour the first pass counts (semantics §1). */
export function nextTestAt({ wallTime, days, zone: name }: TestHour, after: Instant): Instant {
  const zone = zoneNamed(name);
  const time = timeOfDay(wallTime) ?? 0;
  const today = zone.dayAt(after);
  for (let day = today; day <= today + 7; day++) {
    const at = zone.instantOfWall(day * dayMs + time);
    if (days.includes(weekday(day) + 1) && at > after) return at as Instant;
  }
  return zone.instantOfWall((today + 7) * dayMs + time) as Instant;
}
