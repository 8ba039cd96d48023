// `npm run bench [-- name …]`: bundles and runs every bench/*.ts (or those named), one process each, and prints all their rows
// in one table. A bench prints a Markdown table (`| promise | measured | … |`); anything else it prints is progress.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { basename, join } from "node:path";
import { requireInstalled, requireNode, root, serverFlags } from "./house.mjs";

requireNode();
requireInstalled();
const { buildOrExit } = await import("./build.mjs");
await buildOrExit("programs");
const esbuild = await import("esbuild");

const folder = join(root, "bench");
const all = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => basename(name, ".ts"))
  : [];
const wanted = process.argv.slice(2).map((name) => basename(name, ".ts"));
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}; there are: ${all.join(", ")}.`);
  process.exit(1);
}

const cells = (line) =>
  line
    .trim()
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
const isRow = (line) => /^\s*\|.*\|\s*$/.test(line);
const isRule = (line) => /^\s*\|[\s:|-]+\|\s*$/.test(line);

/** What `guardia` does in a terminal is measured with the memory that it has there. */
const ofTheCommandLine = new Set(["import", "replay"]);

/** Runs one bench; gives its exit code and its table's header and rows. */
async function run(name) {
  const outfile = join(root, "dist", "bench", `${name}.js`);
  mkdirSync(join(root, "dist", "bench"), { recursive: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [`bench/${name}.ts`],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
  });
  const flags = ofTheCommandLine.has(name) ? [] : serverFlags;
  const child = spawn(process.execPath, [...flags, "--expose-gc", outfile], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (piece) => {
    process.stdout.write(piece);
    printed += piece;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  const lines = printed.split("\n").filter((line) => isRow(line) && !isRule(line));
  const [header, ...rows] = lines.map(cells);
  return { name, code, printed, header: header ?? [], rows };
}

const results = [];
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n── ${name}`);
  results.push(await run(name));
}

/** Rows of benches with the same columns stand together; a bench with other columns follows under its own header. */
function printTable() {
  const groups = new Map();
  for (const { name, printed, header, rows } of results) {
    if (rows.length === 0) {
      // A bench with a table of its own kind: shown again, so that all that was measured stands together.
      if (results.length > 1) console.log(`── ${name}\n${printed.trimEnd()}\n`);
      continue;
    }
    const key = header.join("|");
    if (!groups.has(key)) groups.set(key, [["bench", ...header]]);
    groups.get(key).push(...rows.map((row) => [name, ...row]));
  }
  for (const table of groups.values()) {
    if (table.length < 2) continue;
    const widths = table[0].map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
    const print = (row) => console.log(`| ${widths.map((width, i) => (row[i] ?? "").padEnd(width)).join(" | ")} |`);
    print(table[0]);
    console.log(`|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
    for (const row of table.slice(1)) print(row);
    console.log("");
  }
}

const memoryGb = Math.round(totalmem() / 1_073_741_824);
console.log(
  `\n${cpus()[0]?.model ?? "unknown CPU"}, ${cpus().length} cores, ${memoryGb} GB, Node ${process.versions.node}, ${process.platform}\n`,
);
printTable();
for (const { name, code } of results.filter((result) => result.code !== 0)) {
  console.error(`${name} ended with code ${code}`);
  process.exitCode = 1;
}
