/** `npm start`: reads the environment, starts a node, says where it is, stops it when it is told to. */
import { Refusal } from "#core/refusal.ts";
import { ownVersion } from "#server/installation.ts";
import { startNode } from "#server/node.ts";
import { readSettings } from "#server/settings.ts";

const log = (line: string): void => console.error(`${new Date().toISOString()} ${line}`);

function fail(error: unknown): never {
  console.error(error instanceof Refusal ? `Guardia cannot start: ${error.message}` : error);
  process.exit(1);
}

try {
  const node = await startNode(readSettings(process.env), log);
  console.log(`Guardia ${ownVersion()} is at ${node.address} (ready ${(process.uptime()).toFixed(1)} s after its start; Ctrl-C stops it)`);
  if (node.firstLink !== null) {
    console.log(
      `\nOpen this link to become the administrator. It works once, for 24 hours; \`npx guardia admin link\` gives another:\n\n  ${node.firstLink}\n`,
    );
  }
  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) return;
    isStopping = true;
    log(`${signal}: finishing what is under way`);
    node.stop().then(() => process.exit(0), fail);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(signal));
} catch (error) {
  fail(error);
}
