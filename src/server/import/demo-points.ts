/** How the people of the demonstration can be reached: most have verified a way, one fails, and some have not looked after it yet. */
import type { Document } from "#core/model/document.ts";
import { hours, type Instant } from "#core/time/instant.ts";
import { newId } from "#server/access/secret.ts";
import type { Transaction } from "#server/database/orders.ts";
import type { ReachTables } from "#server/notification/tables.ts";

/** Whoever signs in as Inés finds her own list empty, and sees in the coverage proof what that means. */
const verified = ["tomas", "aisha", "petra", "noor", "diego", "camille", "emma", "sofia", "raul"];
const failing = ["hugo"];

export async function storeDemoPoints({ db }: Transaction, document: Document, now: Instant): Promise<void> {
  const before = now - hours(24 * 20);
  const rows = [...verified, ...failing].flatMap((person) => {
    const email = document.people?.[person]?.email;
    if (email === undefined) return [];
    const failedAt = failing.includes(person) ? now - hours(30) : null;
    return [
      { id: newId(), person, channel: "email" as const, address: email, verified_at: before, failed_at: failedAt, created_at: before },
    ];
  });
  if (rows.length > 0) await db.withTables<ReachTables>().insertInto("contact_points").values(rows).execute();
}
