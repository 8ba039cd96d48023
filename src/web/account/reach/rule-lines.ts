/** Notification rules as sentences: what is told at the same moment stands in one line. */
import type { Channel, NotificationRules, Urgency } from "../../api/reach.ts";

export type RuleLine = { afterMs: number; channels: readonly Channel[] };

/** The lines of an urgency, the earliest first; of the channels in `own` alone, each once at its earliest. */
export function linesOf(rules: NotificationRules, urgency: Urgency, own: readonly Channel[]): RuleLine[] {
  const lines = new Map<number, Channel[]>();
  const named = new Set<Channel>();
  for (const { channel, afterMs } of [...rules[urgency]].sort((a, b) => a.afterMs - b.afterMs)) {
    if (named.has(channel) || !own.includes(channel)) continue;
    named.add(channel);
    lines.set(afterMs, [...(lines.get(afterMs) ?? []), channel]);
  }
  return [...lines].map(([afterMs, channels]) => ({ afterMs, channels }));
}

/** The rules with a channel at another moment; null: not at all. Channels that one does not have stay as they are. */
export function withChannel(rules: NotificationRules, urgency: Urgency, channel: Channel, afterMs: number | null): NotificationRules {
  const others = rules[urgency].filter((each) => each.channel !== channel);
  const changed = afterMs === null ? others : [...others, { channel, afterMs }].sort((a, b) => a.afterMs - b.afterMs);
  return { ...rules, [urgency]: changed };
}

export const delayOf = (rules: NotificationRules, urgency: Urgency, channel: Channel): number | null => {
  const all = rules[urgency].filter((each) => each.channel === channel).map(({ afterMs }) => afterMs);
  return all.length === 0 ? null : Math.min(...all);
};

/** What rings, calls or pushes: the others wait in a window until somebody looks. */
const waking: readonly Channel[] = ["sms", "voice", "push", "ntfy", "gotify", "unifiedpush", "telegram"];

export const canWake = (lines: readonly RuleLine[]): boolean =>
  lines.some(({ channels }) => channels.some((each) => waking.includes(each)));
