/** French: how the portal and the door look. */

import type { branding as english } from "../en/branding.ts";
import type { Translation } from "../message.ts";

export const branding = {
  title: "Image de marque",
  lead: "Votre nom, votre logo et votre couleur sur le portail et à la porte. L’aspect du poste de travail ne change pas.",
  name: "Nom",
  nameHint: "Vide : le nom du modèle, {name}.",
  logo: "Logo",
  logoHint: "PNG ou WebP, 256 ko au plus ; il est affiché à 32 pixels de haut.",
  choose: "Choisir une image",
  remove: "Retirer le logo",
  tooLarge: "Cette image a {size} ko ; 256 ko au plus.",
  wrongType: "Choisissez une image PNG ou WebP.",
  noLogo: "Pas encore de logo",
  colour: "Couleur",
  colourHint: "Des liens et des boutons. Vide : celle de Guardia.",
  pick: "Choisir une couleur",
  badColour: "Écrivez une couleur avec six chiffres hexadécimaux, #0b5c69 par exemple.",
  own: "Celle de Guardia",
  contrast: "{ratio}:1 sur blanc ; il faut 4,5:1 pour des mots.",
  readable: "Lisible telle quelle de jour.",
  adjusted: "Trop pâle pour des mots de jour : liens et boutons prennent {colour}, la plus proche qui soit lisible.",
  night: "De nuit, ils prennent {colour}.",
  preview: "L’aspect",
  day: "De jour",
  dark: "De nuit",
  sampleLink: "Un lien",
  sampleButton: "Un bouton",
  save: "Enregistrer",
  saved: "Enregistré",
} as const satisfies Translation<typeof english>;
