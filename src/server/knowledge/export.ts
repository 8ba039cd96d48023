/** The whole knowledge as Markdown files, and back: what an installation or a customer can always take away. */
import { type Article, originalOf } from "#core/knowledge/article.ts";
import { descriptionOf } from "#core/knowledge/decide.ts";
import {
  type ArticleFile,
  articlePath,
  type KnowledgeFile,
  type RunbookFile,
  readKnowledgeFile,
  runbookPath,
  writeArticleFile,
  writeRunbookFile,
} from "#core/knowledge/file.ts";
import type { Audience } from "#core/knowledge/reader.ts";
import { mayRead } from "#core/knowledge/reader.ts";
import type { Runbook } from "#core/knowledge/runbook.ts";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { newId } from "#server/access/secret.ts";
import type { Door } from "#server/database/door.ts";
import type { Scope } from "#server/database/orders.ts";
import { requireKnownPlace } from "#server/knowledge/known-place.ts";
import { readManuscript } from "#server/knowledge/read.ts";
import { readRunbook, saveRunbook } from "#server/knowledge/runbook-store.ts";
import { performOnArticle } from "#server/knowledge/store.ts";
import type { KnowledgeTables } from "#server/knowledge/tables.ts";

export type TextFile = { path: string; text: string };

/** For the provider: everything that is not retired, drafts and runbooks included. For others: what they may read, as they read it. */
export async function exportKnowledge(door: Pick<Door, "read">, scope: Scope, audience: Audience): Promise<TextFile[]> {
  return audience === "staff" ? exportAll(door) : exportPublished(door, scope, audience);
}

