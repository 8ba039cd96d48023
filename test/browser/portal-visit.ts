/** Customers' people in a browser: invited by the provider, in by their link, before the portal. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { portal as english } from "../../src/web/language/en/portal.ts";
import { portal as spanish } from "../../src/web/language/es/portal.ts";
import { portal as french } from "../../src/web/language/fr/portal.ts";
import type { Desk, Visit } from "./desk.ts";

export const words = { en: english, fr: french, es: spanish };

/** A message with its places filled: enough for those that have no plural. */
export const said = (message: string, values: Record<string, string | number>): string =>
  Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, String(value)), message);

type Invited = { name: string; email: string; role: "contact" | "designated-contact"; customerId: string; language: "en" | "fr" | "es" };

export const password = "the tide comes twice a day";

/** Opens the one-time link that the provider got, sets a password, and stands before the portal. */
export async function comeIn(desk: Desk, person: Invited, options: BrowserContextOptions = {}): Promise<Visit> {
  const { link } = await desk.call<{ link: string }>("POST", "/people", person);
  return comeInBy(desk, link, options);
}

/** The same for somebody whom the demonstration has invited already. */
export async function comeInAs(desk: Desk, email: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const { items } = await desk.call<{ items: { id: string; email: string }[] }>("GET", "/people?of=customers&limit=200");
  const person = items.find((each) => each.email === email);
  const { link } = await desk.call<{ link: string }>("POST", `/people/${person?.id}/link`);
  return comeInBy(desk, link, options);
}

async function comeInBy(desk: Desk, link: string, options: BrowserContextOptions): Promise<Visit> {
  const visit = await desk.open(options);
  await visit.page.goto(link);
  await visit.page.locator("input[type=password]").first().fill(password);
  await visit.page.keyboard.press("Enter");
  await visit.page.waitForURL("**/portal");
  await visit.page.locator("header a[href='/portal']").first().waitFor();
  return visit;
}

/** The number of the ticket that the address names. */
export const ticketIn = (page: Page): number => Number(/\/tickets\/(\d+)/.exec(page.url())?.[1]);
