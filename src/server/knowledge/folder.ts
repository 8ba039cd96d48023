/** A folder of Markdown files, as exports write it. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { Refusal } from "#core/refusal.ts";
import type { TextFile } from "#server/knowledge/export.ts";

/** The Markdown files of a folder and those below it, in order. Refuses `bad-file`. */
export function readFolder(folder: string): TextFile[] {
  let paths: string[];
  try {
    paths = statSync(folder).isDirectory() ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  } catch (error) {
    throw new Refusal("bad-file", `${folder} cannot be read: ${(error as Error).message}.`, { file: folder });
  }
  const files = paths
    .filter((path) => path.endsWith(".md"))
    .sort()
    .map((path) => ({ path: path.split(sep).join("/"), text: readFileSync(join(folder, path), "utf8") }));
  if (files.length > 0) return files;
  throw new Refusal("bad-file", `There is no Markdown file in ${folder}: name the folder that an export wrote.`, { file: folder });
}
