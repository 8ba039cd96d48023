/** Announcements as rows: written by the provider together with what the log says of it, read by whom they speak to. */
import { type Announcement, byWeight, isCurrent, requireAnnouncement, speaksTo } from "#core/portal/announcement.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { newId } from "#server/access/secret.ts";
import type { Door } from "#server/database/door.ts";
import type { PlainFact } from "#server/database/orders.ts";
import type { PortalTables } from "#server/portal/tables.ts";

type Row = PortalTables["announcements"];

const announcementOf = (row: Row): Announcement => ({
  id: row.id,
  severity: row.severity,
  customers: row.customers,
  services: row.services,
  from: row.from_at as Instant,
  until: row.until_at as Instant | null,
  texts: row.texts as unknown as Announcement["texts"],
});

const rowOf = (announcement: Omit<Announcement, "id">) => ({
  severity: announcement.severity,
  customers: announcement.customers === null ? null : [...announcement.customers],
  services: [...announcement.services],
  from_at: announcement.from,
  until_at: announcement.until,
  texts: JSON.stringify(announcement.texts),
});

const factOf = (type: string, announcement: Announcement, actor: string, at: Instant): PlainFact => {
  const { id, severity, customers, services, from, until, texts } = announcement;
  return { type, actor, at, facts: { announcementId: id, severity, customers, services, from, until }, personal: { texts } };
};

/** Of all times, what began last first: `limit` of them after the one that `cursor` names. */
export async function listAnnouncements(
  door: Door,
  { limit, cursor }: { limit: number; cursor: { from: number; id: string } | null },
): Promise<Announcement[]> {
  const rows = await door.read("*", (db) => {
    const query = db
      .withTables<PortalTables>()
      .selectFrom("announcements")
      .selectAll()
      .orderBy("from_at", "desc")
      .orderBy("id")
      .limit(limit);
    if (cursor === null) return query.execute();
    const { from, id } = cursor;
    return query
      .where((where) => where.or([where("from_at", "<", from), where.and([where("from_at", "=", from), where("id", ">", id)])]))
      .execute();
  });
  return rows.map((row) => announcementOf(row as unknown as Row));
}

/** More at once nobody reads. */
const mostShown = 20;

/** What speaks now to people of these customers (the scope is theirs), who have these services. */
export async function currentAnnouncements(
  door: Door,
  scope: string,
  reader: { customers: readonly string[]; services: ReadonlySet<string> },
): Promise<Announcement[]> {
  const now = door.clock();
  const rows = await door.read(scope, (db) =>
    db
      .withTables<PortalTables>()
      .selectFrom("announcements")
      .selectAll()
      .where("from_at", "<=", now)
      .where((where) => where.or([where("until_at", "is", null), where("until_at", ">", now)]))
      .orderBy("from_at", "desc")
      .limit(200)
      .execute(),
  );
  return rows
    .map((row) => announcementOf(row as unknown as Row))
    .filter((each) => isCurrent(each, now) && speaksTo(each, reader))
    .sort(byWeight)
    .slice(0, mostShown);
}

export async function publishAnnouncement(door: Door, told: Omit<Announcement, "id">, actor: string): Promise<Announcement> {
  const now = door.clock();
  return door.write("*", async ({ db, book, append }) => {
    requireAnnouncement(told, book.documentAt(now));
    const announcement = { ...told, id: newId() };
    await db
      .withTables<PortalTables>()
      .insertInto("announcements")
      .values({ id: announcement.id, ...rowOf(told), created_at: now, changed_at: now })
      .execute();
    await append([factOf("announcement.published", announcement, actor, now)]);
    return announcement;
  });
}

/** Writes it anew as a whole. Refuses `unknown-announcement`. */
export async function changeAnnouncement(door: Door, announcement: Announcement, actor: string): Promise<Announcement> {
  const now = door.clock();
  return door.write("*", async ({ db, book, append }) => {
    requireAnnouncement(announcement, book.documentAt(now));
    const { numUpdatedRows } = await db
      .withTables<PortalTables>()
      .updateTable("announcements")
      .set({ ...rowOf(announcement), changed_at: now })
      .where("id", "=", announcement.id)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw unknownAnnouncement(announcement.id);
    await append([factOf("announcement.changed", announcement, actor, now)]);
    return announcement;
  });
}

/** Takes it away; the log keeps what it said. */
export async function withdrawAnnouncement(door: Door, id: string, actor: string): Promise<void> {
  const now = door.clock();
  await door.write("*", async ({ db, append }) => {
    const { numDeletedRows } = await db
      .withTables<PortalTables>()
      .deleteFrom("announcements")
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) throw unknownAnnouncement(id);
    await append([{ type: "announcement.withdrawn", actor, at: now, facts: { announcementId: id } }]);
  });
}

const unknownAnnouncement = (id: string): Refusal =>
  new Refusal("unknown-announcement", "There is no announcement with this id: somebody may have withdrawn it.", { id });
