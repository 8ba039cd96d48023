/** The few words that stand in a ticket without anybody having written them, in the customer's language. */
import type { Language } from "#core/model/document.ts";

type Words = {
  noSubject: string;
  noWords: string;
  encrypted: string;
  unreadTitle: string;
  unread: string;
  undelivered(address: string, said: string): string;
  reopened: string;
};

export const mailWords: Readonly<Record<Language, Words>> = {
  en: {
    noSubject: "(no subject)",
    noWords: "(no words: see the attachments)",
    encrypted: "This message is encrypted: see its attachment.",
    unreadTitle: "A message that cannot be read",
    unread: "This message could not be understood. The raw file is attached: please look what it is.",
    undelivered: (address, said) => `Our letter to ${address} was not delivered: ${said}`,
    reopened: "Answered by mail",
  },
  fr: {
    noSubject: "(sans objet)",
    noWords: "(sans texte : voir les pièces jointes)",
    encrypted: "Ce message est chiffré : voir sa pièce jointe.",
    unreadTitle: "Un message illisible",
    unread: "Ce message n’a pas pu être compris. Le fichier brut est joint : veuillez regarder de quoi il s’agit.",
    undelivered: (address, said) => `Notre message à ${address} n’a pas été remis : ${said}`,
    reopened: "Réponse par courriel",
  },
  es: {
    noSubject: "(sin asunto)",
    noWords: "(sin texto: vea los archivos adjuntos)",
    encrypted: "Este mensaje está cifrado: vea su archivo adjunto.",
    unreadTitle: "Un mensaje ilegible",
    unread: "Este mensaje no se ha podido entender. Se adjunta el archivo original: mire de qué se trata.",
    undelivered: (address, said) => `Nuestro mensaje a ${address} no fue entregado: ${said}`,
    reopened: "Respuesta por correo",
  },
};
