/** What somebody hears or reads who answered a page by SMS, by a key or in a chat: one sentence on what came of it. */
import type { Language } from "#core/model/document.ts";
import type { ReplyResult } from "#server/channels/driver.ts";

type Words = Record<ReplyResult["kind"], (page: string) => string>;

const words: Record<Language, Words> = {
  en: {
    acknowledged: (page) => `Page ${page} is acknowledged. It is yours now.`,
    escalated: (page) => `Page ${page} is escalated: the next people are being told.`,
    resolved: (page) => `Page ${page} is resolved.`,
    "not-understood": () => "That was not understood. Answer ACK, ESC or RES and the page's number, like ACK 4711.",
    "unknown-page": () => "There is no such page waiting for an answer.",
    "unknown-sender": () => "This number belongs to nobody who may answer pages.",
  },
  fr: {
    acknowledged: (page) => `L'appel ${page} est pris en charge. Il est à vous.`,
    escalated: (page) => `L'appel ${page} est escaladé : les suivants sont prévenus.`,
    resolved: (page) => `L'appel ${page} est résolu.`,
    "not-understood": () => "Réponse non comprise. Répondez ACK, ESC ou RES suivi du numéro de l'appel, par exemple ACK 4711.",
    "unknown-page": () => "Aucun appel de ce numéro n'attend de réponse.",
    "unknown-sender": () => "Ce numéro n'appartient à personne qui puisse répondre aux appels.",
  },
  es: {
    acknowledged: (page) => `El aviso ${page} queda atendido. Es suyo.`,
    escalated: (page) => `El aviso ${page} se ha escalado: se avisa a los siguientes.`,
    resolved: (page) => `El aviso ${page} queda resuelto.`,
    "not-understood": () => "No se ha entendido. Responda ACK, ESC o RES y el número del aviso, por ejemplo ACK 4711.",
    "unknown-page": () => "No hay ningún aviso con ese número que espere respuesta.",
    "unknown-sender": () => "Este número no es de nadie que pueda responder a los avisos.",
  },
};

/** One sentence without markup. */
export const replyWords = (language: Language, { kind, pageId }: ReplyResult): string =>
  words[language][kind](pageId === null ? "" : String(pageId)).replaceAll(/ {2,}/g, " ");
