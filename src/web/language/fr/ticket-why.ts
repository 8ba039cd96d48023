/** French: why a clock is due when it is. */
import type { ticketWhy as english } from "../en/ticket-why.ts";
import type { Translation } from "../message.ts";

export const ticketWhy: Translation<typeof english> = {
  title: "{objective} : pourquoi cette échéance",
  due: "L’objectif est de {target} de temps ouvré dans le calendrier « {calendar} ». Compté depuis {from}, il est atteint {due}.",
  dueDays: "L’objectif est de {target} dans le calendrier « {calendar} » (jours ouvrés). Depuis {from}, cela mène à {due}.",
  paused: "Il est en pause ({reason}) et n’a donc pas d’échéance.",
  pausedWould: "Il est en pause ({reason}) et n’a donc pas d’échéance ; repris maintenant, il serait dû {would}.",
  met: "Il a été tenu avec {left} d’avance.",
  metLate: "Il a pris fin.",
  breached: "Il a été dépassé, et {over} de temps ouvré se sont encore écoulés.",
  noTarget: "L’accord ne promet rien ici : seul le temps est mesuré.",
  noDue: "Son calendrier n’ouvre pas assez longtemps pour une échéance.",
  retargets: "L’objectif a changé",
  retarget: "de {from} à {to}, règle « {rule} »",
  dueMoved: "échéance {before} → {after}",
  nothing: "rien",
  caption: "Chaque période de sa vie, et ce qu’elle compte",
  columns: { stretch: "Période", state: "État", counted: "Compté", total: "Total" },
  running: "Ouvert : compté",
  stopped: "Arrêté un moment, puis reparti",
  toCome: "à venir",
  over: "au-delà de l’objectif",
  version: "version {version} du calendrier",
  sum: "Compté jusqu’à l’échéance",
  target: "Objectif",
  before: "Compté avant le changement d’objectif",
  matches: "La somme est exacte.",
  zoneNote: "Heures de {here} ; le client les lit à {there}.",
  shares: "Du temps consommé",
};
