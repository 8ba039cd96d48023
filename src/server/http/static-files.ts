/** The web interface as files: what is named by its content is kept for ever, the page itself is asked for every time. */
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { extname, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import type { Context, MiddlewareHandler } from "hono";
import type { HttpEnv } from "#server/http/env.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
  ".map": "application/json",
};

/** Files of `folder`; any other path that a browser opens gives the page, whose router knows what to show there. */
export function staticFiles(folder: string): MiddlewareHandler<HttpEnv> {
  const root = resolve(folder);
  return async (c, next) => {
    if ((c.req.method !== "GET" && c.req.method !== "HEAD") || c.req.path.startsWith("/api/")) return next();
    const file = await fileOf(root, c.req.path);
    if (file !== null) return answer(c, file);
    // A missing script must not be answered by a page: the browser would only say that it cannot be parsed.
    if (isFileName(c.req.path) || !(c.req.header("accept") ?? "*/*").match(/text\/html|\*\/\*/)) return next();
    const page = await fileOf(root, "/index.html");
    return page === null ? next() : answer(c, page);
  };
}

/** A page's link ends in a signature behind a dot. */
const isFileName = (path: string): boolean => extname(path) !== "" && !path.startsWith("/p/");

type File = { path: string; size: number; modifiedMs: number };

async function fileOf(root: string, path: string): Promise<File | null> {
  const wanted = resolve(root, `.${decoded(path)}`);
  if (wanted !== root && !wanted.startsWith(root + sep)) return null;
  const found = await stat(wanted).catch(() => null);
  if (found?.isFile()) return { path: wanted, size: found.size, modifiedMs: Math.floor(found.mtimeMs) };
  return wanted === root ? fileOf(root, "/index.html") : null;
}

function decoded(path: string): string {
  try {
    const plain = decodeURIComponent(path);
    return plain.includes("\0") ? "/" : plain;
  } catch {
    return "/";
  }
}

/** Below this a file is read whole: it is faster, and nearly all of them are. */
const streamedBytes = 262_144;

async function answer(c: Context<HttpEnv>, { path, size, modifiedMs }: File): Promise<Response> {
  const etag = `"${size.toString(36)}-${modifiedMs.toString(36)}"`;
  const isNamedByContent = path.includes(`${sep}assets${sep}`);
  const headers = {
    "content-type": types[extname(path)] ?? "application/octet-stream",
    "cache-control": isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache",
    etag,
  };
  // What was sent compressed comes back named as a weak match.
  if (c.req.header("if-none-match")?.replace(/^W\//, "") === etag) return c.body(null, 304, headers);
  const sized = { ...headers, "content-length": String(size) };
  if (c.req.method === "HEAD") return c.body(null, 200, sized);
  if (size <= streamedBytes) return c.body(new Uint8Array(await readFile(path)), 200, sized);
  return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream, 200, sized);
}

/** The folder if an interface was built into it, otherwise null. */
export async function webFolderAt(folder: string): Promise<string | null> {
  return (await fileOf(folder, "/index.html")) === null ? null : folder;
}
