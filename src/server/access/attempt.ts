/** How often somebody may try: failures are counted by what is tried (an account, known or not), so that guessing from many addresses ends too. */
import { Refusal } from "#core/refusal.ts";
import { type Duration, minutes } from "#core/time/instant.ts";
import { hashOf } from "#server/access/secret.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";

export type Limit = { readonly most: number; readonly window: Duration };

/** By account. By address the library counts, more strictly. */
export const passwordLimit: Limit = { most: 10, window: minutes(15) };
/** Letters that somebody may have sent to one account, and from one address. */
export const letterLimit: Limit = { most: 3, window: minutes(15) };
export const addressLimit: Limit = { most: 10, window: minutes(15) };

/** Nobody asks for older counts. */
const forgottenAfter = minutes(60);

const keyOf = (kind: string, subject: string): string => `${kind}:${hashOf(subject.trim().toLowerCase())}`;

/**
 * Counts one more attempt before it is made, so that many at the same moment cannot all be made. Gives how many there were in the
 * window, this one included; refuses `rate-limited` above the limit.
 */
export async function countAttempt(door: Door, kind: string, subject: string, { most, window }: Limit): Promise<number> {
  const now = door.clock();
  const key = keyOf(kind, subject);
  const { failures, since } = await door.write("*", async ({ db }) => {
    const attempts = db.withTables<AccessTables>();
    await attempts
      .deleteFrom("sign_in_attempts")
      .where("since", "<", now - forgottenAfter)
      .execute();
    return attempts
      .insertInto("sign_in_attempts")
      .values({ key, failures: 1, since: now })
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet((row) => ({
          failures: row
            .case()
            .when("sign_in_attempts.since", "<=", now - window)
            .then(1)
            .else(row("sign_in_attempts.failures", "+", 1))
            .end(),
          since: row
            .case()
            .when("sign_in_attempts.since", "<=", now - window)
            .then(now)
            .else(row.ref("sign_in_attempts.since"))
            .end(),
        })),
      )
      .returning(["failures", "since"])
      .executeTakeFirstOrThrow();
  });
  if (failures <= most) return failures;
  const retryAfterSeconds = Math.max(1, Math.ceil((since + window - now) / 1_000));
  throw new Refusal("rate-limited", `Too many attempts for this account: try again in ${retryAfterSeconds} seconds.`, {
    retryAfterSeconds,
  });
}

/** After a success: what was tried before was a slip. */
export async function forgetAttempts(door: Door, kind: string, subject: string): Promise<void> {
  await door.write("*", ({ db }) =>
    db.withTables<AccessTables>().deleteFrom("sign_in_attempts").where("key", "=", keyOf(kind, subject)).execute(),
  );
}
