/** Webhooks from a terminal, on a real database, with the loop of a node that sends and an address that takes. */
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { openTerminal, type } from "#cli/terminal.fixture.ts";
import { openSealing } from "#server/access/sealing.ts";
import { openPool } from "#server/database/pool.ts";
import { openOutside } from "#server/outside/client.ts";
import { openReceiver, verifies } from "#server/webhook/receiver.fixture.ts";
import { startWebhooks } from "#server/webhook/sender.ts";
import { sealEverything } from "#server/worker/sealer.ts";
import { changed } from "../../test/journeys/model.ts";

let terminal: Awaited<ReturnType<typeof openTerminal>>;
beforeAll(async () => {
  terminal = await openTerminal(changed(() => {}));
});
afterAll(() => terminal.end());

const guardia = (...args: string[]) => type(terminal.database, ["webhook", ...args]);
const within = { timeout: 5_000, interval: 50 };

async function openSending() {
  const receiver = await openReceiver();
  const outside = openOutside({ allow: ["127.0.0.0/8"] });
  const pool = openPool({ url: terminal.database.url });
  const loop = startWebhooks({ door: terminal.door, sealing: openSealing(terminal.door, null), outside, log: () => {} });
  onTestFinished(async () => {
    await loop.stop();
    await outside.close();
    await pool.end();
  });
  return { receiver, seal: () => sealEverything(pool) };
}

it("adds one, tests it, tells what became of each delivery, replays, and gives a new secret once", async () => {
  const { receiver, seal } = await openSending();
  expect((await guardia("list")).stdout).toBe("There are no webhooks.\n");
  const where = ["--name", "CRM", "--url", receiver.url, "--patterns", "ticket.opened,ticket.assigned", "--customer", "bank"];
  const { webhook, secret } = JSON.parse((await guardia("add", ...where, "--as", "alice", "--json")).stdout);
  expect(webhook).toMatchObject({
    state: "enabled",
    customer: "bank",
    patterns: ["ticket.opened", "ticket.assigned"],
    createdBy: "agent:alice",
  });
  const { id } = webhook as { id: string };
  const list = (await guardia("list")).stdout;
  expect(list).toMatch(/CRM +enabled +127\.0\.0\.1:\d+ +bank +ticket\.opened ticket\.assigned/);
  expect(list).not.toContain("secret-path");

  receiver.answers.push({ status: 503, body: "not now" });
  expect((await guardia("test", id)).stdout).toMatch(/^Delivery \d+ is on its way\./);
  await vi.waitFor(
    async () => expect((await guardia("deliveries", id, "--state", "waiting")).stdout).toMatch(/webhook\.test .* 1 +503 /),
    within,
  );
  const opened = ["--customer", "bank", "--subject", "Down", "--service", "payments", "--component", "ledger", "--kind", "incident"];
  expect((await type(terminal.database, ["ticket", "open", ...opened])).code).toBe(0);
  await seal();
  await vi.waitFor(async () => expect((await guardia("deliveries", id)).stdout).toMatch(/ticket\.opened .*delivered +1 +204/), within);
  expect(verifies(receiver.taken.at(-1)!, secret)).toBe(true);

  const first = JSON.parse((await guardia("deliveries", id, "--limit", "1", "--json")).stdout);
  expect(first.items).toHaveLength(1);
  const second = await guardia("deliveries", id, "--limit", "1", "--cursor", first.next, "--json");
  expect(JSON.parse(second.stdout).items[0].id).toBeLessThan(first.items[0].id);
  expect((await guardia("deliveries", id, "--limit", "1")).stdout).toContain(`There are more: --cursor ${first.next}\n`);
  const failed = JSON.parse((await guardia("deliveries", id, "--state", "waiting", "--json")).stdout).items[0];
  const whole = (await guardia("deliveries", id, String(failed.id))).stdout;
  expect(whole).toContain('{"type":"webhook.test"');
  expect(whole).toMatch(/UTC +503 +\d+ m?s +not now\n/);

  const delivered = JSON.parse((await guardia("deliveries", id, "--state", "delivered", "--json")).stdout).items[0];
  const sent = receiver.taken.length;
  expect((await guardia("replay", id, String(delivered.id))).code).toBe(0);
  await vi.waitFor(() => expect(receiver.taken.slice(sent).map((taken) => taken.id)).toEqual([delivered.messageId]), within);
  expect((await guardia("replay", id, "--since", "2026-01-01T00:00:00Z")).stdout).toMatch(/^Everything since 2026-01-01 00:00:00 UTC/);
  await vi.waitFor(() => expect(receiver.taken.length).toBeGreaterThan(sent + 1), within);

  const rotated = await guardia("rotate", id);
  expect(rotated.stdout).toMatch(/^whsec_\S+\n$/);
  const before = receiver.taken.length;
  await guardia("test", id);
  await vi.waitFor(() => expect(receiver.taken.length).toBeGreaterThan(before), within);
  for (const each of [rotated.stdout.trim(), secret]) expect(verifies(receiver.taken.at(-1)!, each)).toBe(true);
  expect((await guardia("show", id)).stdout).not.toContain("whsec_");

  expect((await guardia("disable", id)).stdout).toBe("CRM is switched off.\n");
  expect(await guardia("test", id)).toMatchObject({ code: 2, stderr: expect.stringContaining("switch it on first") });
  expect(JSON.parse((await guardia("enable", id, "--json")).stdout)).toMatchObject({ state: "enabled" });
  expect((await guardia("change", id, "--patterns", "*", "--customer", "all")).stdout).toMatch(/events +\*\n +of +all customers/);
  expect((await guardia("remove", id)).code).toBe(0);
  expect(await guardia("show", id)).toMatchObject({ code: 2, stderr: expect.stringContaining("There is no webhook") });
});

it("says what is wrong with what was asked", async () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await guardia(...args);
    return `${code} ${stderr}`;
  };
  expect(await refused("add", "--name", "CRM", "--url", "https://example.com/hooks")).toMatch(/^2 guardia: --patterns: .*missing/);
  expect(await refused("add", "--name", "CRM", "--url", "ftp://x", "--patterns", "*")).toMatch(/^2 guardia: The address is not like https/);
  expect(await refused("change", "nope")).toMatch(/^2 guardia: Say what changes/);
  expect(await refused("deliveries", "nope", "--state", "late")).toMatch(/^2 guardia: --state: .*"waiting", "delivered", "failed"/);
  expect(await refused("deliveries", "nope", "x")).toMatch(/^2 guardia: "x" is no number of a delivery/);
  expect(await refused("replay", "nope")).toMatch(/^2 guardia: Say what is sent once more/);
  expect(await refused("replay", "nope", "7", "--since", "2026-01-01T00:00:00Z")).toMatch(/^2 guardia: Say what is sent once more/);
  expect(await refused("rotate", "nope")).toMatch(/^2 guardia: There is no webhook nope/);
});
