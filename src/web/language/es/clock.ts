/** Spanish: a clock in a sentence and in a number. */

export const clock = {
  dueIn: "{name}: vence en {left}, {when}",
  overdue: "{name}: vencido hace {over}, vencía {when}",
  paused: "{name}: en pausa",
  wouldBeDue: "vencería {when} si se reanudara ahora",
  met: "{name}: cumplido",
  ended: "{name}: {verdict}",
  noTarget: "{name}: sin compromiso",
  consumed: "{percent} % consumido",
  late: "+{left}",
  pausedShort: "en pausa",
  none: "No corre ningún compromiso",
  due: "vence",
  wasDue: "vencía",
  target: "de {written}",
  why: "¿Por qué?",
  inZone: "en {zone}",
  unpromised: "sin compromiso",
} as const;
