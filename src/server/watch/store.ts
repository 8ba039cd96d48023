/** What an administrator sets up for the watch: pings, witnesses and test hours; each change is in the log. */
import { randomBytes } from "node:crypto";
import type { Selectable } from "kysely";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { nextTestAt } from "#core/watch/test-hour.ts";
import { newId } from "#server/access/secret.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";
import type { WatchTables } from "#server/watch/tables.ts";

export type Keeper = { door: Door; publicUrl: string };

const mostOfAKind = 50;

type Table = "watch_pings" | "watch_witnesses" | "watch_tests";
const kindOf = { watch_pings: "ping", watch_witnesses: "witness", watch_tests: "test" } as const;

const sentOf = ({ sent_at, taken_at, said }: Pick<WatchTables["watch_pings"], "sent_at" | "taken_at" | "said">) => ({
  ...{ sentAt: sent_at as Instant | null, takenAt: taken_at as Instant | null, said },
});

const pingOf = (row: WatchTables["watch_pings"]) => ({
  ...{ id: row.id, name: row.name, url: row.url, method: row.method, everyMs: row.every_ms, ...sentOf(row) },
});

const witnessOf = (row: WatchTables["watch_witnesses"], publicUrl: string) => ({
  ...{ id: row.id, name: row.name, ownUrl: `${publicUrl}/witness/${row.token}`, url: row.url, everyMs: row.every_ms },
  ...{ missingAfterMs: row.missing_after_ms, heardAt: row.heard_at as Instant | null, ...sentOf(row) },
});

const testOf = (row: Selectable<WatchTables["watch_tests"]>) => ({
  ...{ id: row.id, target: row.target, wallTime: row.wall_time, days: row.days, zone: row.zone, withinMs: row.within_ms },
  nextAt: row.next_at as Instant,
});

export type Ping = ReturnType<typeof pingOf>;
export type Witness = ReturnType<typeof witnessOf>;
export type Test = ReturnType<typeof testOf>;

export function readSettings({ door, publicUrl }: Keeper): Promise<{ pings: Ping[]; witnesses: Witness[]; tests: Test[] }> {
  return door.read("*", async (any) => {
    const db = any.withTables<WatchTables>();
    const [pings, witnesses, tests] = await Promise.all([
      db.selectFrom("watch_pings").selectAll().orderBy("name").execute(),
      db.selectFrom("watch_witnesses").selectAll().orderBy("name").execute(),
      db.selectFrom("watch_tests").selectAll().orderBy("wall_time").orderBy("target").execute(),
    ]);
    return { pings: pings.map(pingOf), witnesses: witnesses.map((row) => witnessOf(row, publicUrl)), tests: tests.map(testOf) };
  });
}

/** One that holds a name and password would be refused by the client later, when nobody looks. */
function requireAddress(url: string | null): void {
  if (url === null) return;
  const read = URL.canParse(url) ? new URL(url) : null;
  if (read !== null && /^https?:$/.test(read.protocol) && read.username === "" && read.password === "") return;
  throw new Refusal("bad-watch-address", "The address is not like https://example.com/ping, without a name and password in it.", {});
}

async function requireRoom({ db }: Transaction, table: Table): Promise<void> {
  const { count } = await db
    .withTables<WatchTables>()
    .selectFrom(table)
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (Number(count) >= mostOfAKind)
    throw new Refusal("too-many-watches", `There are ${mostOfAKind} of them, the most there can be: remove one first.`, {
      limit: mostOfAKind,
    });
}

export type NewPing = { name: string; url: string; method: "GET" | "POST"; everyMs: number };

/** Refuses `bad-watch-address`, `too-many-watches`. */
export function addPing({ door }: Keeper, { name, url, method, everyMs }: NewPing, actor: string): Promise<Ping> {
  requireAddress(url);
  const now = door.clock();
  return door.write("*", async (transaction) => {
    await requireRoom(transaction, "watch_pings");
    const values = { id: newId(), name, url, method, every_ms: everyMs, next_at: now, created_at: now };
    const row = await transaction.db
      .withTables<WatchTables>()
      .insertInto("watch_pings")
      .values(values)
      .returningAll()
      .executeTakeFirstOrThrow();
    await transaction.append([
      { type: "watch.ping-added", actor, at: now, facts: { ping: row.id, name, host: new URL(url).host, everyMs } },
    ]);
    return pingOf(row);
  });
}

