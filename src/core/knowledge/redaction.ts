/** Takes persons out of a text before it becomes an article: as far as rules can, and telling everything it replaced. */
import type { Language } from "#core/model/document.ts";

export type ReplacedKind = "person" | "email" | "phone" | "address" | "account" | "organisation" | "network";
export type Replaced = { kind: ReplacedKind; text: string; placeholder: string; times: number };

/** Names that are known, so that no rule has to guess them. */
export type KnownNames = { persons: readonly string[]; organisations: readonly string[] };

const placeholders: Readonly<Record<Language, Readonly<Record<ReplacedKind, string>>>> = {
  en: {
    person: "[person]",
    email: "[e-mail address]",
    phone: "[phone number]",
    address: "[address]",
    account: "[account number]",
    organisation: "[customer]",
    network: "[network address]",
  },
  fr: {
    person: "[personne]",
    email: "[adresse e-mail]",
    phone: "[numéro de téléphone]",
    address: "[adresse]",
    account: "[numéro de compte]",
    organisation: "[client]",
    network: "[adresse réseau]",
  },
  es: {
    person: "[persona]",
    email: "[correo electrónico]",
    phone: "[teléfono]",
    address: "[dirección]",
    account: "[número de cuenta]",
    organisation: "[cliente]",
    network: "[dirección de red]",
  },
};

type Rule = { kind: ReplacedKind; pattern: RegExp; isMeant?: (found: string) => boolean };

const digitsOf = (text: string): string => text.replaceAll(/\D/g, "");

/** A number that a card or an account bears, by its check digit (ISO/IEC 7812, Luhn). */
function isCardNumber(text: string): boolean {
  const digits = digitsOf(text);
  if (digits.length < 13 || digits.length > 19) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const word = "[A-ZÀ-ÖØ-Þ][\\p{L}'’.-]+";
/** The order matters: what is longer and surer comes before what would take a part of it. */
const rules: readonly Rule[] = [
  { kind: "email", pattern: /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu },
  { kind: "account", pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g },
  { kind: "account", pattern: /\b\d(?:[ -]?\d){12,18}\b/g, isMeant: isCardNumber },
  { kind: "network", pattern: /\b(?:\d{1,3}\.){3}\d{1,3}\b/g, isMeant: (found) => found.split(".").every((part) => Number(part) <= 255) },
  { kind: "network", pattern: /\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b/gi },
  // 12 rue de la Paix, 5 bis avenue Foch; Calle Mayor 5, Av. Arequipa 1200; 221B Baker Street.
  {
    kind: "address",
    pattern: new RegExp(
      `\\b\\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\\.|boulevard|bd|place|chemin|impasse|quai|route)(?: (?:de|du|des|la|le|les|d'|l'))*(?: ?${word}){1,4}`,
      "gu",
    ),
  },
  {
    kind: "address",
    pattern: new RegExp(
      `\\b(?:Calle|Avenida|Av\\.|Avda\\.|Plaza|Paseo|Carrera|Jirón|Jr\\.)(?: (?:de|del|la|las|los))*(?: ${word}){1,4},? (?:n\\.?[º°] ?|#)?\\d{1,5}\\b`,
      "gu",
    ),
  },
  {
    kind: "address",
    pattern: new RegExp(`\\b\\d{1,5}[A-Z]? (?:${word} ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Square|Drive)\\b`, "gu"),
  },
  {
    kind: "phone",
    pattern: /(?<![\w.,:/-])(?:\+|00)\d{1,3}(?:[ .()-]{0,2}\d){6,12}(?!\w)|(?<![\w.,:/-])\(?0\d(?:[ .()-]{0,2}\d){7,9}(?!\w)/g,
    isMeant: (found) => digitsOf(found).length <= 15,
  },
];

/** Those whom one greets, and who sign: the name after the greeting, the line under the farewell. */
const greetings = new RegExp(
  `(?<=^[ \\t>]*(?:Hi|Hello|Dear|Bonjour|Bonsoir|Cher|Chère|Hola|Estimad[oa]|Buen[oa]s(?: (?:días|tardes|noches))?)[ ,]+(?:Mr\\.? |Mrs\\.? |Ms\\.? |Madame |Monsieur |Sra?\\.? )?)${word}(?: ${word})?`,
  "gmu",
);
const farewells = new RegExp(
  `(?<=^[ \\t>]*(?:Best|Kind|Regards|Best regards|Kind regards|Thanks|Thank you|Cheers|Cordialement|Bien à vous|Merci|Saludos|Un saludo|Gracias|Atentamente),?[ \\t]*\\n+[ \\t>]*)${word}(?: ${word}){0,2}(?=[ \\t]*$)`,
  "gmu",
);

/**
 * The text without persons: known names (whole, and each part of four letters or more when it stands as a name), e-mail addresses, phone
 * and account numbers, network and postal addresses, those who are greeted and who sign. `replaced` lists what stood there, in the order
 * in which it was found, each once. Rules miss what no rule knows: somebody reads it before it is published.
 */
export function withoutPersons(text: string, names: KnownNames, language: Language): { text: string; replaced: Replaced[] } {
  const replaced = new Map<string, Replaced>();
  const words = placeholders[language];
  const put = (kind: ReplacedKind, found: string): string => {
    const key = `${kind}\n${found.toLowerCase()}`;
    const before = replaced.get(key);
    if (before === undefined) replaced.set(key, { kind, text: found, placeholder: words[kind], times: 1 });
    else before.times += 1;
    return words[kind];
  };
  let out = text;
  for (const { kind, pattern, isMeant = () => true } of rules)
    out = out.replaceAll(pattern, (found) => (isMeant(found) ? put(kind, found) : found));
  for (const [kind, pattern] of namePatterns(names)) out = out.replaceAll(pattern, (found) => put(kind, found));
  for (const pattern of [greetings, farewells]) {
    out = out.replaceAll(pattern, (found) => put("person", found));
  }
  return { text: out, replaced: [...replaced.values()] };
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
const standing = (text: string, flags: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(text)}(?![\\p{L}\\p{N}])`, flags);

/** Whole names first, however they are written; then their parts, only with the capital that makes them names. */
function namePatterns({ persons, organisations }: KnownNames): [ReplacedKind, RegExp][] {
  const wholes = (all: readonly string[]) =>
    [...new Set(all.map((each) => each.trim()))].filter((each) => each.length > 2).sort((a, b) => b.length - a.length);
  const parts = [...new Set(persons.flatMap((name) => name.split(/\s+/)))].filter((part) => /^\p{Lu}\p{L}{3,}/u.test(part));
  return [
    ...wholes(organisations).map((name): [ReplacedKind, RegExp] => ["organisation", standing(name, "giu")]),
    ...wholes(persons).map((name): [ReplacedKind, RegExp] => ["person", standing(name, "giu")]),
    ...parts.map((part): [ReplacedKind, RegExp] => ["person", standing(part, "gu")]),
  ];
}
