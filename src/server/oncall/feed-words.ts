/** What whoever took a calendar in is told when it cannot be read any more. */
import type { Language, Text } from "#core/model/document.ts";

const words: Readonly<Record<Language, { subject(name: string): string; text(name: string, since: string): string }>> = {
  en: {
    subject: (name) => `the calendar ${name} cannot be read`,
    text: (name, since) =>
      `The calendar ${name} has not been readable since ${since}. What was read last still holds: look what is wrong with it.`,
  },
  fr: {
    subject: (name) => `le calendrier ${name} est illisible`,
    text: (name, since) =>
      `Le calendrier ${name} est illisible depuis le ${since}. La dernière lecture reste valable : voyez ce qui ne va pas.`,
  },
  es: {
    subject: (name) => `el calendario ${name} no se puede leer`,
    text: (name, since) => `El calendario ${name} no se puede leer desde el ${since}. Sigue valiendo lo último leído: vea qué le ocurre.`,
  },
};

/** @param since as each language writes it */
export function feedFailingWords(name: string, since: Readonly<Record<Language, string>>): { subject: Text; text: Text } {
  const told = (language: Language) => ({
    subject: words[language].subject(name),
    text: words[language].text(name, since[language]),
  });
  const [en, fr, es] = [told("en"), told("fr"), told("es")];
  return {
    subject: { en: en.subject, fr: fr.subject, es: es.subject },
    text: { en: en.text, fr: fr.text, es: es.text },
  };
}
