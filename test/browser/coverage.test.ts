import { afterAll, beforeAll, expect, it } from "vitest";
import { type Desk, openDesk, phone, type Visit } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const sound = async ({ page, problems }: Visit): Promise<void> => {
  expect(await violations(page)).toEqual([]);
  expect(await sidewaysPixels(page)).toBe(0);
  expect(problems).toEqual([]);
};

it("shows where nobody can be reached and why, leads to what closes it, and sees a new gap come by itself", async () => {
  const visit = await desk.enter();
  const { page } = visit;
  await page.goto("/oncall/coverage");
  await page.getByRole("heading", { name: /^\d+ gaps until/ }).waitFor();
  const technical = page.getByRole("article").filter({ hasText: "Technical team · Tier 2" });
  expect(await technical.textContent()).toContain("Cannot be reached: Hugo Lemaire (the channel fails)");
  const desks = page.getByRole("article").filter({ hasText: "Databases · Tier 3" });
  expect(await desks.textContent()).toContain("Nobody of the team is on call in first-line");
  await sound(visit);

  // One customer alone; then somebody of theirs is away, and the page tells it without being asked again.
  await page.getByRole("combobox", { name: "Customer" }).click();
  await page.getByRole("option", { name: "Azur Sport" }).click();
  await page.getByText(/^2 of 3 promises kept/).waitFor();
  expect(await page.getByRole("img", { name: /Club software, Tier 1 · Front desk.*covered throughout/ }).count()).toBe(1);
  const [from, to] = [1, 15].map((day) => new Date(Date.now() + day * 86_400_000).toISOString());
  await desk.call("POST", "/oncall/leave", { person: "camille", from, to });
  await page.getByText("On leave: Camille Roux").waitFor();
  await page.getByText(/^1 of 3 promises kept/).waitFor();

  await page.goto("/oncall/coverage?customer=andina");
  await desks.getByRole("link", { name: "Override in first-line" }).click();
  await page.waitForURL(/\/oncall\?override=first-line&from=/);
  await page.getByRole("dialog").waitFor();
  await visit.close();
});

it("is read on a phone, and at night", async () => {
  for (const options of [{ viewport: phone }, { colorScheme: "dark" }] as const) {
    const visit = await desk.enter(options);
    await visit.page.goto("/oncall/coverage");
    await visit.page.getByRole("heading", { name: "Promise by promise" }).waitFor();
    expect(await visit.page.getByRole("img", { name: /covered throughout|gaps? on/ }).count()).toBeGreaterThan(10);
    await sound(visit);
    await visit.close();
  }
});
