/** `guardia status`: how the installation stands, at a glance. */
import { Command } from "commander";
import { sql } from "kysely";
import { type Connection, withConnection } from "#cli/connection.ts";
import { type Out, printJson } from "#cli/print.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { hasAdministrator } from "#server/access/person.ts";
import { ownVersion } from "#server/installation.ts";
import { serverName } from "#server/node.ts";

export function statusCommand(out: Out = process.stdout): Command {
  return new Command("status")
    .description("what is in this installation, and what waits")
    .option("--json", "print JSON")
    .action(async (options: { json?: true }) => {
      const status = await withConnection(readStatus);
      if (options.json) return printJson(out, status);
      const { tickets, model, waiting, isServed } = status;
      out.write(
        `Guardia ${status.version}, database PostgreSQL ${status.postgresql}, ${isServed ? "a server is running" : "no server is running"}\n`,
      );
      out.write(
        model === null
          ? "model     none yet: guardia model apply FILE\n"
          : `model     version ${model.version}, applied ${model.appliedAt} by ${model.appliedBy}\n`,
      );
      out.write(
        `tickets   ${tickets.open} open (${tickets.overdue} past a promise), ${tickets.resolved} resolved, ${tickets.closed} closed\n`,
      );
      out.write(`waiting   ${waiting.due} deadlines due, ${waiting.unsealed} events to seal, ${waiting.outbox} messages to send\n`);
      if (!status.hasAdministrator) out.write("admin     nobody yet: guardia admin link\n");
    });
}

type Counts = {
  open: number;
  resolved: number;
  closed: number;
  overdue: number;
  due: number;
  unsealed: number;
  outbox: number;
  connections: number;
  postgresql: string;
};

async function readStatus({ door }: Connection) {
  const now = door.clock();
  const [counts, model] = await door.read("*", async (db) => {
    const { rows } = await sql<Counts>`
      select count(*) filter (where status = 'open') as open, count(*) filter (where status = 'resolved') as resolved,
             count(*) filter (where status = 'closed') as closed,
             count(*) filter (where status = 'open' and next_breach_at < ${now}) as overdue,
             count(*) filter (where due_at <= ${now}) as due,
             (select count(*) from unsealed) as unsealed, (select count(*) from outbox) as outbox,
             (select count(*) from pg_stat_activity where application_name = ${serverName} and datname = current_database()) as connections,
             current_setting('server_version') as postgresql
      from tickets`.execute(db);
    const newest = await db
      .selectFrom("model_versions")
      .select(["version", "applied_at", "applied_by"])
      .orderBy("version", "desc")
      .limit(1)
      .executeTakeFirst();
    return [rows[0]!, newest] as const;
  });
  const { open, resolved, closed, overdue, due, unsealed, outbox, connections, postgresql } = counts;
  return {
    version: ownVersion(),
    postgresql,
    isServed: connections > 0,
    model:
      model === undefined ? null : { version: model.version, appliedAt: toIso(model.applied_at as Instant), appliedBy: model.applied_by },
    tickets: { open, overdue, resolved, closed },
    waiting: { due, unsealed, outbox },
    hasAdministrator: await hasAdministrator(door),
  };
}
