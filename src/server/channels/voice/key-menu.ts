/** The keys of a phone that answer a page, and how they are said. */
import type { Language } from "#core/model/document.ts";

/** As it would be written in an SMS; null for a key that means nothing. */
export function wordOfKey(digit: string): "ACK" | "ESC" | null {
  if (digit === "1") return "ACK";
  return digit === "2" ? "ESC" : null;
}

const menus: Record<Language, { menu: string; wrong: string; goodbye: string }> = {
  en: {
    menu: "Press 1 to acknowledge. Press 2 to escalate to the next people.",
    wrong: "That key means nothing here. Nothing was changed.",
    goodbye: "Goodbye.",
  },
  fr: {
    menu: "Appuyez sur 1 pour prendre en charge. Appuyez sur 2 pour prévenir les suivants.",
    wrong: "Cette touche n'a pas d'effet. Rien n'a été changé.",
    goodbye: "Au revoir.",
  },
  es: {
    menu: "Pulse 1 para atenderlo. Pulse 2 para avisar a los siguientes.",
    wrong: "Esa tecla no tiene efecto. No se ha cambiado nada.",
    goodbye: "Adiós.",
  },
};

export const keyMenu = (language: Language): string => menus[language].menu;
export const wrongKey = (language: Language): string => menus[language].wrong;
export const goodbye = (language: Language): string => menus[language].goodbye;
