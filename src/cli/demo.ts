/** `guardia demo`: an example model and a month of generated life, with clocks running now. */
import { Command, InvalidArgumentError } from "commander";
import { withConnection } from "#cli/connection.ts";
import { type Out, printJson } from "#cli/print.ts";
import { loadDemo } from "#server/import/demo.ts";

const wholeNumber = (most: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > most) throw new InvalidArgumentError(`Write a whole number from 1 to ${most}.`);
  return value;
};

export function demoCommand(out: Out = process.stdout): Command {
  return new Command("demo")
    .description("fill an empty installation with an example model and a month of generated life")
    .option("--seed <n>", "another seed gives another life", wholeNumber(2_147_483_647), 2026)
    .option("--days <n>", "how many days of life, ending now", wholeNumber(366), 30)
    .option("--json", "print JSON")
    .action(async ({ seed, days, json }: { seed: number; days: number; json?: true }) => {
      process.stderr.write(`Living ${days} days…\n`);
      const outcome = await withConnection(({ door }) => loadDemo(door, { now: door.clock(), seed, days }));
      if (json) return printJson(out, outcome);
      out.write(`Loaded model version ${outcome.modelVersion} and ${outcome.tickets} tickets with ${outcome.events} events.\n`);
      out.write("Look at the queue in the browser, or with: guardia ticket list\n");
    });
}
