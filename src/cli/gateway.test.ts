/** Gateways from a terminal, on a real database, with Twilio answering as its documentation says. */
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { openTerminal, type } from "#cli/terminal.fixture.ts";
import { changed } from "../../test/journeys/model.ts";
import { accountSid, authToken, openTwilio } from "../../test/providers/twilio.ts";

let terminal: Awaited<ReturnType<typeof openTerminal>>;
beforeAll(async () => {
  terminal = await openTerminal(changed(() => {}));
});
afterAll(() => terminal.end());

const environment = { GUARDIA_ALLOW_OUTSIDE: "127.0.0.0/8", GUARDIA_SECRET: "a secret of thirty-two characters at least" };
const guardia = (...args: string[]) => type(terminal.database, ["gateway", ...args], environment);

type View = { id: string; name: string; isEnabled: boolean; settings: Record<string, unknown>; keptSecrets: string[] };
const listed = async (): Promise<View[]> =>
  (JSON.parse((await guardia("list", "--channel", "sms", "--json")).stdout) as { items: View[] }).items;

/** A file with the secret, as an administrator would keep it off the command line. */
async function secretFile(content: string): Promise<string> {
  const path = join(tmpdir(), `guardia-settings-${process.pid}-${Math.round(performance.now() * 1_000)}.json`);
  await writeFile(path, content, { mode: 0o600 });
  onTestFinished(() => rm(path));
  return path;
}

const eventsOf = async (): Promise<[string, string, unknown][]> => {
  const rows = await terminal.door.read("*", (db) =>
    db.selectFrom("events").select(["type", "actor", "facts"]).where("type", "like", "gateway.%").orderBy("position").execute(),
  );
  return rows.map(({ type: kind, actor, facts }) => [kind, actor, facts]);
};

