/** What travels of articles and runbooks: the shapes of requests and answers. */
import { z } from "@hono/zod-openapi";
import { articleStates, visibilities } from "#core/knowledge/article.ts";
import { origins } from "#core/knowledge/deflection.ts";
import { languages } from "#core/model/text.ts";
import { ticketKinds } from "#core/ticket/ticket.ts";
import { at, key, line, text, tier } from "#server/ticket/schema-values.ts";

export const language = z.enum(languages);
export const visibility = z
  .enum(visibilities)
  .meta({ description: "internal: the provider's people; customer: also customers who sign in; public: everybody" });
export const state = z.enum(articleStates);
export const origin = z
  .enum(origins)
  .meta({ description: "How the reader came to it; only `suggestion` and `search` can deflect a ticket" });
export const slug = z.string().min(1).max(200);
export const date = z.string().max(10).meta({ description: "A local date", example: "2027-01-31" });
export const version = z.int().min(0);
const words = z.string().max(2_000);

export const pageOf = <S extends z.ZodType>(items: S) =>
  z.object({ items: z.array(items), next: z.string().nullable().meta({ description: "Send it as the cursor of the next page" }) });

export const translationSchema = z.object({
  language,
  version: version.meta({ description: "Last published; 0 while it never was" }),
  isOriginal: z.boolean(),
  isChanged: z.boolean().meta({ description: "Its working text is not what readers have" }),
  outdatedSince: version.nullable().meta({ description: "The version of the original that it does not say yet" }),
});

export const articleSummarySchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    title: z.string(),
    excerpt: z.string().meta({ description: "How it begins, in plain words" }),
    language: language.meta({ description: "Of this title and excerpt" }),
    languages: z.array(language),
    state,
    isInReview: z.boolean(),
    hasChanges: z.boolean().meta({ description: "Something is written that readers do not have yet" }),
    outdated: z.array(language).meta({ description: "Translations that are behind the original" }),
    visibility,
    customers: z.array(z.string()),
    service: z.string().nullable(),
    owner: z.string(),
    ownerName: z.string(),
    tags: z.array(z.string()),
    reviewOn: date.nullable(),
    isReviewDue: z.boolean(),
    updatedAt: at,
    publishedAt: at.nullable(),
  })
  .openapi("ArticleSummary");

export const articleSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    title: z.string(),
    body: z.string().meta({ description: "Markdown" }),
    language,
    languages: z.array(language).meta({ description: "In which it can be read" }),
    original: language,
    isInstead: z.boolean().meta({ description: "It is the original, since it is not there in the language asked for" }),
    isOutdated: z.boolean().meta({ description: "The original has said something else since" }),
    version,
    visibility,
    service: z.string().nullable(),
    tags: z.array(z.string()),
    publishedAt: at.nullable(),
    ownerName: z.string().nullable().meta({ description: "For the provider's own people" }),
    answer: z
      .object({ isHelpful: z.boolean(), isSolved: z.boolean(), words: z.string().nullable() })
      .nullable()
      .meta({ description: "What this reader said of this version" }),
  })
  .openapi("Article");

const writingSchema = z.object({
  title: z.string(),
  body: z.string(),
  writtenAt: at,
  writtenBy: z.string(),
  writtenByName: z.string(),
  version,
  isChanged: z.boolean(),
  madeFrom: version.nullable(),
  publishedFrom: version.nullable(),
  outdatedSince: version.nullable(),
});

const descriptionFields = {
  slug,
  visibility,
  customers: z.array(key).max(200).meta({ description: "Who alone may read it; empty for all customers" }),
  service: key.nullable(),
  owner: key.meta({ description: "A person's key: who is asked, and told what readers say" }),
  tags: z.array(z.string().max(60)).max(50),
  reviewOn: date.nullable(),
};

export const manuscriptSchema = z
  .object({
    id: z.string(),
    seq: z.int().meta({ description: "Its version as a record: the ETag" }),
    ...descriptionFields,
    ownerName: z.string(),
    state,
    isInReview: z.boolean(),
    language,
    reviewedAt: at.nullable(),
    isReviewDue: z.boolean(),
    ticketId: z.int().nullable(),
    texts: z.partialRecord(language, writingSchema),
    changes: z.array(version),
    createdAt: at,
    createdByName: z.string(),
    updatedAt: at,
    publishedAt: at.nullable(),
  })
  .openapi("Manuscript");

