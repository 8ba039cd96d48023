// `node scripts/pictures.mjs`: the pictures of README and docs, taken from a real server with the demonstration in it.
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "./build.mjs";
import { chromiumFlags, findChromium } from "./chromium.mjs";
import { requireInstalled, root } from "./house.mjs";

const administrator = { name: "Inés Robles", email: "ines@meridian.example", password: "a lamp in every window" };
const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts a server on a folder of its own; gives its address and the first administrator's link. */
async function start(folder) {
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: "127.0.0.1",
    GUARDIA_DATA: join(folder, "data"),
    DATABASE_URL: "",
    GUARDIA_URL: "",
  };
  const server = spawn(process.execPath, [join(root, "dist", "server.js")], { env, stdio: ["ignore", "pipe", "inherit"] });
  const link = await new Promise((resolve, reject) => {
    let printed = "";
    server.stdout.on("data", (piece) => {
      printed += piece;
      const found = /http\S+\/welcome\?token=\S+/.exec(printed);
      if (found !== null) resolve(found[0]);
    });
    server.on("exit", (code) => reject(new Error(`the server ended with code ${code} before it was ready`)));
  });
  return { address: `http://127.0.0.1:${port}`, link, server };
}

async function call(address, cookie, method, path, body) {
  const headers = { "content-type": "application/json", origin: address, cookie };
  const answer = await fetch(`${address}/api/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return { cookies: answer.headers.getSetCookie(), value: await answer.json().catch(() => null) };
}

const inTicket = (id) => async (page) => {
  await page.goto(`/tickets/${id}`);
  await page.getByRole("article").first().waitFor();
  // On a phone the clocks stand behind a tab.
  await page.locator("[role=meter], [role=tab]").first().waitFor();
};

/** What is shown, and what has to be done to see it. */
const pictures = ({ plain, told, taken, major }) => [
  { name: "queue", viewport: desktop, colorScheme: "light", see: (page) => page.goto("/queue") },
  { name: "queue-dark", viewport: desktop, colorScheme: "dark", see: (page) => page.goto("/queue") },
  { name: "queue-phone", viewport: phone, colorScheme: "light", see: (page) => page.goto("/queue") },
  { name: "ticket", viewport: desktop, colorScheme: "light", see: inTicket(told) },
  { name: "ticket-phone", viewport: phone, colorScheme: "dark", see: inTicket(told) },
  {
    name: "why",
    viewport: desktop,
    colorScheme: "light",
    see: async (page) => {
      await inTicket(plain)(page);
      await page.getByRole("button", { name: "Why? Resolution" }).click();
    },
  },
  {
    name: "model",
    viewport: desktop,
    colorScheme: "light",
    see: async (page) => {
      await page.goto("/model");
      await page.getByRole("button", { name: "Write a new version" }).click();
      const text = page.getByLabel("Source of the model, YAML");
      await text.fill((await text.inputValue()).replace("resolution: 48h", "resolution: 24h"));
      await page.getByRole("button", { name: "What would it do?" }).click();
      await page.getByRole("button", { name: "Apply this version" }).waitFor();
      await page.locator("[data-scroll]").evaluate((frame) => frame.scrollTo({ top: 0 }));
    },
  },
  { name: "model-year", viewport: desktop, colorScheme: "light", see: (page) => page.goto("/model?part=calendars&id=heures-ouvrees") },
  { name: "board", viewport: desktop, colorScheme: "light", see: (page) => page.goto("/board") },
  { name: "knowledge", viewport: desktop, colorScheme: "light", see: (page) => page.goto("/knowledge") },
  { name: "pages", viewport: desktop, colorScheme: "light", see: (page) => page.goto("/pages") },
  { name: "page", viewport: desktop, colorScheme: "light", see: (page) => page.goto(`/pages/${taken}`) },
  { name: "page-phone", viewport: phone, colorScheme: "dark", see: (page) => page.goto(`/pages/${taken}`) },
  { name: "channels", viewport: desktop, colorScheme: "light", see: (page) => page.goto("/channels") },
  { name: "rota", viewport: desktop, colorScheme: "light", see: (page) => page.goto("/oncall") },
  { name: "rota-phone", viewport: phone, colorScheme: "light", see: (page) => page.goto("/oncall") },
  { name: "coverage", viewport: desktop, colorScheme: "light", see: (page) => page.goto("/oncall/coverage") },
  { name: "load", viewport: desktop, colorScheme: "light", see: (page) => page.goto("/oncall/load") },
  { name: "incident", viewport: desktop, colorScheme: "light", see: (page) => page.goto(`/tickets/${major}/incident`) },
  { name: "incident-phone", viewport: phone, colorScheme: "dark", see: (page) => page.goto(`/tickets/${major}/incident`) },
];

/** What a customer's person sees. */
const portalPictures = [
  { name: "portal", viewport: desktop, colorScheme: "light", see: (page) => page.goto("/portal/report?service=payments&component=api") },
  { name: "portal-phone", viewport: phone, colorScheme: "light", see: (page) => page.goto("/portal") },
];

/** Comes in by the link of an invited contact; gives the cookies. */
async function contactCookies(address, cookie) {
  const person = { name: "Lucía Quispe Rojas", email: "lucia.rojas@andina.example", role: "designated-contact", customerId: "andina" };
  const { value } = await call(address, cookie, "POST", "/people", { ...person, language: "en" });
  const body = {
    token: new URL(value.link).searchParams.get("token"),
    name: person.name,
    email: person.email,
    password: administrator.password,
  };
  const { cookies } = await call(address, "", "POST", "/welcome", body);
  return cookies.map((each) => each.split(";")[0]);
}

requireInstalled();
await build();
const folder = mkdtempSync(join(tmpdir(), "guardia-pictures-"));
chmodSync(folder, 0o755);
const { address, link, server } = await start(folder);
try {
  const token = new URL(link).searchParams.get("token");
  const { cookies } = await call(address, "", "POST", "/welcome", { token, ...administrator });
  const pairs = cookies.map((each) => each.split(";")[0]);
  const cookie = pairs.join("; ");
  await call(address, cookie, "POST", "/demo");
  // The soonest to break of those that count in office hours: its explanation has nights and weekends to name.
  const plain = await call(address, cookie, "GET", "/tickets?status=open&customer=azur&priority=P2&limit=1");
  // One that has been through several hands: there is something to read in it.
  const busy = await call(address, cookie, "GET", "/tickets?status=open&customer=andina&limit=50");
  const told = busy.value.items.find(({ tier, assignee }) => tier > 1 && assignee !== null) ?? busy.value.items[0];
  // Somebody has answered it: its ledger goes from the first attempt to who took it.
  const paged = await call(address, cookie, "GET", "/pages?state=all");
  const taken = paged.value.items.find(({ state }) => state === "acknowledged") ?? paged.value.items[0];
  const [major] = (await call(address, cookie, "GET", "/incidents?state=going-on")).value.items;
  const ids = { plain: plain.value.items[0].id, told: told.id, taken: taken.id, major: major.ticketId };
  const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumFlags });
  const target = join(root, "docs", "pictures");
  mkdirSync(target, { recursive: true });
  const contact = await contactCookies(address, cookie);
  const all = [...pictures(ids).map((each) => ({ ...each, owner: pairs })), ...portalPictures.map((each) => ({ ...each, owner: contact }))];
  for (const { name, viewport, colorScheme, see, owner } of all) {
    const context = await browser.newContext({ baseURL: address, viewport, colorScheme, locale: "en-GB", timezoneId: "Europe/Madrid" });
    await context.addCookies(
      owner.map((pair) => ({ name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1), url: address })),
    );
    const page = await context.newPage();
    await see(page);
    await page.waitForLoadState("load");
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: join(target, `${name}.png`) });
    await context.close();
    console.log(`docs/pictures/${name}.png`);
  }
  await browser.close();
} finally {
  server.removeAllListeners("exit");
  const ended = new Promise((resolve) => server.on("exit", resolve));
  server.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
