import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyArticle, replayArticle } from "#core/knowledge/apply.ts";
import { type Article, type ArticleEvent, needsReview, outdatedSince } from "#core/knowledge/article.ts";
import type { ArticleVerb } from "#core/knowledge/command.ts";
import { decideArticle } from "#core/knowledge/decide.ts";
import { editionFor, mayRead } from "#core/knowledge/reader.ts";
import { slugOf } from "#core/knowledge/slug.ts";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import { after, hours, instant } from "#core/time/instant.ts";

const start = instant("2026-03-02T09:00:00Z");
const about = { slug: "a", visibility: "customer", customers: [], service: null, owner: "ines", tags: [], reviewOn: null } as const;
const create: ArticleVerb = { type: "create-article", language: "en", title: "A", body: "one", ...about };

/** An article after these verbs, an hour apart, with the events that made it. */
function story(...verbs: ArticleVerb[]): { article: Article; events: ArticleEvent[] } {
  let article: Article | null = null;
  const events: ArticleEvent[] = [];
  for (const [index, verb] of [create, ...verbs].entries()) {
    for (const event of decideArticle(article, { ...verb, articleId: "x", actor: "agent:ines" }, after(start, hours(index)))) {
      article = applyArticle(article, event);
      events.push(event);
    }
  }
  return { article: article!, events };
}

