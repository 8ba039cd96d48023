/** `guardia replay`: judges a customer's history anew under an agreement, and says where an old tool's verdicts differ, and why. */
import { Command, InvalidArgumentError, Option } from "commander";
import { withConnection } from "#cli/connection.ts";
import { type Out, printJson, printTable, progress } from "#cli/print.ts";
import { shareMet } from "#core/history/replay.ts";
import { toIso } from "#core/time/instant.ts";
import { type ReplayReport, replayHistory } from "#server/import/replay.ts";

type Options = { customer: string; agreement: string; stop?: "resolved" | "closed"; limit: number; json?: true };

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("Write a whole number from 0 on.");
  return value;
};

export function replayCommand(out: Out = process.stdout): Command {
  return new Command("replay")
    .description("judge a customer's history anew under an agreement, and compare with the old verdicts")
    .requiredOption("--customer <id>", "whose history")
    .requiredOption("--agreement <id>", "under which promises, from each ticket's opening on")
    .addOption(
      new Option("--stop <event>", "what ends the resolution clock (default: as the agreement says)").choices(["resolved", "closed"]),
    )
    .option("--limit <n>", "how many differences are explained", wholeNumber, 20)
    .option("--json", "print JSON")
    .action(async ({ customer, agreement, stop, limit, json }: Options) => {
      const reading = progress("Replaying");
      const report = await withConnection(({ door }) =>
        replayHistory(door, {
          ...{ customerId: customer, agreement, limit },
          ...(stop === undefined ? {} : { stop }),
          onProgress: (events) => reading.at(`${events} events`),
        }),
      );
      if (json) printJson(out, withInstants(report));
      else print(out, report);
    });
}

/** Instants and durations as programs read them: ISO 8601 and milliseconds. */
function withInstants({ differences, ...report }: ReplayReport): unknown {
  const iso = (at: Parameters<typeof toIso>[0] | null): string | null => (at === null ? null : toIso(at));
  const items = differences.items.map(({ openedAt, dueAt, stoppedAt, consumed, notCounted, ...rest }) => ({
    ...rest,
    openedAt: iso(openedAt),
    dueAt: iso(dueAt),
    stoppedAt: iso(stoppedAt),
    consumedMs: consumed,
    notCounted: notCounted.map(({ elapsed, ...cause }) => ({ ...cause, elapsedMs: elapsed })),
  }));
  return { ...report, differences: { total: differences.total, items } };
}

const number = (value: number): string => value.toLocaleString("en-US");
const percent = (share: number | null): string => (share === null ? "–" : `${(share * 100).toFixed(2)} %`);

const parties = { sla: "", ola: " (tier)", uc: " (vendor)" };

function print(out: Out, report: ReplayReport): void {
  const { attainment, agreementWithOld: old, differences } = report;
  out.write(
    `Replayed ${number(report.events)} events of ${number(report.tickets)} tickets of ${report.customerId} under ${report.agreement}, ` +
      `resolution ending when ${report.stop} (${(report.foldMs / 1_000).toFixed(2)} s).\n\n`,
  );
  const lines = attainment.map(({ party, objective, priority, met, breached, running, void: voided, share }) => {
    return [`${objective}${parties[party]}`, priority, number(met), number(breached), number(running), number(voided), percent(share)];
  });
  printTable(
    out,
    ["Promise", "Priority", "Met", "Breached", "Running", "Void", "Attainment"],
    [...lines, ...totals(attainment)],
    "The agreement promises nothing.",
  );
  if (old.compared + old.undecided === 0) {
    out.write("\nThe history holds no verdicts of an old tool to compare with.\n");
    return;
  }
  out.write(
    `\nThe old tool's verdicts agree on ${number(old.bothMet + old.bothBreached)} of ${number(old.compared)} tickets: ${percent(old.share)}\n\n`,
  );
  printTable(
    out,
    ["", "replayed: met", "replayed: breached"],
    [
      ["old: met", number(old.bothMet), number(old.onlyOldMet)],
      ["old: breached", number(old.onlyNewMet), number(old.bothBreached)],
    ],
    "",
  );
  if (old.undecided > 0) out.write(`${number(old.undecided)} have no replayed verdict yet: they run, or were promised nothing.\n`);
  if (differences.total === 0) return;
  out.write(
    `\nWhere they differ (${number(Math.min(differences.total, differences.items.length))} of ${number(differences.total)}; \`--limit\` shows more):\n`,
  );
  for (const { ticketId, externalId, priority, sentence } of differences.items)
    out.write(`  ${ticketId} ${externalId} ${priority}: ${sentence}\n`);
}

/** One line for each promise over all priorities, where it has several. */
function totals(attainment: ReplayReport["attainment"]): (string | number)[][] {
  const promises = [...new Set(attainment.map(({ party, objective }) => `${objective}${parties[party]}`))];
  return promises.flatMap((promise) => {
    const lines = attainment.filter(({ party, objective }) => `${objective}${parties[party]}` === promise);
    if (lines.length < 2) return [];
    const sum = (key: "met" | "breached" | "running" | "void"): number => lines.reduce((total, line) => total + line[key], 0);
    const [met, breached] = [sum("met"), sum("breached")];
    return [
      [promise, "all", number(met), number(breached), number(sum("running")), number(sum("void")), percent(shareMet({ met, breached }))],
    ];
  });
}
