/**
 * A log with one row per audit record (as ServiceNow writes it): the rows of one ticket, in their order, become commands. What
 * differs between two rows is what happened; every row that was not read before leaves at least one event.
 */
import type { HistoryState } from "#core/history/mapping.ts";
import { openRecording, type Recording } from "#core/history/recording.ts";
import { opening, placeOf, type Recorded, type Story } from "#core/history/story.ts";
import type { Notice, Row, Table } from "#core/history/table.ts";
import { isRead, type LogMark, readMark, writeMark } from "#core/history/watermark.ts";
import type { PauseReason, Priority } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

/**
 * Where the rows of a ticket left off earlier in the same file, when they do not stand together in it. `base` is how far the ticket
 * was read before this file; undefined when only the ticket itself can tell.
 */
export type Earlier = { base: LogMark | null | undefined; at: Instant; count: number };

type Timed = { row: Row; at: Instant; count: number; state: HistoryState };

/** An end that the row announces and whose instant, told by a column, lies between this row and the next. */
type Pending = { verb: "resolve" | "close"; at: Instant } | null;

type Life = {
  story: Story;
  recording: Recording;
  rows: readonly Timed[];
  pending: Pending;
  /** The state of the last row taken; null while only the ticket itself tells. */
  reached: HistoryState | null;
  finalPriority: Priority | null;
};

/**
 * @param rows all rows of one ticket that stand together in the file
 * @param before the ticket as it is known, or null
 */
export function recordLog(
  rows: readonly Row[],
  before: Ticket | null,
  earlier: Earlier | null,
  story: Story,
): Recorded & { earlier: Earlier | null } {
  const { table, notice } = story;
  const stored = before?.external === null || before === null ? null : readMark(before.external.watermark);
  const base = earlier?.base === undefined ? stored : earlier.base;
  const timed = timeRows(rows, earlier, story);
  const unread = timed.filter(({ at, count }) => !isRead(at, count, base));
  const last = timed.at(-1);
  const next: Earlier | null = last === undefined ? earlier : { base, at: last.at, count: last.count };
  const recording = openRecording(story.ticketId(before), before, stored?.at ?? null, story.book);
  if (unread.length === 0) return { recording, rowsTaken: 0, earlier: next };
  const finalPriority = table.mapping.priority?.take === "final" ? lastPriority(timed, table) : null;
  const life: Life = { story, recording, rows: timed, pending: null, reached: null, finalPriority };
  let rowsTaken = 0;
  for (const [index, each] of timed.entries()) {
    if (isRead(each.at, each.count, base)) {
      life.reached = each.state;
      continue;
    }
    const from = timed[index - 1];
    if (from !== undefined && each.at < from.at) tellOrder(each.row, notice);
    if (attemptRow(life, index)) rowsTaken++;
  }
  if (life.pending !== null) endNow(life, timed.at(-1)!);
  if (recording.ticket !== null) recording.catchUp(story.now);
  return { recording, rowsTaken, earlier: next };
}

const tellOrder = ({ line }: Row, notice: Notice): void =>
  notice({
    line,
    code: "row-out-of-order",
    message: "the row is older than the one before it: taken at the instant of that one",
    isLeftOut: false,
  });

function timeRows(rows: readonly Row[], earlier: Earlier | null, { table, notice, now }: Story): Timed[] {
  const timed: Timed[] = [];
  let state: HistoryState = "open";
  for (const row of rows) {
    const at = table.instant(row, "at", notice, true);
    if (at === null || at > now) {
      if (at !== null) notice({ line: row.line, code: "future-date", message: "the row was written in the future", isLeftOut: true });
      else if (table.isEmpty(row, "at"))
        notice({ line: row.line, code: "date-missing", message: `${table.mapping.at} is empty`, isLeftOut: true });
      continue;
    }
    const from = timed.at(-1);
    const told = from === undefined || table.differs(row, from.row, "state") ? table.state(row, notice) : "unchanged";
    if (told !== "unchanged") state = told;
    const previous = from ?? earlier;
    timed.push({ row, at, count: previous !== null && previous !== undefined && previous.at === at ? previous.count + 1 : 1, state });
  }
  return timed;
}

function lastPriority(rows: readonly Timed[], table: Table): Priority | null {
  for (let i = rows.length - 1; i >= 0; i--) {
    const priority = table.priority(rows[i]!.row, () => undefined);
    if (priority !== null) return priority;
  }
  return null;
}

/** A row is taken whole or not at all. */
function attemptRow(life: Life, index: number): boolean {
  const { recording, rows, pending, story } = life;
  const { row, state } = rows[index]!;
  try {
    recording.attempt(() => takeRow(life, index));
    life.reached = state;
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    life.pending = pending;
    story.notice({ line: row.line, code: error.code, message: error.message, isLeftOut: true });
    return false;
  }
}