async function exportAll(door: Pick<Door, "read">): Promise<TextFile[]> {
  const { articles, runbooks } = await door.read("*", async (any) => {
    const db = any.withTables<KnowledgeTables>();
    return {
      articles: await db.selectFrom("article_records").select("record").execute(),
      runbooks: await db.selectFrom("runbooks").select("record").where("is_retired", "=", false).execute(),
    };
  });
  const written = articles.map(({ record }) => record as Article).filter(({ state }) => state !== "retired");
  const files = [
    ...written.flatMap(filesOf).map((file) => ({ path: articlePath(file), text: writeArticleFile(file) })),
    ...runbooks
      .map(({ record }) => fileOfRunbook(record as Runbook))
      .map((file) => ({ path: runbookPath(file), text: writeRunbookFile(file) })),
  ];
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Of a published language that is being rewritten, the working text: what an author has is what an author takes away. */
const filesOf = (article: Article): ArticleFile[] =>
  (Object.entries(article.texts) as [Language, NonNullable<Article["texts"][Language]>][]).map(([language, writing]) => ({
    kind: "article",
    ...descriptionOf(article),
    ...{ language, original: article.language, title: writing.title, body: writing.body, madeFrom: writing.madeFrom },
    state: writing.version > 0 && article.state === "published" ? "published" : "draft",
    version: writing.version === 0 ? null : writing.version,
  }));

const fileOfRunbook = ({ id, name, summary, service, component, kinds, owner, steps }: Runbook): RunbookFile => ({
  kind: "runbook",
  ...{ id, name, summary, service, component, kinds, owner, steps },
});

async function exportPublished(door: Pick<Door, "read">, scope: Scope, audience: Audience): Promise<TextFile[]> {
  const rows = await door.read(scope, (db) =>
    db
      .withTables<KnowledgeTables>()
      .selectFrom("article_versions as v")
      .innerJoin("articles as a", "a.id", "v.article_id")
      .select(["a.slug", "a.state", "a.visibility", "a.customers", "a.service", "a.tags", "a.language as original"])
      .select(["v.language", "v.version", "v.title", "v.body", "v.made_from"])
      .where("v.is_current", "=", true)
      .orderBy("a.slug")
      .orderBy("v.language")
      .execute(),
  );
  return rows
    .filter((row) => mayRead(audience, row))
    .map((row) => {
      const { slug, visibility, service, tags, original, language, version, title, body, made_from: madeFrom } = row;
      const about = { slug, visibility, customers: [], service, tags, owner: "provider", reviewOn: null };
      const file: ArticleFile = { kind: "article", ...about, original, language, version, title, body, madeFrom, state: "published" };
      return { path: articlePath(file), text: writeArticleFile(file) };
    });
}

export type ImportOutcome = { created: number; changed: number; unchanged: number };
export type ImportOptions = { actor: string; at?: Instant; dryRun?: boolean };

/** Refuses `invalid-knowledge` with the file and line of every mistake; then nothing was imported. */
export async function importKnowledge(
  door: Door,
  texts: readonly TextFile[],
  { actor, at = door.clock(), dryRun = false }: ImportOptions,
): Promise<ImportOutcome> {
  const files = readAll(texts);
  await requireKnownPlaces(door, files);
  const tally: ImportOutcome = { created: 0, changed: 0, unchanged: 0 };
  if (dryRun) return tally;
  const articles = files.flatMap(({ file }) => (file.kind === "article" ? [file] : []));
  for (const slug of new Set(articles.map((file) => file.slug))) {
    tally[
      await importArticle(
        door,
        articles.filter((file) => file.slug === slug),
        actor,
        at,
      )
    ] += 1;
  }
  for (const { file } of files) if (file.kind === "runbook") tally[await importRunbook(door, file, actor, at)] += 1;
  return tally;
}

type Read = { path: string; file: KnowledgeFile };
type Mistake = { path: string; line: number; message: string };

function readAll(texts: readonly TextFile[]): Read[] {
  const mistakes: Mistake[] = [];
  const files: Read[] = [];
  for (const { path, text } of texts) {
    const { file, problems } = readKnowledgeFile(text);
    mistakes.push(...problems.map((problem) => ({ path, ...problem })));
    if (file !== null) files.push({ path, file });
  }
  for (const { path, file } of files) {
    if (file.kind !== "article" || file.language === file.original) continue;
    const isThere = files.some(
      (each) => each.file.kind === "article" && each.file.slug === file.slug && each.file.language === file.original,
    );
    if (!isThere) mistakes.push({ path, line: 1, message: `The original (${file.original}) of "${file.slug}" is not among the files.` });
  }
  requireNone(mistakes);
  return files;
}

async function requireKnownPlaces(door: Door, files: readonly Read[]): Promise<void> {
  const mistakes: Mistake[] = [];
  for (const { path, file } of files) {
    try {
      const component = file.kind === "runbook" ? file.component : null;
      await requireKnownPlace(door, {
        owner: file.owner,
        service: file.service,
        component,
        customers: file.kind === "article" ? file.customers : [],
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      mistakes.push({ path, line: 1, message: error.message });
    }
  }
  requireNone(mistakes);
}

function requireNone(mistakes: readonly Mistake[]): void {
  const [first] = mistakes;
  if (first === undefined) return;
  const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : "";
  throw new Refusal("invalid-knowledge", `${first.path}, line ${first.line}: ${first.message}${more} Nothing was imported.`, {
    problems: mistakes,
  });
}

type Done = keyof ImportOutcome;

/** One article with its languages, the original first: created or written anew, published where the file says so. */
async function importArticle(door: Door, files: readonly ArticleFile[], actor: string, at: Instant): Promise<Done> {
  const ordered = [...files].sort((a, b) => Number(b.language === b.original) - Number(a.language === a.original));
  const [original] = ordered;
  if (original === undefined) return "unchanged";
  const row = await door.read("*", (db) =>
    db.withTables<KnowledgeTables>().selectFrom("articles").select("id").where("slug", "=", original.slug).executeTakeFirst(),
  );
  const articleId = row?.id ?? newId();
  const { language, title, body } = original;
  const begin =
    row === undefined
      ? ({ type: "create-article", ...descriptionOf(original), language, title, body } as const)
      : ({ type: "describe-article", ...descriptionOf(original) } as const);
  const { events } = await performOnArticle(door, { articleId, actor, at, verbs: [begin] });
  let count = events.length;
  for (const file of ordered) count += await importText(door, articleId, file, actor, at);
  return row === undefined ? "created" : count > 0 ? "changed" : "unchanged";
}

async function importText(door: Door, articleId: string, file: ArticleFile, actor: string, at: Instant): Promise<number> {
  const { language, title, body } = file;
  const before = await readManuscript(door, articleId);
  const newest = Math.max(1, originalOf(before).version);
  const known = before.texts[language];
  const isSame = known !== undefined && known.title === title.trim() && known.body === body;
  // What a file does not say of a text that did not change stays as it was; a text that did change was made from the newest original.
  const madeFrom = language === before.language ? null : Math.min(file.madeFrom ?? (isSame ? (known.madeFrom ?? newest) : newest), newest);
  const verb = { type: "write-article", language, title, body, ...(madeFrom === null ? {} : { madeFrom }) } as const;
  const written = await performOnArticle(door, { articleId, actor, at, verbs: [verb] });
  const writing = (await readManuscript(door, articleId)).texts[language];
  if (file.state !== "published" || writing === undefined || !writing.isChanged) return written.events.length;
  const published = await performOnArticle(door, { articleId, actor, at, verbs: [{ type: "publish-article", language }] });
  return written.events.length + published.events.length;
}

async function importRunbook(door: Door, { kind: _kind, id, ...text }: RunbookFile, actor: string, at: Instant): Promise<Done> {
  const before = await readRunbook(door, id).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === "unknown-runbook") return null;
    throw error;
  });
  const saved = await saveRunbook(door, { id, text, actor, at, note: null, isNew: before === null });
  if (before === null) return "created";
  return saved.version === before.newestVersion ? "unchanged" : "changed";
}
