/** Whom pages called, as the log has it: what rest between shifts and a fair load are judged by. */
import { type Kysely, sql } from "kysely";
import type { Disturbance } from "#core/oncall/load.ts";
import type { Told } from "#core/oncall/page.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Tables } from "#server/database/tables.ts";

/** A window with more has more calls than anybody could have answered; the newest count. */
const most = 50_000;

const nameAfter = (prefix: string, text: string): string | null => (text.startsWith(prefix) ? text.slice(prefix.length) : null);

/** Calls of people within `[from, to)`, by steps of pages and by the last resort. */
export async function disturbancesIn(db: Kysely<Tables>, from: Instant, to: Instant): Promise<Disturbance[]> {
  const { rows } = await sql<{ page_id: number; at: Instant; told: Told[] | null }>`
    select (facts ->> 'pageId')::bigint as page_id, at, facts -> 'told' as told from events
    where type in ('page.step-fired', 'page.exhausted') and at >= ${from} and at < ${to}
    order by at desc limit ${most}`.execute(db);
  return rows.flatMap(({ page_id, at, told }) =>
    (told ?? []).flatMap(({ recipient, via }) => {
      const person = nameAfter("person:", recipient);
      return person === null ? [] : [{ person, at, pageId: page_id, schedule: nameAfter("schedule:", via) }];
    }),
  );
}