export type NewWitness = { name: string; url: string | null; everyMs: number; missingAfterMs: number };

/** It counts as heard when it is added: the other side needs its time too. Refuses `bad-watch-address`, `too-many-watches`. */
export function addWitness({ door, publicUrl }: Keeper, given: NewWitness, actor: string): Promise<Witness> {
  const { name, url, everyMs, missingAfterMs } = given;
  requireAddress(url);
  const now = door.clock();
  return door.write("*", async (transaction) => {
    await requireRoom(transaction, "watch_witnesses");
    const token = randomBytes(32).toString("base64url");
    const times = { every_ms: everyMs, missing_after_ms: missingAfterMs, next_at: now, created_at: now };
    const row = await transaction.db
      .withTables<WatchTables>()
      .insertInto("watch_witnesses")
      .values({ id: newId(), name, token, url, ...times })
      .returningAll()
      .executeTakeFirstOrThrow();
    await transaction.append([{ type: "watch.witness-added", actor, at: now, facts: { witness: row.id, name, everyMs, missingAfterMs } }]);
    return witnessOf(row, publicUrl);
  });
}

export type WitnessChange = { [Key in keyof NewWitness]?: NewWitness[Key] | undefined };

/** Refuses `bad-watch-address`, `unknown-watch`. */
export function changeWitness({ door, publicUrl }: Keeper, id: string, change: WitnessChange, actor: string): Promise<Witness> {
  if (change.url !== undefined) requireAddress(change.url);
  const now = door.clock();
  return door.write("*", async ({ db, append }) => {
    const columns = {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.url === undefined ? {} : { url: change.url }),
      ...(change.everyMs === undefined ? {} : { every_ms: change.everyMs }),
      ...(change.missingAfterMs === undefined ? {} : { missing_after_ms: change.missingAfterMs }),
    };
    const row = await db
      .withTables<WatchTables>()
      .updateTable("watch_witnesses")
      .set({ ...columns, next_at: now })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw unknown(id);
    const { name, every_ms: everyMs, missing_after_ms: missingAfterMs } = row;
    await append([{ type: "watch.witness-changed", actor, at: now, facts: { witness: id, name, everyMs, missingAfterMs } }]);
    return witnessOf(row, publicUrl);
  });
}

export type NewTest = { target: string; wallTime: string; days: readonly number[]; zone?: string | undefined; withinMs: number };

/** Refuses `bad-zone`, `too-many-watches`. */
export function addTest({ door }: Keeper, given: NewTest, actor: string): Promise<Test> {
  const { target, wallTime, withinMs } = given;
  const now = door.clock();
  return door.write("*", async (transaction) => {
    await requireRoom(transaction, "watch_tests");
    const zone = given.zone ?? transaction.book.documentAt(now)?.zone ?? "UTC";
    const days = [...new Set(given.days)].sort((a, b) => a - b);
    const next = nextTestAt({ wallTime, days, zone }, now);
    const values = { id: newId(), target, wall_time: wallTime, days, zone, within_ms: withinMs, next_at: next, created_at: now };
    const row = await transaction.db
      .withTables<WatchTables>()
      .insertInto("watch_tests")
      .values(values)
      .returningAll()
      .executeTakeFirstOrThrow();
    await transaction.append([
      { type: "watch.test-added", actor, at: now, facts: { test: row.id, target, wallTime, days, zone, withinMs } },
    ]);
    return testOf(row);
  });
}

const unknown = (id: string): Refusal =>
  new Refusal("unknown-watch", `There is nothing ${id} to be watched here: see what there is with a list.`, { watch: id });

/** Refuses `unknown-watch`. */
export function removeOf({ door }: Keeper, table: Table, id: string, actor: string): Promise<void> {
  const now = door.clock();
  return door.write("*", async ({ db, append }) => {
    const { numDeletedRows } = await db.withTables<WatchTables>().deleteFrom(table).where("id", "=", id).executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) throw unknown(id);
    const kind = kindOf[table];
    await append([{ type: `watch.${kind}-removed`, actor, at: now, facts: { [kind]: id } }]);
  });
}
