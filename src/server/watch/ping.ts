/** Says to addresses outside, and to other installations, that all is well: only while the auditor is satisfied. */
import { type Kysely, sql } from "kysely";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import { type Outside, OutsideFailure } from "#server/outside/outside.ts";
import { isWell } from "#server/watch/audit.ts";
import type { WatchTables } from "#server/watch/tables.ts";

type Kind = "watch_pings" | "watch_witnesses";
type Due = { id: string; url: string; method: "GET" | "POST" };

const answerWithinMs = 10_000;
const heldBack = "held back: the audit is not satisfied";

/** Sends what is due; gives how many were due. A node that dies in between sends one ping less. */
export async function pingDue(door: Door, outside: Outside): Promise<number> {
  const due = await claim(door);
  if (due.length === 0) return 0;
  const isSatisfied = await isWell(door);
  await Promise.all(
    due.map(async ({ kind, ...ping }) => {
      const said = isSatisfied ? await send(outside, ping) : heldBack;
      await door.write("*", ({ db }) => note(db, kind, ping.id, said, door.clock(), isSatisfied));
    }),
  );
  return due.length;
}

function claim(door: Door): Promise<(Due & { kind: Kind })[]> {
  return door.write("*", async ({ db }) => {
    const now = door.clock();
    const pings = await sql<Due>`update watch_pings set next_at = ${now}::bigint + every_ms
      where id in (select id from watch_pings where next_at <= ${now} for update skip locked) returning id, url, method`.execute(db);
    const witnesses = await sql<Due>`update watch_witnesses set next_at = ${now}::bigint + every_ms
      where id in (select id from watch_witnesses where next_at <= ${now} and url is not null for update skip locked)
      returning id, url, 'POST' as method`.execute(db);
    return [
      ...pings.rows.map((row) => ({ ...row, kind: "watch_pings" as const })),
      ...witnesses.rows.map((row) => ({ ...row, kind: "watch_witnesses" as const })),
    ];
  });
}

/** Null when it was taken, else what went wrong. */
async function send(outside: Outside, { url, method }: Due): Promise<string | null> {
  try {
    const { status } = await outside.request({ method, url, timeoutMs: answerWithinMs, redirects: 3 });
    return status >= 200 && status < 300 ? null : `answered ${status}`;
  } catch (error) {
    return error instanceof OutsideFailure ? `${error.kind}: ${error.message}`.slice(0, 300) : String(error).slice(0, 300);
  }
}

async function note(plain: Kysely<Tables>, kind: Kind, id: string, said: string | null, now: number, isSent: boolean): Promise<void> {
  const db = plain.withTables<WatchTables>();
  const change = { said, ...(isSent ? { sent_at: now } : {}), ...(said === null ? { taken_at: now } : {}) };
  if (kind === "watch_pings") await db.updateTable("watch_pings").set(change).where("id", "=", id).execute();
  else await db.updateTable("watch_witnesses").set(change).where("id", "=", id).execute();
}

/** Another installation says that it is well; false for a token that nobody has. */
export async function hearWitness(door: Door, token: string): Promise<boolean> {
  return door.write("*", async ({ db }) => {
    const { numUpdatedRows } = await db
      .withTables<WatchTables>()
      .updateTable("watch_witnesses")
      .set({ heard_at: door.clock() })
      .where("token", "=", token)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  });
}
