import { describe, expect, it } from "vitest";
import { hours, minutes } from "#core/time/instant.ts";
import { type Seat, seat } from "#server/access/person.fixture.ts";
import { openPool } from "#server/database/pool.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { searchArticles } from "#server/knowledge/search.ts";
import { fillInbox } from "#server/worker/inbox.ts";
import { deliverSome } from "#server/worker/outbox.ts";

const api = "/api/v1";

type Story = { house: House; author: Seat; ask(method: string, path: string, as: Seat, body?: unknown): Promise<Json> };

async function story(): Promise<Story> {
  const house = await openHouse();
  const author = await seat(house, { role: "agent", name: "Alma Author" });
  const ask: Story["ask"] = async (method, path, as, body) => {
    const answer = await house.ask(method, `${api}${path}`, as.headers, body);
    expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    return answer.body;
  };
  return { house, author, ask };
}

const text = {
  language: "en",
  title: "Card declined with code 51",
  body: "## What happens\n\nThe bank answers **insufficient funds**.\n\nAsk the payer.",
};

async function published({ ask, author }: Story, more: object = {}): Promise<Json> {
  const made = await ask("POST", "/articles", author, { ...text, visibility: "customer", ...more });
  return ask("POST", `/articles/${made.id}/publications`, author, { language: made.language });
}

describe("an article", () => {
  it("is written, published, translated, and tells its authors which translation is behind", async () => {
    const { house, author, ask } = await story();
    const made = await ask("POST", "/articles", author, { ...text, service: "payments", tags: ["Cards", "cards"] });
    expect(made).toMatchObject({
      slug: "card-declined-with-code-51",
      state: "draft",
      visibility: "internal",
      tags: ["cards"],
      ownerName: "Alma Author",
    });
    const first = await ask("POST", `/articles/${made.id}/publications`, author, { language: "en" });
    expect(first).toMatchObject({ state: "published", texts: { en: { version: 1, isChanged: false } } });
    await ask("POST", `/articles/${made.id}/texts`, author, { language: "es", title: "Tarjeta rechazada", body: "Fondos insuficientes." });
    const spanish = await ask("POST", `/articles/${made.id}/publications`, author, { language: "es" });
    expect(spanish.texts.es).toMatchObject({ version: 1, madeFrom: 1, outdatedSince: null });
    await ask("POST", `/articles/${made.id}/texts`, author, { language: "en", title: text.title, body: "The issuer says no." });
    await ask("POST", `/articles/${made.id}/publications`, author, { language: "en", isMinor: true });
    await ask("POST", `/articles/${made.id}/texts`, author, { language: "en", title: text.title, body: "The issuer says no: call it." });
    const third = await ask("POST", `/articles/${made.id}/publications`, author, { language: "en", note: "Who to call" });
    expect(third.texts.es.outdatedSince).toBe(3);
    const behind = await ask("GET", "/articles?outdated=yes", author);
    expect(behind.items.map((each: Json) => [each.slug, each.outdated])).toEqual([["card-declined-with-code-51", ["es"]]]);
    const read = await ask("GET", "/articles/card-declined-with-code-51?language=es", author);
    expect(read).toMatchObject({ language: "es", title: "Tarjeta rechazada", isInstead: false, isOutdated: true });
    expect(await ask("GET", `/articles/${made.id}?language=fr`, author)).toMatchObject({ language: "en", isInstead: true, version: 3 });
    const { items } = await ask("GET", `/articles/${made.id}/versions`, author);
    expect(items.map((each: Json) => `${each.language} ${each.version} ${each.isMinor} ${each.isCurrent}`).sort()).toEqual([
      "en 1 false false",
      "en 2 true false",
      "en 3 false true",
      "es 1 false true",
    ]);
    expect(await ask("GET", `/articles/${made.id}/versions/en/1`, author)).toMatchObject({ body: text.body, byName: "Alma Author" });
    const late = await house.ask("POST", `${api}/articles/${made.id}/texts`, { ...author.headers, "if-match": '"1"' }, { ...text });
    expect([late.status, codeOf(late)]).toEqual([412, "article-changed"]);
  });

  it("is found in its own language, with a misspelling, and as a whole report", async () => {
    const { house, author, ask } = await story();
    const told: Story = { house, author, ask };
    await published(told, { service: "payments" });
    await published(told, {
      title: "Les tourniquets ne s’ouvrent pas",
      language: "fr",
      body: "Vérifiez l’alimentation des badges.",
      service: "gate",
    });
    const find = async (words: string, service: string | null = null) =>
      (await house.door.read("*", (db) => searchArticles(db, { language: "en" }, words, 5, { service }))).map(({ slug }) => slug);
    expect(await find("insufficient")).toEqual(["card-declined-with-code-51"]);
    expect(await find("declinned")).toEqual(["card-declined-with-code-51"]);
    expect(await find("alimentation badge")).toEqual(["les-tourniquets-ne-s-ouvrent-pas"]);
    expect(await find("Since this morning every card of our customers is declined by the bank, they say insufficient funds")).toEqual([
      "card-declined-with-code-51",
    ]);
    expect(await find("tourniquet", "payments")).toEqual([]);
    expect(await find("nothing whatsoever matches giraffes")).toEqual([]);
    expect(await find("…")).toEqual([]);
    const [hit] = await house.door.read("*", (db) => searchArticles(db, { language: "en" }, "insufficient funds", 5));
    expect(hit?.marks.map(([from, to]) => hit.excerpt.slice(from, to))).toEqual(["insufficient", "funds"]);
    const listed = await ask("GET", "/articles?q=declin", author);
    expect(listed.items.map((each: Json) => each.slug)).toEqual(["card-declined-with-code-51"]);
  });
});

