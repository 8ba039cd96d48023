/**
 * The coverage proof of an installation: made anew when the model, the rota or the way in which people can be reached has changed, and when
 * a new day begins; kept, so that a screen need not wait for it.
 */
import type { Kysely } from "kysely";
import type { Book } from "#core/agreement/book.ts";
import { type Proof, proveCoverage } from "#core/oncall/coverage.ts";
import { type Point, type Reach, reachOf } from "#core/oncall/coverage-reach.ts";
import { beyondHardLimits, limitsOf } from "#core/oncall/limits.ts";
import type { Disturbance } from "#core/oncall/load.ts";
import { after, hours, type Instant } from "#core/time/instant.ts";
import { dayMs } from "#core/time/wall.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { disturbancesIn } from "#server/oncall/disturbances.ts";
import type { RotaTables } from "#server/oncall/rota-tables.ts";

/** How far ahead a promise is proven. */
export const provenDays = 90;
export const mostProvenDays = 400;

export type Standing = {
  book: Book;
  reach: Reach;
  /** Who was called lately, as far as a hard limit asks. */
  disturbances: readonly Disturbance[];
  now: Instant;
  /** The same for the same model, rota and points: what a proof was made of. */
  editions: string;
};

export type Proven = Standing & { proof: Proof; madeAt: Instant };

/** A night's call is remembered until the rest after it was had. */
const rememberedMs = 14 * dayMs;

/** What a proof is made of, as of one moment. */
export function readStanding(door: Door): Promise<Standing> {
  return door.readWithBook("*", async (db, reading) => {
    const points = await pointsIn(db);
    const book = await reading;
    const now = door.clock();
    const isRestHard = limitsOf(book.documentAt(now)).restHours.isHard;
    const disturbances = isRestHard ? await disturbancesIn(db, (now - rememberedMs) as Instant, now) : [];
    const lastCall = Math.max(0, ...disturbances.map(({ at }) => at));
    const people = new Set(book.versions.flatMap(({ document }) => Object.keys(document.people ?? {})));
    const reach = reachOf(people, points);
    const silent = [...reach].flatMap(([person, why]) => (why === null ? [] : [`${person}:${why}`])).sort();
    const editions = `${book.latest}/${book.rota.version}/${lastCall}/${silent.join(",")}`;
    return { book, reach, disturbances, now, editions };
  });
}

async function pointsIn(db: Kysely<Tables>): Promise<Point[]> {
  const rows = await db.withTables<ReachTables>().selectFrom("contact_points").select(["person", "verified_at", "failed_at"]).execute();
  return rows.map(({ person, verified_at, failed_at }) => ({ person, isVerified: verified_at !== null, isFailing: failed_at !== null }));
}

/** From the day before today, so that a gap which runs keeps its first instant; whole days of UTC, so that the same day has the same proof. */
export function keptWindow(now: Instant): { from: Instant; to: Instant } {
  const from = (Math.floor(now / dayMs) * dayMs - dayMs) as Instant;
  return { from, to: after(from, hours(24 * (provenDays + 2))) };
}

/** Read and parsed once for each edition. */
const kept = new WeakMap<Door, { editions: string; proof: Proof; madeAt: Instant }>();

/** The proof of the next 90 days, made and stored when none of these editions is there. */
export async function keptProof(door: Door): Promise<Proven> {
  const standing = await readStanding(door);
  const now = door.clock();
  const { from, to } = keptWindow(now);
  const editions = `${standing.editions}/${from}`;
  const known = kept.get(door);
  if (known?.editions === editions) return { ...standing, ...known };
  const stored = await door.read("*", (db) => db.withTables<RotaTables>().selectFrom("coverage_proofs").selectAll().executeTakeFirst());
  const made =
    stored?.editions === editions
      ? { editions, proof: stored.proof as unknown as Proof, madeAt: stored.made_at as Instant }
      : { editions, proof: proven(standing, from, to), madeAt: now };
  if (stored?.editions !== editions) await keep(door, made);
  kept.set(door, made);
  return { ...standing, ...made, editions: standing.editions };
}

/** A proof that was made of something older than what is kept is no loss: it is made again when it is asked for. */
async function keep(door: Door, { editions, proof, madeAt }: { editions: string; proof: Proof; madeAt: Instant }): Promise<void> {
  const row = { editions, made_at: madeAt, proof: JSON.stringify(proof) };
  await door.write("*", ({ db }) =>
    db
      .withTables<RotaTables>()
      .insertInto("coverage_proofs")
      .values(row)
      .onConflict((conflict) => conflict.column("is_one").doUpdateSet(row))
      .execute(),
  );
}

/** Proves any stretch. */
export function proven({ book, reach, disturbances, now }: Standing, from: Instant, to: Instant): Proof {
  const overLimit = beyondHardLimits({ book, from, to, now, disturbances });
  return proveCoverage({ book, from, to, reach, overLimit });
}

/** Proofs of other stretches that were asked for lately: a list is read page by page. */
const lately = new WeakMap<Door, Map<string, Proven>>();
const mostLately = 4;

export async function provenWindow(door: Door, from: Instant, to: Instant): Promise<Proven> {
  const standing = await readStanding(door);
  const key = `${standing.editions}/${from}/${to}`;
  const known = lately.get(door) ?? new Map<string, Proven>();
  lately.set(door, known);
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = { ...standing, proof: proven(standing, from, to), madeAt: door.clock() };
  if (known.size >= mostLately) known.delete(known.keys().next().value!);
  known.set(key, made);
  return made;
}
