/** `guardia token create|list|revoke`: access for programs. */
import { Command } from "commander";
import { actorOf, withConnection } from "#cli/connection.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { type Permission, permissions } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { instant, toIso } from "#core/time/instant.ts";
import { createToken, listTokens, revokeToken, type Token } from "#server/access/token.ts";
import { wire } from "#server/http/wire.ts";

export function tokenCommand(out: Out = process.stdout): Command {
  const command = new Command("token").description("tokens by which programs reach the HTTP API");
  command
    .command("create")
    .description("make a token; its secret is shown this once")
    .requiredOption("--name <name>", "what it is called in the log")
    .requiredOption("--scope <scope>", `what it may do, several by comma or repeated: ${permissions.join(", ")}`, collect, [])
    .option("--customer <key>", "bind it to one customer's tickets")
    .option("--expires <instant>", "when it ends, 2027-01-01T00:00:00Z for instance (default: never)")
    .option("--json", "print JSON")
    .action(async (options: { name: string; scope: string[]; customer?: string; expires?: string; json?: true }) => {
      const scopes = options.scope.map(scopeOf);
      const expiresAt = options.expires === undefined ? null : instant(options.expires);
      const made = await withConnection(({ door }) =>
        createToken(door, {
          name: options.name,
          scopes: [...new Set(scopes)],
          customerId: options.customer ?? null,
          expiresAt,
          actor: actorOf(undefined),
        }),
      );
      if (options.json) printJson(out, { token: wire(made.token), secret: made.secret });
      else out.write(`${made.secret}\n`);
      if (!options.json)
        process.stderr.write(`Token "${options.name}" may ${scopes.join(", ")}. Keep the secret above: it cannot be shown again.\n`);
    });
  command
    .command("list")
    .description("all tokens, the newest first")
    .option("--json", "print JSON")
    .action(async (options: { json?: true }) => {
      const tokens = await withConnection(({ door }) => listTokens(door));
      if (options.json) printJson(out, { items: wire(tokens) });
      else printTable(out, ["name", "scopes", "customer", "created", "last used", "state"], tokens.map(row), "There are no tokens yet.");
    });
  command
    .command("revoke")
    .description("end a token; servers notice within two seconds")
    .argument("<name>", "its name or id")
    .action(async (name: string) => {
      await withConnection(({ door }) => revokeToken(door, name, actorOf(undefined)));
      out.write(`Token "${name}" is revoked.\n`);
    });
  return command;
}

const collect = (given: string, before: string[]): string[] => [...before, ...given.split(",").map((each) => each.trim())];

function scopeOf(given: string): Permission {
  const known = permissions.find((each) => each === given);
  if (known !== undefined) return known;
  throw new Refusal("bad-scopes", `"${given}" is no scope: name one of ${permissions.join(", ")}.`, { scope: given });
}

const day = (at: number | null): string | null =>
  at === null
    ? null
    : toIso(at as Token["createdAt"])
        .slice(0, 16)
        .replace("T", " ");

function row({ name, scopes, customerId, createdAt, lastUsedAt, expiresAt, revokedAt }: Token): (string | null)[] {
  const state =
    revokedAt !== null
      ? "revoked"
      : expiresAt !== null && expiresAt <= Date.now()
        ? "expired"
        : expiresAt === null
          ? "valid"
          : `until ${day(expiresAt)}`;
  return [name, scopes.join(","), customerId, day(createdAt), day(lastUsedAt), state];
}
