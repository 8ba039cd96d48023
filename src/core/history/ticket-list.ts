/** A list with one row per ticket: its opening, what became of it, and when, all in one row. */

import type { HistoryState } from "#core/history/mapping.ts";
import { openRecording, type Recording } from "#core/history/recording.ts";
import { opening, placeOf, type Recorded, type Story } from "#core/history/story.ts";
import type { DateKey, Row } from "#core/history/table.ts";
import { digestCells } from "#core/history/watermark.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { hours, type Instant } from "#core/time/instant.ts";

type Dates = { opened: Instant; responded: Instant | null; resolved: Instant | null; closed: Instant | null; at: Instant | null };

/** Takes a row whole or leaves it out, by name. A row that was read before and says something else now moves the ticket on. */
export function recordListed(row: Row, before: Ticket | null, story: Story): Recorded {
  const recording = openRecording(story.ticketId(before), before, null, story.book);
  const watermark = digestCells(row.cells);
  if (before !== null && before.external?.watermark === watermark) return { recording, rowsTaken: 0 };
  try {
    const state = story.table.state(row, story.notice);
    const dates = readDates(row, state, story);
    if (dates === null) return { recording, rowsTaken: 0 };
    recording.attempt(() => (before === null ? begin : goOn)(row, state, dates, watermark, recording, story));
    recording.catchUp(story.now);
    return { recording, rowsTaken: 1 };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    story.notice({ line: row.line, code: error.code, message: error.message, isLeftOut: true });
    return { recording, rowsTaken: 0 };
  }
}

/** Null, and noticed, when an instant that the row needs is missing, is none, or is out of order. */
function readDates(row: Row, state: HistoryState, { table, notice, now }: Story): Dates | null {
  let isSound = true;
  const leaveOut = (code: string, message: string): null => {
    isSound = false;
    notice({ line: row.line, code, message, isLeftOut: true });
    return null;
  };
  const read = (key: DateKey): Instant | null => {
    const at = table.instant(row, key, (problem) => leaveOut(problem.code, problem.message), true);
    return at !== null && at > now ? leaveOut("future-date", `${table.mapping[key]} lies in the future`) : at;
  };
  const [opened, responded, at] = [read("opened"), read("responded"), read("at")];
  const ends = { resolved: read("resolved"), closed: read("closed") };
  if (!isSound) return null;
  if (opened === null) return leaveOut("date-missing", `${table.mapping.opened} is empty`);
  const resolved = notBefore(opened, ends.resolved);
  const closed = notBefore(resolved ?? opened, ends.closed);
  if (resolved === "too-early" || closed === "too-early") {
    return leaveOut("ends-before-opening", "the ticket is resolved or closed more than a day before it was opened or resolved");
  }
  if (resolved !== ends.resolved || closed !== ends.closed) {
    const message = "the ticket is resolved or closed shortly before it was opened or resolved: taken at the instant of that";
    notice({ line: row.line, code: "ends-before-opening", message, isLeftOut: false });
  }
  if ((state === "resolved" || state === "closed") && resolved === null && closed === null) {
    return leaveOut("date-missing", `the ticket is ${state}, and no column says since when`);
  }
  return { opened, responded, resolved, closed, at };
}

/** Clocks of two machines differ by seconds, and a form may be filled in afterwards; what differs by more is a mistake in the file. */
function notBefore(start: Instant | "too-early", end: Instant | null): Instant | null | "too-early" {
  if (start === "too-early" || end === null || end >= start) return end;
  return start - end <= hours(24) ? start : "too-early";
}

function begin(row: Row, state: HistoryState, dates: Dates, watermark: string, recording: Recording, story: Story): void {
  const { opened, responded } = dates;
  const priority = story.table.priority(row, story.notice);
  recording.perform(opening(row, priority, watermark, story), opened, watermark);
  if (responded !== null && responded >= opened && responded <= (dates.resolved ?? dates.closed ?? story.now)) {
    recording.perform({ type: "acknowledge-ticket" }, responded, watermark);
  }
  become(state, dates, row, watermark, recording, story);
}

function goOn(row: Row, state: HistoryState, dates: Dates, watermark: string, recording: Recording, story: Story): void {
  const since = dates.closed ?? dates.resolved ?? dates.at ?? recording.ticket!.openedAt;
  const { tier, team, assignee } = placeOf(row, story);
  const { ticket } = recording;
  if (story.table.mapping.place !== undefined && (ticket!.tier !== tier || ticket!.team !== team || ticket!.assignee !== assignee)) {
    recording.perform({ type: "place-ticket", tier, team, assignee }, dates.at ?? since, watermark);
  }
  become(state, dates, row, watermark, recording, story);
  const verdict = story.table.verdict(row, story.notice);
  const fields = story.table.changes(row, null, false);
  recording.perform({ type: "note-change", fields, ...(verdict === ticket!.external?.verdict ? {} : { verdict }) }, since, watermark);
}

/** From the state that the ticket has to the one that the row tells. */
function become(state: HistoryState, dates: Dates, row: Row, watermark: string, recording: Recording, story: Story): void {
  const { source } = story.table.mapping;
  const status = (): Ticket["status"] => recording.ticket!.status;
  const since = dates.at ?? dates.opened;
  if (state === "unchanged") return;
  const isEnd = state === "resolved" || state === "closed";
  if (!isEnd && status() !== "open")
    recording.perform({ type: "reopen-ticket", reason: `reopened in ${source}`, newTicketId: 0, isHistory: true }, since, watermark);
  if (isEnd && status() === "open" && dates.resolved !== null) {
    const solution = story.table.text(row, "solution") || `resolved in ${source}`;
    recording.perform({ type: "resolve-ticket", solution }, dates.resolved, watermark);
  }
  if (state === "closed" && status() !== "closed")
    recording.perform({ type: "close-ticket", reason: "imported" }, (dates.closed ?? dates.resolved)!, watermark);
  if (state === "resolved" && status() === "open") {
    const solution = story.table.text(row, "solution") || `resolved in ${source}`;
    recording.perform({ type: "resolve-ticket", solution }, dates.closed!, watermark);
  }
  const reason = typeof state === "string" ? null : state.paused;
  const current = recording.ticket!.pause?.reason ?? null;
  if (isEnd || reason === current) return;
  recording.perform(reason === null ? { type: "resume-ticket" } : { type: "pause-ticket", reason }, since, watermark);
}
