// Builds what is stale: the server and the command line with esbuild, the web interface with Vite. `npm run build`
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { freshness } from "./freshness.mjs";
import { requireInstalled, requireNode, root } from "./house.mjs";

const entries = { server: "src/server/main.ts", cli: "src/cli/main.ts" };
const shared = ["package.json", "package-lock.json", "scripts/build.mjs"];
const present = () => Object.entries(entries).filter(([, path]) => existsSync(join(root, path)));

const programs = () =>
  freshness(
    "programs",
    ["src/core", "src/server", "src/simulator", "src/cli", ...shared],
    present().map(([name]) => `dist/${name}.js`),
  );
const web = () => freshness("web", ["src/web", "src/core", "src/server", ...shared], ["dist/web/index.html"]);

/** Chunks are named by their content, so an older server that still runs finds its own; a day later they go. */
function removeOldChunks(kept) {
  const folder = join(root, "dist", "chunks");
  if (!existsSync(folder)) return;
  const dayAgo = Date.now() - 86_400_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!kept.has(path) && statSync(path).mtimeMs < dayAgo) rmSync(path);
  }
}

/** Written beside and renamed: two builds at once, or a start during a build, never see half a file. */
function write(file) {
  mkdirSync(dirname(file.path), { recursive: true });
  const beside = join(dirname(file.path), `.${process.pid}-${basename(file.path)}`);
  writeFileSync(beside, file.contents);
  renameSync(beside, file.path);
}

async function buildPrograms() {
  const entryPoints = Object.fromEntries(present());
  if (Object.keys(entryPoints).length === 0) return false;
  const state = programs();
  if (state.isFresh()) return false;
  const started = performance.now();
  const { built } = state.begin();
  const esbuild = await import("esbuild");
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: true,
    write: false,
    logLevel: "warning",
  });
  const isEntry = (file) => dirname(file.path) === join(root, "dist");
  const files = result.outputFiles.sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)));
  for (const file of files) write(file);
  removeOldChunks(new Set(files.map((file) => file.path)));
  built();
  console.log(
    `built ${Object.keys(entryPoints)
      .map((name) => `dist/${name}.js`)
      .join(", ")} in ${Math.round(performance.now() - started)} ms`,
  );
  return true;
}

async function buildWeb() {
  if (!existsSync(join(root, "src/web/index.html"))) return false;
  const state = web();
  if (state.isFresh()) return false;
  const started = performance.now();
  const { built } = state.begin();
  // A build begun by a test inherits NODE_ENV=test, and would carry the development edition of React.
  process.env.NODE_ENV = "production";
  const { build } = await import("vite");
  const { webConfig } = await import("./web-config.mjs");
  const beside = join(root, "dist", `.web-${process.pid}`);
  await build(webConfig({ outDir: beside }));
  const target = join(root, "dist", "web");
  const old = join(root, "dist", `.web-old-${process.pid}`);
  if (existsSync(target)) renameSync(target, old);
  renameSync(beside, target);
  rmSync(old, { recursive: true, force: true });
  built();
  console.log(`built ${relative(root, target)} in ${Math.round(performance.now() - started)} ms`);
  return true;
}

/**
 * Builds what is stale and says what it did.
 * @param {"programs" | "all"} what `programs` leaves the web interface out (the command line does not need it)
 * @returns {Promise<boolean>} whether anything was built
 */
export async function build(what = "all") {
  const some = await buildPrograms();
  return (what === "all" && (await buildWeb())) || some;
}

/** As `build`; says what is wrong and ends the process when something cannot be built. */
export async function buildOrExit(what = "all") {
  try {
    return await build(what);
  } catch (error) {
    // esbuild has printed its findings already; Vite puts them into the message.
    console.error(`Building failed: ${error.message}`);
    return process.exit(1);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  requireNode();
  requireInstalled();
  if (!(await buildOrExit())) console.log("everything is up to date");
}
