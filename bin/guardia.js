#!/usr/bin/env node
// The command line. In a checkout it is built first when its sources have changed; an installed package brings it built.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const program = new URL("../dist/cli.js", import.meta.url);
if (existsSync(new URL("../src/cli/main.ts", import.meta.url))) {
  const { requireInstalled, requireNode } = await import("../scripts/house.mjs");
  requireNode();
  // What the build has to say goes to stderr: stdout belongs to the command.
  const log = console.log;
  console.log = console.error;
  requireInstalled();
  const { buildOrExit } = await import("../scripts/build.mjs");
  await buildOrExit("programs");
  console.log = log;
}
if (existsSync(program)) await import(program.href);
else {
  console.error(`${fileURLToPath(program)} is missing: run \`npm run build\` in the project's folder.`);
  process.exitCode = 1;
}