export const newArticleSchema = z.strictObject({
  language,
  title: line,
  body: text,
  slug: slug.exactOptional().meta({ description: "Default: made from the title" }),
  visibility: visibility.default("internal"),
  customers: descriptionFields.customers.default([]),
  service: descriptionFields.service.default(null),
  owner: descriptionFields.owner.exactOptional().meta({ description: "Default: whoever writes it" }),
  tags: descriptionFields.tags.default([]),
  reviewOn: descriptionFields.reviewOn.default(null),
  ticketId: z.int().positive().nullable().default(null),
});

export const articleNouns = {
  texts: {
    summary: "Write one language of an article; readers get it when it is published",
    body: z.strictObject({
      language,
      title: line,
      body: text,
      madeFrom: z.int().positive().exactOptional().meta({ description: "Of a translation: which version of the original it now says" }),
      restoredFrom: z.int().positive().exactOptional().meta({ description: "The older version whose text this is" }),
    }),
    verb: "write-article",
  },
  description: {
    summary: "Say what an article is about, who may read it and who answers for it",
    body: z.strictObject({
      slug: slug.exactOptional(),
      visibility: visibility.exactOptional(),
      customers: descriptionFields.customers.exactOptional(),
      service: descriptionFields.service.exactOptional(),
      owner: descriptionFields.owner.exactOptional(),
      tags: descriptionFields.tags.exactOptional(),
      reviewOn: descriptionFields.reviewOn.exactOptional(),
    }),
    verb: "describe-article",
  },
  "review-requests": {
    summary: "Ask somebody to look before it is published",
    body: z.strictObject({ of: key.nullable().exactOptional() }),
    verb: "ask-review",
  },
  publications: {
    summary: "Publish one language: its next version",
    body: z.strictObject({
      language,
      isMinor: z.boolean().exactOptional().meta({ description: "It says the same as before: translations stay up to date" }),
      note: words.nullable().exactOptional(),
    }),
    verb: "publish-article",
  },
  reviews: {
    summary: "Say that it was looked at and is right, and when somebody looks again",
    body: z.strictObject({ reviewOn: date.nullable() }),
    verb: "review-article",
  },
  "translation-removals": {
    summary: "Take a translation away",
    body: z.strictObject({ language }),
    verb: "remove-translation",
  },
  retirement: {
    summary: "Take an article from its readers; it is kept",
    body: z.strictObject({ reason: words.nullable().exactOptional() }),
    verb: "retire-article",
  },
  revival: { summary: "Bring a retired article back as a draft", body: z.strictObject({}), verb: "revive-article" },
} as const;

export type ArticleNoun = keyof typeof articleNouns;

export const versionHeadSchema = z.object({
  language,
  version,
  title: z.string(),
  madeFrom: version.nullable(),
  isMinor: z.boolean(),
  isCurrent: z.boolean(),
  note: z.string().nullable(),
  at,
  byName: z.string(),
});
export const versionSchema = versionHeadSchema.extend({ body: z.string() }).openapi("ArticleVersion");

export const feedbackOrderSchema = z.strictObject({
  language,
  version: z.int().positive(),
  isHelpful: z.boolean(),
  isSolved: z.boolean().default(false).meta({ description: "It answered, and no ticket is needed" }),
  words: words.nullable().default(null),
});

export const feedbackSchema = z
  .object({
    id: z.string(),
    language,
    version,
    isHelpful: z.boolean(),
    isSolved: z.boolean(),
    words: z.string().nullable(),
    at,
    readerName: z.string(),
    customerId: z.string().nullable(),
    settledAt: at.nullable(),
    settledByName: z.string().nullable(),
  })
  .openapi("ArticleFeedback");

export const usageSchema = z.object({
  views: z.int(),
  readers: z.int(),
  helpful: z.int(),
  notHelpful: z.int(),
  solved: z.int(),
  openRemarks: z.int().meta({ description: "Answers with words that nobody has settled" }),
});

export const viewOrderSchema = z.strictObject({ language, version: z.int().positive(), origin });

const occasionFigures = { occasions: z.int(), deflected: z.int(), asked: z.int(), waiting: z.int() };

