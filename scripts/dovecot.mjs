// Finds Debian's Dovecot for the tests of mail: on the path, else installed where that is allowed, else unpacked into a cache folder.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const quick = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"];
const packages = ["dovecot-core", "dovecot-imapd"];

/** Where a tree with Dovecot begins ("/" for an installed one); undefined when it is not in there. */
const inTree = (root) => (existsSync(join(root, "usr/sbin/dovecot")) && existsSync(join(root, "usr/lib/dovecot/imap")) ? root : undefined);

const run = (program, args, options = {}) =>
  spawnSync(program, args, {
    encoding: "utf8",
    timeout: 5 * 60_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    ...options,
  });

const hasApt = () => process.platform === "linux" && run("apt-get", ["--version"]).status === 0;

function install() {
  if (process.getuid?.() !== 0) return;
  console.log("No Dovecot here: installing Debian's package …");
  run("apt-get", ["update", "-qq", ...quick], { stdio: "ignore" });
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...quick, "dovecot-imapd"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Without root a package can still be fetched and unpacked: with the libraries on which it depends directly. */
function unpack() {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(tmpdir(), `guardia-cache-${process.getuid?.() ?? 0}`), "dovecot");
  const tree = join(folder, "tree");
  const found = inTree(tree);
  if (found !== undefined) return found;
  console.log(`No Dovecot here, and no right to install it: unpacking Debian's package into ${tree} …`);
  mkdirSync(tree, { recursive: true });
  const depends = run("apt-cache", ["depends", ...packages]).stdout ?? "";
  const libraries = [...depends.matchAll(/^ +\|?Depends: (lib[\w.+-]+)$/gm)].map(([, name]) => name);
  run("apt-get", ["download", "-qq", ...quick, ...new Set([...packages, ...libraries])], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (const name of readdirSync(folder)) if (name.endsWith(".deb")) run("dpkg-deb", ["-x", join(folder, name), tree]);
  return inTree(tree);
}

/** The root of a tree that holds Dovecot, or undefined when there is none to be had: the tests that need it then fail and say so. */
export function findDovecot() {
  const named = process.env.GUARDIA_DOVECOT;
  if (named !== undefined && named !== "") return named;
  const here = inTree("/");
  if (here !== undefined || !hasApt()) return here;
  install();
  return inTree("/") ?? unpack();
}
