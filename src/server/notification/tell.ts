/** News that is no ticket's, for people of the provider's: into the inbox, and by the channels by which each wants to be told. */
import type { Kysely } from "kysely";
import type { Text } from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Tables } from "#server/database/tables.ts";
import type { AlarmContent } from "#server/notification/compose.ts";
import { addDeliveries, type NewDelivery } from "#server/notification/delivery-store.ts";

export type News = {
  /** Key of the model, or a user's id. */
  person: string;
  /** Names it for programs: `swap-asked`. */
  kind: string;
  /** In every language; without a full stop. */
  subject: Text;
  text: Text;
  /** Where one sees more: `/oncall`. */
  path: string;
  at: Instant;
};

/** What the inbox keeps of it, under a notification's `cause`. */
export type NewsCause = { kind: string; subject: Text; path: string };

/** In the transaction of `db`. Taken up at once where the same transaction appends a fact `notification.…`, else within a second. */
export async function tellPeople(db: Kysely<Tables>, news: readonly News[]): Promise<void> {
  if (news.length === 0) return;
  const rows = news.map(({ person, kind, subject, path, at }) => {
    const cause: NewsCause = { kind, subject, path };
    return { customer_id: "", recipient: `person:${person}`, ticket_id: null, cause: JSON.stringify(cause), at, read_at: null };
  });
  await db.insertInto("notifications").values(rows).execute();
  await addDeliveries(
    db,
    news.map(({ person, subject, text, path, at }): NewDelivery => {
      const content: AlarmContent = { kind: "alarm", subject, text, path };
      return { customerId: "", purpose: "notice", recipient: `person:${person}`, urgency: "low", wantedAt: at, content };
    }),
  );
}
