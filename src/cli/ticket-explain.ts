/** An explanation for a person: a table of stretches, a sentence for each, the target and what changed it, sums that are shown. */

import { tableLines } from "#cli/print.ts";
import type { Document } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import type { TargetInForce } from "#core/sla/clock.ts";
import type { ExplainedStretch, Explanation } from "#core/sla/explain.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Duration, Instant } from "#core/time/instant.ts";
import type { ExplainedClock, Zones } from "#server/ticket/explained.ts";
import { localTime } from "#server/ticket/local-time.ts";

export type ExplainScene = { document: Document | null; zones: Zones; now: Instant };

/** The lines to print; instants are in the reader's zone. */
export function explainTicket(ticket: Ticket, clocks: readonly ExplainedClock[], scene: ExplainScene): string[] {
  const { document } = scene;
  const customer = document?.customers[ticket.customerId]?.name ?? ticket.customerId;
  const lines = [
    `#${ticket.id}  ${ticket.subject}`,
    `${customer}, ${ticket.priority}, ${ticket.status}. Times are in ${scene.zones.reader}.`,
  ];
  if (ticket.agreementId !== null) lines.push(`Agreement ${ticket.agreementId}, version ${ticket.agreementVersion}.`);
  if (ticket.coverage !== null) {
    const { decision, rule, clause, text, overridden } = ticket.coverage;
    lines.push(
      `Coverage: ${decision} by rule "${rule}"${clause === "" ? "" : ` (${clause})`}: ${textIn(text, "en")}${overridden === null ? "" : ` Overridden: ${overridden}`}`,
    );
  }
  for (const clock of clocks) lines.push("", ...explainClock(clock, scene));
  return lines;
}

const parties = { sla: "promised to the customer", ola: "between our tiers", uc: "promised by the vendor" };

function explainClock({ explanation, due }: ExplainedClock, scene: ExplainScene): string[] {
  const { objective, party, round, tier, target } = explanation;
  const which = [round > 1 ? `round ${round}` : "", tier === null ? "" : `stay at L${tier}`].filter((each) => each !== "").join(", ");
  const title = `${objective.toUpperCase()} ${which === "" ? "" : `(${which}) `}- ${parties[party]}`;
  if (target === null) return [title, "  The agreement promises nothing here at this priority: the clock only keeps the time."];
  return [
    title,
    `  Target ${inForce(target, scene)}.`,
    ...retargets(explanation, scene),
    "",
    ...table(explanation, scene).map((line) => `  ${line}`),
    "",
    ...sentences(explanation, scene).map((line) => `  ${line}`),
    "",
    ...sums(explanation, due, scene).map((line) => `  ${line}`),
  ];
}

const rules = {
  first: "set when the clock started",
  fair: "re-targeted fairly: a tighter target starts at the change but is never due later than before, a looser one keeps the time consumed",
  "from-start": "re-targeted as if it had been so since the start",
  "from-change": "re-targeted afresh from the change",
};

const inForce = (target: TargetInForce, scene: ExplainScene): string =>
  `${target.written} in calendar "${target.calendar}" (version ${target.calendarVersion}), for ${target.priority} under agreement version ${target.agreementVersion}; ${rules[target.rule]}, ${at(target.since, scene)}`;

function retargets({ retargets: all }: Explanation, scene: ExplainScene): string[] {
  return all.map(({ at: when, from, to, consumed, dueBefore, dueAfter }) => {
    const before = from === null ? "nothing" : `${from.written} (${from.priority}), due ${orNone(dueBefore, scene)}`;
    const after = to === null ? "nothing" : `${to.written} (${to.priority}), due ${orNone(dueAfter, scene)}`;
    return `  On ${at(when, scene)} it changed from ${before} to ${after}; ${span(consumed)} were consumed by then.`;
  });
}

const orNone = (when: Instant | null, scene: ExplainScene): string => (when === null ? "never" : at(when, scene));

function table(explanation: Explanation, scene: ExplainScene): string[] {
  let total = 0;
  const rows = explanation.stretches.map((stretch) => {
    total += stretch.counted;
    return [at(stretch.from, scene), at(stretch.to, scene), state(stretch), why(stretch), exact(stretch.counted), exact(total as Duration)];
  });
  return tableLines(["from", "to", "state", "why", "counted", "total"], rows);
}

function state({ state: is, isProjected, isOverdue, open }: ExplainedStretch): string {
  const word = is === "running" ? (open ? "runs" : "closed") : is;
  return `${isProjected ? "will: " : ""}${word}${isOverdue ? ", overdue" : ""}`;
}

const reasons = {
  customer: "waiting for the customer",
  vendor: "waiting for the vendor",
  "change-window": "waiting for the change window",
  quote: "waiting for the quote",
};
const closures = {
  night: "night",
  weekend: "weekend",
  break: "break",
  holiday: "holiday",
  exception: "exception",
  "outside-validity": "the calendar does not hold then",
  closed: "closed",
};

