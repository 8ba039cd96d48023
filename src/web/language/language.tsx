/** The reader's language: which it is, its words, and how it writes instants. A page asks for its words and never holds its own. */
import { createContext, type ReactNode, Suspense, use, useContext, useEffect, useMemo, useState } from "react";
import type { Text } from "#core/model/document.ts";
import { speakAs } from "../api/request.ts";
import { readersZone } from "../kit/time-text.ts";
import type { english } from "./en/index.ts";
import { type Compiled, compile } from "./message.ts";

export type LanguageCode = "en" | "fr" | "es";
export type HourCycle = "h12" | "h23";

/** The words of the interface; what one language has, all have. */
export type Catalogue = Compiled<typeof english>;

export type Language = {
  code: LanguageCode;
  /** For dates and numbers: the reader's own kind of the language where the browser names one. */
  locale: string;
  /** The reader's IANA zone. */
  zone: string;
  hourCycle: HourCycle;
  /** The three together, as kit/time-text.ts takes them. */
  zoned: { locale: string; zone: string; hourCycle: HourCycle };
  text: Catalogue;
};

/** What somebody chose for themselves; null where they left it to the browser. */
export type Choice = { language: LanguageCode | null; zone: string | null; hourCycle: HourCycle | null };

type Reading = Language & { choose(choice: Partial<Choice>): void };

const sources = {
  en: async () => (await import("./en/index.ts")).english as object,
  fr: async () => (await import("./fr/index.ts")).french as object,
  es: async () => (await import("./es/index.ts")).spanish as object,
} as const;

/** Each language in its own words, so that its speakers find it. */
export const languageNames: Readonly<Record<LanguageCode, string>> = { en: "English", fr: "Français", es: "Español" };
export const languageCodes = ["en", "fr", "es"] as const satisfies readonly LanguageCode[];

const remembered = "guardia.language";
const isCode = (text: string | null | undefined): text is LanguageCode => text === "en" || text === "fr" || text === "es";

const browserLanguages = (): readonly string[] => (typeof navigator === "undefined" ? [] : navigator.languages);

/** Who is not signed in reads what they last chose here, else the first of the browser's languages that we speak, else English. */
function browserCode(): LanguageCode {
  const last = typeof localStorage === "undefined" ? null : localStorage.getItem(remembered);
  if (isCode(last)) return last;
  return (
    browserLanguages()
      .map((each) => each.slice(0, 2))
      .find(isCode) ?? "en"
  );
}

const localeOf = (code: LanguageCode): string =>
  browserLanguages().find((each) => each.startsWith(code)) ?? (code === "en" ? "en-GB" : code);

const loading = new Map<LanguageCode, Promise<Catalogue>>();

/** A language's words, loaded once. */
export function loadWords(code: LanguageCode): Promise<Catalogue> {
  let words = loading.get(code);
  if (words === undefined) {
    words = sources[code]().then((tree) => compile(tree, localeOf(code)) as Catalogue);
    loading.set(code, words);
  }
  return words;
}

const Current = createContext<Reading | null>(null);

/** Stands around everything that speaks. Nothing is shown until the words are there. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState<Choice>({ language: null, zone: null, hourCycle: null });
  const choose = useMemo(() => (next: Partial<Choice>) => setChoice((before) => changed(before, next)), []);
  return (
    <Suspense fallback={null}>
      <Speaking choice={choice} choose={choose}>
        {children}
      </Speaking>
    </Suspense>
  );
}

function changed(before: Choice, next: Partial<Choice>): Choice {
  const after = { ...before, ...next };
  if (after.language !== null) localStorage.setItem(remembered, after.language);
  const isSame = after.language === before.language && after.zone === before.zone && after.hourCycle === before.hourCycle;
  return isSame ? before : after;
}

function Speaking({ choice, choose, children }: { choice: Choice; choose: Reading["choose"]; children: ReactNode }) {
  const code = choice.language ?? browserCode();
  const text = use(loadWords(code));
  const reading = useMemo<Reading>(() => {
    const zoned = { locale: localeOf(code), zone: choice.zone ?? readersZone(), hourCycle: choice.hourCycle ?? ("h23" as const) };
    return { code, ...zoned, zoned, text, choose };
  }, [code, text, choice.zone, choice.hourCycle, choose]);
  // Before anything below asks the server: its first answer is to be in this language already.
  speakAs({ language: code, unreachable: text.house.unreachable, unreadable: text.house.unreadable });
  useEffect(() => {
    document.documentElement.lang = code;
  }, [code]);
  return <Current value={reading}>{children}</Current>;
}

/** How the reader reads, and `choose` to read otherwise from now on. */
export function useLanguage(): Reading {
  const reading = useContext(Current);
  if (reading === null) throw new Error("a component that speaks stands outside of the LanguageProvider");
  return reading;
}

export const useText = (): Catalogue => useLanguage().text;

/** Reads as the person chose who is signed in. */
export function useReaderOf(me: Choice | undefined): void {
  const { choose } = useLanguage();
  const { language = null, zone = null, hourCycle = null } = me ?? {};
  const isKnown = me !== undefined;
  useEffect(() => {
    if (isKnown) choose({ ...(language === null ? {} : { language }), zone, hourCycle });
  }, [choose, isKnown, language, zone, hourCycle]);
}

/** A text of the model in the reader's language; else the first one written. */
export function textOf(text: Text, code: LanguageCode): string {
  if (typeof text === "string") return text;
  return text[code] ?? text.en ?? text.fr ?? text.es ?? "";
}
