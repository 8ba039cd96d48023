/** Spanish: SMS and chat messages from nobody we know. */

import type { messages as english } from "../en/messages.ts";
import type { Translation } from "../message.ts";

export const messages = {
  title: "SMS y chats",
  lead: "Mensajes de números y chats que nadie ha identificado todavía. Diga una vez de quién son: sus mensajes van a tickets, hoy y en adelante.",
  empty: "Ningún mensaje le espera",
  why: {
    "unknown-sender": "Nadie tiene esta dirección.",
    "ambiguous-sender": "Varios clientes tienen un contacto con este número.",
    storm: "Han llegado más de los que escribe una persona.",
    refused: "No se pudo archivar tal como está.",
    "by-hand": "Descartado.",
  },
  from: "{address} · {way}",
  assign: "Dar a un cliente",
  assignTitle: "¿De quién es {address}?",
  customer: "Cliente",
  contact: "Contacto",
  noContact: "Alguien a quien el modelo no nombra",
  save: "Archivar sus mensajes",
  filed: "{count, plural, one {# mensaje archivado} other {# mensajes archivados}}",
  drop: "Descartar",
  dropped: "Mensaje descartado",
  more: "Mostrar más",
} as const satisfies Translation<typeof english>;