function why({ state: is, pauseReason, why: closed, open }: ExplainedStretch): string {
  if (is === "stopped") return "ended, before it ran on";
  if (pauseReason !== null) return reasons[pauseReason];
  if (open || !closed) return "";
  return closed.name === undefined ? closures[closed.kind] : `${closures[closed.kind]}: ${closed.name}`;
}

function sentences(explanation: Explanation, scene: ExplainScene): string[] {
  let total = 0;
  return explanation.stretches.map((stretch) => {
    total += stretch.counted;
    const { from, to, state: is, isProjected, isOverdue, open, counted } = stretch;
    const range = `From ${at(from, scene)} to ${at(to, scene)}`;
    const reason = why(stretch);
    if (is === "paused") return `${range} it ${isProjected ? "will be" : "was"} paused (${reason}): nothing counts.`;
    if (is === "stopped") return `${range} it had ended: nothing counts.`;
    if (!open)
      return `${range} the calendar ${isProjected ? "will be" : "was"} closed${reason === "" ? "" : ` (${reason})`}: nothing counts.`;
    const sum = `${span(counted)} count, ${span(total as Duration)} in all`;
    return `${range} it ${isProjected ? "will run if nothing happens" : "ran"}${isOverdue ? ", past its due time" : ""}: ${sum}.`;
  });
}

function sums(explanation: Explanation, due: ExplainedClock["due"], scene: ExplainScene): string[] {
  const { stretches, limit, base, consumed, remaining, verdict, wouldBeDueAt, breachedAt, stoppedAt, countedUntilDue } = explanation;
  const parts = stretches.filter(({ counted, isOverdue }) => counted > 0 && !isOverdue).map(({ counted }) => exact(counted));
  const lines: string[] = [];
  if (wouldBeDueAt !== null) lines.push(`It is paused, so nothing is due. Resumed now it would be due ${at(wouldBeDueAt, scene)}.`);
  if (due !== null && limit !== null) {
    const target = base === 0 ? exact(limit) : `${exact(base)} before the target + ${exact((limit - base) as Duration)} of it`;
    if (countedUntilDue === limit)
      lines.push(`Sum: ${parts.join(" + ") || "0:00:00"} = ${exact(countedUntilDue)}, which is the target (${target}).`);
    lines.push(`${breachedAt !== null || (stoppedAt !== null && stoppedAt > scene.now) ? "Was due" : "Due"}:`);
    const whom = [
      ["reader", due.reader],
      ["customer", due.customer],
      ["team", due.resolver],
    ] as const;
    for (const [who, { zone, at: when }] of whom) lines.push(`  ${who.padEnd(9)} ${pretty(when)}  ${zone}`);
  }
  const left =
    remaining === null ? "" : remaining >= 0 ? `, ${span(remaining)} left` : `, ${span((0 - remaining) as Duration)} past the target`;
  lines.push(`Consumed so far: ${span(consumed)}${left}.`);
  if (verdict !== null)
    lines.push(
      verdict === "void"
        ? "It ended without a judgement."
        : `Verdict: ${verdict}${stoppedAt === null ? "" : `; it ended ${at(stoppedAt, scene)}`}.`,
    );
  return lines;
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** `Fri 2026-03-27 16:00:00`: seconds and milliseconds only where they are not zero. */
function at(when: Instant, { zones }: ExplainScene): string {
  return pretty(localTime(when, zones.reader).at).replace(/ [+-]\d\d:\d\d$/, "");
}

function pretty(iso: string): string {
  const [, date = "", time = "", seconds = "", ms = "", offset = ""] =
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):(\d\d)\.(\d{3})(.*)$/.exec(iso) ?? [];
  const weekday = weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()];
  const fraction = ms === "000" ? (seconds === "00" ? "" : `:${seconds}`) : `:${seconds}.${ms}`;
  return `${weekday} ${date} ${time}${fraction} ${offset}`;
}

/** `2:00:00`, hours going on past a day; `.250` only where there are milliseconds: so that columns add up by hand. */
export function exact(amount: Duration): string {
  const pad = (value: number): string => String(value).padStart(2, "0");
  const [seconds, ms] = [Math.floor(amount / 1_000), amount % 1_000];
  const whole = `${Math.floor(seconds / 3_600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return ms === 0 ? whole : `${whole}.${String(ms).padStart(3, "0")}`;
}

/** `2 h 30 min`, for sentences; exact down to the millisecond. */
export function span(amount: Duration): string {
  const parts = [
    [Math.floor(amount / 3_600_000), "h"],
    [Math.floor(amount / 60_000) % 60, "min"],
    [(amount % 60_000) / 1_000, "s"],
  ] as const;
  const said = parts.filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`);
  return said.length === 0 ? "0 min" : said.join(" ");
}
