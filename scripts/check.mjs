// `npm run check`: types, format and lint, each said with its time. Also counted as tests by `npm test`.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { requireInstalled, root } from "./house.mjs";

/** What must hold of the whole tree. `npx` is not used: it costs half a second each and may ask the network. */
export const checks = [
  { name: "types (tsc)", script: "typescript/bin/tsc", args: ["-p", "."] },
  { name: "format and lint (biome)", script: "@biomejs/biome/bin/biome", args: ["check", "--error-on-warnings", "--max-diagnostics=50"] },
  { name: "promises and types (oxlint)", script: "oxlint/bin/oxlint", args: ["--type-aware", "--deny-warnings"] },
];

/** Runs one check with its output on ours; gives true when it found nothing. */
export function runCheck({ name, script, args }) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("error", (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on("exit", (code) => {
      console.log(`${code === 0 ? "✓" : "✗"} ${name}  ${Math.round(performance.now() - started)} ms`);
      resolve(code === 0);
    });
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  requireInstalled();
  for (const check of checks) if (!(await runCheck(check))) process.exitCode = 1;
}
