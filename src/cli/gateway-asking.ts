/** `guardia gateway probe|test`: what a provider says now. */
import type { Command } from "commander";
import { knownActorOf } from "#cli/connection.ts";
import { withGateways } from "#cli/gateway-parts.ts";
import { type Out, printJson } from "#cli/print.ts";
import { probeGateway, testGateway } from "#server/channels/gateway-asking.ts";
import type { TestResult } from "#server/channels/schema.ts";

type Flags = { as?: string; json?: true };

export function addAsking(command: Command, out: Out): void {
  command
    .command("probe")
    .description("ask the provider now whether the account works, without telling anybody; exit code 1 when it does not")
    .argument("<gateway>", "its id, as in the list")
    .option("--json", "print JSON")
    .action(async (id: string, { json }: Flags) => {
      const found = await withGateways((parts) => probeGateway(parts, id));
      if (json) printJson(out, found);
      else out.write(`${found.isWell ? "well" : "not well"}: ${found.said}\n`);
      if (!found.isWell) process.exitCode = 1;
    });
  command
    .command("test")
    .description("send a test through one gateway and wait for what it says; exit code 1 when it is not taken")
    .argument("<gateway>", "its id, as in the list")
    .argument("<address>", "to whom, as the channel writes it: +34911123456, ines@example.com …")
    .option("--as <person>", "who does so, as the model calls them")
    .option("--json", "print JSON")
    .action(async (id: string, address: string, { as, json }: Flags) => {
      const result = await withGateways(async (parts, connection) =>
        testGateway(parts, id, { address, language: "en" }, await knownActorOf(as, connection)),
      );
      if (json) printJson(out, result);
      else out.write(`${inWords(result)}\n`);
      if (result.outcome !== "sent") process.exitCode = 1;
    });
}

function inWords({ outcome, said, expectsReceipt }: TestResult): string {
  if (outcome === "sent") return `sent: the provider has taken it${expectsReceipt ? ", and will report whether it arrived" : ""}`;
  return `${outcome.replaceAll("-", " ")}: ${said ?? "no reason given"}`;
}
