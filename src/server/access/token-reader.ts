/** Who a bearer token is, looked up once in a few seconds: the database would otherwise be asked at every request. */
import type { Instant } from "#core/time/instant.ts";
import { callerOfToken } from "#server/access/caller.ts";
import { hashOf } from "#server/access/secret.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";

export type TokenReader = {
  /** The caller behind a secret, or null when there is none, or it expired or was revoked. */
  read(secret: string): Promise<Caller | null>;
  /** Forgets what is kept: after a revocation in this process. */
  forget(): void;
};

/** Another process's revocation is noticed within this time. */
const keptMs = 2_000;
/** Unknown secrets are kept too, but no more than this many of them: somebody may be guessing. */
const mostKept = 10_000;
const usedEveryMs = 60_000;

type Kept = { caller: Caller | null; expiresAt: number | null; readAt: number };

/** `now` in epoch milliseconds; given so that tests move it. */
export function readTokens(door: Door, now: () => number = () => door.clock()): TokenReader {
  const kept = new Map<string, Kept>();
  const reading = new Map<string, Promise<Kept>>();
  const notedAt = new Map<string, number>();

  async function look(hash: string): Promise<Kept> {
    const row = await door.read("*", (db) =>
      db
        .selectFrom("tokens")
        .select(["id", "name", "scopes", "customer_id", "expires_at"])
        .where("hash", "=", hash)
        .where("revoked_at", "is", null)
        .executeTakeFirst(),
    );
    const found: Kept = { caller: row === undefined ? null : callerOfToken(row), expiresAt: row?.expires_at ?? null, readAt: now() };
    if (kept.size >= mostKept) kept.clear();
    kept.set(hash, found);
    return found;
  }

  /** Requests that arrive together ask once. */
  function lookOnce(hash: string): Promise<Kept> {
    const under = reading.get(hash);
    if (under !== undefined) return under;
    const looking = look(hash).finally(() => reading.delete(hash));
    reading.set(hash, looking);
    return looking;
  }

  /** When it was last used, to the minute: a token that nobody uses can be revoked. */
  function noteUse(id: string): void {
    const at = now();
    if (at - (notedAt.get(id) ?? 0) < usedEveryMs) return;
    notedAt.set(id, at);
    const write = door.write("*", ({ db }) =>
      db
        .updateTable("tokens")
        .set({ last_used_at: at as Instant })
        .where("id", "=", id)
        .execute(),
    );
    write.catch(() => notedAt.delete(id));
  }

  return {
    async read(secret) {
      const hash = hashOf(secret);
      const known = kept.get(hash);
      const ageMs = known === undefined ? Number.POSITIVE_INFINITY : now() - known.readAt;
      // Looked up again before it is too old, so that a busy program never waits for it.
      if (ageMs >= keptMs / 2 && ageMs < keptMs) lookOnce(hash).catch(() => undefined);
      const found = known !== undefined && ageMs < keptMs ? known : await lookOnce(hash);
      if (found.caller === null || (found.expiresAt !== null && found.expiresAt <= now())) return null;
      noteUse(found.caller.id);
      return found.caller;
    },
    forget: () => kept.clear(),
  };
}
