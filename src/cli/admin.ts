/** `guardia admin link`: the one-time link by which an administrator comes in, for the first time or after a lost password. */
import { Command } from "commander";
import { actorOf, withConnection } from "#cli/connection.ts";
import { gatewaysOf } from "#cli/gateway-parts.ts";
import { type Out, printJson } from "#cli/print.ts";
import { Refusal } from "#core/refusal.ts";
import { linkAddress } from "#server/access/link.ts";
import { administratorLink } from "#server/access/person.ts";
import type { AccessTables } from "#server/access/tables.ts";
import { removeSecondFactor } from "#server/account/protection.ts";
import { mailing } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import { wire } from "#server/http/wire.ts";

export function adminCommand(out: Out = process.stdout): Command {
  const command = new Command("admin").description("administering this installation");
  command
    .command("link")
    .description("a one-time link that works for 24 hours; an earlier one ends")
    .option("--email <address>", "for which administrator, when there are several")
    .option("--without-second-factor", "also take their second factor away, for who lost the authenticator and the recovery codes")
    .option("--json", "print JSON")
    .action(async (options: { email?: string; withoutSecondFactor?: true; json?: true }) => {
      const { link, email, expiresAt } = await withConnection(async ({ door, settings }) => {
        const actor = actorOf(undefined);
        const { secret, ...rest } = await administratorLink(door, options.email ?? null, actor);
        if (options.withoutSecondFactor && rest.email !== null) {
          const parts = { door, isMailing: mailing(gatewaysOf(door, settings)) };
          await removeSecondFactor(parts, await idOf(door, rest.email), actor).catch(unlessThereIsNone);
        }
        return { link: linkAddress(settings.publicUrl, secret), ...rest };
      });
      if (options.json) return printJson(out, { link, email, ...wire({ expiresAt }) });
      out.write(`${link}\n`);
      const whose = email === null ? "Whoever opens it becomes the administrator" : `It sets a new password for ${email}`;
      process.stderr.write(`${whose}. It works once, for 24 hours.\n`);
    });
  return command;
}

const unlessThereIsNone = (error: unknown): void => {
  if (!(error instanceof Refusal && error.code === "no-second-factor")) throw error;
};

const idOf = async (door: Door, email: string): Promise<string> => {
  const users = await door.read("*", (db) =>
    db.withTables<AccessTables>().selectFrom("users").select("id").where("email", "=", email).execute(),
  );
  return users[0]?.id ?? "";
};
