/** A refusal in its reader's language. English is the refusal's own sentence; French and Spanish are worded here by code, from its facts. */
import { IntlMessageFormat } from "intl-messageformat";
import type { Language } from "#core/model/document.ts";
import type { Refusal } from "#core/refusal.ts";
import { spanishRefusals } from "#server/language/refusals-es.ts";
import { frenchRefusals } from "#server/language/refusals-fr.ts";

type Others = Exclude<Language, "en">;

const catalogues: Readonly<Record<Others, Readonly<Record<string, string | readonly string[]>>>> = {
  fr: frenchRefusals,
  es: spanishRefusals,
};

/** A problem's title by what kind it is: the code itself stands in its `type`. */
const titles: Readonly<Record<Others, readonly (readonly [number, string])[]>> = {
  fr: [
    [500, "Erreur de notre côté"],
    [422, "Saisie à corriger"],
    [409, "Refusé en l’état"],
    [404, "Introuvable"],
    [403, "Non autorisé"],
    [401, "Non connecté"],
    [400, "Requête incomprise"],
  ],
  es: [
    [500, "Error de nuestro lado"],
    [422, "Entrada por corregir"],
    [409, "Rechazado en este estado"],
    [404, "No encontrado"],
    [403, "Sin permiso"],
    [401, "Sin sesión"],
    [400, "Petición no entendida"],
  ],
};

/** Null where the refusal's own words stand: in English, and for a code that is not translated. */
export function sentenceIn(language: Language, { code, facts }: Pick<Refusal, "code" | "facts">): string | null {
  if (language === "en") return null;
  const forms = catalogues[language][code];
  if (forms === undefined) return null;
  const form = (typeof forms === "string" ? [forms] : forms).find((each) => placesIn(each).every((name) => isTold(facts[name])));
  return form === undefined ? null : filled(form, language, facts) + becauseOf(language, facts.cause);
}

/** A refusal that stands for another one (of an action of a macro) gives that one's reason too. */
function becauseOf(language: Others, cause: unknown): string {
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return "";
  const { code, detail, facts } = cause as { code: string; detail: string; facts: Refusal["facts"] };
  return ` ${sentenceIn(language, { code, facts }) ?? detail}`;
}

export const titleIn = (language: Language, status: number): string | null =>
  language === "en" ? null : (titles[language].find(([least]) => status >= least)?.[1] ?? null);

/** The facts that a form needs. */
export const placesIn = (form: string): string[] => [...form.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name ?? "");

const isTold = (value: unknown): boolean =>
  typeof value === "string" || typeof value === "number" || (Array.isArray(value) && value.length > 0);

function filled(form: string, language: Others, facts: Readonly<Record<string, unknown>>): string {
  const values = Object.fromEntries(
    placesIn(form).map((name) => {
      const value = facts[name];
      return [name, Array.isArray(value) ? value.map(String).join(", ") : (value as string | number)];
    }),
  );
  return String(new IntlMessageFormat(form, language).format(values));
}
