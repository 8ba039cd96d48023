/** What people of the demonstration changed in their rota: somebody stands in, somebody is away, a swap waits for its answer, a note. */
import type { Book } from "#core/agreement/book.ts";
import { nextHandover } from "#core/oncall/handover.ts";
import { onCallIn } from "#core/oncall/rota.ts";
import { after, hours, type Instant } from "#core/time/instant.ts";
import { weekday } from "#core/time/wall.ts";
import { zoneNamed } from "#core/time/zone.ts";
import type { Door } from "#server/database/door.ts";
import { overrideFact } from "#server/oncall/rota-recorded.ts";
import { changeRota } from "#server/oncall/rota-store.ts";

const schedule = "first-line";
const saturday = 5;

/** Nobody is told of it: it is not theirs. */
export async function storeDemoRota(door: Door): Promise<void> {
  await changeRota(door, async ({ db, book, now, append }) => {
    const people = book.documentAt(now)?.schedules?.[schedule]?.layers[0]?.participants ?? [];
    const [first, second, third] = [2, 9, 16].map((days) => saturdayAfter(book, after(now, hours(24 * days))));
    const [holder, asker, asked] = [first!, second!, third!].map((at) => onCallIn(book, schedule, at)?.person);
    const stand = people.find((person) => person !== holder);
    if (holder === undefined || asker === undefined || asked === undefined || stand === undefined || asker === asked) return;
    const actor = `agent:${stand}`;
    const [from, to] = [after(first!, hours(10)), after(first!, hours(20))];
    const reason = "A concert";
    const { id } = await db
      .insertInto("rota_overrides")
      .values({ schedule, person: stand, from_at: from, to_at: to, reason, swap_id: null, recorded_by: actor, recorded_at: now })
      .returning("id")
      .executeTakeFirstOrThrow();
    const away = { from: after(third!, hours(24 * 9)), to: after(third!, hours(24 * 12)) };
    await db
      .insertInto("rota_leave")
      .values({
        ...{ person: asker, kind: "leave", note: null, feed_id: null, from_at: away.from, to_at: away.to },
        ...{ recorded_by: `agent:${asker}`, recorded_at: now },
      })
      .execute();
    await db
      .insertInto("rota_swaps")
      .values({
        ...{ schedule, asker, asked, from_at: after(second!, hours(9)), to_at: after(second!, hours(21)), note: "My sister's wedding" },
        ...{
          back_from_at: after(third!, hours(9)),
          back_to_at: after(third!, hours(21)),
          asked_at: now,
          answered_by: null,
          answered_at: null,
        },
      })
      .execute();
    const handover = nextHandover(book, schedule, after(now, hours(1)));
    if (handover !== null)
      await db
        .insertInto("handover_notes")
        .values({
          schedule,
          at: handover.at,
          author: stand,
          text: "The terminal gateway was slow twice: look at its queue first.",
          written_at: now,
        })
        .execute();
    await append([
      overrideFact({ id, schedule, person: stand, from, to, swapId: null }, { person: stand, actor, mayChangeOthers: false }, now, reason),
    ]);
  });
}

/** The midnight with which the first Saturday at or after an instant begins, on the schedule's wall. */
function saturdayAfter(book: Book, at: Instant): Instant {
  const zone = zoneNamed(book.documentAt(at)?.schedules?.[schedule]?.zone ?? "UTC");
  const day = zone.dayAt(at);
  return zone.startOfDay(day + ((saturday - weekday(day) + 7) % 7)) as Instant;
}
