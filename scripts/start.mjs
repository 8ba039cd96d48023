// `npm start`: checks Node, installs and builds what is missing or stale, then runs the server. No library needed to begin.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { requireInstalled, requireNode, root, serverFlags } from "./house.mjs";

requireNode();
requireInstalled();
const { buildOrExit } = await import("./build.mjs");
await buildOrExit();

const program = join(root, "dist", "server.js");
if (!existsSync(program)) {
  console.error("dist/server.js was not built: src/server/main.ts is missing from this tree. Check out the whole project and start again.");
  process.exit(1);
}

const server = spawn(process.execPath, [...serverFlags, program, ...process.argv.slice(2)], { stdio: "inherit" });
// A terminal's Ctrl-C reaches the whole process group; `kill` reaches only us. Either way the server stops in its own time.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) server.kill(signal);
  });
}
// npm runs us through a shell that dies of a signal without passing it on: then we are somebody else's child, and end as if told to.
const parent = process.ppid;
if (process.env.npm_lifecycle_event === "start") setInterval(() => process.ppid !== parent && server.kill("SIGTERM"), 500).unref();
server.on("error", (error) => {
  console.error(`The server could not be started: ${error.message}`);
  process.exit(1);
});
server.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
