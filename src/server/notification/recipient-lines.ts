/** Who a recipient is and how they are reached: people, their contact points and rules, looked up for many deliveries at once. */
import type { Kysely } from "kysely";
import type { Book } from "#core/agreement/book.ts";
import type { Contact, Document, Language } from "#core/model/document.ts";
import type { Channel, NotificationRules } from "#core/notification/channel.ts";
import type { Delivery, Line } from "#core/notification/delivery.ts";
import { type Point, planLines } from "#core/notification/plan.ts";
import { resolveRecipients } from "#core/notification/recipient.ts";
import { onCallIn } from "#core/oncall/rota.ts";
import type { Instant } from "#core/time/instant.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Tables } from "#server/database/tables.ts";
import type { ReachTables } from "#server/notification/tables.ts";

/** Somebody with a name: a key of the model's people or a user's id, or a customer's contact. */
type Somebody = { kind: "person" | "contact"; key: string; customerId: string };

type User = { id: string; email: string; phone: string | null; language: Language | null };

/** What was asked of the database for a set of recipients. */
type Known = {
  users: readonly User[];
  points: ReadonlyMap<string, readonly Point[]>;
  rules: ReadonlyMap<string, NotificationRules>;
  document: Document | null;
  /** Whether any enabled gateway serves a channel. */
  isServed: (channel: Channel) => boolean;
};

type Wanted = Pick<Delivery, "purpose" | "recipient" | "customerId" | "urgency" | "wantedAt">;

/**
 * The lines of each delivery, in its order; none where nobody is found who can be reached, null for a notice that nobody of them wants. A
 * role, a team or a schedule becomes the people it stands for at `now`.
 */
export async function linesOf(
  db: Kysely<Tables>,
  book: Book,
  deliveries: readonly Wanted[],
  isServed: Known["isServed"],
  now: Instant,
): Promise<(Line[] | null)[]> {
  const document = book.documentAt(now);
  const administrators = deliveries.some(({ recipient }) => recipient.startsWith("role:")) ? await administratorsOf(db, document) : [];
  const meant = deliveries.map((delivery) => somebodies(delivery, book, administrators, now));
  const known = await lookUp(db, document, meant.flat(), isServed);
  return deliveries.map((delivery, i) => {
    const { recipient, urgency, wantedAt } = delivery;
    if (recipient.startsWith("webhook:")) {
      const points = [{ channel: "webhook" as const, address: recipient.slice("webhook:".length) }];
      return planLines({ rules: null, points, urgency, wantedAt, language: languageOf(null, null, document) });
    }
    const lines = meant[i]!.flatMap((somebody) => linesTo(somebody, delivery, known));
    const isWanted = lines.length > 0 || meant[i]!.some((somebody) => !isUnwanted(somebody, delivery, known));
    return isWanted || meant[i]!.length === 0 ? lines : null;
  });
}

/** `team:dba`, `schedule:nights`, `role:administrator`, `person:…`, `contact:…` as the people they are now. */
function somebodies({ recipient, customerId }: Wanted, book: Book, administrators: readonly string[], now: Instant): Somebody[] {
  const document = book.documentAt(now);
  return resolveRecipients([recipient], document, customerId).flatMap((each): Somebody[] => {
    const [kind, key] = split(each);
    if (kind === "person" || kind === "contact") return [{ kind, key, customerId }];
    if (kind === "role") return administrators.map((person) => ({ kind: "person", key: person, customerId }));
    const person = kind === "schedule" ? (onCallIn(book, key, now)?.person ?? null) : null;
    return person === null ? [] : [{ kind: "person", key: person, customerId }];
  });
}

const split = (recipient: string): [string, string] => {
  const at = recipient.indexOf(":");
  return [recipient.slice(0, at), recipient.slice(at + 1)];
};

/** Keys of the provider's people who may do everything. */
export async function administratorsOf(db: Kysely<Tables>, document: Document | null): Promise<string[]> {
  const rows = await db
    .withTables<AccessTables>()
    .selectFrom("users")
    .select(["id", "email"])
    .where("role", "=", "administrator")
    .where("customer_id", "is", null)
    .where("deactivated_at", "is", null)
    .orderBy("id")
    .limit(50)
    .execute();
  return rows.map(({ id, email }) => keyOf(id, email, document));
}

/** How the model calls whoever signs in with this address; else their id. */
const keyOf = (id: string, email: string, document: Document | null): string =>
  Object.entries(document?.people ?? {}).find(([, person]) => person.email?.toLowerCase() === email)?.[0] ?? id;

