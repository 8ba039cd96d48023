/** The demonstration's knowledge: articles and runbooks of `examples/`, one translation that fell behind, and a month of readers. */
import { join } from "node:path";
import type { Origin } from "#core/knowledge/deflection.ts";
import type { Language } from "#core/model/document.ts";
import { hours, type Instant } from "#core/time/instant.ts";
import { newId } from "#server/access/secret.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";
import { projectFolder } from "#server/installation.ts";
import { importKnowledge } from "#server/knowledge/export.ts";
import { readFolder } from "#server/knowledge/folder.ts";
import { performOnArticle } from "#server/knowledge/store.ts";
import type { KnowledgeTables } from "#server/knowledge/tables.ts";

const daysBefore = (now: Instant, days: number): Instant => (now - hours(24 * days)) as Instant;

/** Forty days of it, ending now. */
export async function storeDemoKnowledge(door: Door, now: Instant): Promise<void> {
  const folder = (name: string): string => join(projectFolder(), "examples", name);
  await importKnowledge(door, readFolder(folder("knowledge")), { actor: "agent:ines", at: daysBefore(now, 40) });
  await importKnowledge(door, readFolder(folder("knowledge-revised")), { actor: "agent:ines", at: daysBefore(now, 9) });
  await beginDraft(door, daysBefore(now, 2));
  await inviteReaders(door, daysBefore(now, 35));
  await storeReadings(door, now);
}

/** People of the customers who look for help before they ask; the model's own contacts write a ticket every day. */
const quietReaders = [
  { id: "rosa-mamani", name: "Rosa Mamani", customer_id: "andina", department: "Tesorería", language: "es" },
  { id: "julie-martin", name: "Julie Martin", customer_id: "azur", department: "Accueil", language: "fr" },
  { id: "pedro-lara", name: "Pedro Lara", customer_id: "mercado-sur", department: "Almacén", language: "es" },
] as const;

async function inviteReaders(door: Door, at: Instant): Promise<void> {
  await door.write("*", async ({ db, append }) => {
    const people = quietReaders.map((each) => ({
      ...each,
      ...{ email: `${each.id}@${each.customer_id}.example`, email_verified: false, role: "contact", deactivated_at: null, phone: null },
    }));
    await db.withTables<AccessTables>().insertInto("users").values(people).execute();
    await append(
      people.map(({ id, name, email, role, customer_id }) => ({
        ...{ type: "user.invited", actor: "system", at, facts: { userId: id, role, customer: customer_id }, personal: { name, email } },
      })),
    );
  });
}

/** Something is always being written. */
async function beginDraft(door: Door, at: Instant): Promise<void> {
  const body = "Merchants ask why a refund takes up to ten days, although we send it within the hour.\n\n## The way of the money\n\n";
  await performOnArticle(door, {
    ...{ articleId: newId(), actor: "agent:diego", at },
    verbs: [
      {
        ...{ type: "create-article", slug: "refund-not-arrived", language: "en", title: "A refund has not arrived", body },
        ...{ visibility: "customer", customers: [], service: "payments", owner: "diego", tags: ["refund"], reviewOn: null },
      },
      { type: "ask-review", of: "ines" },
    ],
  });
}

type Answer = { isHelpful: boolean; isSolved?: true; words?: string };
type Reading = [daysAgo: number, customer: string, contact: string, slug: string, language: Language, origin: Origin, answer?: Answer];

const readings: readonly Reading[] = [
  [29, "andina", "rosa-mamani", "card-declined-by-the-issuer", "es", "suggestion", { isHelpful: true, isSolved: true }],
  [27, "andina", "lucia", "how-we-work", "es", "browse", { isHelpful: true }],
  [26, "azur", "julie-martin", "badge-not-read", "fr", "search", { isHelpful: true, isSolved: true }],
  [25, "azur", "nadia", "till-without-network", "fr", "suggestion"],
  [23, "mercado-sur", "pedro-lara", "stock-differs", "es", "suggestion", { isHelpful: true }],
  [22, "andina", "marco", "card-declined-by-the-issuer", "es", "browse"],
  [20, "azur", "julie-martin", "till-without-network", "fr", "search", { isHelpful: true }],
  [19, "mercado-sur", "elena", "how-we-work", "es", "browse"],
  [
    17,
    "azur",
    "nadia",
    "badge-not-read",
    "fr",
    "suggestion",
    { isHelpful: false, words: "Sur notre site il n’y a pas de boîtier blanc, il est gris." },
  ],
  [16, "andina", "rosa-mamani", "card-declined-by-the-issuer", "es", "search", { isHelpful: true }],
  [14, "mercado-sur", "pedro-lara", "stock-differs", "es", "search", { isHelpful: true, isSolved: true }],
  [12, "azur", "julie-martin", "badge-not-read", "fr", "suggestion"],
  [10, "andina", "marco", "card-declined-by-the-issuer", "es", "suggestion", { isHelpful: true, isSolved: true }],
  [9, "azur", "nadia", "how-we-work", "fr", "browse", { isHelpful: true }],
  [
    6,
    "andina",
    "lucia",
    "card-declined-by-the-issuer",
    "es",
    "suggestion",
    { isHelpful: false, words: "Falta el código 65: nuestros clientes lo ven cada día." },
  ],
  [4, "mercado-sur", "pedro-lara", "stock-differs", "es", "suggestion"],
  [2, "azur", "julie-martin", "till-without-network", "fr", "search", { isHelpful: true }],
  [1, "andina", "rosa-mamani", "card-declined-by-the-issuer", "es", "search"],
];

async function storeReadings(door: Door, now: Instant): Promise<void> {
  await door.write("*", async ({ db: any, append, announce }) => {
    const db = any.withTables<KnowledgeTables>();
    const articles = await db.selectFrom("articles").select(["id", "slug", "service", "owner"]).execute();
    for (const [daysAgo, customerId, contact, slug, language, origin, answer] of readings) {
      const article = articles.find((each) => each.slug === slug);
      if (article === undefined) continue;
      const [at, reader] = [daysBefore(now, daysAgo), `contact:${contact}`];
      const read = { customer_id: customerId, article_id: article.id, language, version: 1, reader, at };
      await db
        .insertInto("article_views")
        .values({ ...read, origin, service: article.service })
        .execute();
      if (answer === undefined) continue;
      const { isHelpful, isSolved = false, words = null } = answer;
      const said = { ...read, id: newId(), is_helpful: isHelpful, is_solved: isSolved, words, settled_at: null, settled_by: null };
      await db
        .insertInto("article_feedback")
        .values(said)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const facts = { articleId: article.id, feedbackId: said.id, language, version: 1, isHelpful, isSolved };
      await append([
        { customerId, type: "article.feedback-given", actor: reader, at, facts, ...(words === null ? {} : { personal: { words } }) },
      ]);
      if (words === null) continue;
      const title = await titleOf(db, article.id, language);
      const cause = { kind: "article-feedback", articleId: article.id, title, isHelpful, hasWords: true };
      await announce([
        { customerId, topic: "notification", payload: { ticketId: null, recipients: [`person:${article.owner}`], cause, at } },
      ]);
    }
  });
}

async function titleOf(db: Parameters<Parameters<Door["read"]>[1]>[0], articleId: string, language: Language): Promise<string> {
  const row = await db
    .withTables<KnowledgeTables>()
    .selectFrom("article_versions")
    .select("title")
    .where("article_id", "=", articleId)
    .where("language", "=", language)
    .where("is_current", "=", true)
    .executeTakeFirst();
  return row?.title ?? "";
}
