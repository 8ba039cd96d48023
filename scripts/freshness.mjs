// Says whether something built is still what its inputs would give. By content, with a quick look at times and sizes first.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./house.mjs";

/** Every file under the given paths (files or folders, relative to the project), sorted; tests are no input of a build. */
function filesOf(paths) {
  const found = [];
  const walk = (path) => {
    const about = statSync(path, { throwIfNoEntry: false });
    if (about === undefined) return;
    if (!about.isDirectory()) return found.push([path, about]);
    for (const name of readdirSync(path)) if (!name.endsWith(".test.ts") && !name.startsWith(".")) walk(join(path, name));
  };
  for (const path of paths) walk(join(root, path));
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

const digest = (parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
};

const looks = (files) => digest(files.map(([path, about]) => `${relative(root, path)}:${about.size}:${about.mtimeMs}`));
const content = (files) => digest(files.flatMap(([path]) => [relative(root, path), readFileSync(path)]));

/**
 * The freshness of one built thing.
 * @param {string} name names its stamp under dist/
 * @param {string[]} inputs files and folders, relative to the project
 * @param {string[]} outputs files that must exist, relative to the project
 */
export function freshness(name, inputs, outputs) {
  const stamp = join(root, "dist", `.stamp-${name}.json`);
  const note = (files) => {
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, JSON.stringify({ looks: looks(files), content: content(files) }));
  };
  return {
    /** True when nothing that matters has changed since `built()`. */
    isFresh() {
      if (!existsSync(stamp) || !outputs.every((path) => existsSync(join(root, path)))) return false;
      const files = filesOf(inputs);
      const noted = JSON.parse(readFileSync(stamp, "utf8"));
      if (noted.looks === looks(files)) return true;
      if (noted.content !== content(files)) return false;
      note(files);
      return true;
    },
    /** To be called before building, so that what changes meanwhile is built next time; the result notes it down. */
    begin() {
      const files = filesOf(inputs);
      return { built: () => note(files) };
    },
  };
}