const write = (language: Language, body: string, madeFrom?: number): ArticleVerb => ({
  ...{ type: "write-article", language, title: "A", body },
  ...(madeFrom === undefined ? {} : { madeFrom }),
});
const publish = (language: Language, isMinor = false): ArticleVerb => ({ type: "publish-article", language, isMinor });
const refused = (...verbs: ArticleVerb[]): string => {
  try {
    story(...verbs);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return "nothing";
};

describe("an article", () => {
  it("stays with its readers while its next version is written", () => {
    const { article } = story(publish("en"), write("en", "two"));
    expect(article).toMatchObject({ state: "published", texts: { en: { version: 1, isChanged: true } } });
  });

  it("comes back from retirement as a draft, and is published as a new version", () => {
    const { article } = story(publish("en"), { type: "retire-article" }, { type: "revive-article" });
    expect(article.state).toBe("draft");
    expect(story(publish("en"), { type: "retire-article" }, { type: "revive-article" }, publish("en")).article).toMatchObject({
      state: "published",
      texts: { en: { version: 2 } },
    });
  });

  it.each([
    ["nothing-to-publish", [publish("en"), publish("en")]],
    ["original-unpublished", [write("fr", "un"), publish("fr")]],
    ["unknown-text", [publish("fr")]],
    ["original-needed", [{ type: "remove-translation", language: "en" }]],
    ["article-retired", [{ type: "retire-article" }, write("en", "two")]],
    ["unknown-version", [publish("en"), write("fr", "un", 2)]],
    ["text-missing", [write("en", " "), publish("en")]],
    ["bad-slug", [{ type: "describe-article", slug: "No Address" }]],
    ["bad-date", [{ type: "describe-article", reviewOn: "2027-02-30" }]],
    ["public-for-everybody", [{ type: "describe-article", visibility: "public", customers: ["acme"] }]],
  ] as [string, ArticleVerb[]][])("refuses %s", (code, verbs) => expect(refused(...verbs)).toBe(code));

  it("numbers a translation on, when it goes and comes back", () => {
    const { article } = story(
      publish("en"),
      write("fr", "un"),
      publish("fr"),
      { type: "remove-translation", language: "fr" },
      write("fr", "deux"),
      publish("fr"),
    );
    expect(article.texts.fr?.version).toBe(2);
  });

  it("is what its events make, however they are folded, and no verb that changes nothing makes one", () => {
    const language = fc.constantFrom<Language>("en", "fr", "es");
    const verb = fc.oneof(
      fc.record({ language, body: fc.constantFrom("one", "two", "three") }).map(({ language: each, body }) => write(each, body)),
      fc.record({ language, isMinor: fc.boolean() }).map(({ language: each, isMinor }) => publish(each, isMinor)),
      fc.constantFrom<ArticleVerb>({ type: "retire-article" }, { type: "revive-article" }, { type: "ask-review" }),
      language.map((each): ArticleVerb => ({ type: "remove-translation", language: each })),
    );
    fc.assert(
      fc.property(fc.array(verb, { maxLength: 25 }), (verbs) => {
        const accepted: ArticleVerb[] = [];
        for (const each of verbs) if (refused(...accepted, each) === "nothing") accepted.push(each);
        const { article, events } = story(...accepted);
        expect(replayArticle(events)).toEqual(article);
        expect(article.seq).toBe(events.length);
        for (const each of Object.values(article.texts)) expect(each.version).toBeGreaterThanOrEqual(0);
        expect(outdatedSince(article, "en")).toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});

describe("a translation", () => {
  it("is outdated since the first version that says something else, not by a small correction", () => {
    const begun = [publish("en"), write("es", "uno")];
    expect(outdatedSince(story(...begun).article, "es")).toBeNull();
    expect(outdatedSince(story(...begun, write("en", "one."), publish("en", true)).article, "es")).toBeNull();
    const behind = [
      ...begun,
      write("en", "one."),
      publish("en", true),
      write("en", "two"),
      publish("en"),
      write("en", "three"),
      publish("en"),
    ];
    expect(outdatedSince(story(...behind).article, "es")).toBe(3);
    expect(outdatedSince(story(...behind, write("es", "dos")).article, "es")).toBe(3);
    expect(outdatedSince(story(...behind, write("es", "tres", 4)).article, "es")).toBeNull();
  });
});

describe("who reads", () => {
  const states = ["draft", "in-review", "published", "retired"] as const;
  const visibilities = ["internal", "customer", "public"] as const;

  it("is staff for everything, others only what is published for them", () => {
    const seen = (audience: Parameters<typeof mayRead>[0], customers: string[] = []) =>
      states.flatMap((state) =>
        visibilities.filter((visibility) => mayRead(audience, { state, visibility, customers })).map((each) => `${state} ${each}`),
      );
    expect(seen("staff")).toHaveLength(12);
    expect(seen("public")).toEqual(["published public"]);
    expect(seen({ customerIds: ["acme"] })).toEqual(["published customer", "published public"]);
    expect(seen({ customerIds: ["acme", "acme-sur"] }, ["acme-sur"])).toEqual(["published customer", "published public"]);
    expect(seen({ customerIds: ["acme"] }, ["other"])).toEqual([]);
  });

  it("gets their language, else the original, and knows that it is another", () => {
    const edition = (language: Language) => ({ language, version: 1, madeFrom: null });
    expect(editionFor([edition("en"), edition("fr")], "fr", "en")).toEqual({ edition: edition("fr"), isInstead: false });
    expect(editionFor([edition("en"), edition("fr")], "es", "en")).toEqual({ edition: edition("en"), isInstead: true });
    expect(editionFor([], "es", "en")).toBeNull();
  });
});

describe("its address and its date", () => {
  it.each([
    ["¿Por qué se rechazó la tarjeta?", "por-que-se-rechazo-la-tarjeta"],
    ["L’écran est noir", "l-ecran-est-noir"],
    ["→ !", "article"],
    [`${"word ".repeat(40)}`, Array(16).fill("word").join("-")],
  ])("%s", (title, slug) => expect(slugOf(title)).toBe(slug));

  it("is due on the day, not before, and never of a retired one", () => {
    expect(needsReview({ state: "published", reviewOn: "2027-01-31" }, "2027-01-30")).toBe(false);
    expect(needsReview({ state: "published", reviewOn: "2027-01-31" }, "2027-01-31")).toBe(true);
    expect(needsReview({ state: "retired", reviewOn: "2027-01-31" }, "2028-01-01")).toBe(false);
  });
});
