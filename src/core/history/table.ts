/** A mapping bound to the header of one file: cells of a row read as facts, and what could not be read, by line and reason. */
import { compileDateFormat, type DateFault, type DateReader } from "#core/history/date-format.ts";
import { columnsOf, type HistoryState, type Mapping } from "#core/history/mapping.ts";
import type { Channel, Level, Priority, Tier } from "#core/model/document.ts";
import { nearName } from "#core/model/near-name.ts";
import { Refusal } from "#core/refusal.ts";
import type { TicketKind } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

/** A row as it stands in the file: its first line there, and its cells. */
export type Row = { line: number; cells: readonly string[] };

/** Something in the file that could not be taken as it stands. `isLeftOut`: the row was not imported; otherwise it was, as `message` says. */
export type RowProblem = { line: number; code: string; message: string; isLeftOut: boolean };
export type Notice = (problem: RowProblem) => void;

export type Place = { tier: Tier | null; team: string | null; assignee: string | null };

/** Reads facts from the cells of rows. What a table does not know, and dates that are none, go to the notice. */
export type Table = {
  readonly mapping: Mapping;
  readonly width: number;
  id(row: Row): string | null;
  /** The instant in a column; null when the cell says nothing or what it says is no instant (then noticed, the row being `isLeftOut`). */
  instant(row: Row, key: DateKey, notice: Notice, isLeftOut: boolean): Instant | null;
  /** Whether a date's cell says nothing. */
  isEmpty(row: Row, key: DateKey): boolean;
  state(row: Row, notice: Notice): HistoryState;
  priority(row: Row, notice: Notice): Priority | null;
  level(row: Row, key: "impact" | "urgency", notice: Notice): Level | null;
  channel(row: Row): Channel;
  kind(row: Row): TicketKind;
  /** The id that its column's word stands for; whether the model knows it is not looked at here. */
  service(row: Row): string | null;
  component(row: Row): string | null;
  /** What a row says to the other side. */
  reply(row: Row, notice: Notice): { by: "agent" | "contact" | "machine"; text: string } | null;
  place(row: Row): Place;
  verdict(row: Row, notice: Notice): boolean | null;
  text(row: Row, key: "subject" | "description" | "solution"): string;
  requester(row: Row): string | null;
  /** The state in the file's own word. */
  word(row: Row): string | null;
  /**
   * The noted columns that differ from those of `before`; all that say something when there is no row before. With `isCarried` not
   * those of state and place: other events of the row tell them.
   */
  changes(row: Row, before: Row | null, isCarried: boolean): Record<string, string>;
  /** Whether a fact's column differs between two rows. */
  differs(row: Row, before: Row, key: FactKey): boolean;
};

export type DateKey = "at" | "opened" | "responded" | "resolved" | "closed" | "promised";
type FactKey = "state" | "priority" | "verdict" | "place";

const faults: Record<DateFault, (text: string, mapping: Mapping) => string> = {
  "not-this-format": (text, { dates }) => `"${text}" is not a date like ${dates.format}`,
  "no-such-date": (text) => `"${text}" is a date or time that does not exist`,
  "in-a-clock-change": (text, { dates }) => `"${text}" did not exist in ${dates.zone}: the clocks went forward over it`,
};

/**
 * @param header the file's first row
 * Refuses `wrong-delimiter`, `missing-columns` and `double-columns` with what to write instead.
 */
export function openTable(mapping: Mapping, header: readonly string[]): Table {
  const indexOf = requireColumns(mapping, header);
  const at = (column: string | undefined): number => (column === undefined ? -1 : indexOf.get(column)!);
  const nothing = new Set(["", ...(mapping.nothing ?? [])]);
  const cell = (row: Row, index: number): string | null => {
    const text = index < 0 ? undefined : row.cells[index];
    return text === undefined || nothing.has(text) ? null : text;
  };
  const readDate = compileDateFormat(mapping.dates.format, mapping.dates.zone);
  const dateAt = Object.fromEntries(
    (["at", "opened", "responded", "resolved", "closed", "promised"] as const).map((key) => [key, at(mapping[key])]),
  );
  const translate = translator(cell, at);
  const [idAt, stateAt, priorityAt, verdictAt] = [
    at(mapping.id),
    at(mapping.state.column),
    at(mapping.priority?.column),
    at(mapping.verdict?.column),
  ];
  const [teamAt, assigneeAt, requesterAt] = [at(mapping.place?.team), at(mapping.place?.assignee), at(mapping.requester)];
  const carried = new Set([mapping.state.column, mapping.place?.team, mapping.place?.assignee]);
  const [serviceAt, componentAt, replyAt] = [at(mapping.service?.column), at(mapping.component?.column), at(mapping.reply?.text)];
  const noted = (mapping.note ?? []).map((column) => ({ column, index: at(column), isCarried: carried.has(column) }));
  const texts = {
    subject: filler(mapping.subject, cell, at),
    description: filler(mapping.description, cell, at),
    solution: filler(mapping.solution, cell, at),
  };
  const silent: Notice = () => undefined;
  return {
    mapping,
    width: header.length,
    id: (row) => cell(row, idAt),
    instant: (row, key, notice, isLeftOut) => readInstant(row.line, key, cell(row, dateAt[key]!), { readDate, mapping, notice, isLeftOut }),
    isEmpty: (row, key) => cell(row, dateAt[key]!) === null,
    state: (row, notice) => translate(row, "state", mapping.state, notice) ?? "unchanged",
    priority: (row, notice) => translate(row, "priority", mapping.priority, notice),
    level: (row, key, notice) => translate(row, key, mapping[key], notice),
    channel: (row) =>
      typeof mapping.channel === "string" ? mapping.channel : (translate(row, "channel", mapping.channel, silent) ?? "import"),
    kind: (row) => (typeof mapping.kind === "string" ? mapping.kind : (translate(row, "kind", mapping.kind, silent) ?? "incident")),
    service: (row) => idOf(cell(row, serviceAt), mapping.service?.values),
    component: (row) => idOf(cell(row, componentAt), mapping.component?.values),
    reply: (row, notice) => {
      const text = cell(row, replyAt);
      const by = text === null ? null : translate(row, "reply.by", mapping.reply?.by, notice);
      return text === null || by === null ? null : { by, text };
    },
    place: (row) => placeOf(mapping, cell(row, teamAt), cell(row, assigneeAt)),
    verdict: (row, notice) => {
      const verdict = translate(row, "verdict", mapping.verdict, notice);
      return verdict === null || verdict === "none" ? null : verdict === "met";
    },
    text: (row, key) => texts[key](row),
    requester: (row) => cell(row, requesterAt),
    word: (row) => cell(row, stateAt),
    changes: changesOf(noted, nothing),
    differs: (row, before, key) => {
      if (key === "place") return isOther(row, before, teamAt) || isOther(row, before, assigneeAt);
      return isOther(row, before, key === "state" ? stateAt : key === "priority" ? priorityAt : verdictAt);
    },
  };
}

