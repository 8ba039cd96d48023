/** Pages from a terminal, on a real database. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTerminal, type } from "#cli/terminal.fixture.ts";
import { changed } from "../../test/journeys/model.ts";

let terminal: Awaited<ReturnType<typeof openTerminal>>;
beforeAll(async () => {
  const document = changed((model) => {
    model.services.payments!.escalationPolicy = "payments";
    model.escalationPolicies = { payments: { steps: [{ after: "0s", notify: ["person:bob", "team:development"] }] } };
  });
  terminal = await openTerminal(document);
});
afterAll(() => terminal.end());

const guardia = (...args: string[]) => type(terminal.database, args);

it("shows who is called, answers, and calls somebody by hand", async () => {
  const opened = await guardia(
    "ticket",
    "open",
    "--customer",
    "bank",
    "--subject",
    "Down",
    "--service",
    "payments",
    "--component",
    "ledger",
    "--json",
  );
  const { id } = JSON.parse(opened.stdout) as { id: number };
  expect((await guardia("page", "list")).stdout).toMatch(new RegExp(`${id} +open +low +bank +bob, dan +not sent yet +Down`));
  const acknowledged = await guardia("page", "ack", String(id), "--as", "bob");
  expect(acknowledged.stdout).toContain("Banco Sur, acknowledged, told: bob, dan");
  expect(acknowledged.stdout).toMatch(/acknowledged by Bob \(api\) after \d/);
  const shown = (await guardia("page", "show", String(id))).stdout;
  expect(shown).toContain("step 1, round 1: bob, dan");
  expect(shown).toMatch(/bob +– +– +cancelled/);
  const byHand = await guardia(
    "page",
    "open",
    "--ticket",
    String(id),
    "--notify",
    "lead:desk",
    "--summary",
    "Come",
    "--as",
    "alice",
    "--json",
  );
  expect(JSON.parse(byHand.stdout)).toMatchObject({ ticketId: id, customerId: "bank", told: ["person:carol"], cause: "manual" });
});

it("says what is wrong with what was asked", async () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await guardia("page", ...args);
    return `${code} ${stderr}`;
  };
  expect(await refused("ack", "987654")).toMatch(/^\d guardia: There is no page 987654/);
  expect(await refused("ack", "x")).toMatch(/^2 guardia: "x" is no ticket number/);
  expect(await refused("open", "--summary", "Come", "--notify", "person:bob")).toMatch(/^2 guardia: Say whose matter it is/);
  expect(await refused("open", "--summary", "Come", "--customer", "bank", "--notify", "person:zoe")).toMatch(/nobody called "zoe"/);
  expect(await refused("open", "--summary", "Come", "--customer", "bank", "--urgency", "urgent")).toMatch(/^2 .*high or low/);
});