export const overviewSchema = z
  .object({
    from: at,
    until: at,
    articles: z.object({ published: z.int(), draft: z.int(), inReview: z.int(), retired: z.int(), outdated: z.int(), reviewDue: z.int() }),
    usage: usageSchema,
    deflection: z.object(occasionFigures),
    perWeek: z.array(z.object({ from: at, views: z.int(), solved: z.int(), ...occasionFigures })),
    perArticle: z.array(
      z.object({
        id: z.string(),
        slug: z.string(),
        title: z.string(),
        views: z.int(),
        helpful: z.int(),
        notHelpful: z.int(),
        solved: z.int(),
        ...occasionFigures,
      }),
    ),
  })
  .openapi("KnowledgeOverview");

export const actionSchema = z.strictObject({
  name: line,
  kind: z.enum(["command", "url"]),
  target: z.string().max(2_000),
  roles: z.array(key).max(50),
  teams: z.array(key).max(50),
  tier: tier.nullable(),
});

export const stepSchema = z.strictObject({
  id: z.string().max(60),
  title: line,
  text,
  expected: z.string().max(5_000),
  action: actionSchema.nullable(),
});

export const runbookOrderSchema = z.strictObject({
  name: line,
  summary: z.string().max(10_000).default(""),
  service: key.nullable().default(null),
  component: key.nullable().default(null),
  kinds: z.array(z.enum(ticketKinds)).max(10).default([]),
  owner: key.exactOptional().meta({ description: "Default: whoever writes it" }),
  steps: z.array(stepSchema).max(200),
  note: words.nullable().exactOptional().meta({ description: "What this version changes" }),
});

const seenStepSchema = stepSchema.extend({
  action: actionSchema.extend({ mayDo: z.boolean().meta({ description: "Whether it is approved for the caller" }) }).nullable(),
});

export const runbookSummarySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    summary: z.string(),
    service: z.string().nullable(),
    component: z.string().nullable(),
    kinds: z.array(z.enum(ticketKinds)),
    version,
    isRetired: z.boolean(),
    steps: z.int(),
    actions: z.int(),
    ownerName: z.string(),
    changedAt: at,
    fit: z
      .union([z.literal(1), z.literal(2), z.literal(3)])
      .nullable()
      .meta({ description: "3 its component's own, 2 its service's, 1 for any; null when not asked" }),
  })
  .openapi("RunbookSummary");

export const runbookSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    summary: z.string(),
    service: z.string().nullable(),
    component: z.string().nullable(),
    kinds: z.array(z.enum(ticketKinds)),
    owner: z.string(),
    ownerName: z.string(),
    version,
    newestVersion: version,
    isRetired: z.boolean(),
    steps: z.array(seenStepSchema),
    changedAt: at,
    changedByName: z.string(),
  })
  .openapi("Runbook");

export const runbookVersionSchema = z.object({
  version,
  name: z.string(),
  steps: z.int(),
  note: z.string().nullable(),
  at,
  byName: z.string(),
});

export const runFiguresSchema = z.object({
  runs: z.int(),
  under: z.int().meta({ description: "Still being followed" }),
  steps: z.array(z.object({ step: z.string(), title: z.string(), shown: z.int(), done: z.int(), skipped: z.int() })),
});

export const proposalSchema = z
  .object({
    title: z.string(),
    body: z.string(),
    language,
    service: z.string().nullable(),
    ticketId: z.int(),
    replaced: z.array(
      z.object({
        kind: z.enum(["person", "email", "phone", "address", "account", "organisation", "network"]),
        text: z.string().meta({ description: "What stood there" }),
        placeholder: z.string(),
        times: z.int(),
      }),
    ),
  })
  .openapi("ArticleProposal");

export const helpItemSchema = z.object({
  slug: z.string(),
  title: z.string(),
  excerpt: z.string(),
  language,
  service: z.string().nullable(),
  serviceName: z.string().nullable(),
  tags: z.array(z.string()),
  publishedAt: at.nullable(),
});

export const helpSchema = articleSchema
  .omit({ id: true, answer: true, ownerName: true, visibility: true })
  .extend({ serviceName: z.string().nullable() })
  .openapi("HelpArticle");

export const exportSchema = z.object({
  exportedAt: at,
  files: z.array(z.object({ path: z.string(), text: z.string().meta({ description: "Markdown with front matter" }) })),
});