type Noted = { column: string; index: number; isCarried: boolean };

function changesOf(noted: readonly Noted[], nothing: ReadonlySet<string>): Table["changes"] {
  return (row, before, isCarried) => {
    const changes: Record<string, string> = {};
    for (const { column, index, isCarried: isTold } of noted) {
      if (isCarried && isTold) continue;
      const text = row.cells[index]!;
      if (before === null ? !nothing.has(text) : text !== before.cells[index]) changes[column] = text;
    }
    return changes;
  };
}

const isOther = (row: Row, before: Row, index: number): boolean => index >= 0 && row.cells[index] !== before.cells[index];

const idOf = (word: string | null, values: Record<string, string> | undefined): string | null =>
  word === null || values === undefined || !Object.hasOwn(values, word) ? word : (values[word] ?? null);

type Cell = (row: Row, index: number) => string | null;
type At = (column: string | undefined) => number;
type Translated<T> = { column: string; values: Record<string, T>; otherwise?: T | undefined };

/** A word that no table knows is noticed once per line and fact; the fact is then unknown. */
function translator(cell: Cell, at: At) {
  return <T>(row: Row, key: string, translated: Translated<T> | undefined, notice: Notice): T | null => {
    if (translated === undefined) return null;
    const word = cell(row, at(translated.column));
    const known = word === null ? undefined : Object.hasOwn(translated.values, word) ? translated.values[word] : undefined;
    if (known !== undefined) return known;
    if (translated.otherwise !== undefined) return translated.otherwise;
    if (word !== null) {
      const message = `"${word}" in ${translated.column} is not in the table of ${key}: taken as unknown`;
      notice({ line: row.line, code: "unknown-value", message, isLeftOut: false });
    }
    return null;
  };
}

type DateContext = { readDate: DateReader; mapping: Mapping; notice: Notice; isLeftOut: boolean };

function readInstant(
  line: number,
  key: DateKey,
  text: string | null,
  { readDate, mapping, notice, isLeftOut }: DateContext,
): Instant | null {
  if (text === null) return null;
  const read = readDate(text);
  if (typeof read === "number") return read;
  notice({
    line,
    code: read === "not-this-format" ? "bad-date" : "no-such-date",
    message: `${faults[read](text, mapping)} (${mapping[key]})`,
    isLeftOut,
  });
  return null;
}

function placeOf({ place }: Mapping, group: string | null, assignee: string | null): Place {
  const known = group === null ? undefined : place?.teams?.[group];
  return { tier: known?.tier ?? null, team: known?.team ?? group, assignee };
}

function filler(template: string | undefined, cell: Cell, at: At): (row: Row) => string {
  const parts = (template ?? "").split(/(\{[^{}]+\})/).map((part) => (/^\{.+\}$/.test(part) ? at(part.slice(1, -1)) : part));
  return (row) =>
    parts
      .map((part) => (typeof part === "number" ? (cell(row, part) ?? "–") : part))
      .join("")
      .trim();
}

function requireColumns(mapping: Mapping, header: readonly string[]): Map<string, number> {
  const wanted = columnsOf(mapping);
  const indexOf = new Map(header.map((name, index) => [name.trim(), index]));
  const missing = [...new Map(wanted.filter(({ column }) => !indexOf.has(column)).map((each) => [each.column, each])).values()];
  if (header.length === 1 && missing.length > 0) {
    const delimiter = [";", "\t", "|", ","].find((each) => header[0]!.includes(each));
    const advice = delimiter === undefined ? "is this the right file?" : `set \`delimiter: ${JSON.stringify(delimiter)}\` in the mapping.`;
    throw new Refusal("wrong-delimiter", `The first line has one column only, "${header[0]!.slice(0, 80)}": ${advice}`, { delimiter });
  }
  if (missing.length > 0) {
    const told = missing.map(({ key, column }) => {
      const near = nearName(column, [...indexOf.keys()]);
      return `"${column}" (${key})${near === null ? "" : `, did you mean "${near}"?`}`;
    });
    throw new Refusal("missing-columns", `The file has no column ${told.join("; ")}. It has: ${[...indexOf.keys()].join(", ")}.`, {
      missing: missing.map(({ column }) => column),
    });
  }
  const twice = header.find((name, index) => header.indexOf(name) !== index && wanted.some(({ column }) => column === name.trim()));
  if (twice !== undefined) {
    throw new Refusal("double-columns", `The file has two columns named "${twice}": rename one, as the mapping could mean either.`, {
      column: twice,
    });
  }
  return indexOf;
}
