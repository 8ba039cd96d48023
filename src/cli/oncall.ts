/** `guardia oncall …`: who stands the watch, when, why, and what changes it. */
import { Command } from "commander";
import { addChanges } from "#cli/oncall-changes.ts";
import { addCoverage } from "#cli/oncall-coverage.ts";
import { addImport } from "#cli/oncall-import.ts";
import { addShifts } from "#cli/oncall-shifts.ts";
import { addLoad, addWho } from "#cli/oncall-who.ts";
import type { Out } from "#cli/print.ts";

export function oncallCommand(out: Out = process.stdout): Command {
  const command = new Command("oncall").description("who is on call: shifts, why, and whether every promised hour has somebody");
  addWho(command, out);
  addShifts(command, out);
  addLoad(command, out);
  addChanges(command, out);
  addCoverage(command, out);
  addImport(command, out);
  return command;
}
