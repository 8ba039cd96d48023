/** An address that no other article has. */
import type { Door } from "#server/database/door.ts";
import type { KnowledgeTables } from "#server/knowledge/tables.ts";

/** `wanted`, or with the first number from 2 on that makes it free. Two who ask at once may get the same: the slower one is refused `slug-taken`. */
export async function freeSlug(door: Pick<Door, "read">, wanted: string): Promise<string> {
  const rows = await door.read("*", (db) =>
    db.withTables<KnowledgeTables>().selectFrom("articles").select("slug").where("slug", "like", `${wanted}%`).execute(),
  );
  const taken = new Set(rows.map(({ slug }) => slug));
  for (let number = 1; ; number++) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(slug)) return slug;
  }
}
