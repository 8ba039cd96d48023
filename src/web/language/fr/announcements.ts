/** French: where the provider announces something to its customers. */

import type { announcements as english } from "../en/announcements.ts";
import type { Translation } from "../message.ts";

export const announcements = {
  title: "Annonces",
  lead: "Ce que les clients lisent en haut de leur portail, tant que cela dure.",
  write: "Nouvelle annonce",
  change: "Modifier l’annonce",
  empty: "Rien n’a été annoncé",
  emptyHint: "Prévenez les clients des maintenances et des perturbations avant qu’ils ne demandent.",
  state: { coming: "à venir", running: "affichée", over: "terminée" },
  toAll: "Tous les clients",
  more: "En voir plus",
  edit: "Modifier",
  withdraw: "Retirer",
  withdrawn: "« {title} » retirée",
  period: "du {from} au {until}",
  openPeriod: "à partir du {from}",
  only: "seulement pour {services}",
  form: {
    severity: "De quoi s’agit-il ?",
    to: "À qui ?",
    customers: "Seulement à ces clients",
    customersHint: "Aucun choisi : à tous.",
    services: "Seulement à ceux qui ont ces services",
    servicesHint: "Aucun choisi : à tous.",
    from: "Affichée à partir de",
    until: "Affichée jusqu’à",
    untilHint: "Vide : jusqu’à son retrait.",
    zone: "À votre heure, {zone}.",
    texts: "Ce qu’elle dit",
    textsHint: "Chacun lit sa langue, sinon la première écrite.",
    titleField: "Titre",
    body: "Texte",
    publish: "Publier",
    save: "Enregistrer",
    missing: "Écrivez un titre dans une langue au moins ; un texte seul n’en a pas.",
    preview: "Comme les clients la voient",
  },
  published: "Publiée",
  saved: "Enregistrée",
} as const satisfies Translation<typeof english>;
