/** Spanish: where the provider announces something to its customers. */

import type { announcements as english } from "../en/announcements.ts";
import type { Translation } from "../message.ts";

export const announcements = {
  title: "Avisos",
  lead: "Lo que los clientes leen al principio de su portal, mientras dura.",
  write: "Aviso nuevo",
  change: "Cambiar el aviso",
  empty: "No se ha avisado de nada",
  emptyHint: "Avise a los clientes de mantenimientos e interrupciones antes de que pregunten.",
  state: { coming: "por venir", running: "visible ahora", over: "terminado" },
  toAll: "Todos los clientes",
  more: "Ver más",
  edit: "Cambiar",
  withdraw: "Retirar",
  withdrawn: "«{title}» retirado",
  period: "del {from} al {until}",
  openPeriod: "desde el {from}",
  only: "solo para {services}",
  form: {
    severity: "¿De qué se trata?",
    to: "¿A quién?",
    customers: "Solo a estos clientes",
    customersHint: "Ninguno elegido: a todos.",
    services: "Solo a quienes tienen estos servicios",
    servicesHint: "Ninguno elegido: a todos.",
    from: "Visible desde",
    until: "Visible hasta",
    untilHint: "Vacío: hasta que se retire.",
    zone: "En su hora, {zone}.",
    texts: "Lo que dice",
    textsHint: "Cada uno lee su idioma; si no está, el primero escrito.",
    titleField: "Título",
    body: "Texto",
    publish: "Publicar",
    save: "Guardar",
    missing: "Escriba un título en un idioma al menos; un texto solo no lo tiene.",
    preview: "Como lo ven los clientes",
  },
  published: "Publicado",
  saved: "Guardado",
} as const satisfies Translation<typeof english>;
