/** Letters about tickets in French. ICU MessageFormat. */
import type { TicketWords } from "#server/channels/email/ticket-words.ts";

export const fr: TicketWords = {
  greeting: "Bonjour {name},",
  greetingPlain: "Bonjour,",
  receipt: {
    lead: "Nous avons bien reçu votre message. Il porte le numéro de ticket #{ticket} ; merci de le conserver.",
    promise: "Vous recevrez notre première réponse au plus tard le {due}.",
    billable: "Votre demande n’est pas comprise dans votre contrat ({clause}) : nous vous enverrons un devis avant toute intervention.",
    excerpt: "Ce que vous nous avez écrit :",
  },
  question: {
    lead: "Pour poursuivre le ticket #{ticket}, nous attendons un élément de votre part : merci de lire notre dernier message et d’y répondre.",
    leadNoted: "Pour poursuivre le ticket #{ticket}, nous attendons un élément de votre part :",
  },
  quote: {
    lead: "Pour le ticket #{ticket}, nous vous proposons cette intervention pour {amount} :",
    leadHours:
      "Pour le ticket #{ticket}, nous vous proposons cette intervention pour {amount}, soit environ {hours, plural, one {# heure} other {# heures}} :",
    decide: "L’intervention commencera dès que votre interlocuteur désigné aura accepté le devis sur le portail.",
    waits: "Le ticket est en attente jusque-là.",
  },
  resolution: {
    lead: "Le ticket #{ticket} est résolu. Ce qui a été fait :",
    reopen: "Si le problème persiste, répondez à ce message : le ticket sera rouvert.",
    reopenUntil: "Si le problème persiste, répondez à ce message avant le {until} : le ticket sera rouvert.",
    reopenThere: "Si le problème persiste, rouvrez le ticket sur le portail.",
    rate: "Êtes-vous satisfait ? Dites-le-nous d’un clic sur le portail.",
  },
  wrote: "Le {at}, {name} a écrit :",
  machine: "Cette réponse a été rédigée automatiquement.",
  leftOut:
    "Trop volumineux pour un message : {names}. {count, plural, one {Le fichier se trouve} other {Les fichiers se trouvent}} sur le portail.",
  picture: "[image : {name}]",
  open: "Ouvrir le ticket",
  decide: "Décider sur le portail",
  footer: {
    answer: "Répondez simplement à ce message : vos mots et vos fichiers rejoindront le ticket #{ticket}.",
    noAnswer: "Les réponses à ce message ne parviennent à personne : merci d’utiliser le portail.",
    about: "{provider} vous écrit au sujet du ticket #{ticket} de {customer}.",
  },
};
