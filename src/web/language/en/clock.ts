/** English: a clock in a sentence and in a number. */

export const clock = {
  dueIn: "{name}: due in {left}, {when}",
  overdue: "{name}: breached {over} ago, was due {when}",
  paused: "{name}: paused",
  wouldBeDue: "would be due {when} if resumed now",
  met: "{name}: met",
  ended: "{name}: {verdict}",
  noTarget: "{name}: no target",
  consumed: "{percent} % consumed",
  late: "+{left}",
  pausedShort: "paused",
  none: "No promise runs",
  due: "due",
  wasDue: "was due",
  target: "of {written}",
  why: "Why?",
  inZone: "in {zone}",
  unpromised: "no target",
} as const;
