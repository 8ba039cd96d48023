import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "#core/model/document.ts";
import { type Desk, openDesk, phone, type Visit } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
let document: Document;
beforeAll(async () => {
  desk = await openDesk();
  ({ document } = await desk.call<{ document: Document }>("GET", "/model"));
});
afterAll(() => desk.close());

const sound = async ({ page, problems }: Visit): Promise<void> => {
  expect(await violations(page)).toEqual([]);
  expect(await sidewaysPixels(page)).toBe(0);
  expect(problems).toEqual([]);
};

const dayMs = 86_400_000;
const iso = (days: number): string => new Date(Date.now() + days * dayMs).toISOString();
const date = (days: number): string => iso(days).slice(0, 10);

const people = new Map<string, string>();

/** One of the model's people, invited once, signed in with a browser of their own. */
async function enterAs(key: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const { name, email } = document.people![key]!;
  const visit = await desk.open(options);
  if (!people.has(key)) {
    const { link } = await desk.call<{ link: string }>("POST", "/people", { name, email, role: "agent" });
    const body = { token: new URL(link).searchParams.get("token"), name, email, password: "a lamp for each night" };
    const answer = await visit.page.request.post("/api/v1/welcome", { data: body, headers: { origin: desk.address } });
    expect(answer.status()).toBe(201);
    people.set(key, JSON.stringify(await visit.context.cookies()));
  } else await visit.context.addCookies(JSON.parse(people.get(key)!));
  return visit;
}

/** Whom the server takes for on call. */
async function onCall(schedule: string, at: number): Promise<string | null> {
  const query = `schedule=${schedule}&from=${new Date(at).toISOString()}&to=${new Date(at + 60_000).toISOString()}`;
  const { schedules } = await desk.call<{ schedules: { shifts: { person: string }[] }[] }>("GET", `/oncall/picture?${query}`);
  return schedules[0]?.shifts[0]?.person ?? null;
}

const board = (page: Page) => page.getByRole("region", { name: "The rota over time" });

describe("an override", () => {
  it("is drawn with the pointer, shown before it is recorded, in force at once, and taken back by keyboard", async () => {
    const visit = await desk.enter();
    const { page } = visit;
    // Two weeks that hold some days that are over, whatever the day is: this week's may begin this hour.
    await page.goto(`/oncall?at=${date(-3)}`);
    const line = board(page).locator("[data-kind=final] [data-drawable]").first();
    const box = (await line.boundingBox())!;
    // From what is over, which begins no earlier than now, to some days from now.
    await page.mouse.move(box.x + 4, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.move(box.x + box.width * 0.72, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Who stands in").selectOption({ label: "Petra Novak" });
    await dialog.getByRole("region", { name: "What would change" }).getByText("Petra Novak").first().waitFor();
    await sound(visit);
    await dialog.getByRole("button", { name: "Record" }).click();
    await dialog.waitFor({ state: "detached" });
    await board(page)
      .getByText(/^Petra Novak until/)
      .first()
      .waitFor();
    expect(await onCall("first-line", Date.now() + 1_000)).toBe("petra");

    const bar = board(page).getByRole("button", { name: /^Petra Novak stands in, first-line/ });
    await bar.focus();
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: "Petra Novak" });
    await panel.getByText(/stands in by override, until/).waitFor();
    await sound(visit);
    await panel.getByRole("button", { name: "Take back", exact: true }).click();
    await panel.waitFor({ state: "detached" });
    await page.getByText("Taken back", { exact: true }).waitFor();
    // What has been of it stays.
    const { items } = await desk.call<{ items: { takenBackAt: string | null; to: string }[] }>(
      "GET",
      "/oncall/overrides?schedule=first-line&person=petra",
    );
    const taken = items.find(({ takenBackAt }) => takenBackAt !== null);
    expect(taken?.to).toBe(taken?.takenBackAt);
    await visit.close();
  });

  it("is asked for by another page, with the schedule and the time in the address", async () => {
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto(`/oncall?override=second-line&from=${iso(20)}&to=${iso(21)}`);
    const dialog = page.getByRole("dialog");
    await expect.poll(() => dialog.getByLabel("Schedule").inputValue()).toBe("second-line");
    await dialog.getByRole("region", { name: "What would change" }).waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => new URL(page.url()).search).not.toContain("override");
    await visit.close();
  });
});

