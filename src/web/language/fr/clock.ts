/** French: a clock in a sentence and in a number. */

export const clock = {
  dueIn: "{name} : échéance dans {left}, {when}",
  overdue: "{name} : dépassé depuis {over}, échéance {when}",
  paused: "{name} : suspendu",
  wouldBeDue: "échéance {when} si repris maintenant",
  met: "{name} : tenu",
  ended: "{name} : {verdict}",
  noTarget: "{name} : sans engagement",
  consumed: "{percent} % consommé",
  late: "+{left}",
  pausedShort: "suspendu",
  none: "Aucun engagement en cours",
  due: "échéance",
  wasDue: "échéance passée",
  target: "sur {written}",
  why: "Pourquoi ?",
  inZone: "à l’heure de {zone}",
  unpromised: "sans engagement",
} as const;
