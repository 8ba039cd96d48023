/** `guardia admin link`: the one-time link by which an administrator comes in, for the first time or after a lost password. */
import { Command } from "commander";
import { actorOf, withConnection } from "#cli/connection.ts";
import { type Out, printJson } from "#cli/print.ts";
import { linkAddress } from "#server/access/link.ts";
import { administratorLink } from "#server/access/person.ts";
import { wire } from "#server/http/wire.ts";

export function adminCommand(out: Out = process.stdout): Command {
  const command = new Command("admin").description("administering this installation");
  command
    .command("link")
    .description("a one-time link that works for 24 hours; an earlier one ends")
    .option("--email <address>", "for which administrator, when there are several")
    .option("--json", "print JSON")
    .action(async (options: { email?: string; json?: true }) => {
      const { link, email, expiresAt } = await withConnection(async ({ door, settings }) => {
        const { secret, ...rest } = await administratorLink(door, options.email ?? null, actorOf(undefined));
        return { link: linkAddress(settings.publicUrl, secret), ...rest };
      });
      if (options.json) return printJson(out, { link, email, ...wire({ expiresAt }) });
      out.write(`${link}\n`);
      const whose = email === null ? "Whoever opens it becomes the administrator" : `It sets a new password for ${email}`;
      process.stderr.write(`${whose}. It works once, for 24 hours.\n`);
    });
  return command;
}
