/** What is said of a field that is wrong, in three languages. */
import type { Language } from "#core/model/document.ts";
import { settingSentences } from "#server/language/setting-sentences.ts";

export type IssueWords = {
  place: Readonly<Record<"json" | "query" | "header" | "param", string>>;
  inPlace: (place: string, pointer: string) => string;
  somethingWrong: (place: string) => string;
  more: (count: number) => string;
  unknownField: string;
  write: (kind: string) => string;
  missing: (kind: string) => string;
  oneOf: (values: string) => string;
  emptyText: string;
  shortText: (least: number | bigint) => string;
  longText: (most: number | bigint) => string;
  shortList: (least: number | bigint) => string;
  longList: (most: number | bigint) => string;
  smallNumber: (least: number | bigint, isInclusive: boolean) => string;
  bigNumber: (most: number | bigint, isInclusive: boolean) => string;
  or: string;
  kinds: Readonly<Record<string, string>>;
};

const english: IssueWords = {
  place: { json: "the body", query: "the query", header: "the headers", param: "the path" },
  inPlace: (place, pointer) => (pointer === "" ? `In ${place}` : `In ${place}, ${pointer}`),
  somethingWrong: (place) => `Something in ${place} is wrong.`,
  more: (count) => ` (and ${count} more, see errors)`,
  unknownField: "There is no such field here: leave it out, or look at its spelling.",
  write: (kind) => `Write ${kind}.`,
  missing: (kind) => `Write ${kind}; it is missing.`,
  oneOf: (values) => `Write one of ${values}.`,
  emptyText: "Write a text; it is empty.",
  shortText: (least) => `Write at least ${least} characters.`,
  longText: (most) => `Write at most ${most} characters.`,
  shortList: (least) => `List at least ${least}.`,
  longList: (most) => `List at most ${most}.`,
  smallNumber: (least, isInclusive) => `Write a number ${isInclusive ? "of at least" : "above"} ${least}.`,
  bigNumber: (most, isInclusive) => `Write a number ${isInclusive ? "of at most" : "below"} ${most}.`,
  or: " Or: ",
  kinds: {
    string: "a text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    object: "an object {…}",
    array: "a list […]",
    record: "an object {…}",
    nan: "a number",
    nonoptional: "a value",
  },
};

const french: IssueWords = {
  place: { json: "le corps", query: "les paramètres", header: "les en-têtes", param: "l’adresse" },
  inPlace: (place, pointer) => (pointer === "" ? `Dans ${place}` : `Dans ${place}, ${pointer}`),
  somethingWrong: (place) => `Quelque chose ne va pas dans ${place}.`,
  more: (count) => ` (et ${count} de plus, voir errors)`,
  unknownField: "Ce champ n’existe pas ici : retirez-le, ou vérifiez son orthographe.",
  write: (kind) => `Écrivez ${kind}.`,
  missing: (kind) => `Écrivez ${kind} ; il manque.`,
  oneOf: (values) => `Écrivez l’une de ces valeurs : ${values}.`,
  emptyText: "Écrivez un texte ; il est vide.",
  shortText: (least) => `Écrivez au moins ${least} caractères.`,
  longText: (most) => `Écrivez au plus ${most} caractères.`,
  shortList: (least) => `Indiquez-en au moins ${least}.`,
  longList: (most) => `Indiquez-en au plus ${most}.`,
  smallNumber: (least, isInclusive) => `Écrivez un nombre ${isInclusive ? "d’au moins" : "supérieur à"} ${least}.`,
  bigNumber: (most, isInclusive) => `Écrivez un nombre ${isInclusive ? "d’au plus" : "inférieur à"} ${most}.`,
  or: " Ou : ",
  kinds: {
    string: "un texte",
    number: "un nombre",
    int: "un nombre entier",
    boolean: "true ou false",
    object: "un objet {…}",
    array: "une liste […]",
    record: "un objet {…}",
    nan: "un nombre",
    nonoptional: "une valeur",
  },
};

const spanish: IssueWords = {
  place: { json: "el cuerpo", query: "los parámetros", header: "las cabeceras", param: "la dirección" },
  inPlace: (place, pointer) => (pointer === "" ? `En ${place}` : `En ${place}, ${pointer}`),
  somethingWrong: (place) => `Algo está mal en ${place}.`,
  more: (count) => ` (y ${count} más, véase errors)`,
  unknownField: "Este campo no existe aquí: quítelo, o revise cómo está escrito.",
  write: (kind) => `Escriba ${kind}.`,
  missing: (kind) => `Escriba ${kind}; falta.`,
  oneOf: (values) => `Escriba uno de estos valores: ${values}.`,
  emptyText: "Escriba un texto; está vacío.",
  shortText: (least) => `Escriba al menos ${least} caracteres.`,
  longText: (most) => `Escriba como mucho ${most} caracteres.`,
  shortList: (least) => `Indique al menos ${least}.`,
  longList: (most) => `Indique como mucho ${most}.`,
  smallNumber: (least, isInclusive) => `Escriba un número ${isInclusive ? "de al menos" : "mayor que"} ${least}.`,
  bigNumber: (most, isInclusive) => `Escriba un número ${isInclusive ? "de como mucho" : "menor que"} ${most}.`,
  or: " O: ",
  kinds: {
    string: "un texto",
    number: "un número",
    int: "un número entero",
    boolean: "true o false",
    object: "un objeto {…}",
    array: "una lista […]",
    record: "un objeto {…}",
    nan: "un número",
    nonoptional: "un valor",
  },
};

