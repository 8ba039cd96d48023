/** A major incident from a terminal, on a real database. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTerminal, type } from "#cli/terminal.fixture.ts";
import { changed } from "../../test/journeys/model.ts";

let terminal: Awaited<ReturnType<typeof openTerminal>>;
beforeAll(async () => {
  const document = changed((model) => {
    model.incidents = { conference: "https://meet.example.org/{room}", checklist: ["Tell the customer"] };
  });
  terminal = await openTerminal(document);
});
afterAll(() => terminal.end());

const guardia = (...args: string[]) => type(terminal.database, args);

it("declares, tells the customer, shows the room and its review", async () => {
  expect((await guardia("incident", "list")).stdout).toContain("No major incident goes on.");
  const where = ["--customer", "bank", "--service", "payments", "--component", "ledger", "--kind", "incident"];
  const opened = await guardia("ticket", "open", "--subject", "Payments stand still", ...where, "--json");
  const id = String((JSON.parse(opened.stdout) as { id: number }).id);
  const nobody = await guardia("incident", "declare", id);
  expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining("--commander PERSON")]);
  const declared = await guardia("incident", "declare", id, "--as", "bob", "--reason", "Nothing works");
  expect(declared.stdout).toMatch(/role +Bob +commander/);
  expect(declared.stdout).toMatch(/conference: https:\/\/meet\.example\.org\/incident-\d+-[0-9a-f]{30}/);
  expect(declared.stdout).toContain("Still to do:\n  - Tell the customer");
  const told = await guardia("incident", "update", id, "We know what it is.", "--status", "identified", "--as", "bob");
  expect(told.stdout).toMatch(/^Told\. The next update is due \d{4}-/);
  const bad = await guardia("incident", "update", id, "x", "--status", "resolved");
  expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining("investigating, identified, monitoring")]);
  const shown = await guardia("incident", "show", id);
  expect(shown.stdout).toContain("Banco Sur, P4, identified");
  expect(shown.stdout).toMatch(/Bob +ticket replied +We know what it is\./);
  expect((await guardia("incident", "list")).stdout).toMatch(new RegExp(`${id} +identified +bank +Bob`));
  expect((await guardia("incident", "review", id)).stderr).toContain("has no review yet");
  expect((await guardia("incident", "show", "999999")).code).not.toBe(0);
});
