// Finds a Chromium for the browser tests: on the path, else Debian's package where it may be installed, else one from npm.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const elsewhere = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

/** Without a sandbox of its own, and without calls home. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function onPath(name) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not in this folder: the next one
    }
  }
  return undefined;
}

const installed = () => names.map(onPath).find((path) => path !== undefined) ?? elsewhere.find((path) => existsSync(path));

const answers = (path) => spawnSync(path, ["--version", "--no-sandbox"], { stdio: "ignore", timeout: 30_000 }).status === 0;

function installDebianPackage() {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || onPath("apt-get") === undefined) return;
  console.log("No Chromium on the path: installing Debian's package …");
  const options = {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 8 * 60_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  const quick = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"];
  spawnSync("apt-get", ["update", "-qq", ...quick], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...quick, "chromium"], options);
}

async function fromNpm() {
  if (process.platform !== "linux") return undefined;
  console.log("Unpacking the Chromium of @sparticuz/chromium …");
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    return await chromium.executablePath();
  } catch (error) {
    console.error(`It could not be unpacked: ${error.message}`);
    return undefined;
  }
}

/**
 * A Chromium that starts, as an absolute path; undefined when none is to be had (the browser tests then fail and say so).
 * `GUARDIA_CHROMIUM` names one outright.
 */
export async function findChromium() {
  const named = process.env.GUARDIA_CHROMIUM;
  if (named !== undefined && named !== "") return named;
  const found = installed();
  if (found !== undefined && answers(found)) return found;
  installDebianPackage();
  const fresh = installed();
  if (fresh !== undefined && answers(fresh)) return fresh;
  const unpacked = await fromNpm();
  return unpacked !== undefined && answers(unpacked) ? unpacked : undefined;
}
