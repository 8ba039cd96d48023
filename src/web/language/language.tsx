/** The words of the interface: one catalogue per language, English first; a page asks for them and never holds its own. */
import { createContext, type ReactNode, useContext } from "react";
import type { Text } from "#core/model/document.ts";
import { clock, queue } from "./en-desk.ts";
import { house } from "./en-house.ts";
import { modelPage } from "./en-model.ts";
import { ticket } from "./en-ticket.ts";
import { words } from "./en-words.ts";

const english = { words, house, queue, clock, ticket, modelPage };

/** What another language has to bring. */
export type Catalogue = typeof english;

export type Language = {
  code: "en" /** For dates and numbers: the reader's own English where the browser names one. */;
  locale: string;
  text: Catalogue;
};

const readersEnglish = typeof navigator === "undefined" ? undefined : navigator.languages.find((each) => each.startsWith("en"));
const language: Language = { code: "en", locale: readersEnglish ?? "en-GB", text: english };

const Current = createContext<Language>(language);

export const LanguageProvider = ({ children }: { children: ReactNode }) => <Current value={language}>{children}</Current>;

export const useLanguage = (): Language => useContext(Current);
export const useText = (): Catalogue => useLanguage().text;

/** A text of the model in the reader's language; else the first one written. */
export function textOf(text: Text, code: Language["code"]): string {
  if (typeof text === "string") return text;
  return text[code] ?? text.en ?? text.fr ?? text.es ?? "";
}
