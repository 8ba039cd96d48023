/** Who there is: people who sign in, and those whom only the model knows, in one list by name. */
import { type Kysely, sql } from "kysely";
import { requirePermission } from "#core/access/access.ts";
import { contactKeyOf, departmentOf } from "#core/access/sight.ts";
import type { Document, Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { assigneeOf } from "#server/access/actor.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";

export type Person = {
  /** Of who signs in or was invited; null for somebody whom only the model knows. */
  id: string | null;
  /** By which tickets name them. */
  key: string;
  name: string;
  email: string | null;
  phone: string | null;
  /** Null for the provider's own people. */
  customerId: string | null;
  department: string | null;
  role: string | null;
  /** Of the provider's people: the teams they are in, by id. */
  teams: string[];
  /** `listed`: only in the model. `invited`: has not opened the link yet. */
  state: "listed" | "invited" | "active" | "deactivated";
  createdAt: Instant | null;
};

export const peopleKinds = ["staff", "customers", "all"] as const;

export type PeopleFilter = {
  /** Default: staff for the provider's people, all of their organisations for a customer's. */
  of?: (typeof peopleKinds)[number] | undefined;
  customer?: string | undefined;
  /** Part of a name, an address or a department. */
  q?: string | undefined;
  /** Those who were removed too. */
  withDeactivated?: boolean | undefined;
  limit: number;
  cursor?: string | undefined;
};

/** Of whom: null customers for the provider's own. */
type Whose = { staff: boolean; customers: readonly string[] | "all" };

type Place = readonly [name: string, key: string];
type Db = Kysely<AccessTables>;

/** A page by name. Refuses `forbidden`, `unknown-customer`, `bad-cursor`. */
export async function listPeople(door: Door, caller: Caller, filter: PeopleFilter): Promise<{ items: Person[]; next: string | null }> {
  const document = (await door.book()).documentAt(door.clock());
  const whose = requireWhose(caller, document, filter);
  const from = filter.cursor === undefined ? null : readCursor(filter.cursor);
  const { limit } = filter;
  return door.read("*", async (any) => {
    const db = any.withTables<AccessTables>();
    const users = await readUsers(db, whose, from, filter);
    const listed = await readListed(db, document, whose, from, filter);
    const rows = [...users.map((row) => ({ place: [row.sort, row.id] as Place, person: personOf(row, document) })), ...listed];
    rows.sort((a, b) => compare(a.place, b.place));
    const page = rows.slice(0, limit);
    return { items: page.map(({ person }) => person), next: rows.length > limit ? writeCursor(page.at(-1)!.place) : null };
  });
}

/** One person who signs in, as the list shows them. */
export async function readPerson(door: Door, userId: string): Promise<Person> {
  const document = (await door.book()).documentAt(door.clock());
  const row = await door.read("*", (db) => people(db.withTables<AccessTables>()).where("users.id", "=", userId).executeTakeFirst());
  if (row === undefined) throw new Refusal("unknown-user", "There is nobody with this id: see who there is with a list.", { userId });
  return personOf(row, document);
}

function requireWhose(caller: Caller, document: Document | null, { of, customer }: PeopleFilter): Whose {
  if (customer !== undefined) {
    const isKnown = caller.customerIds?.includes(customer) ?? (document !== null && Object.hasOwn(document.customers, customer));
    if (!isKnown) throw new Refusal("unknown-customer", `There is no customer "${customer}".`, { customerId: customer });
  }
  requirePermission(caller, "people:read", customer ?? caller.customerId);
  if (customer !== undefined) return { staff: false, customers: [customer] };
  if (caller.customerIds !== null) return { staff: false, customers: caller.customerIds };
  return { staff: of !== "customers", customers: of === "customers" || of === "all" ? "all" : [] };
}

const people = (db: Db) =>
  db
    .selectFrom("users")
    .selectAll("users")
    .select(sql<string>`lower(users.name)`.as("sort"))
    .select((select) =>
      select.exists(select.selectFrom("accounts").select("accounts.id").whereRef("accounts.user_id", "=", "users.id")).as("has_account"),
    );

type UserRow = Awaited<ReturnType<ReturnType<typeof people>["executeTakeFirstOrThrow"]>>;

function readUsers(db: Db, { staff, customers }: Whose, from: Place | null, filter: PeopleFilter): Promise<UserRow[]> {
  let query = people(db)
    .orderBy(sql`lower(users.name) collate "C"`)
    .orderBy(sql`users.id collate "C"`)
    .limit(filter.limit + 1);
  if (!staff) query = query.where("users.customer_id", "is not", null);
  if (customers !== "all") {
    query = query.where((where) =>
      where.or([
        ...(staff ? [where("users.customer_id", "is", null)] : []),
        ...(customers.length > 0 ? [where("users.customer_id", "in", [...customers])] : []),
      ]),
    );
  }
  if (filter.withDeactivated !== true) query = query.where("users.deactivated_at", "is", null);
  if (filter.q !== undefined && filter.q !== "") {
    const part = `%${filter.q.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
    query = query.where(
      sql<boolean>`(lower(users.name) like ${part} or users.email like ${part} or lower(coalesce(users.department, '')) like ${part})`,
    );
  }
  if (from !== null) query = query.where(sql<boolean>`(lower(users.name) collate "C", users.id collate "C") > (${from[0]}, ${from[1]})`);
  return query.execute();
}

function personOf(row: UserRow, document: Document | null): Person {
  const { id, name, email, phone, role, customer_id: customerId, deactivated_at, created_at, has_account } = row;
  const key = customerId === null ? assigneeOf({ id, email, contact: null }, document) : contactKeyOf(document, customerId, row);
  return {
    ...{ id, key, name, email, phone, customerId, role },
    department: customerId === null ? row.department : departmentOf(document, customerId, row),
    teams: customerId === null ? teamsOf(document, key) : [],
    state: deactivated_at !== null ? "deactivated" : has_account ? "active" : "invited",
    createdAt: created_at.getTime() as Instant,
  };
}

const teamsOf = (document: Document | null, key: string): string[] =>
  Object.entries(document?.teams ?? {}).flatMap(([id, { members, lead }]) => (members.includes(key) || lead === key ? [id] : []));

/** The model's people who do not sign in, after a place, filtered like the others. */
async function readListed(
  db: Db,
  document: Document | null,
  { staff, customers }: Whose,
  from: Place | null,
  { q, limit }: PeopleFilter,
): Promise<{ place: Place; person: Person }[]> {
  const wanted = q?.toLowerCase() ?? "";
  const known = [
    ...(staff ? Object.entries(document?.people ?? {}).map(([key, person]) => listedPerson(document, key, person, null)) : []),
    ...Object.entries(document?.customers ?? {}).flatMap(([customerId, { contacts }]) =>
      customers === "all" || customers.includes(customerId)
        ? Object.entries(contacts).map(([key, contact]) => listedPerson(document, key, contact, customerId))
        : [],
    ),
  ];
  const rows = known
    .map((person) => ({ place: [person.name.toLowerCase(), `${person.customerId ?? ""}/${person.key}`] as Place, person }))
    .filter(({ place }) => from === null || compare(place, from) > 0)
    .filter(({ person: { name, email, department } }) =>
      [name, email, department].some((each) => each?.toLowerCase().includes(wanted) === true),
    )
    .sort((a, b) => compare(a.place, b.place));
  const emails = rows.flatMap(({ person }) => person.email?.toLowerCase() ?? []);
  const taken = emails.length === 0 ? [] : await db.selectFrom("users").select("email").where("email", "in", emails).execute();
  const signingIn = new Set(taken.map(({ email }) => email));
  return rows.filter(({ person }) => person.email === null || !signingIn.has(person.email.toLowerCase())).slice(0, limit + 1);
}

type Listed = { name: string; email?: string; phone?: string; language?: Language; department?: string };

const listedPerson = (document: Document | null, key: string, listed: Listed, customerId: string | null): Person => ({
  ...{ id: null, key, name: listed.name, email: listed.email ?? null, phone: listed.phone ?? null, customerId },
  ...{ department: listed.department ?? null, role: null, state: "listed", createdAt: null },
  teams: customerId === null ? teamsOf(document, key) : [],
});

/** As the database compares under the collation "C": by bytes. */
const compare = (a: Place, b: Place): number =>
  Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0])) || Buffer.compare(Buffer.from(a[1]), Buffer.from(b[1]));

const writeCursor = (place: Place): string => Buffer.from(JSON.stringify(place)).toString("base64url");

function readCursor(cursor: string): Place {
  try {
    const [name, key] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (typeof name === "string" && typeof key === "string") return [name, key];
  } catch {
    // Told below like any other that is not ours.
  }
  throw new Refusal("bad-cursor", "This is no cursor of this list: take `next` of the page before, or start without one.", { cursor });
}

/** What a customer is called, in no language in particular: names of organisations are not translated. */
export const customerNameOf = (document: Document | null, customerId: string | null): string | null =>
  customerId === null ? null : (document?.customers[customerId]?.name ?? customerId);
