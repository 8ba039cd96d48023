// Where the project lies, whether its libraries are installed, and whether this Node may run it. Plain Node, no library.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder, absolute. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * How Node runs the server. New objects get room for 3 × 64 MB at most (16 otherwise) before they are looked through: they live as long
 * as a request or a page does, and with less room most are copied before they die (12 % of the processor while 50,000 pages go out).
 */
export const serverFlags = ["--enable-source-maps", "--max-semi-space-size=64"];

/** Stops with a sentence when Node is older than what the bundles are built for. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Guardia needs Node 20.19 or newer; this is ${process.versions.node}. Install Node 24 LTS (or 20.19+) and start again.`);
  process.exit(1);
}

const stamp = join(root, "node_modules", ".guardia-lock");
const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");

/** npm keeps a copy of the lock file in node_modules; a tree that somebody installed by hand is recognised by it. */
function installedByHand() {
  const inner = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(inner)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const found = JSON.parse(readFileSync(inner, "utf8")).packages;
  return Object.entries(wanted).every(([path, entry]) => path === "" || entry.optional === true || found[path]?.version === entry.version);
}

/** Runs `npm ci` when node_modules is missing or was installed from another lock file. Exits when npm fails. */
export function requireInstalled() {
  const wanted = lockHash();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  if (!installedByHand()) {
    console.log("Installing the libraries of package-lock.json (npm ci) …");
    // devDependencies hold the builder (esbuild, Vite): a start from source needs them whatever NODE_ENV says.
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const done = spawnSync(npm, ["ci", "--include=dev", "--include=optional", "--no-progress"], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32",
    });
    if (done.status !== 0) {
      console.error("npm ci failed: see the lines above. With a working connection to your npm registry, run it again.");
      process.exit(1);
    }
  }
  mkdirSync(dirname(stamp), { recursive: true });
  try {
    writeFileSync(stamp, wanted);
  } catch (error) {
    // A tree installed by root and started by somebody else: nothing to note, the comparison is made again next time.
    if (error.code !== "EACCES" && error.code !== "EROFS") throw error;
  }
}
