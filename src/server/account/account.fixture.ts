/** People who sign in to a house, as a browser does: each keeps its own cookies. */
import { createHmac } from "node:crypto";
import { administratorLink } from "#server/access/person.ts";
import { type Answer, type House, type Json, publicUrl } from "#server/http/app.fixture.ts";

export type Browser = {
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** What it sends as cookies now. */
  cookie(): string;
};

export const password = "seven old lighthouses";
export const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
export const safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";

/** A browser of its own on Guardia's page. */
export function browserOf(house: House, userAgent = firefox): Browser {
  const cookies = new Map<string, string>();
  const cookie = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return {
    cookie,
    async ask(method, path, body) {
      const sent = cookies.size === 0 ? {} : { cookie: cookie() };
      const headers = { origin: publicUrl, host: "guardia.test", "user-agent": userAgent, ...sent };
      const answer = await house.ask(method, path.startsWith("/api/") ? path : `/api/v1${path}`, headers, body);
      for (const each of answer.headers.getSetCookie()) keep(cookies, each);
      return answer;
    },
  };
}

function keep(cookies: Map<string, string>, written: string): void {
  const [pair = "", ...attributes] = written.split(";");
  const name = pair.slice(0, pair.indexOf("="));
  if (attributes.some((each) => /^\s*max-age=0$/i.test(each))) cookies.delete(name);
  else cookies.set(name, pair.slice(pair.indexOf("=") + 1));
}

/** The first administrator, signed in. */
export async function enterAsAda(house: House, browser = browserOf(house)): Promise<Browser> {
  const { secret: token } = await administratorLink(house.door, null, "system");
  await browser.ask("POST", "/welcome", { token, name: "Ada Lovelace", email: "ada@example.com", password });
  return browser;
}

export const enter = (browser: Browser, email = "ada@example.com", given = password): Promise<Answer> =>
  browser.ask("POST", "/session", { email, password: given });

/** What an authenticator shows (RFC 6238, SHA-1, 30 s, six digits); `steps` away from now. */
export function codeOfSecret(secret: string, steps = 0): string {
  const bits = Array.from(secret)
    .map((each) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(each).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest.at(-1)! & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Sets up time-based codes; gives the secret and the recovery codes. */
export async function protect(browser: Browser): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = (await browser.ask("POST", "/account/second-factor", { password })).body;
  const confirmed = await browser.ask("POST", "/account/second-factor/confirmation", { code: codeOfSecret(secret) });
  return { secret, recoveryCodes: confirmed.body.recoveryCodes };
}

/** The installation's log of people, oldest first. */
export const loggedOf = (house: House, type = "user.%"): Promise<Json[]> =>
  house.door.read("*", (db) =>
    db.selectFrom("events").select(["type", "actor", "facts", "personal"]).where("type", "like", type).orderBy("position").execute(),
  );