describe("who reads what", () => {
  it("keeps drafts, internal articles and those of others from a customer, by every way and in the tables themselves", async () => {
    const told = await story();
    const { house, ask, author } = told;
    const ana = await seat(house, { role: "designated-contact", customerId: "bank" });
    const everybody = await published(told, { title: "For everybody who signs in" });
    const own = await published(told, { title: "For the bank alone", customers: ["bank"] });
    const hidden = [
      await published(told, { title: "For the factory alone", customers: ["factory"] }),
      await published(told, { title: "Internal matters", visibility: "internal" }),
      await ask("POST", "/articles", author, { ...text, title: "A draft for customers", visibility: "customer" }),
    ];
    const gone = await published(told, { title: "Retired knowledge" });
    await ask("POST", `/articles/${gone.id}/retirement`, author, {});
    await ask("POST", `/articles/${own.id}/texts`, author, { language: "en", title: "SECRET draft title", body: "SECRET draft body" });
    const listed = await ask("GET", "/articles", ana);
    expect(listed.items.map((each: Json) => each.slug).sort()).toEqual([String(everybody.slug), String(own.slug)].sort());
    expect(JSON.stringify(listed)).not.toContain("SECRET");
    expect((await ask("GET", `/articles/${own.id}`, ana)).body).toBe(text.body);
    for (const { id, slug } of [...hidden, gone]) {
      for (const path of [`/articles/${id}`, `/articles/${slug}`]) {
        const answer = await house.ask("GET", `${api}${path}`, ana.headers);
        expect([answer.status, codeOf(answer)]).toEqual([404, "unknown-article"]);
      }
      for (const noun of ["feedback", "views"]) {
        const order = { language: "en", version: 1, ...(noun === "views" ? { origin: "search" } : { isHelpful: true }) };
        expect((await house.ask("POST", `${api}/articles/${id}/${noun}`, ana.headers, order)).status).toBe(404);
      }
    }
    for (const path of [
      `/articles/${own.id}/manuscript`,
      `/articles/${own.id}/versions`,
      `/articles/${own.id}/feedback`,
      "/knowledge/overview",
      "/runbooks",
    ])
      expect((await house.ask("GET", `${api}${path}`, ana.headers)).status, path).toBe(403);
    const { files } = await ask("GET", "/knowledge/export", ana);
    expect(files.map((each: Json) => each.path).sort()).toEqual([`articles/${everybody.slug}.en.md`, `articles/${own.slug}.en.md`].sort());
    const rows = await house.door.read("bank", async (any) => {
      const db = any.withTables<{
        articles: { id: string };
        article_search: { title: string };
        article_versions: { title: string };
        article_records: object;
        runbooks: object;
      }>();
      const count = (table: "articles" | "article_search" | "article_versions" | "article_records" | "runbooks") =>
        db.selectFrom(table).selectAll().execute();
      return Promise.all((["articles", "article_search", "article_versions", "article_records", "runbooks"] as const).map(count));
    });
    expect(rows.map((each) => each.length)).toEqual([2, 2, 2, 0, 0]);
    expect(JSON.stringify(rows)).not.toContain("SECRET");
  });

  it("gives public articles to whoever has not signed in, and nothing else", async () => {
    const told = await story();
    const { house } = told;
    const open = await published(told, { title: "How to reach us", visibility: "public", service: "payments" });
    const closed = await published(told, { title: "For customers" });
    const list = await house.ask("GET", `${api}/help?language=en`, {});
    expect(list.body).toMatchObject({ provider: "Atalaya", items: [{ slug: open.slug, serviceName: "Payments" }] });
    expect(list.body.items).toHaveLength(1);
    expect(list.headers.get("cache-control")).toContain("public");
    expect((await house.ask("GET", `${api}/help/${open.slug}?language=fr`, {})).body).toMatchObject({ isInstead: true, language: "en" });
    expect((await house.ask("GET", `${api}/help/${closed.slug}`, {})).status).toBe(404);
    expect((await house.ask("GET", `${api}/help?q=reach`, {})).body.items).toHaveLength(1);
    expect((await house.ask("GET", `${api}/articles`, {})).status).toBe(401);
    const seen = await house.door.read("?", (db) => db.selectFrom("tickets").select("id").execute());
    expect(seen).toEqual([]);
    const both = await house.ask("POST", `${api}/articles/${closed.id}/description`, told.author.headers, {
      visibility: "public",
      customers: ["bank"],
    });
    expect([both.status, codeOf(both)]).toEqual([409, "public-for-everybody"]);
  });

  it("bounds how often one address asks", async () => {
    const { house } = await story();
    const statuses: number[] = [];
    for (let times = 0; times < 242; times++) statuses.push((await house.app.request(`${api}/help`)).status);
    expect([statuses[0], statuses[239], statuses[240]]).toEqual([200, 200, 429]);
    house.advance(minutes(1));
    expect((await house.app.request(`${api}/help`)).status).toBe(200);
  });
});

