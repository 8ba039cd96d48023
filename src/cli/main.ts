/** The command line: one file for each verb, put together here. Exit codes: 0 done, 2 the input is wrong, 1 anything else. */
import { Command, CommanderError } from "commander";
import { adminCommand } from "#cli/admin.ts";
import { auditCommand } from "#cli/audit.ts";
import { calendarCommand } from "#cli/calendar.ts";
import { demoCommand } from "#cli/demo.ts";
import { exitCodeOf } from "#cli/exit-code.ts";
import { historyCommand } from "#cli/history.ts";
import { importCommand } from "#cli/import.ts";
import { modelCommand } from "#cli/model.ts";
import { replayCommand } from "#cli/replay.ts";
import { statusCommand } from "#cli/status.ts";
import { ticketCommand } from "#cli/ticket.ts";
import { tokenCommand } from "#cli/token.ts";
import { Refusal } from "#core/refusal.ts";
import { ownVersion } from "#server/installation.ts";

const program = new Command("guardia")
  .description("Operational support as one system: tickets, promises, the model behind them, and the proof.")
  .version(ownVersion(), "--version")
  // `model export --version 2` is the model's, not ours.
  .enablePositionalOptions()
  .showHelpAfterError("(guardia help shows what there is)")
  .configureHelp({ sortSubcommands: false });

for (const command of [
  ticketCommand,
  modelCommand,
  calendarCommand,
  auditCommand,
  importCommand,
  replayCommand,
  historyCommand,
  demoCommand,
  tokenCommand,
  adminCommand,
  statusCommand,
]) {
  program.addCommand(command());
}

/** Commander ends the process with 1 on wrong flags; here that is 2, and help is no failure. */
function refuseByThrowing(command: Command): void {
  command.exitOverride();
  for (const each of command.commands) refuseByThrowing(each);
}
refuseByThrowing(program);

// `guardia ticket list | head` closes our output early: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof Refusal) {
    process.stderr.write(`guardia: ${error.message}\n`);
    process.exitCode = exitCodeOf(error.code);
  } else {
    process.stderr.write(`guardia: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}
