/** A desk to look at: a real node on a database of its own with the interface as it is built, and a Chromium before it. */
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import type { Instant } from "#core/time/instant.ts";
import { withLock } from "#server/database/cluster-lock.ts";
import { openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import { loadDemo } from "#server/import/demo.ts";
import { projectFolder } from "#server/installation.ts";
import { startNode } from "#server/node.ts";
import type { Settings } from "#server/settings.ts";
import { testDatabase } from "../database.ts";
import { desktop, freePort, launchChromium, type Session, signUp } from "./chromium.ts";

export { administrator, desktop } from "./chromium.ts";

export type Desk = {
  address: string;
  browser: Browser;
  /** A page of its own in a fresh profile; `problems` collects what the browser complained about. */
  open(options?: BrowserContextOptions): Promise<Visit>;
  /** The same, signed in as the administrator, who in the demonstration's model is Inés. */
  enter(options?: BrowserContextOptions): Promise<Visit>;
  /** Another client of the same installation: a program with a token. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  firstLink: string;
  close(): Promise<void>;
};

export type Visit = { page: Page; context: BrowserContext; problems: string[]; close(): Promise<void> };

/** The text of an element as it stands in the document. */
export const textOf = async (element: Locator): Promise<string> => (await element.textContent()) ?? "";

export const phone = { width: 390, height: 844 };

export type DeskOptions = {
  demo?: boolean;
  /** By which name it is reached: passkeys need one, `localhost` for instance. */
  host?: string;
  /** Mail server, identity providers, policies, addresses of our own network that may be asked. */
  settings?: Pick<Settings, "mail" | "providers" | "isSecondFactorRequired" | "allowOutside">;
};

/** Opens a desk; with `demo`, a month of life is in it. To be closed. */
export async function openDesk({ demo = true, host = "127.0.0.1", settings = {} }: DeskOptions = {}): Promise<Desk> {
  await buildInterface();
  const database = await testDatabase();
  if (demo) await liveAMonth(database.url);
  const port = await freePort();
  const address = `http://${host}:${port}`;
  const listening = { host: "127.0.0.1", port, publicUrl: address, addressHeader: null };
  const node = await startNode(
    { ...listening, databaseUrl: database.ownerUrl, dataFolder: null, connections: 6, ...settings },
    () => undefined,
  );
  const browser = await launchChromium();
  const firstLink = node.firstLink ?? "";
  let session: Session | null = null;
  const open = (options: BrowserContextOptions = {}) => visit(browser, { baseURL: address, viewport: desktop, ...options });
  const enter = async (options: BrowserContextOptions = {}): Promise<Visit> => {
    session ??= await signUp(address, firstLink);
    const visitor = await open(options);
    await visitor.context.addCookies(session.cookies);
    return visitor;
  };
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    session ??= await signUp(address, firstLink);
    return callWith<T>(address, session.token, method, path, body);
  };
  return {
    ...{ address, browser, firstLink, open, enter, call },
    async close() {
      await browser.close();
      await node.stop();
      await database.drop();
    },
  };
}

/**
 * Several files of tests may want it at once: one builds, the others wait and find it fresh. In a process of its own, since with the
 * tests' NODE_ENV the libraries would be built as for their developers.
 */
async function buildInterface(): Promise<void> {
  const folder = join(projectFolder(), "dist");
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, NODE_ENV: "production" };
  await withLock(join(folder, ".browser-tests.lock"), async () => {
    await promisify(execFile)(process.execPath, [join(projectFolder(), "scripts", "build.mjs")], { env });
  });
}

async function liveAMonth(url: string): Promise<void> {
  const pool = openPool({ url, size: 2, log: () => undefined });
  const door = openDoor({ pool, clock: () => Date.now() as Instant });
  await loadDemo(door, { now: door.clock() });
  await door.close();
  await pool.end();
}

async function visit(browser: Browser, options: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Madrid", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    // A refusal that the page shows is said by the browser too; that is no fault of the page.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) problems.push(message.text());
  });
  return { page, context, problems, close: () => context.close() };
}

async function callWith<T>(address: string, token: string, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${address}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
