/** `guardia …` as somebody types it, in this process and on a test's own database. */
import { vi } from "vitest";
import { runGuardia } from "#cli/program.ts";
import type { Document } from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { type TestDatabase, testDatabase } from "../../test/database.ts";

export type Typed = { code: number; stdout: string; stderr: string };

/** Runs one command against a database, with more in its environment; what it sets in the process is taken back. */
export async function type(
  { ownerUrl }: Pick<TestDatabase, "ownerUrl">,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Typed> {
  const said = { stdout: "", stderr: "" };
  const told = (name: keyof typeof said) => ({
    write(text: string) {
      said[name] += text;
    },
  });
  vi.stubEnv("DATABASE_URL", ownerUrl);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  try {
    return { code: await runGuardia(args, { out: told("stdout"), err: told("stderr") }), ...said };
  } finally {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
  }
}

/** A database with a model, and beside the terminal a door to it; to be closed by `end`. */
export async function openTerminal(
  document: Document,
  now: () => Instant = () => Date.now() as Instant,
): Promise<{ door: Door; database: TestDatabase; end(): Promise<void> }> {
  const database = await testDatabase();
  const pool = openPool({ url: database.url });
  const door = openDoor({ pool, clock: now });
  await door.applyModel({ source: JSON.stringify(document), document, actor: "agent:carol" });
  return {
    ...{ door, database },
    async end() {
      await door.close();
      await pool.end();
      await database.drop();
    },
  };
}
