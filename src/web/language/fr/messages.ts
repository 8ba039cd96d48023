/** French: SMS and chat messages from nobody we know. */

import type { messages as english } from "../en/messages.ts";
import type { Translation } from "../message.ts";

export const messages = {
  title: "SMS et messageries",
  lead: "Des messages venus de numéros et de messageries que personne n’a encore identifiés. Dites une fois à qui ils sont : leurs messages vont dans des tickets, aujourd’hui et désormais.",
  empty: "Aucun message ne vous attend",
  why: {
    "unknown-sender": "Personne n’a cette adresse.",
    "ambiguous-sender": "Plusieurs clients ont un contact avec ce numéro.",
    storm: "Il en est venu plus qu’une personne n’en écrit.",
    refused: "Il n’a pas pu être classé tel quel.",
    "by-hand": "Écarté.",
  },
  from: "{address} · {way}",
  assign: "Attribuer à un client",
  assignTitle: "À qui est {address} ?",
  customer: "Client",
  contact: "Contact",
  noContact: "Quelqu’un que le modèle ne nomme pas",
  save: "Classer ses messages",
  filed: "{count, plural, one {# message classé} other {# messages classés}}",
  drop: "Écarter",
  dropped: "Message écarté",
  more: "En montrer plus",
} as const satisfies Translation<typeof english>;
