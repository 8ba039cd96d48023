/** Nodes that are killed, and the PostgreSQL under them. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { namedPostmaster } from "#server/database/cluster-process.ts";

export type NodeOrder = {
  url: string;
  name: string;
  /** Its clock: `epoch` at `startedAt` (real milliseconds), `speed` times as fast. */
  epoch: number;
  startedAt: number;
  speed: number;
  /** Keys that others began and that nobody knows the end of. */
  pending: string[];
  files: string[];
};

/** What a node says: began, and what was acknowledged to it. */
export type NodeWord =
  | { started: string }
  | { opened: string; ticketId: number }
  | { said: string; ticketId: number }
  | { brought: string; lines: number };

/** Bundles the node's program into a folder; gives its path. */
export async function bundleNode(folder: string): Promise<string> {
  const outfile = join(folder, "node.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("./node.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    external: ["pg-native"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  }).catch((error: unknown) => {
    throw new Error(`the node's program cannot be bundled: ${String(error)}`);
  });
  return outfile;
}

export type RunningNode = { name: string; process: ChildProcess; exited: Promise<void>; hasBegun: Promise<void>; complaints(): string };

/** Starts a node; `hear` is told each word as it is said. */
export function startNode(program: string, order: NodeOrder, hear: (word: NodeWord) => void): RunningNode {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, GUARDIA_FAULTS: JSON.stringify(order) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let begun = (): void => undefined;
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let rest = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const word = JSON.parse(line) as NodeWord;
      if (!("started" in word)) begun();
      hear(word);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    complaints = (complaints + piece).slice(-4_000);
  });
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return { name: order.name, process: child, exited, hasBegun, complaints: () => complaints };
}

/** Kills the PostgreSQL of a scratch folder in the middle of whatever it does; false when none runs just now. */
export async function killPostgres(folder: string): Promise<boolean> {
  const named = await namedPostmaster(join(folder, "data", "database", "files"));
  if (named === null) return false;
  try {
    process.kill(named.pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}
