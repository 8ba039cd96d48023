import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compress } from "hono/compress";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newApi } from "#server/http/api.ts";
import { staticFiles, webFolderAt } from "#server/http/static-files.ts";

let folder: string;
const app = newApi();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "guardia-web-"));
  await mkdir(join(folder, "web", "assets"), { recursive: true });
  const files = {
    "index.html": "<title>page</title>",
    "lamp.svg": "<svg/>",
    "assets/desk-1a2b.js": "desk()",
    "assets/big.js": "x".repeat(400_000),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, "web", name), text);
  await writeFile(join(folder, "secret.txt"), "hidden");
  app.use(compress(), staticFiles(join(folder, "web")));
  app.notFound((c) => c.text("nothing", 404));
});
afterAll(() => rm(folder, { recursive: true }));

const get = (path: string, headers: Record<string, string> = { accept: "text/html,*/*;q=0.8" }, method = "GET") =>
  app.request(path, { method, headers });

describe("the interface's files", () => {
  it.each([
    ["/", "<title>page</title>", "text/html; charset=utf-8", "no-cache"],
    ["/lamp.svg", "<svg/>", "image/svg+xml", "no-cache"],
    ["/assets/desk-1a2b.js", "desk()", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"],
    ["/tickets/7", "<title>page</title>", "text/html; charset=utf-8", "no-cache"],
    ["/p/WzQ3MTFd.cljSm8KuaRvq", "<title>page</title>", "text/html; charset=utf-8", "no-cache"],
    ["/welcome?token=x", "<title>page</title>", "text/html; charset=utf-8", "no-cache"],
  ])("%s", async (path, text, type, caching) => {
    const answer = await get(path);
    expect([answer.status, await answer.text()]).toEqual([200, text]);
    expect([answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([type, caching]);
  });

  it("come whole when they are large", async () => {
    expect((await (await get("/assets/big.js")).text()).length).toBe(400_000);
  });

  it("come compressed to a browser that can read that, and are not sent again to one that has them so", async () => {
    const answer = await get("/assets/big.js", { "accept-encoding": "gzip" });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect((await answer.arrayBuffer()).byteLength).toBeLessThan(4_000);
    const again = await get("/assets/big.js", { "accept-encoding": "gzip", "if-none-match": answer.headers.get("etag")! });
    expect(again.status).toBe(304);
  });

  it("are not sent again to somebody who has them, nor to one who asks only for the head", async () => {
    const etag = (await get("/lamp.svg")).headers.get("etag")!;
    expect((await get("/lamp.svg", { "if-none-match": etag })).status).toBe(304);
    const head = await get("/lamp.svg", {}, "HEAD");
    expect([head.status, await head.text(), head.headers.get("content-length")]).toEqual([200, "", "6"]);
  });

  it.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/%00",
    "/%zz",
  ])("%s does not leave the folder", async (path) => {
    expect(await (await get(path)).text()).not.toContain("hidden");
  });

  it.each([
    ["a script that is missing", "/assets/gone-1.js", { accept: "*/*" }],
    ["what is no page", "/tickets/7", { accept: "application/json" }],
    ["the API", "/api/v1/nothing", { accept: "text/html" }],
  ])("%s is not answered by the page", async (_, path, headers) => {
    expect((await get(path, headers)).status).toBe(404);
  });

  it("takes nothing but reading", async () => {
    expect((await get("/", {}, "POST")).status).toBe(404);
  });

  it("are there when they were built", async () => {
    expect(await webFolderAt(join(folder, "web"))).toBe(join(folder, "web"));
    expect(await webFolderAt(folder)).toBeNull();
  });
});
