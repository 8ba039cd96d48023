/** A forgotten password: a link by mail, the same answer for addresses that nobody signs in with. */
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { addressLimit, countAttempt, letterLimit } from "#server/access/attempt.ts";
import { issueLink } from "#server/access/link.ts";
import { resetLetter } from "#server/access/link-letter.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Parts } from "#server/http/parts.ts";

export type Forgetful = { email: string; address: string; language: Language };

/** Has a link mailed to whoever signs in with this address. Refuses `no-mail`, and `rate-limited` after a few by account or address. */
export async function forgot(
  { door, publicUrl, isMailing }: Pick<Parts, "door" | "publicUrl" | "isMailing">,
  asked: Forgetful,
): Promise<void> {
  if (!(await isMailing())) throw new Refusal("no-mail", "This installation sends no mail: ask your administrator for a link.", {});
  await countAttempt(door, "letter-from", asked.address, addressLimit);
  await countAttempt(door, "letter-to", asked.email, letterLimit);
  const at = door.clock();
  await door.write("*", async ({ db: any, append, announce }) => {
    const db = any.withTables<AccessTables>();
    const user = await db
      .selectFrom("users")
      .select(["id", "name", "email", "language", "customer_id"])
      .where("email", "=", asked.email.trim().toLowerCase())
      .where("deactivated_at", "is", null)
      .executeTakeFirst();
    if (user === undefined) return;
    const { secret } = await issueLink(db, user.id, at, "reset");
    const facts = { userId: user.id };
    await append([{ type: "user.reset-requested", actor: "system", at, facts, personal: { address: asked.address } }]);
    await announce([resetLetter({ publicUrl, language: asked.language }, user, secret)]);
  });
}