describe("what readers say", () => {
  it("is kept once for each reader and version, and reaches the owner's inbox", async () => {
    const told = await story();
    const { house, ask, author } = told;
    const ana = await seat(house, { role: "contact", customerId: "bank", name: "Ana Prado" });
    const article = await published(told);
    const say = (more: object) => ask("POST", `/articles/${article.id}/feedback`, ana, { language: "en", version: 1, ...more });
    await say({ isHelpful: false });
    await say({ isHelpful: false });
    await say({ isHelpful: false, words: "Which bank do I call?" });
    expect((await ask("GET", `/articles/${article.id}`, ana)).answer).toEqual({
      isHelpful: false,
      isSolved: false,
      words: "Which bank do I call?",
    });
    const { items, usage } = await ask("GET", `/articles/${article.id}/feedback`, author);
    expect(items).toMatchObject([{ readerName: "Ana Prado", customerId: "bank", words: "Which bank do I call?", version: 1 }]);
    expect(usage).toMatchObject({ helpful: 0, notHelpful: 1, solved: 0, openRemarks: 1 });
    const pool = openPool({ url: house.database.url, size: 2 });
    await deliverSome({ pool, clock: house.door.clock, topics: { notification: fillInbox(house.door) }, log: () => undefined } as never);
    await pool.end();
    const inbox = await ask("GET", "/notifications", author);
    expect(inbox.items.map((each: Json) => [each.cause.kind, each.cause.articleId, each.cause.hasWords])).toEqual([
      ["article-feedback", article.id, true],
      ["article-feedback", article.id, false],
    ]);
    await ask("POST", `/articles/${article.id}/feedback/${items[0].id}/settlement`, author, { isSettled: true });
    expect((await ask("GET", `/articles/${article.id}/feedback`, author)).items[0]).toMatchObject({ settledByName: "Alma Author" });
    const early = await house.ask("POST", `${api}/articles/${article.id}/feedback`, ana.headers, {
      language: "en",
      version: 2,
      isHelpful: true,
    });
    expect([early.status, codeOf(early)]).toEqual([404, "unknown-version"]);
  });

  it("counts as deflected who looked for help and asked for none within seven days", async () => {
    const told = await story();
    const { house, ask, author } = told;
    const ana = await seat(house, { role: "contact", customerId: "bank", name: "Ana Prado" });
    const eva = await seat(house, { role: "contact", customerId: "factory", name: "Eva Sanz" });
    const article = await published(told);
    const view = (as: Seat, origin: string) => ask("POST", `/articles/${article.id}/views`, as, { language: "en", version: 1, origin });
    await view(ana, "search");
    await view(ana, "search");
    await view(eva, "suggestion");
    await view(author, "search");
    await ask("POST", `/articles/${article.id}/feedback`, ana, { language: "en", version: 1, isHelpful: true, isSolved: true });
    const opened = await house.ask("POST", `${api}/tickets`, eva.headers, { subject: "Still broken", description: "It is." });
    expect(opened.status).toBe(201);
    const now = await ask("GET", "/knowledge/overview", author);
    expect(now.deflection).toEqual({ occasions: 2, deflected: 0, asked: 1, waiting: 1 });
    house.advance(hours(24 * 8));
    const later = await ask("GET", "/knowledge/overview?days=30", author);
    expect(later.deflection).toEqual({ occasions: 2, deflected: 1, asked: 1, waiting: 0 });
    expect(later.usage).toMatchObject({ views: 3, readers: 3, helpful: 1, solved: 1 });
    expect(later.perArticle).toMatchObject([{ slug: article.slug, views: 3, deflected: 1, asked: 1, solved: 1 }]);
    expect(later.perWeek.reduce((sum: number, each: Json) => sum + each.views, 0)).toBe(3);
  });
});
