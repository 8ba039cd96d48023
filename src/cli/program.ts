/** The verbs of the command line, put together. A verb is loaded when it is asked for: `guardia audit verify` needs no database library. */
import { Command, CommanderError } from "commander";
import { exitCodeOf } from "#cli/exit-code.ts";
import type { Out } from "#cli/print.ts";
import { Refusal } from "#core/refusal.ts";
import { ownVersion } from "#server/installation.ts";

const verbs: Readonly<Record<string, (out: Out) => Promise<Command>>> = {
  ticket: async (out) => (await import("#cli/ticket.ts")).ticketCommand(out),
  page: async (out) => (await import("#cli/page.ts")).pageCommand(out),
  incident: async (out) => (await import("#cli/incident.ts")).incidentCommand(out),
  oncall: async (out) => (await import("#cli/oncall.ts")).oncallCommand(out),
  gateway: async (out) => (await import("#cli/gateway.ts")).gatewayCommand(out),
  webhook: async (out) => (await import("#cli/webhook.ts")).webhookCommand(out),
  watch: async (out) => (await import("#cli/watch.ts")).watchCommand(out),
  model: async (out) => (await import("#cli/model.ts")).modelCommand(out),
  calendar: async () => (await import("#cli/calendar.ts")).calendarCommand(),
  audit: async (out) => (await import("#cli/audit.ts")).auditCommand(out),
  import: async (out) => (await import("#cli/import.ts")).importCommand(out),
  replay: async (out) => (await import("#cli/replay.ts")).replayCommand(out),
  history: async (out) => (await import("#cli/history.ts")).historyCommand(out),
  knowledge: async (out) => (await import("#cli/knowledge.ts")).knowledgeCommand(out),
  demo: async (out) => (await import("#cli/demo.ts")).demoCommand(out),
  token: async (out) => (await import("#cli/token.ts")).tokenCommand(out),
  admin: async (out) => (await import("#cli/admin.ts")).adminCommand(out),
  status: async (out) => (await import("#cli/status.ts")).statusCommand(out),
};

export type Terminal = { out: Out; err: Out };

/** Runs one command. Gives the exit code: 0 done, 2 the input is wrong, 1 anything else; a verb that judges (verify, check) may give its own. */
export async function runGuardia(args: readonly string[], { out, err }: Terminal): Promise<number> {
  try {
    const program = await assemble(args[0], { out, err });
    await program.parseAsync([...args], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Refusal) {
      err.write(`guardia: ${error.message}\n`);
      return exitCodeOf(error.code);
    }
    err.write(`guardia: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}

async function assemble(wanted: string | undefined, { out, err }: Terminal): Promise<Command> {
  const program = new Command("guardia")
    .description("Operational support as one system: tickets, promises, the model behind them, and the proof.")
    .version(ownVersion(), "--version")
    // `model export --version 2` is the model's, not ours.
    .enablePositionalOptions()
    .showHelpAfterError("(guardia help shows what there is)")
    .configureHelp({ sortSubcommands: false });
  const loaders = wanted !== undefined && Object.hasOwn(verbs, wanted) ? [verbs[wanted]!] : Object.values(verbs);
  for (const load of loaders) program.addCommand(await load(out));
  prepare(program, { out, err });
  return program;
}

/** Commander ends the process on wrong flags, with 1; here it throws, and whoever runs it decides. */
function prepare(command: Command, { out, err }: Terminal): void {
  command.exitOverride().configureOutput({ writeOut: (text) => void out.write(text), writeErr: (text) => void err.write(text) });
  for (const each of command.commands) prepare(each, { out, err });
}