it("a swap is asked for and accepted by two people, each at their own desk", async () => {
  const petra = await enterAs("petra");
  const noor = await enterAs("noor");
  await noor.page.goto("/oncall");
  await petra.page.goto("/oncall?schedule=second-line");
  const mine = petra.page.getByRole("region", { name: "My watch" });
  const ask = mine
    .getByRole("listitem")
    .filter({ hasText: "second-line" })
    .first()
    .getByRole("button", { name: /^Ask for a swap/ });
  await ask.click();
  const dialog = petra.page.getByRole("dialog");
  const from = Date.parse(`${await dialog.getByLabel("From").inputValue()}+01:00`);
  expect(await onCall("second-line", from + dayMs)).toBe("petra");
  await dialog.getByLabel("Whom you ask").selectOption({ label: "Noor Haddad" });
  await dialog.getByLabel("A word with it").fill("My sister marries.");
  await dialog.getByRole("button", { name: "Ask", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const asked = noor.page.getByRole("region", { name: "Swaps that wait for an answer" });
  await asked.getByText("Petra Novak asks you to stand in for second-line").waitFor();
  await asked.getByText("My sister marries.").waitFor();
  await sound(noor);
  await asked.getByRole("button", { name: /^Accept/ }).click();
  await asked.waitFor({ state: "detached" });
  expect(await onCall("second-line", from + dayMs)).toBe("noor");
  await petra.close();
  await noor.close();
});

it("leave that leaves nobody is told as a gap before it is recorded, and shown as one after", async () => {
  for (const person of ["tomas", "aisha"]) await desk.call("POST", "/oncall/leave", { person, from: date(30), to: date(33) });
  const visit = await desk.enter();
  const { page } = visit;
  await page.goto(`/oncall?schedule=first-line&at=${date(30)}`);
  await board(page).getByRole("button").first().waitFor();
  await page.keyboard.press("l");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Who is away").selectOption({ label: "Petra Novak" });
  await dialog.getByLabel("First day").fill(date(30));
  await dialog.getByLabel("Last day").fill(date(33));
  await dialog
    .getByText(/^Nobody would be on call in first-line/)
    .first()
    .waitFor();
  await sound(visit);
  await dialog.getByRole("button", { name: "Record" }).click();
  await dialog.waitFor({ state: "detached" });
  const gap = board(page)
    .getByRole("button", { name: /^Nobody is on call, first-line/ })
    .first();
  await gap.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary", { name: "Nobody" });
  await panel
    .getByText(/everybody is away/)
    .first()
    .waitFor();
  await panel.getByRole("button", { name: "Put somebody on" }).waitFor();
  expect(await onCall("first-line", Date.parse(`${date(31)}T12:00:00Z`))).toBeNull();
  await sound(visit);
  await visit.close();
});

it("on a phone, says first whether one is on call, what comes, and what calls", async () => {
  await desk.call("POST", "/oncall/overrides", { schedule: "first-line", person: "petra", to: iso(0.5) });
  await desk.call("POST", "/pages", { customerId: "", targets: ["person:petra"], urgency: "high", summary: "The backup disk is full" });
  const visit = await enterAs("petra", { viewport: phone, colorScheme: "dark" });
  const { page } = visit;
  await page.goto("/oncall");
  const mine = page.getByRole("region", { name: "My watch" });
  await mine.getByText("You are on call", { exact: true }).waitFor();
  await mine.getByRole("heading", { name: "Your next shifts" }).waitFor();
  await mine.getByText("The backup disk is full").first().waitFor();
  await sound(visit);
  await mine.getByRole("button", { name: /^Acknowledge/ }).click();
  await mine.getByText("Acknowledged", { exact: true }).waitFor();
  expect(await mine.getByRole("button", { name: /^Acknowledge/ }).count()).toBe(0);
  await visit.close();
});

const places = [
  "/oncall?by=people&span=month",
  "/oncall?as=table",
  "/oncall/coverage",
  "/oncall/load",
  "/oncall/calendars",
  "/oncall/import",
];

it.each([
  ["by night", { colorScheme: "dark" }],
  ["on a phone", { viewport: phone }],
] as [string, BrowserContextOptions][])("its rooms can be used by everybody %s", async (_when, options) => {
  const visit = await desk.enter(options);
  for (const place of places) {
    await visit.page.goto(place);
    await visit.page.getByRole("heading", { name: "On call", level: 1 }).waitFor();
    await visit.page.waitForLoadState("networkidle").catch(() => undefined);
    await sound(visit);
    expect(visit.page.url()).toContain(place);
  }
  await visit.close();
});
