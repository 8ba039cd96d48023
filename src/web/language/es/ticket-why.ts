/** Spanish: why a clock is due when it is. */
import type { ticketWhy as english } from "../en/ticket-why.ts";
import type { Translation } from "../message.ts";

export const ticketWhy: Translation<typeof english> = {
  title: "{objective}: por qué vence entonces",
  due: "El objetivo son {target} de tiempo hábil en el calendario «{calendar}». Contado desde {from}, se completa {due}.",
  dueDays: "El objetivo son {target} en el calendario «{calendar}» (días hábiles). Desde {from} eso lleva a {due}.",
  paused: "Está en pausa ({reason}), así que no tiene vencimiento.",
  pausedWould: "Está en pausa ({reason}), así que no tiene vencimiento; reanudado ahora, vencería {would}.",
  met: "Se cumplió con {left} de margen.",
  metLate: "Terminó.",
  breached: "Se incumplió, y pasaron {over} más de tiempo hábil.",
  noTarget: "El acuerdo no promete nada aquí: solo se mide el tiempo.",
  noDue: "Su calendario no abre lo bastante para un vencimiento.",
  retargets: "El objetivo cambió",
  retarget: "de {from} a {to}, regla «{rule}»",
  dueMoved: "vencimiento {before} → {after}",
  nothing: "nada",
  caption: "Cada tramo de su vida, y lo que cuenta",
  columns: { stretch: "Tramo", state: "Estado", counted: "Contado", total: "Total" },
  running: "Abierto: cuenta",
  stopped: "Terminó por un tiempo y siguió después",
  toCome: "por venir",
  over: "pasado el objetivo",
  version: "versión {version} del calendario",
  sum: "Contado hasta el vencimiento",
  target: "Objetivo",
  before: "Contado antes de cambiar el objetivo",
  matches: "La suma es exacta.",
  zoneNote: "Horas de {here}; el cliente las lee en {there}.",
  shares: "Del tiempo consumido",
};