const words: Readonly<Record<Language, IssueWords>> = { en: english, fr: french, es: spanish };

export const issueWordsIn = (language: Language): IssueWords => words[language];

/** What our own schemas say of a value, by their English words. */
const sentences: Readonly<Record<string, Readonly<Record<Exclude<Language, "en">, string>>>> = {
  "Write the server's name alone, like imap.example.com.": {
    fr: "Écrivez le nom du serveur seul, comme imap.example.com.",
    es: "Escriba solo el nombre del servidor, como imap.example.com.",
  },
  "Write an address like support@example.com.": {
    fr: "Écrivez une adresse comme support@example.com.",
    es: "Escriba una dirección como support@example.com.",
  },
  "Name either a customer or a ticket.": {
    fr: "Nommez ou bien un client, ou bien un ticket.",
    es: "Nombre un cliente o bien un ticket.",
  },
  "Write an instant with its offset, or a local date or date and time: 2026-03-29T09:00Z, 2026-03-29T09:00 or 2026-03-29.": {
    fr: "Écrivez un instant avec son décalage, ou une date ou une heure locale : 2026-03-29T09:00Z, 2026-03-29T09:00 ou 2026-03-29.",
    es: "Escriba un instante con su desfase, o una fecha u hora local: 2026-03-29T09:00Z, 2026-03-29T09:00 o 2026-03-29.",
  },
  "Write it; it is empty.": { fr: "Écrivez-le ; ce champ est vide.", es: "Escríbalo; está vacío." },
  ...settingSentences,
  "Write an e-mail address, ana@example.com for instance.": {
    fr: "Écrivez une adresse e-mail, ana@example.com par exemple.",
    es: "Escriba una dirección de correo, ana@example.com por ejemplo.",
  },
  "Take `next` of the page before.": { fr: "Prenez le `next` de la page précédente.", es: "Tome el `next` de la página anterior." },
  "Write a currency as three capitals, EUR for instance.": {
    fr: "Écrivez la devise en trois capitales, EUR par exemple.",
    es: "Escriba la moneda con tres mayúsculas, EUR por ejemplo.",
  },
  "Use up to 100 letters, digits, colons, dots, hyphens and underscores.": {
    fr: "Jusqu’à 100 lettres, chiffres, deux-points, points, tirets et traits de soulignement.",
    es: "Hasta 100 letras, cifras, dos puntos, puntos, guiones y guiones bajos.",
  },
  "Write person:alice for one of ours, or contact:ana for one of the customer's.": {
    fr: "Écrivez person:alice pour quelqu’un de chez nous, ou contact:ana pour quelqu’un du client.",
    es: "Escriba person:alice para alguien de los nuestros, o contact:ana para alguien del cliente.",
  },
  "Use up to 64 letters, digits, dots, colons, hyphens and underscores.": {
    fr: "Jusqu’à 64 lettres, chiffres, points, deux-points, tirets et traits de soulignement.",
    es: "Hasta 64 letras, cifras, puntos, dos puntos, guiones y guiones bajos.",
  },
  "Use up to 30 letters and digits, without spaces.": {
    fr: "Jusqu’à 30 lettres et chiffres, sans espace.",
    es: "Hasta 30 letras y cifras, sin espacios.",
  },
  "Write a path of this site, /queue for instance.": {
    fr: "Écrivez un chemin de ce site, /queue par exemple.",
    es: "Escriba una ruta de este sitio, /queue por ejemplo.",
  },
  "Write a telephone number, +34 600 000 000 for instance.": {
    fr: "Écrivez un numéro de téléphone, +33 6 00 00 00 00 par exemple.",
    es: "Escriba un número de teléfono, +34 600 000 000 por ejemplo.",
  },
  "Write an IANA name of a zone, Europe/Paris for instance.": {
    fr: "Écrivez le nom IANA d’un fuseau, Europe/Paris par exemple.",
    es: "Escriba el nombre IANA de una zona, Europe/Madrid por ejemplo.",
  },
  "Write lower-case letters, digits and dashes, second-line for instance.": {
    fr: "Écrivez des minuscules, des chiffres et des tirets, second-line par exemple.",
    es: "Escriba minúsculas, cifras y guiones, second-line por ejemplo.",
  },
  "Write one to three keys, with spaces between them.": {
    fr: "Écrivez une à trois touches, séparées par des espaces.",
    es: "Escriba de una a tres teclas, separadas por espacios.",
  },
  "Write the six digits that your authenticator shows.": {
    fr: "Écrivez les six chiffres que montre votre application d’authentification.",
    es: "Escriba las seis cifras que muestra su aplicación de autenticación.",
  },
  "Write an hour like 10:00.": { fr: "Écrivez une heure comme 10:00.", es: "Escriba una hora como 10:00." },
  "Write *, ticket.* or ticket.opened for instance.": {
    fr: "Écrivez *, ticket.* ou ticket.opened par exemple.",
    es: "Escriba *, ticket.* o ticket.opened, por ejemplo.",
  },
  "Name a target like person:alice or schedule:nights.": {
    fr: "Nommez un destinataire comme person:alice ou schedule:nights.",
    es: "Nombre un destinatario como person:alice o schedule:nights.",
  },
};

export const sentenceOfSchema = (language: Language, message: string): string =>
  language === "en" ? message : (sentences[message]?.[language] ?? message);
