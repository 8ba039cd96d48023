/** What the addresses of knowledge say: filters and what is compared; what is wrong in them is left out. */
import type { ArticleFilter } from "../api/knowledge.ts";

type Search = Record<string, unknown>;

const one = <T extends string>(value: unknown, allowed: readonly T[]): T | undefined => allowed.find((each) => each === value);
const some = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value.slice(0, 300) : undefined);
const whole = (value: unknown): number | undefined =>
  Number.isSafeInteger(Number(value)) && Number(value) >= 0 && value !== "" && value !== undefined && value !== null
    ? Number(value)
    : undefined;
const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

const languages = ["en", "fr", "es"] as const;

export const readArticleFilter = (search: Search): ArticleFilter =>
  present({
    q: some(typeof search.q === "number" ? String(search.q) : search.q),
    service: some(search.service),
    language: one(search.language, languages),
    state: one(search.state, ["draft", "in-review", "published", "retired"] as const),
    visibility: one(search.visibility, ["internal", "customer", "public"] as const),
    tag: some(search.tag),
    outdated: one(search.outdated, ["yes"] as const),
    review: one(search.review, ["due"] as const),
  });

export type ReadingAddress = { language?: "en" | "fr" | "es" | undefined; from?: "search" | undefined };
export const readReading = (search: Search): ReadingAddress =>
  present({ language: one(search.language, languages), from: one(search.from, ["search"] as const) });

export type NewAddress = { ticket?: number | undefined };
export const readNew = (search: Search): NewAddress => present({ ticket: whole(search.ticket) });

export type EditAddress = { language?: "en" | "fr" | "es" | undefined };
export const readEdit = (search: Search): EditAddress => present({ language: one(search.language, languages) });

/** Versions that are compared; 0 is the working text. */
export type CompareAddress = { language?: "en" | "fr" | "es" | undefined; from?: number | undefined; to?: number | undefined };
export const readCompare = (search: Search): CompareAddress =>
  present({ language: one(search.language, languages), from: whole(search.from), to: whole(search.to) });

export type FiguresAddress = { days?: number | undefined };
export const readFigures = (search: Search): FiguresAddress => {
  const days = whole(search.days);
  return days === 7 || days === 90 || days === 365 ? { days } : {};
};

export type RunbooksAddress = { q?: string | undefined; retired?: "yes" | undefined };
export const readRunbooks = (search: Search): RunbooksAddress =>
  present({ q: some(search.q), retired: one(search.retired, ["yes"] as const) });

export type RunbookAddress = { version?: number | undefined };
export const readRunbook = (search: Search): RunbookAddress => present({ version: whole(search.version) });

export type HelpAddress = { q?: string | undefined; language?: "en" | "fr" | "es" | undefined };
export const readHelp = (search: Search): HelpAddress =>
  present({ q: some(typeof search.q === "number" ? String(search.q) : search.q), language: one(search.language, languages) });
