import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { openBook } from "#core/agreement/book.ts";
import { recordLog } from "#core/history/audit-log.ts";
import { explainDifference } from "#core/history/difference.ts";
import { readMapping } from "#core/history/mapping-source.ts";
import { openReplay, shareAgreed } from "#core/history/replay.ts";
import { openTable, type Row, type RowProblem } from "#core/history/table.ts";
import type { Document } from "#core/model/document.ts";
import { readModel } from "#core/model/read.ts";
import type { TicketEvent } from "#core/ticket/ticket.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { auditColumns } from "#simulator/audit-file.ts";
import { generateHistory } from "#simulator/generated.ts";

const demo = readModel(readFileSync("examples/demo.yaml", "utf8")).document!;
const now = instant("2026-04-01T00:00:00Z");
const order = { seed: 1, from: instant("2026-01-01T00:00:00Z"), until: now, tickets: 500 };
const agreements = { azur: "azur-2026", andina: "andina-2026" } as const;

/** The old tool had tight promises, so that some of its verdicts are breaches. */
const tight = (customerId: keyof typeof agreements): Document => {
  const id = agreements[customerId];
  const agreement = demo.agreements[id]!;
  const targets = { ...agreement.targets, P3: { response: "1h", resolution: "8h" }, P4: { response: "2h", resolution: "20h" } };
  return { ...demo, agreements: { [id]: { ...agreement, targets } } };
};

/** Rows of a file to events, as an import would make them. */
function imported(
  lines: Iterable<string>,
  document: Document,
  customerId: string,
): { events: TicketEvent[]; problems: RowProblem[]; rows: number } {
  const cells = parse([...lines].join("\n")) as string[][];
  const { mapping, problems: mistakes } = readMapping(readFileSync("examples/generated-history/mapping.yaml", "utf8"), "servicenow-log");
  expect(mistakes).toEqual([]);
  const table = openTable(mapping!, cells[0]!);
  const byTicket = new Map<string, Row[]>();
  for (const [index, each] of cells.entries()) {
    if (index === 0) continue;
    byTicket.set(each[0]!, [...(byTicket.get(each[0]!) ?? []), { line: index + 1, cells: each }]);
  }
  const problems: RowProblem[] = [];
  const book = openBook([{ version: 1, effectiveAt: 0 as Instant, document }]);
  let next = 0;
  const story = {
    customerId,
    table,
    book,
    agreement: null,
    now,
    ticketId: () => ++next,
    notice: (problem: RowProblem) => problems.push(problem),
  };
  const events = [...byTicket.values()].flatMap((rows) => [...recordLog(rows, null, null, story).recording.events]);
  return { events, problems, rows: cells.length - 1 };
}

test("the same seed gives the same file, another seed another one", () => {
  const write = (seed: number): string =>
    [...generateHistory({ document: demo, customerId: "azur", ...order, tickets: 60, seed })].join("\n");
  expect(write(1)).toBe(write(1));
  expect(write(2)).not.toBe(write(1));
  expect(write(1).split("\n")[0]).toBe(auditColumns.join(","));
});

test.each(["azur", "andina"] as const)(
  "imported and replayed under its own agreement, the history of %s gives the old tool's verdicts",
  (customerId) => {
    const document = tight(customerId);
    const { events, problems, rows } = imported(generateHistory({ document, customerId, ...order }), document, customerId);
    expect(problems).toEqual([]);
    expect(rows).toBeGreaterThan(2_000);
    const book = openBook([{ version: 1, effectiveAt: 0 as Instant, document }]);
    const replay = openReplay(book, { agreement: agreements[customerId], now });
    for (const event of events) replay.take(event);
    const confusion = replay.confusion();
    expect(confusion.bothBreached).toBeGreaterThan(20);
    expect(confusion.bothMet).toBeGreaterThan(100);
    expect(shareAgreed(confusion)).toBe(1);
    expect(replay.differing()).toEqual([]);
  },
);

test("replayed under other promises, each verdict that differs is explained", () => {
  const document = tight("azur");
  const { events } = imported(generateHistory({ document, customerId: "azur", ...order }), document, "azur");
  const book = openBook([{ version: 1, effectiveAt: 0 as Instant, document: demo }]);
  const replay = openReplay(book, { agreement: "azur-2026", stop: "closed", now });
  for (const event of events) replay.take(event);
  const differing = replay.differing();
  expect(differing.length).toBeGreaterThan(20);
  for (const ticket of differing) {
    const difference = explainDifference(ticket, replay.book, now);
    expect(difference.old).not.toBe(difference.replayed);
    expect(difference.sentence).toMatch(/^consumed \d+ h \d\d m.* of .*; the old tool said (met|breached)$/);
    if (difference.stoppedAt !== null && difference.dueAt !== null) {
      expect(difference.stoppedAt <= difference.dueAt).toBe(difference.replayed === "met");
    }
  }
});