async function lookUp(
  db: Kysely<Tables>,
  document: Document | null,
  who: readonly Somebody[],
  isServed: Known["isServed"],
): Promise<Known> {
  const none = { users: [], points: new Map(), rules: new Map(), document, isServed };
  if (who.length === 0) return none;
  const people = [...new Set(who.filter(({ kind }) => kind === "person").map(({ key }) => key))];
  const emails = people.flatMap((key) => document?.people?.[key]?.email?.toLowerCase() ?? []);
  const ids = [...new Set(who.map(({ key }) => key))];
  const tables = db.withTables<ReachTables & AccessTables>();
  const [users, points, rules] = await Promise.all([
    tables
      .selectFrom("users")
      .select(["id", "email", "phone", "language"])
      .where("deactivated_at", "is", null)
      .where((or) => or.or([or("id", "in", ids), ...(emails.length === 0 ? [] : [or("email", "in", emails)])]))
      .execute(),
    people.length === 0
      ? []
      : tables
          .selectFrom("contact_points")
          .select(["person", "channel", "address"])
          .where("person", "in", people)
          .where("verified_at", "is not", null)
          .orderBy("created_at")
          .execute(),
    people.length === 0 ? [] : tables.selectFrom("notification_rules").select(["person", "rules"]).where("person", "in", people).execute(),
  ]);
  const byPerson = new Map<string, Point[]>();
  for (const { person, channel, address } of points) byPerson.set(person, [...(byPerson.get(person) ?? []), { channel, address }]);
  return { ...none, users, points: byPerson, rules: new Map(rules.map((row) => [row.person, row.rules])) };
}

/** Who has chosen to be told of notices nowhere finds them in the inbox; a page is not a matter of taste. */
const isUnwanted = ({ kind, key }: Somebody, { purpose, urgency }: Wanted, { rules }: Known): boolean =>
  purpose === "notice" && kind === "person" && rules.get(key)?.[urgency].length === 0;

function linesTo(somebody: Somebody, wanted: Wanted, known: Known): Line[] {
  const { urgency, wantedAt } = wanted;
  const { kind, key } = somebody;
  if (isUnwanted(somebody, wanted, known)) return [];
  if (kind === "contact") {
    const contact = contactOf(somebody, known.document);
    const user = known.users.find(({ id }) => id === key) ?? null;
    const email = contact?.email ?? user?.email;
    const points = email === undefined || !known.isServed("email") ? [] : [{ channel: "email" as const, address: email }];
    const language = user?.language ?? contact?.language ?? known.document?.customers[somebody.customerId]?.language;
    return planLines({ rules: null, points, urgency, wantedAt, language: language ?? languageOf(null, null, known.document) });
  }
  const person = known.document?.people?.[key];
  const user = known.users.find(({ id, email }) => id === key || email === person?.email?.toLowerCase()) ?? null;
  const own = known.points.get(key) ?? [];
  // What the model knows of somebody holds for every channel for which they have said nothing themselves.
  const others = modelPoints(person?.email ?? user?.email, person?.phone ?? user?.phone ?? undefined).filter(
    ({ channel }) => known.isServed(channel) && !own.some((point) => point.channel === channel),
  );
  const language = languageOf(user?.language ?? null, person?.language ?? null, known.document);
  return planLines({ rules: known.rules.get(key) ?? null, points: [...own, ...others], urgency, wantedAt, person: key, language });
}

const modelPoints = (email: string | undefined, phone: string | undefined): Point[] => [
  ...(email === undefined ? [] : [{ channel: "email" as const, address: email }]),
  ...(phone === undefined ? [] : (["sms", "voice"] as const).map((channel) => ({ channel, address: plainNumber(phone) }))),
];

/** As drivers of telephones take it: a model may group the digits. */
export const plainNumber = (phone: string): string => phone.replaceAll(/[\s().-]/g, "");

const languageOf = (chosen: Language | null, ofModel: Language | null, document: Document | null): Language =>
  chosen ?? ofModel ?? document?.languages?.[0] ?? "en";

/** A contact of the customer, or of an organisation above it. */
function contactOf({ key, customerId }: Somebody, document: Document | null): Contact | null {
  const passed = new Set<string>();
  for (let id: string | undefined = customerId; id !== undefined && !passed.has(id); ) {
    passed.add(id);
    const customer: Document["customers"][string] | undefined = document?.customers[id];
    const found = customer?.contacts[key];
    if (found !== undefined) return found;
    id = customer?.parent;
  }
  return null;
}
