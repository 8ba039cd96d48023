import { describe, expect, test } from "vitest";
import { openBook } from "#core/agreement/book.ts";
import { recordLog } from "#core/history/audit-log.ts";
import { readMapping } from "#core/history/mapping-source.ts";
import { openTable, type RowProblem } from "#core/history/table.ts";
import { type Instant, instant, toIso } from "#core/time/instant.ts";
import { baseModel } from "../../../test/kit/model.ts";

const customerId = Object.keys(baseModel.customers)[0]!;
const book = openBook([{ version: 1, effectiveAt: 0 as Instant, document: baseModel }]);
const header = ["id", "at", "opened", "resolved", "closed", "state", "prio", "made"];

const mappingWith = (take: "final" | "first" | "each"): string => `guardia-mapping: 1
source: old
dates: { format: YYYY-MM-DD HH:mm, zone: Europe/Paris }
id: id
at: at
opened: opened
resolved: resolved
closed: closed
subject: "No {id}"
state: { column: state, values: { open: open, wait: { paused: customer }, hold: { paused: vendor }, resolved: resolved, closed: closed, "?": unchanged } }
priority: { column: prio, take: ${take}, values: { "1": P1, "2": P2, "3": P3 } }
verdict: { column: made, values: { y: met, n: breached } }
note: [state, prio]
`;

type Told = [at: string, state: string, prio?: string, made?: string];

/** A ticket opened on 2 March at 08:00; ends are what the columns of every row say. */
function record(rows: readonly Told[], { take = "each" as "final" | "first" | "each", resolved = "", closed = "" } = {}) {
  const { mapping, problems: mistakes } = readMapping(mappingWith(take), "servicenow-log");
  expect(mistakes).toEqual([]);
  const table = openTable(mapping!, header);
  const problems: RowProblem[] = [];
  const cells = rows.map(([at, state, prio = "3", made = "y"]) => [
    "7",
    `2026-${at}`,
    "2026-03-02 08:00",
    resolved,
    closed,
    state,
    prio,
    made,
  ]);
  const { recording, rowsTaken } = recordLog(
    cells.map((each, index) => ({ line: index + 2, cells: each })),
    null,
    null,
    {
      ...{ customerId, table, book, agreement: null, ticketId: () => 1 },
      now: instant("2026-06-01T00:00:00Z"),
      notice: (problem) => problems.push(problem),
    },
  );
  const told = recording.events.map((event) => `${toIso(event.at).slice(5, 16)} ${event.type.slice("ticket.".length)}`);
  return { ticket: recording.ticket!, told, problems: problems.map(({ line, code }) => [line, code]), rowsTaken };
}

describe("rows of an audit log become what happened", () => {
  test("states become pauses, ends and reopenings, at the instants of their rows", () => {
    const { told, ticket } = record([
      ["03-02 08:10", "open"],
      ["03-02 09:00", "wait"],
      ["03-02 10:00", "hold"],
      ["03-02 11:00", "open"],
      ["03-02 12:00", "resolved"],
      ["03-03 09:00", "open"],
      ["03-03 10:00", "closed"],
    ]);
    expect(told).toEqual([
      "03-02T07:00 opened",
      "03-02T08:00 paused",
      "03-02T09:00 paused",
      "03-02T10:00 resumed",
      "03-02T11:00 resolved",
      "03-03T08:00 reopened",
      "03-03T09:00 closed",
    ]);
    expect(ticket).toMatchObject({ status: "closed", reopenCount: 1, seq: 7 });
  });

  test("a column that tells the last end is believed where it lies within that stay, and only there", () => {
    const rows: Told[] = [
      ["03-02 08:10", "open"],
      ["03-02 09:00", "resolved"],
      ["03-02 10:00", "open"],
      ["03-02 11:00", "resolved"],
      ["03-02 13:00", "resolved"],
      ["03-07 11:00", "closed"],
    ];
    const { told } = record(rows, { resolved: "2026-03-02 12:30", closed: "2026-03-07 11:00" });
    expect(told.filter((each) => each.endsWith("resolved"))).toEqual(["03-02T08:00 resolved", "03-02T11:30 resolved"]);
    expect(record(rows, { resolved: "2026-03-02 09:30" }).told.filter((each) => each.endsWith("resolved"))).toEqual([
      "03-02T08:30 resolved",
      "03-02T10:00 resolved",
    ]);
  });

  test.each([
    ["final", "P1", 0],
    ["first", "P3", 0],
    ["each", "P1", 2],
  ] as const)("of several priorities %s takes %s", (take, priority, changes) => {
    const rows: Told[] = [
      ["03-02 08:10", "open", "3"],
      ["03-02 09:00", "open", "2"],
      ["03-02 10:00", "open", "1"],
    ];
    const { ticket, told } = record(rows, { take });
    expect(ticket.priority).toBe(priority);
    expect(told.filter((each) => each.endsWith("triaged"))).toHaveLength(changes);
  });

  test("every row leaves an event, the last verdict counts, and what cannot be so is named", () => {
    const { told, ticket, problems, rowsTaken } = record([
      ["03-02 07:50", "open"],
      ["03-02 09:00", "open"],
      ["03-02 08:30", "?"],
      ["03-02 25:00", "open"],
      ["03-29 02:30", "open"],
      ["03-30 10:00", "closed", "3", "n"],
    ]);
    expect(told).toEqual(["03-02T07:00 opened", "03-02T08:00 updated", "03-02T08:00 updated", "03-30T08:00 closed", "03-30T08:00 updated"]);
    expect(ticket.external).toMatchObject({ verdict: false });
    expect(problems).toEqual([
      [5, "no-such-date"],
      [6, "no-such-date"],
      [2, "row-before-opening"],
      [4, "row-out-of-order"],
    ]);
    expect(rowsTaken).toBe(4);
  });
});