function takeRow(life: Life, index: number): void {
  const { story, recording, rows } = life;
  const { row, at, count } = rows[index]!;
  const { table, notice } = story;
  if (life.pending !== null && life.pending.at <= at) endNow(life, rows[index - 1] ?? rows[index]!);
  const before = recording.events.length;
  const watermark = writeMark({ at, count });
  const isOpening = recording.ticket === null;
  if (isOpening) openFrom(life, index, watermark);
  const from = rows[index - 1]?.row ?? null;
  if (!isOpening) movePlace(life, row, from, at, watermark);
  changePriority(life, row, from, at, watermark, isOpening);
  const reply = table.reply(row, notice);
  // What is said in the row that ends a ticket is said before its end, in the row that reopens it after that.
  const isSaid = reply !== null && recording.ticket!.status !== "closed" && say(life, reply, at, watermark);
  reach(life, index, watermark);
  if (reply !== null && !isSaid && recording.ticket!.status !== "closed") say(life, reply, at, watermark);
  const hasHappened = recording.events.length > before;
  const fields = isOpening ? {} : table.changes(row, from, hasHappened);
  const verdict = from !== null && !table.differs(row, from, "verdict") ? undefined : table.verdict(row, notice);
  const hasVerdict = verdict !== undefined && verdict !== recording.ticket!.external?.verdict;
  if (Object.keys(fields).length > 0 || hasVerdict || !hasHappened) {
    recording.perform({ type: "note-change", fields, ...(hasVerdict ? { verdict } : {}) }, at, watermark);
  }
}

function openFrom(life: Life, index: number, watermark: string): void {
  const { story, recording, rows, finalPriority } = life;
  const { row, at } = rows[index]!;
  const { notice } = story;
  const opened = story.table.instant(row, "opened", notice, false);
  if (opened !== null && opened > at) {
    notice({
      line: row.line,
      code: "row-before-opening",
      message: "the row is older than the opening: taken at the instant of the opening",
      isLeftOut: false,
    });
  }
  recording.perform(opening(row, finalPriority ?? story.table.priority(row, notice), watermark, story), opened ?? at, watermark);
}

function movePlace({ story, recording }: Life, row: Row, from: Row | null, at: Instant, watermark: string): void {
  if (story.table.mapping.place === undefined || (from !== null && !story.table.differs(row, from, "place"))) return;
  const { tier, team, assignee } = placeOf(row, story);
  const ticket = recording.ticket!;
  if (ticket.tier === tier && ticket.team === team && ticket.assignee === assignee) return;
  recording.perform({ type: "place-ticket", tier, team, assignee }, at, watermark);
}

/** Of a final priority only what an earlier reading could not know is a change; a ticket that has ended keeps what it had. */
function changePriority(life: Life, row: Row, from: Row | null, at: Instant, watermark: string, isOpening: boolean): void {
  const { story, recording, finalPriority } = life;
  const take = story.table.mapping.priority?.take ?? "each";
  if (isOpening || take === "first") return;
  if (take === "each" && from !== null && !story.table.differs(row, from, "priority")) return;
  const priority = take === "final" ? finalPriority : story.table.priority(row, story.notice);
  const ticket = recording.ticket!;
  if (priority === null || priority === ticket.priority || ticket.status !== "open") return;
  recording.perform({ type: "change-priority", priority, reason: `changed in ${story.table.mapping.source}` }, at, watermark);
}

function say(
  { recording }: Life,
  { by, text }: { by: "agent" | "contact" | "machine"; text: string },
  at: Instant,
  watermark: string,
): true {
  recording.perform({ type: "reply-to-ticket", visibility: "public", by, channel: "import", text }, at, watermark);
  return true;
}

/** Brings the ticket into the state that the row tells. */
function reach(life: Life, index: number, watermark: string): void {
  const { at, state } = life.rows[index]!;
  const { recording, reached } = life;
  if (state === "unchanged" || state === reached) return;
  if (state === "closed") return announce(life, index, "close", watermark);
  if (state === "resolved") {
    if (recording.ticket!.status === "closed" && reached !== null) reopen(life, at, watermark);
    return announce(life, index, "resolve", watermark);
  }
  if (recording.ticket!.status !== "open") reopen(life, at, watermark);
  const reason: PauseReason | null = state === "open" ? null : state.paused;
  const current = recording.ticket!.pause?.reason ?? null;
  if (reason === current) return;
  const word = life.story.table.word(life.rows[index]!.row);
  recording.perform(reason === null ? { type: "resume-ticket" } : { type: "pause-ticket", reason, note: word }, at, watermark);
}

function reopen({ recording, story }: Life, at: Instant, watermark: string): void {
  recording.perform(
    { type: "reopen-ticket", reason: `reopened in ${story.table.mapping.source}`, newTicketId: 0, isHistory: true },
    at,
    watermark,
  );
}

/**
 * Resolves or closes: at the instant that the file's own column tells, when it lies within this stay (such columns hold the last
 * end only), otherwise at the row's.
 */
function announce(life: Life, index: number, verb: "resolve" | "close", watermark: string): void {
  const { story, recording, rows } = life;
  const { row, at, state } = rows[index]!;
  const { status } = recording.ticket!;
  if (status === "closed" || (status === "resolved" && verb === "resolve")) return;
  const told = story.table.instant(row, verb === "resolve" ? "resolved" : "closed", story.notice, false);
  const leaves = rows.slice(index + 1).find((later) => later.state !== state);
  const latest = leaves?.at ?? story.now;
  if (told !== null && told > at && told <= latest) life.pending = { verb, at: told };
  else end(life, verb, rows[index]!, at, watermark);
}

function endNow(life: Life, { row, at, count }: Timed): void {
  const { verb, at: told } = life.pending!;
  life.pending = null;
  end(life, verb, { row }, told, writeMark({ at, count }));
}

function end({ recording, story }: Life, verb: "resolve" | "close", { row }: { row: Row }, at: Instant, watermark: string): void {
  if (verb === "close") recording.perform({ type: "close-ticket", reason: "imported" }, at, watermark);
  else
    recording.perform(
      { type: "resolve-ticket", solution: story.table.text(row, "solution") || `resolved in ${story.table.mapping.source}` },
      at,
      watermark,
    );
}
