/** French: where people write, what was written, and the files beside it. */

import type { editor as english } from "../en/editor.ts";
import type { Translation } from "../message.ts";

export const editor: Translation<typeof english> = {
  toolbar: "Mise en forme",
  bold: "Gras",
  italic: "Italique",
  code: "Code",
  link: "Lien",
  linkAddress: "Adresse du lien",
  setLink: "Poser le lien",
  bullets: "Liste",
  numbers: "Liste numérotée",
  quote: "Citation",
  block: "Bloc de code",
  mention: "Mentionner quelqu’un",
  shown: { quoted: "Texte cité", image: "Image" },
  files: {
    attach: "Joindre des fichiers",
    drop: "Déposez-les ici",
    list: "Pièces jointes",
    remove: "Retirer {name}",
    uploading: "{name} : {percent} %",
    again: "Réessayer",
    failed: "{name} n’a pas pu être envoyé.",
    tooLarge: "{name} dépasse {limit}.",
    tooMany: "Un message porte au plus {count, plural, one {# fichier} other {# fichiers}}.",
    empty: "{name} est vide.",
    refused: "Les fichiers comme {name} ne sont pas acceptés.",
    open: "Ouvrir {name}, {size}",
    download: "Télécharger {name}, {size}",
  },
};
