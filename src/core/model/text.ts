/** Texts of the model in the reader's language. */
import type { Language, Text } from "#core/model/document.ts";

export const languages = ["en", "fr", "es"] as const satisfies readonly Language[];

/**
 * The text in `language`; where it lacks that one, in `fallback`, then in the first language written (English before French before
 * Spanish). A text written once without a language serves every reader. Gives "" only for a text that was written in no language.
 */
export function textIn(text: Text, language: Language, fallback?: Language): string {
  if (typeof text === "string") return text;
  const wanted = [language, ...(fallback === undefined ? [] : [fallback]), ...languages];
  for (const each of wanted) {
    const written = text[each];
    if (written !== undefined) return written;
  }
  return "";
}
