/**
 * What the board counts, found in the columns of tickets. Costs one walk over the open tickets and one over those that ended in the
 * window (both by an index), the short texts of who held the newest `mostHeld` of these, and the records of the few that break next.
 */
import { type Kysely, type RawBuilder, sql } from "kysely";
import { addHeld, type Held, heldNothing } from "#core/board/held.ts";
import { ageBounds, type OpenTally, type WindowTally } from "#core/board/sums.ts";
import type { Bucket } from "#core/board/window.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";
import { dayMs } from "#core/time/wall.ts";
import type { Tables } from "#server/database/tables.ts";

type Db = Kysely<Tables>;

export type BoardFilter = { customer?: string | undefined; team?: string | undefined; now: Instant; buckets: readonly Bucket[] };

/** Further back, who held the ball is summed over the newest so many tickets alone. */
export const mostHeld = 50_000;
/** Tickets that are explained one by one. */
const mostBreaching = 25;

export type BoardCounts = {
  open: OpenTally[];
  window: WindowTally[];
  held: { sum: Held; tickets: number; isSampled: boolean };
  breaching: Ticket[];
};

export async function countBoard(db: Db, filter: BoardFilter): Promise<BoardCounts> {
  const [open, opened, ended, held, breaching] = await Promise.all([
    openTallies(db, filter),
    openedTallies(db, filter),
    endedTallies(db, filter),
    heldBy(db, filter),
    breachingNext(db, filter),
  ]);
  return { open, window: [...opened, ...ended], held, breaching };
}

function within({ customer, team }: BoardFilter): RawBuilder<boolean> {
  const conditions = [
    ...(customer === undefined ? [] : [sql<boolean>`customer_id = ${customer}`]),
    ...(team === undefined ? [] : [sql<boolean>`team = ${team}`]),
  ];
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

const startOf = ({ buckets, now }: BoardFilter): number => buckets[0]?.start ?? now;
/** Which stretch an instant is in, from 0; -1 before the first. */
const stretchOf = (column: RawBuilder<unknown>, { buckets }: BoardFilter): RawBuilder<number> =>
  sql<number>`width_bucket(${column}, ${sql.lit(`{${buckets.map(({ start }) => start).join(",")}}`)}::bigint[]) - 1`;

async function openTallies(db: Db, filter: BoardFilter): Promise<OpenTally[]> {
  const { now } = filter;
  const bounds = sql.lit(`{${ageBounds.map((days) => days * dayMs).join(",")}}`);
  const { rows } = await sql<OpenTally>`
    select tier, team, assignee, priority,
      width_bucket(${now} - opened_at, ${bounds}::bigint[]) as age,
      next_breach_at < ${now} as "isLate",
      next_breach_at >= ${now} and next_breach_at < ${now + dayMs} as "isSoon",
      pause is not null as "isPaused",
      count(*) as count
    from tickets where status = 'open' and ${within(filter)}
    group by 1, 2, 3, 4, 5, 6, 7, 8`.execute(db);
  return rows;
}

/** Of the open ones, those that were opened in the window. */
async function openedTallies(db: Db, filter: BoardFilter): Promise<WindowTally[]> {
  const { rows } = await sql<{ opened: number; count: number }>`
    select ${stretchOf(sql`opened_at`, filter)} as opened, count(*) as count
    from tickets where status = 'open' and opened_at >= ${startOf(filter)} and ${within(filter)}
    group by 1`.execute(db);
  const rest = { ended: null, isResolved: false, isFirstLine: null, isBreached: false, isReopened: false, rating: null };
  return rows.map(({ opened, count }) => ({ ...rest, opened, count }));
}

const endedAt = sql<number>`coalesce(resolved_at, closed_at)`;

async function endedTallies(db: Db, filter: BoardFilter): Promise<WindowTally[]> {
  const { rows } = await sql<WindowTally>`
    select ${stretchOf(endedAt, filter)} as ended,
      case when opened_at >= ${startOf(filter)} then ${stretchOf(sql`opened_at`, filter)} end as opened,
      resolved_at is not null as "isResolved",
      case when tier is not null then coalesce(is_first_line, false) end as "isFirstLine",
      coalesce(is_breached, false) as "isBreached",
      coalesce(is_reopened, false) as "isReopened",
      rating,
      count(*) as count
    from tickets where status <> 'open' and ${endedAt} >= ${startOf(filter)} and ${within(filter)}
    group by 1, 2, 3, 4, 5, 6, 7`.execute(db);
  return rows;
}

async function heldBy(db: Db, filter: BoardFilter): Promise<BoardCounts["held"]> {
  const { rows } = await sql<{ held: string }>`
    select held from tickets
    where status <> 'open' and ${endedAt} >= ${startOf(filter)} and held is not null and ${within(filter)}
    order by ${endedAt} desc limit ${mostHeld + 1}`.execute(db);
  const counted = rows.slice(0, mostHeld);
  const sum = counted.reduce<Held>((all, { held }) => addHeld(all, JSON.parse(held) as Held), heldNothing);
  return { sum, tickets: counted.length, isSampled: rows.length > mostHeld };
}

async function breachingNext(db: Db, filter: BoardFilter): Promise<Ticket[]> {
  const { now } = filter;
  const { rows } = await sql<{ record: Ticket }>`
    select record from tickets
    where status = 'open' and next_breach_at >= ${now} and next_breach_at < ${now + dayMs} and ${within(filter)}
    order by next_breach_at, id limit ${mostBreaching}`.execute(db);
  return rows.map(({ record }) => record);
}
