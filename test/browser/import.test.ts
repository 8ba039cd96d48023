/** Taking over from another product, as a manager does it: a file, what it becomes, how it differs, and on into the model. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Desk, openDesk, phone } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const day = 86_400_000;
const iso = (at: number): string => new Date(at).toISOString().slice(0, 19);

/** A rotation of a week, its own reckoning of the days to come (a day of it told otherwise), and two people on call at once. */
function exported(now: number): string {
  const monday = Date.UTC(2026, 0, 5, 8);
  const turn = Math.floor((now - monday) / (7 * day));
  const entry = (from: number, to: number, n: number) => ({
    start: `${iso(from)}Z`,
    end: `${iso(to)}Z`,
    user: { id: `U${n}`, summary: `Person ${n}` },
  });
  const [first, second] = [monday + turn * 7 * day, monday + (turn + 1) * 7 * day];
  const rendered = [
    entry(first, second - day, (turn % 2) + 1),
    entry(second - day, second, 3),
    entry(second, second + 7 * day, ((turn + 1) % 2) + 1),
  ];
  const layer = {
    ...{ name: "Weeks", start: `${iso(monday)}Z`, rotation_virtual_start: `${iso(monday)}Z`, rotation_turn_length_seconds: 604_800 },
    users: [1, 2].map((n) => ({ user: { id: `U${n}`, summary: `Person ${n}` } })),
  };
  const targets = [
    { id: "S", type: "schedule_reference" },
    { id: "T", type: "team_reference" },
  ];
  return JSON.stringify({
    schedules: [
      { id: "S", name: "Nights", time_zone: "UTC", schedule_layers: [layer], final_schedule: { rendered_schedule_entries: rendered } },
    ],
    escalation_policies: [{ id: "E", name: "Nights", num_loops: 0, escalation_rules: [{ escalation_delay_in_minutes: 5, targets }] }],
  });
}

it("leads from an export to a draft of the model, and says on the way how they differ", async () => {
  const { page, problems, close } = await desk.enter();
  await page.goto("/oncall/import");
  const chooseFile = async (content: string) => {
    await page
      .getByLabel("Export (JSON)")
      .setInputFiles({ name: "export.json", mimeType: "application/json", buffer: Buffer.from(content) });
  };
  await chooseFile('{\n  "schedules": [{"id": "S", "name": "S", "time_zone": "Mars"}]\n}');
  await page.getByText(/Line 2, column \d+ \(schedules\[0\]\.time_zone\): expected an IANA zone/).waitFor();
  await chooseFile(exported(Date.now()));
  await page.getByRole("heading", { name: "Nights, as PagerDuty reckons it" }).waitFor();
  await page.getByText(/1 stretch differs, \d/).waitFor();
  await page
    .getByRole("region", { name: /^Where they differ/ })
    .getByText("Person 3")
    .waitFor();
  await page.getByText("a team cannot be paged by a step: this target is left out").waitFor();
  expect(await violations(page)).toEqual([]);

  await page.setViewportSize(phone);
  expect(await sidewaysPixels(page)).toBeLessThanOrEqual(0);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole("button", { name: "Put it into the model's draft" }).click();
  await page.getByRole("button", { name: "What would it do?" }).click();
  await page.getByRole("heading", { name: "What changes" }).waitFor();
  await page.locator("aside").getByText("person-1", { exact: true }).waitFor();
  expect(problems).toEqual([]);
  await close();
});
