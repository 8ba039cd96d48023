/** The query that shows the tickets behind a figure: what is counted can be opened. Used by the browser; its words are the query language's. */
import type { Priority, Tier } from "#core/model/document.ts";

export type BoardScope = { readonly customer?: string | undefined; readonly team?: string | undefined };

const quoted = (value: string): string => (/[\s,"]/u.test(value) ? `"${value.replaceAll('"', "")}"` : value);

/** A key that begins like a word of the language (`me`, `nobody`) is meant as it stands there. */
const is = (field: string, value: string): string => `${field}:${quoted(value)}`;

function within({ customer, team }: BoardScope, terms: readonly string[]): string {
  const own = team === undefined || terms.some((term) => term.startsWith("team:")) ? [] : [is("team", team)];
  return [...(customer === undefined ? [] : [is("customer", customer)]), ...own, ...terms].join(" ");
}

export type OpenFigure = "open" | "late" | "soon" | "paused" | "urgent" | "unassigned";

const openTerms: Readonly<Record<OpenFigure, readonly string[]>> = {
  open: [],
  late: ["breach<0m"],
  soon: ["breach<24h", "-breach<0m"],
  paused: ["paused:yes"],
  urgent: ["priority:P1,P2"],
  unassigned: ["assignee:nobody"],
};

type Whose = { readonly assignee?: string; readonly tier?: Tier | null; readonly ofTeam?: string | null };

/** Open tickets, of a person or of a team where one is named. */
export function openQuery(scope: BoardScope, figure: OpenFigure, { assignee, tier, ofTeam }: Whose = {}): string {
  return within(scope, [
    "status:open",
    ...(assignee === undefined ? [] : [is("assignee", assignee)]),
    ...(tier === undefined ? [] : tier === null ? ["-tier:1,2,3,4"] : [`tier:${tier}`]),
    ...(ofTeam === undefined ? [] : [ofTeam === null ? "team:nobody" : is("team", ofTeam)]),
    ...openTerms[figure],
  ]);
}

/** Open tickets of an age, of one priority where it is named. */
export function ageQuery(scope: BoardScope, fromDays: number, toDays: number | null, priority?: Priority): string {
  return within(scope, [
    "status:open",
    ...(fromDays === 0 ? [] : [`opened>${fromDays}d`]),
    ...(toDays === null ? [] : [`opened<${toDays}d`]),
    ...(priority === undefined ? [] : [`priority:${priority}`]),
  ]);
}

export type WindowFigure =
  | "opened"
  | "resolved"
  | "firstLine"
  | "escalated"
  | "kept"
  | "breached"
  | "reopened"
  | "rated"
  | 1
  | 2
  | 3
  | 4
  | 5;

const windowTerms: Readonly<Record<WindowFigure, readonly string[]>> = {
  opened: [],
  resolved: [],
  firstLine: ["firstline:yes"],
  escalated: ["firstline:no"],
  kept: ["breached:no"],
  breached: ["breached:yes"],
  reopened: ["reopened:yes"],
  rated: ["rated:yes"],
  1: ["rated:1"],
  2: ["rated:2"],
  3: ["rated:3"],
  4: ["rated:4"],
  5: ["rated:5"],
};

/** Tickets of a stretch of dates, `to` exclusive; dates are those of the reader's zone. */
export function windowQuery(scope: BoardScope, figure: WindowFigure, { from, to }: { from: string; to: string }): string {
  const field = figure === "opened" ? "opened" : "resolved";
  return within(scope, [`${field}>${from}`, `${field}<${to}`, ...windowTerms[figure]]);
}
