/** The tables of this room as Kysely sees them. */
import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { Article, ArticleState, Visibility } from "#core/knowledge/article.ts";
import type { Origin } from "#core/knowledge/deflection.ts";
import type { Runbook } from "#core/knowledge/runbook.ts";
import type { Language } from "#core/model/document.ts";

type Json<T> = JSONColumnType<T & object, string, string>;

export type ArticleRow = {
  id: string;
  slug: string;
  seq: number;
  state: ArticleState;
  is_in_review: boolean;
  has_changes: boolean;
  outdated: Language[];
  changes: number[];
  visibility: Visibility;
  customers: string[];
  service: string | null;
  owner: string;
  language: Language;
  languages: Language[];
  tags: string[];
  review_on: string | null;
  ticket_id: number | null;
  created_at: number;
  updated_at: number;
  published_at: number | null;
};

export type KnowledgeTables = {
  articles: ArticleRow;
  article_records: { article_id: string; record: Json<Article> };
  article_versions: {
    article_id: string;
    language: Language;
    version: number;
    title: string;
    body: string;
    made_from: number | null;
    is_minor: boolean;
    note: string | null;
    at: number;
    by_actor: string;
    is_current: boolean;
  };
  article_search: {
    article_id: string;
    language: Language;
    is_published: boolean;
    is_original: boolean;
    version: number;
    slug: string;
    title: string;
    plain: string;
    lead: string;
    words: ColumnType<string, unknown, unknown>;
    visibility: Visibility;
    customers: string[];
    service: string | null;
  };
  article_feedback: {
    customer_id: string;
    id: string;
    article_id: string;
    language: Language;
    version: number;
    reader: string;
    is_helpful: boolean;
    is_solved: boolean;
    words: string | null;
    at: number;
    settled_at: number | null;
    settled_by: string | null;
  };
  article_views: {
    customer_id: string;
    id: Generated<number>;
    article_id: string;
    language: Language;
    version: number;
    reader: string;
    origin: Origin;
    service: string | null;
    at: number;
  };
  runbooks: {
    id: string;
    version: number;
    name: string;
    service: string | null;
    component: string | null;
    is_retired: boolean;
    changed_at: number;
    record: Json<Runbook>;
  };
  runbook_versions: { runbook_id: string; version: number; record: Json<Runbook>; note: string | null; at: number; by_actor: string };
};
