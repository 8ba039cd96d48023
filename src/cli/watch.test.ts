/** The watch from a terminal, on a real database. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTerminal, type } from "#cli/terminal.fixture.ts";
import type { Instant } from "#core/time/instant.ts";
import { auditOnce } from "#server/watch/audit.ts";
import { gateway, gatewaysOf, well } from "#server/watch/site.fixture.ts";
import { addPing, addWitness } from "#server/watch/store.ts";
import type { WatchTables } from "#server/watch/tables.ts";
import { changed } from "../../test/journeys/model.ts";

let terminal: Awaited<ReturnType<typeof openTerminal>>;
/** How far the door's clock is before the real one: audits are ten seconds apart. */
let aheadMs = 0;
beforeAll(async () => {
  terminal = await openTerminal(
    changed(() => {}),
    () => (Date.now() + aheadMs) as Instant,
  );
});
afterAll(() => terminal.end());

const guardia = (...args: string[]) => type(terminal.database, ["watch", ...args]);
const auditsApartMs = 11_000;

it("ends with 0 when all is well, and with 1 when nobody audits or something is wrong, and says what", async () => {
  const { door } = terminal;
  expect(await guardia()).toMatchObject({ code: 1, stdout: expect.stringMatching(/^Not audited yet: look whether a node runs\./) });
  await auditOnce(door, well);
  const fine = await guardia();
  expect([fine.code, fine.stdout]).toEqual([0, expect.stringMatching(/^All is well: the last audit was .* ago and found nothing\.\n/)]);
  expect(fine.stdout).toContain("Nobody: there is no ping and no witness.");

  await addPing(
    { door, publicUrl: "" },
    { name: "Outside", url: "https://ping.example.org/a-key", method: "GET", everyMs: 60_000 },
    "agent:alice",
  );
  await addWitness({ door, publicUrl: "" }, { name: "Sister", url: null, everyMs: 60_000, missingAfterMs: 300_000 }, "agent:alice");
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const figures = { deliveries: 3, p50_ms: 420, p95_ms: 800, p99_ms: 1_234, slowest_ms: 2_000, sum_ms: 3_000, buckets: [3] };
  await door.write("*", ({ db }) =>
    db
      .withTables<WatchTables>()
      .insertInto("watch_latencies")
      .values({ hour, ...figures })
      .execute(),
  );
  aheadMs = auditsApartMs;
  await auditOnce(door, gatewaysOf(gateway("unhealthy")));
  const broken = await guardia();
  expect(broken.code).toBe(1);
  expect(broken.stdout).toMatch(/^Somebody might not be reached .*:\n {2}fatal {2}nobody can be reached by sms, since 20/);
  expect(broken.stdout).toMatch(/:00 UTC +3 +420 ms +800 ms +1\.2 s +2\.0 s\n/);
  expect(broken.stdout).toMatch(/ping +[\w-]{36} +Outside +ping\.example\.org +every 60 s +never/);
  expect(broken.stdout).toMatch(/witness +[\w-]{36} +Sister /);
  expect(broken.stdout).not.toContain("a-key");
  const json = await guardia("--json");
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    ...{ isWell: false, findings: [{ kind: "channel-down", isFatal: true }], latency: [{ p50Ms: 420, p99Ms: 1_234 }] },
    ...{ pings: [{ name: "Outside" }], witnesses: [{ name: "Sister" }] },
  });

  aheadMs = 2 * auditsApartMs;
  await auditOnce(door, gatewaysOf(gateway("unhealthy"), gateway("healthy", "sms-b")));
  expect(await guardia()).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /^People are reached, but .*\n {2}noted {2}sms-a is unhealthy, since .*\n +The gateway sms-a \(sms\) is unhealthy\./,
    ),
  });
});

it("sends a test page that is in the log with who wanted it", async () => {
  const sent = await guardia("test", "person:bob", "--within", "2", "--as", "alice", "--json");
  const { pageId } = JSON.parse(sent.stdout) as { pageId: number };
  const shown = await type(terminal.database, ["page", "show", String(pageId), "--json"]);
  expect(JSON.parse(shown.stdout)).toMatchObject({ cause: "test", state: "open", facts: [{ actor: "agent:alice" }, {}] });
  expect((await guardia()).stdout).toMatch(new RegExp(`${pageId} +person:bob +20.* awaited until 20`));
  const refused = async (...args: string[]) => {
    const { code, stderr } = await guardia("test", ...args);
    return `${code} ${stderr}`;
  };
  expect(await refused("bob")).toMatch(/^2 guardia: --target: Name a target like person:alice/);
  expect(await refused("person:zoe")).toMatch(/^2 guardia: There is nobody called "zoe"/);
  expect(await refused("person:bob", "--within", "90")).toMatch(/^2 guardia: --within 90 is not a whole number of minutes/);
});

it("sets up who notices from outside, and when test pages go out", async () => {
  const ping = JSON.parse((await guardia("add-ping", "Elsewhere", "https://ping.example.org/x", "--every", "30", "--json")).stdout);
  expect(ping).toMatchObject({ method: "GET", everyMs: 30_000 });
  const added = (await guardia("add-witness", "Brother", "--as", "alice")).stdout;
  const [, id, token] = /^Brother is (\S+)\. The other side is to call http\S+\/witness\/(\S+)\n$/.exec(added)!;
  const witness = await guardia(
    "change-witness",
    id!,
    "--url",
    "https://brother.example.org/witness/abc",
    "--missing-after",
    "600",
    "--json",
  );
  expect(JSON.parse(witness.stdout)).toMatchObject({ name: "Brother", everyMs: 60_000, missingAfterMs: 600_000 });
  expect((await guardia("add-hour", "person:bob", "--wall-time", "10:00", "--days", "1,4", "--zone", "Europe/Madrid")).stdout).toMatch(
    /:00\.000Z; it is/,
  );
  const { stdout } = await guardia();
  expect(stdout).toMatch(new RegExp(`${id} +Brother +brother\\.example\\.org `));
  expect(stdout).not.toContain(token);
  const hour = /(\S+) +person:bob +10:00 +1,4 +Europe\/Madrid /.exec(stdout)![1]!;
  for (const [what, each] of [
    ["ping", ping.id],
    ["witness", id!],
    ["hour", hour],
  ] as const) {
    expect(await guardia("remove", what, each)).toMatchObject({ code: 0, stdout: `The ${what} ${each} is removed.\n` });
  }
  const refused = async (...args: string[]) => {
    const { code, stderr } = await guardia(...args);
    return `${code} ${stderr}`;
  };
  expect(await refused("remove", "ping", ping.id)).toMatch(/^2 guardia: There is nothing /);
  expect(await refused("remove", "page", "7")).toMatch(/^2 guardia: "page" is nothing that is removed here/);
  expect(await refused("add-ping", "Soon", "https://ping.example.org", "--every", "1")).toMatch(
    /^2 guardia: --every 1 is not a whole number of seconds from 10/,
  );
  expect(await refused("add-ping", "Soon", "ftp://x")).toMatch(/^2 guardia: The address is not like/);
  expect(await refused("add-hour", "person:bob", "--wall-time", "25:00")).toMatch(/^2 guardia: --wall-time: Write an hour like 10:00/);
  expect(await refused("change-witness", id!)).toMatch(/^2 guardia: Say what changes/);
});
