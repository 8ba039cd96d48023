/** Notifications that were worded when they were written (the rota, coverage): read in the reader's language, and where they lead. */
import type { Language, Text } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";

export type ToldNews = { sentence: string; to: string };

/** Reads a notification's cause; null for one that is worded elsewhere. Only ways within Guardia are followed. */
export function toldNewsOf(cause: { readonly kind: string }, language: Language): ToldNews | null {
  const { subject, path } = cause as Readonly<Record<string, unknown>>;
  if (typeof path !== "string" || !/^\/(?!\/)/.test(path) || !isText(subject)) return null;
  const words = textIn(subject, language);
  return { sentence: words.charAt(0).toLocaleUpperCase(language) + words.slice(1), to: path };
}

const isText = (value: unknown): value is Text =>
  typeof value === "string" ||
  (typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "string"));
