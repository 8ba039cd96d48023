import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, openDesk, phone, type Visit } from "./desk.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ settings: { allowOutside: ["127.0.0.0/8"] } });
});
afterAll(() => desk.close());

const sound = async ({ page, problems }: Visit): Promise<void> => {
  expect(await violations(page)).toEqual([]);
  expect(await sidewaysPixels(page)).toBe(0);
  expect(problems).toEqual([]);
};

/** Nights of the next three days: two by a name of the model, one by words that mean nobody. */
async function openAgency(): Promise<{ url: string; close(): void }> {
  const stamp = (days: number, hour: string): string =>
    `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "")}T${hour}0000Z`;
  const night = (days: number, words: string): string[] => [
    ...["BEGIN:VEVENT", `UID:${days}@agency`, `SUMMARY:${words}`, `DTSTART:${stamp(days, "20")}`, `DTEND:${stamp(days + 1, "06")}`],
    "END:VEVENT",
  ];
  const lines = [
    "BEGIN:VCALENDAR",
    ...night(1, "Petra Novak"),
    ...night(2, "Agency night"),
    ...night(3, "Petra Novak"),
    "END:VCALENDAR",
    "",
  ];
  const server = createServer((_, response) => response.writeHead(200, { "content-type": "text/calendar" }).end(lines.join("\r\n")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/rota.ics`, close };
}

describe("calendars of the rota", () => {
  it("are given out under an address that a calendar program reads until it is ended", async () => {
    const visit = await desk.enter();
    const { page } = visit;
    await page.goto("/oncall/calendars");
    await page.getByText("No calendar program reads the rota yet").waitFor();
    await page.getByRole("button", { name: "Make an address" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What it shows").selectOption({ label: "A schedule" });
    await dialog.getByLabel("Which schedule").selectOption("first-line");
    await sound(visit);
    await dialog.getByRole("button", { name: "Make it" }).click();
    const url = await dialog.getByLabel("Address", { exact: true }).inputValue();
    const read = async () => (await fetch(url)).text();
    expect(await read()).toContain("X-WR-CALNAME:On call: first-line");
    await dialog.getByRole("link", { name: "Open in the calendar program of this device" }).waitFor();
    await sound(visit);
    await dialog.getByRole("button", { name: "Done" }).click();

    const row = page.getByRole("list", { name: "Addresses of calendars" }).getByRole("listitem");
    await row.getByRole("heading", { name: "Schedule first-line" }).waitFor();
    await row.getByRole("button", { name: "End the address: Schedule first-line" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End" }).click();
    await page.getByText("No calendar program reads the rota yet").waitFor();
    expect(JSON.parse(await read()).type).toBe("urn:guardia:problem:unknown-calendar-address");
    await visit.close();
  });

  it("of others take part: whoever keeps the rota says whom their words mean", async () => {
    const agency = await openAgency();
    const visit = await desk.enter({ colorScheme: "dark" });
    const { page } = visit;
    await page.goto("/oncall/calendars");
    await page.getByRole("button", { name: "Take in a calendar" }).click();
    const dialog = page.getByRole("dialog", { name: "Take in a calendar" });
    await dialog.getByLabel("Name").fill("Night agency");
    await dialog.getByLabel("Schedule").selectOption("first-line");
    await dialog.getByLabel("Address", { exact: true }).fill(agency.url);
    await sound(visit);
    await dialog.getByRole("button", { name: "Take it in" }).click();
    await dialog.waitFor({ state: "hidden" });
    const row = page.getByRole("list", { name: "Calendars of others" }).getByRole("listitem").filter({ hasText: "Night agency" });
    await row.getByText("2 shifts to come").waitFor();
    await row.getByText("Layer above those of first-line").waitFor();
    await row.getByText(/^Next: Petra Novak, /).waitFor();
    await sound(visit);
    await row.getByLabel("Who is “Agency night”?").selectOption({ label: "Diego Paredes" });
    await row.getByRole("button", { name: "Save" }).click();
    await row.getByText("3 shifts to come").waitFor();
    await row.getByRole("form", { name: "Who is meant?" }).waitFor({ state: "hidden" });
    const [feed] = (await desk.call<{ items: { people: unknown }[] }>("GET", "/oncall/feeds")).items;
    expect(feed?.people).toEqual([{ words: "Agency night", person: "diego", personName: "Diego Paredes" }]);

    agency.close();
    await row.getByRole("button", { name: "Read now: Night agency" }).click();
    await row.getByText("Nobody answers at this address.").waitFor();
    await row.getByText("What was read last still holds.").waitFor();
    await page.setViewportSize(phone);
    await sound(visit);
    await row.getByRole("button", { name: "Remove Night agency" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("No calendar of others takes part").waitFor();
    await visit.close();
  });
});
