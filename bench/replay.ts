/** Promise: the events of the UCI incident log go through the rules in less than half a second once they are loaded. */
import { readFileSync } from "node:fs";
import { openBook } from "#core/agreement/book.ts";
import { recordLog } from "#core/history/audit-log.ts";
import { readMapping } from "#core/history/mapping-source.ts";
import { openReplay, shareAgreed } from "#core/history/replay.ts";
import { readModel } from "#core/model/read.ts";
import type { TicketEvent } from "#core/ticket/ticket.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { readBatches } from "#server/import/groups.ts";
import { benchHistory } from "../test/histories/bench-history.ts";

const runs = 9;
const now = instant("2026-06-01T00:00:00Z");
const history = benchHistory();
console.log(`on ${history.label}`);

const book = openBook([{ version: 1, effectiveAt: 0 as Instant, document: readModel(history.model).document! }]);
const mapping = readMapping(readFileSync(history.mapping, "utf8"), "servicenow-log").mapping!;
const events: TicketEvent[] = [];
let rows = 0;
let next = 0;
for await (const { groups, table } of readBatches({ path: history.path, format: "servicenow-log", mapping, linesDone: 0 })) {
  for (const group of groups) {
    rows += group.rows.length;
    const story = { customerId: history.customerId, table, book, agreement: null, now, ticketId: () => ++next, notice: () => undefined };
    // Through JSON, as they come from the log.
    for (const event of recordLog(group.rows, null, null, story).recording.events)
      events.push(JSON.parse(JSON.stringify(event)) as TicketEvent);
  }
}

const times: number[] = [];
let share: number | null = null;
for (let run = 0; run < runs; run++) {
  globalThis.gc?.();
  const replay = openReplay(book, { agreement: history.agreement, now, ...(history.stop === undefined ? {} : { stop: history.stop }) });
  const started = performance.now();
  for (const event of events) replay.take(event);
  times.push(performance.now() - started);
  share = shareAgreed(replay.confusion());
}
const median = times.sort((a, b) => a - b)[Math.floor(runs / 2)]!;
console.log("| promise | promised | measured | note |");
console.log("|---|---|---|---|");
console.log(
  `| replay of a loaded history | < 500 ms | ${Math.round(median)} ms | ${history.label}: ${rows} rows, ${events.length} events; best ${Math.round(times[0]!)} ms |`,
);
console.log(`| agreement with the old tool's verdicts | ≥ 99.3 % | ${((share ?? 0) * 100).toFixed(2)} % | ${history.label} |`);
