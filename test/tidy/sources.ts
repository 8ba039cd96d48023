/** The files of the project and what stands in them, read once: for the rules of the house in `tidy.test.ts`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const notOurs = new Set(["node_modules", "dist", ".git", ".cache", "coverage"]);
const binary = new Set([".png", ".jpg", ".ico", ".gz", ".woff2", ".pdf", ".zip"]);

/** A node of the syntax tree (ESTree). */
export type Node = { readonly type: string; readonly start: number; readonly end: number; readonly [key: string]: unknown };
/** `path` is relative to the project; `to` too when the import stays inside it, else it is the library's name. */
export type Import = { readonly from: string; readonly to: string; readonly isType: boolean; readonly isInside: boolean };
export type Source = { readonly path: string; readonly text: string; readonly program: Node; readonly imports: readonly Import[] };

/** Every text file that belongs to the project, by its path, sorted. `data` at the top is the database of whoever works here. */
export function allFiles(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (notOurs.has(entry.name) || relative(root, path) === "data") return [];
      if (entry.isDirectory()) return allFiles(path);
      return entry.isFile() && !binary.has(extname(entry.name)) ? [relative(root, path)] : [];
    })
    .sort();
}

export const read = (path: string): string => readFileSync(join(root, path), "utf8");

export const isTest = (path: string): boolean => /\.(test|fixture)\.tsx?$/.test(path);

/** The program files under the given folders, parsed. */
export function sourcesIn(...folders: string[]): Source[] {
  const paths = allFiles().filter((path) => /\.(ts|tsx|mjs|js)$/.test(path) && folders.some((folder) => path.startsWith(`${folder}/`)));
  return paths.map(parse);
}

export function parse(path: string): Source {
  return parseText(path, read(path));
}

/** As `parse`, for a text that is not (yet) a file: so that the rules themselves can be tested. */
export function parseText(path: string, text: string): Source {
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: Import[] = [];
  const add = (name: string, isType: boolean) => found.push({ from: path, ...resolve(path, name), isType });
  for (const { moduleRequest, entries, start } of module.staticImports) {
    const isType = text.startsWith("import type", start) || (entries.length > 0 && entries.every((entry) => entry.isType));
    add(moduleRequest.value, isType);
  }
  for (const { entries } of module.staticExports) {
    for (const entry of entries) if (entry.moduleRequest !== null) add(entry.moduleRequest.value, entry.isType);
  }
  walk(program as unknown as Node, (node) => {
    if (node.type === "ImportExpression") add(String((node.source as { value?: unknown }).value ?? "computed"), false);
    // `typeof import("…")` and `import("…").Name` in a type.
    if (node.type === "TSImportType") add(String((node.source as { value?: unknown }).value), true);
  });
  return { path, text, program: program as unknown as Node, imports: found };
}

function resolve(path: string, name: string): { to: string; isInside: boolean } {
  if (name.startsWith("#")) return { to: join("src", name.slice(1)), isInside: true };
  if (name.startsWith(".")) return { to: withEnding(join(dirname(path), name.replace(/\?.*$/, ""))), isInside: true };
  // `@scope/name/part` and `name/part` belong to one library each.
  return { to: name.split("/", name.startsWith("@") ? 2 : 1).join("/"), isInside: false };
}

const withEnding = (path: string): string => ["", ".ts", ".tsx"].map((ending) => path + ending).find((each) => isFile(each)) ?? path;
const isFile = (path: string): boolean => extname(path) !== "" && existsSync(join(root, path));

/** Calls `visit` for every node of the tree, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === "object" && "type" in child) walk(child as Node, visit);
    }
  }
}

export const lineOf = (source: Source, at: number): number => source.text.slice(0, at).split("\n").length;
