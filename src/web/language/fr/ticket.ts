/** French: the page of one ticket. */
import type { ticket as english } from "../en/ticket.ts";
import type { Translation } from "../message.ts";
import { intake } from "./intake.ts";
import { ticketActions } from "./ticket-actions.ts";
import { ticketAnswer } from "./ticket-answer.ts";
import { ticketBeside } from "./ticket-beside.ts";
import { ticketEvents } from "./ticket-events.ts";
import { ticketWhy } from "./ticket-why.ts";

export const ticket: Translation<typeof english> = {
  back: "File",
  number: "#{id}",
  kindAt: "{kind} par {channel}",
  opened: "Ouvert",
  requester: "Demandeur",
  customer: "Client",
  service: "Service",
  component: "Composant",
  environment: "Environnement",
  impact: "Impact × urgence",
  agreement: "Accord",
  version: "version {version}",
  noAgreement: "Aucun accord en vigueur",
  coverage: "Couverture",
  overridden: "Décidé autrement",
  turnTo: "S’adresser à",
  contested: "Contesté par le client",
  links: "Tickets liés",
  mergedInto: "Fusionné avec",
  collaborators: "Participent",
  quote: "Devis",
  quoteState: { offered: "proposé", approved: "approuvé", declined: "refusé" },
  closes: "Se clôt de lui-même",
  with: "Chez",
  rank: "Rang du client",
  none: "–",
  details: "Détails",
  title: "#{id} {subject}",
  sections: { clocks: "Échéances", ball: "Qui a la balle", facts: "À propos", conversation: "Conversation" },
  endedClocks: "{count, plural, one {# échéance terminée} other {# échéances terminées}}",
  noClocks: "Rien n’est promis pour ce ticket.",
  round: "tour {round}",
  talk: {
    internal: "Note interne",
    machine: "Réponse automatique",
    customer: "Client",
    agent: "Nous",
    solution: "Solution",
    pending: "Envoi…",
    folded: "{count, plural, one {# autre ligne du journal} other {# autres lignes du journal}}",
    none: "Rien n’a encore été dit.",
    callOut: "Appel à {person}, {number}",
    callIn: "Appel de {person}, {number}",
    callLasted: "{minutes, plural, one {# minute} other {# minutes}}",
    noNumber: "numéro inconnu",
    longer: "Tout montrer",
  },
  stale: {
    title: "Quelqu’un a été plus rapide",
    sentence:
      "Pendant que vous regardiez, ceci s’est passé : {what}. La page le montre maintenant ; regardez, puis refaites ce que vous vouliez faire.",
    unknown: "le ticket a changé",
  },
  ball: {
    title: "Qui a eu la balle",
    summary: "{count, plural, one {# période} other {# périodes}} sur {life} ; le tableau ci-dessous les contient toutes",
    showTable: "En tableau",
    hideTable: "Masquer le tableau",
    from: "Depuis",
    who: "Détenue par",
    held: "Pendant",
  },
  closeReason: {
    confirmed: "confirmé",
    automatic: "de lui-même",
    withdrawn: "retiré",
    duplicate: "doublon",
    excluded: "non couvert",
    "quote-declined": "devis refusé",
    imported: "comme importé",
  },
  why: ticketWhy,
  actions: ticketActions,
  events: ticketEvents,
  answer: ticketAnswer,
  beside: ticketBeside,
  intake,
};
