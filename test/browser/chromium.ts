/** A Chromium, an address for a node, and the way in by the one-time link: for tests and benches. */
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { projectFolder } from "#server/installation.ts";

export const desktop = { width: 1440, height: 900 };
export const administrator = { name: "Inés Robles", email: "ines@meridian.example", password: "a lamp in every window" };

export async function launchChromium(): Promise<Browser> {
  const { findChromium, chromiumFlags } = (await import(pathToFileURL(join(projectFolder(), "scripts", "chromium.mjs")).href)) as {
    findChromium(): Promise<string | undefined>;
    chromiumFlags: string[];
  };
  const executablePath = await findChromium();
  if (executablePath === undefined) throw new Error("no Chromium could be found or installed: set GUARDIA_CHROMIUM to one");
  return chromium.launch({ executablePath, args: chromiumFlags });
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });

type Cookie = { name: string; value: string; url: string };
export type Session = { cookies: Cookie[]; token: string };

/** Comes in by the one-time link as a browser would, and makes a token for the other client. */
export async function signUp(address: string, link: string): Promise<Session> {
  const token = new URL(link).searchParams.get("token");
  const headers = { "content-type": "application/json", origin: address };
  const welcome = await fetch(`${address}/api/v1/welcome`, { method: "POST", headers, body: JSON.stringify({ token, ...administrator }) });
  if (welcome.status !== 201) throw new Error(`the one-time link was refused: ${await welcome.text()}`);
  const cookies = welcome.headers.getSetCookie().map((each) => {
    const [pair = ""] = each.split(";");
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: address };
  });
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const body = JSON.stringify({ name: "another-client", scopes: ["admin"] });
  const made = await fetch(`${address}/api/v1/tokens`, { method: "POST", headers: { ...headers, cookie }, body });
  if (made.status !== 201) throw new Error(`no token was made: ${await made.text()}`);
  const { secret } = (await made.json()) as { secret: string };
  return { cookies, token: secret };
}