it("adds two accounts, puts them in order, asks their provider, and says why one is unwell; a secret is never printed", async () => {
  const twilio = await openTwilio();
  const account = ["--set", `accountSid=${accountSid}`, "--set", "from=+34911000000", "--set", `baseUrl=${twilio.url}`];
  const [right, wrong] = [await secretFile(JSON.stringify({ authToken })), await secretFile('{"authToken": "hush-hush-hush"}')];
  const typed = [
    await guardia("add", "twilio-sms", "--name", "Good", ...account, "--settings", right, "--as", "alice"),
    await guardia("add", "twilio-sms", "--name", "Bad", ...account, "--settings", wrong, "--disabled"),
  ];
  expect(typed[0]!.stdout).toMatch(/^Good is added as [\w-]{36}, the last of its channel\.\nIts provider is to call http\S+\/hooks\//);
  const [good, bad] = await listed();
  expect([good!.name, good!.isEnabled, bad!.name, bad!.isEnabled]).toEqual(["Good", true, "Bad", false]);
  expect([good!.settings.from, good!.keptSecrets]).toEqual(["+34911000000", ["authToken"]]);

  expect((await guardia("order", "sms", bad!.id, good!.id)).stdout).toBe("sms asks Bad, then Good.\n");
  typed.push(await guardia("enable", bad!.id), await guardia("probe", bad!.id), await guardia("probe", good!.id));
  expect(typed.slice(-3).map(({ code, stdout }) => [code, stdout])).toEqual([
    [0, "Bad is switched on.\n"],
    [1, "not well: 401 Authenticate\n"],
    [0, expect.stringMatching(/^well: /)],
  ]);
  typed.push(await guardia("list"));
  const rows = typed
    .at(-1)!
    .stdout.split("\n")
    .filter((line) => line.startsWith("sms"));
  expect(rows).toEqual([
    expect.stringMatching(/Bad +twilio-sms +on +unhealthy .*401 Authenticate$/),
    expect.stringMatching(/Good .* healthy/),
  ]);

  typed.push(await guardia("test", good!.id, "+34 600 123 456", "--as", "alice"), await guardia("test", bad!.id, "+34600123456", "--json"));
  expect(typed.at(-2)).toMatchObject({ code: 0, stdout: "sent: the provider has taken it, and will report whether it arrived\n" });
  expect(typed.at(-1)!.code).toBe(1);
  expect(JSON.parse(typed.at(-1)!.stdout)).toMatchObject({ outcome: "failed-for-good", said: "401 20003: Authenticate" });
  expect(twilio.taken.map(({ form }) => form.get("To"))).toEqual(["+34600123456"]);

  // What is not named stays, the secret too: the account still works.
  typed.push(await guardia("change", good!.id, "--set", "from=Guardia"), await guardia("probe", good!.id), await guardia("show", good!.id));
  expect(typed.slice(-2).map(({ code }) => code)).toEqual([0, 0]);
  expect(typed.at(-1)!.stdout).toMatch(/from +Guardia\n(.*\n)*authToken +\(kept\)\n/);
  typed.push(await guardia("remove", bad!.id), await guardia("show", bad!.id));
  expect(typed.slice(-2).map(({ code }) => code)).toEqual([0, 2]);

  for (const { stdout, stderr } of typed) expect(stdout + stderr).not.toMatch(new RegExp(`${authToken}|hush-hush`));
  const events = await eventsOf();
  expect(events.map(([kind]) => kind)).toEqual([
    ...["gateway.added", "gateway.added", "gateway.ordered", "gateway.changed", "gateway.tested", "gateway.tested", "gateway.changed"],
    "gateway.removed",
  ]);
  expect(events[0]![1]).toBe("agent:alice");
  expect(events[1]![1]).toMatch(/^cli:/);
  expect(JSON.stringify(events)).not.toMatch(new RegExp(`${authToken}|hush-hush`));
});

it("says what is wrong with what was asked, and repeats no secret", async () => {
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await guardia(...args);
    return `${code} ${stdout}${stderr}`;
  };
  const typed = await refused("add", "twilio-sms", "--name", "Third", "--set", "authToken=hush-hush-hush");
  expect(typed).toMatch(/^2 guardia: authToken is a secret, .* --settings FILE/);
  expect(typed).not.toContain("hush");
  const broken = await refused("add", "twilio-sms", "--name", "Third", "--settings", await secretFile('{"authToken": "hush", hush}'));
  expect(broken).toMatch(/^2 guardia: \S+:1:23 is not JSON from here on/);
  expect(broken).not.toContain("hush");
  expect(await refused("add", "twilio-sms", "--name", "Third")).toMatch(
    /^2 guardia: The settings of Twilio SMS are not right: .*authToken: .*missing/,
  );
  expect(await refused("add", "pigeon", "--name", "Third")).toMatch(
    /^2 guardia: There is no driver called "pigeon"; there are smtp, twilio-sms/,
  );
  expect(await refused("order", "ntfy", "push")).toMatch(/^2 guardia: Name each gateway of the channel ntfy once, and no other: ntfy/);
  expect(await refused("order", "pigeon", "push")).toMatch(/^2 guardia: There is no channel "pigeon"/);
  expect(await refused("change", "push", "--name", "Ours")).toMatch(/^2 guardia: Web push comes with the installation/);
  expect(await refused("change", "push")).toMatch(/^2 guardia: Say what changes/);
  expect(await refused("disable", "nope")).toMatch(/^2 guardia: There is no gateway "nope"/);
});

it("seals nothing with another secret than the server's", async () => {
  const keys = [
    "--set",
    `accountSid=${accountSid}`,
    "--set",
    "from=Guardia",
    "--settings",
    await secretFile(JSON.stringify({ authToken })),
  ];
  expect((await guardia("add", "twilio-sms", "--name", "Ours", ...keys)).code).toBe(0);
  const before = await listed();
  const elsewhere = (...args: string[]) => type(terminal.database, ["gateway", ...args], { GUARDIA_SECRET: "" });
  for (const args of [
    ["add", "twilio-sms", "--name", "Theirs"],
    ["change", before[0]!.id],
  ]) {
    const refused = await elsewhere(...args, ...keys);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("set GUARDIA_SECRET as the server has it")]);
  }
  expect((await elsewhere("list")).stdout).toMatch(/unreadable .* do not open with this GUARDIA_SECRET/);
  expect(await listed()).toEqual(before);
});
