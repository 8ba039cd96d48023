/** One-time links: how the first administrator, an invited person and somebody who forgot their password come in. */
import type { Kysely } from "kysely";
import { Refusal } from "#core/refusal.ts";
import { after, type Duration, hours, type Instant, minutes } from "#core/time/instant.ts";
import { hashOf, newId, newSecret } from "#server/access/secret.ts";
import type { AccessTables } from "#server/access/tables.ts";

export type LinkPurpose = "invitation" | "reset";

/** A mailbox that somebody else reads is worse after a day than after an hour; an invitation has to survive a night. */
export const validFor: Readonly<Record<LinkPurpose, Duration>> = { invitation: hours(24), reset: minutes(60) };

type Db = Kysely<AccessTables>;

/** Makes a link for a person, or (null) for whoever becomes the first administrator; an earlier one that was not used ends. */
export async function issueLink(
  db: Db,
  userId: string | null,
  now: Instant,
  purpose: LinkPurpose = "invitation",
): Promise<{ secret: string; expiresAt: Instant }> {
  const secret = newSecret("welcome");
  const expiresAt = after(now, validFor[purpose]);
  await db
    .deleteFrom("access_links")
    .where("used_at", "is", null)
    .where("user_id", userId === null ? "is" : "=", userId)
    .execute();
  await db
    .insertInto("access_links")
    .values({ id: newId(), hash: hashOf(secret), user_id: userId, purpose, created_at: now, expires_at: expiresAt, used_at: null })
    .execute();
  return { secret, expiresAt };
}

/** Where a person opens it. */
export const linkAddress = (publicUrl: string, secret: string, purpose: LinkPurpose = "invitation"): string =>
  `${publicUrl}/${purpose === "reset" ? "reset" : "welcome"}?token=${secret}`;

export type OpenLink = {
  id: string;
  purpose: LinkPurpose;
  user: { id: string; name: string; email: string; role: string; customerId: string | null } | null;
};

/** What a link is for. Refuses `unknown-link`, `link-used`, `link-expired`. With `lock` it cannot be used twice at once. */
export async function readLink(db: Db, secret: string, now: Instant, { lock = false } = {}): Promise<OpenLink> {
  const query = db.selectFrom("access_links").selectAll().where("hash", "=", hashOf(secret));
  const link = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (link === undefined)
    throw new Refusal("unknown-link", "This link is not known, or a newer one replaced it: ask an administrator for another one.", {});
  if (link.used_at !== null)
    throw new Refusal("link-used", "This link was used already: sign in, or ask an administrator for another one.", {});
  if (link.expires_at <= now) {
    throw new Refusal("link-expired", "This link has expired: ask an administrator for another one (or run `guardia admin link`).", {});
  }
  const { id: linkId, purpose } = link;
  if (link.user_id === null) return { id: linkId, purpose, user: null };
  const user = await db
    .selectFrom("users")
    .select(["id", "name", "email", "role", "customer_id", "deactivated_at"])
    .where("id", "=", link.user_id)
    .executeTakeFirstOrThrow();
  if (user.deactivated_at !== null)
    throw new Refusal("unknown-link", "This link is not known, or a newer one replaced it: ask an administrator for another one.", {});
  const { id, name, email, role, customer_id: customerId } = user;
  return { id: linkId, purpose, user: { id, name, email, role, customerId } };
}
