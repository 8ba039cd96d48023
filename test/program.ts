/** Programs run as people run them: bundled as the build does it, as processes of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { projectFolder } from "#server/installation.ts";

export type Ran = { code: number | null; stdout: string; stderr: string };

export type Program = {
  /** Runs to its end; `input` goes to its standard input. */
  run(args: readonly string[], options?: { env?: Record<string, string>; input?: string }): Promise<Ran>;
  /** Starts and leaves running; to be killed by whoever asked. */
  start(env: Record<string, string>): ChildProcess;
  remove(): Promise<void>;
};

/** Bundles a program into a folder of its own inside the project, where its libraries are found. */
export async function openProgram(entry: string): Promise<Program> {
  const root = projectFolder();
  await mkdir(join(root, "dist"), { recursive: true });
  const folder = await mkdtemp(join(root, "dist", ".program-"));
  const outfile = join(folder, "program.js");
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  const start = (args: readonly string[], env: Record<string, string>) =>
    spawn(process.execPath, [outfile, ...args], { cwd: root, env: { ...plainEnvironment(), ...env }, stdio: ["pipe", "pipe", "pipe"] });
  return {
    run: (args, { env = {}, input = "" } = {}) => ended(start(args, env), input),
    start: (env) => start([], env),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What a test was started with must not decide what it tests. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const {
    HOST: _host,
    PORT: _port,
    DATABASE_URL: _url,
    GUARDIA_DATA: _data,
    GUARDIA_URL: _public,
    NODE_ENV: _node,
    VITEST: _vitest,
    ...rest
  } = process.env;
  return rest;
}

function ended(child: ChildProcess, input: string): Promise<Ran> {
  const said = { stdout: "", stderr: "" };
  child.stdout!.on("data", (piece: Buffer) => (said.stdout += piece));
  child.stderr!.on("data", (piece: Buffer) => (said.stderr += piece));
  // A program that refuses its flags does not read its input.
  child.stdin!.on("error", () => undefined);
  child.stdin!.end(input);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...said })));
}
