/** How somebody is reached: their contact points and rules made into lines, each at its instant. */
import type { Language } from "#core/model/document.ts";
import { type Channel, channels, type NotificationRules, type Urgency } from "#core/notification/channel.ts";
import type { Line } from "#core/notification/delivery.ts";
import type { Instant } from "#core/time/instant.ts";

/** Where somebody can be reached. */
export type Point = { channel: Channel; address: string };

/** These show on a screen at hand, at once, and cost nothing. */
const pushLike: readonly Channel[] = channels.filter((channel) => channel !== "email" && channel !== "sms" && channel !== "voice");

const minuteMs = 60_000;
const atOnce = (all: readonly Channel[]) => all.map((channel) => ({ channel, afterMs: 0 }));

/** For whoever has chosen nothing: what wakes people comes after what may do without. */
export const defaultRules: NotificationRules = {
  high: [...atOnce([...pushLike, "email"]), { channel: "sms", afterMs: 2 * minuteMs }, { channel: "voice", afterMs: 5 * minuteMs }],
  low: atOnce([...pushLike, "email"]),
};

export type Planning = {
  /** Null for whoever has chosen nothing. */
  rules: NotificationRules | null;
  points: readonly Point[];
  urgency: Urgency;
  wantedAt: Instant;
  person?: string;
  language?: Language;
};

/**
 * The lines by which a person is told, the earliest first. Each point is used once however many rules name its channel, at the earliest of
 * their instants. Rules that reach none of the points give way to the defaults, and these to every point there is: who can be reached at
 * all is not left untold by a rule.
 */
export function planLines({ rules, points, urgency, wantedAt, person, language }: Planning): Line[] {
  const whose = { ...(person === undefined ? {} : { person }), ...(language === undefined ? {} : { language }) };
  const everything = points.map(({ channel }) => ({ channel, afterMs: 0 }));
  for (const chosen of [rules?.[urgency] ?? [], defaultRules[urgency], everything]) {
    const lines = points.flatMap((point) => {
      const afters = chosen.filter(({ channel }) => channel === point.channel).map(({ afterMs }) => afterMs);
      return afters.length === 0 ? [] : [newLine({ ...point, ...whose, at: (wantedAt + Math.min(...afters)) as Instant })];
    });
    if (lines.length > 0) return distinct(lines).sort((a, b) => a.at - b.at);
  }
  return [];
}

/** A line that nobody has tried. */
export const newLine = (line: Omit<Line, "state" | "refusedBy" | "failures" | "notBefore" | "inDoubt">): Line => ({
  ...line,
  state: "waiting",
  refusedBy: [],
  failures: {},
  notBefore: null,
});

function distinct(lines: readonly Line[]): Line[] {
  const found = new Map(lines.map((line) => [`${line.channel} ${line.address}`, line]));
  return [...found.values()];
}
