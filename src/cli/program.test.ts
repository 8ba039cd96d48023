import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runGuardia } from "#cli/program.ts";
import { openPool } from "#server/database/pool.ts";
import { sealEverything } from "#server/worker/sealer.ts";
import { type TestDatabase, testDatabase } from "../../test/database.ts";
import { changed, storyModel } from "../../test/journeys/model.ts";
import { openProgram, type Program, type Ran } from "../../test/program.ts";

let program: Program;
let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  [program, database, folder] = await Promise.all([
    openProgram("src/cli/main.ts"),
    testDatabase(),
    mkdtemp(join(tmpdir(), "guardia-cli-")),
  ]);
  await file("model.yaml", JSON.stringify(storyModel));
  expect((await guardia("model", "apply", path("model.yaml"), "--yes")).code).toBe(0);
});
afterAll(async () => {
  await program.remove();
  await database.drop();
  await rm(folder, { recursive: true });
});

// biome-ignore lint/suspicious/noExplicitAny: what a verb prints is what is looked at.
type Json = any;

const path = (name: string): string => join(folder, name);
const file = (name: string, text: string): Promise<void> => writeFile(path(name), text);
/** As a process of its own. */
const guardia = (...args: string[]): Promise<Ran> => program.run(args, { env: { DATABASE_URL: database.ownerUrl } });

/** The same within this process: for what a thousand starts of Node would not prove better. */
async function inside(...args: string[]): Promise<Ran> {
  const said = { stdout: "", stderr: "" };
  const told = (name: keyof typeof said) => ({
    write(text: string) {
      said[name] += text;
    },
  });
  vi.stubEnv("DATABASE_URL", database.ownerUrl);
  try {
    return { code: await runGuardia(args, { out: told("stdout"), err: told("stderr") }), ...said };
  } finally {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
  }
}
/** Runs what must work, with --json, and gives what it printed. */
async function told(...args: string[]): Promise<Json> {
  const ran = await inside(...args, "--json");
  expect(ran.code, ran.stderr).toBe(0);
  return JSON.parse(ran.stdout);
}
const open = (...more: string[]) =>
  told(
    "ticket",
    "open",
    "--customer",
    "bank",
    "--service",
    "payments",
    "--component",
    "ledger",
    "--subject",
    "Nothing is booked",
    "--priority",
    "P1",
    ...more,
  );

describe("flags", () => {
  it.each<[string[], RegExp]>([
    [["dance"], /unknown command 'dance'/],
    [["ticket", "open", "--subject", "x"], /required option '--customer <key>' not specified/],
    [["ticket", "show", "one"], /"one" is no ticket number: write it like 4711/],
    [["ticket", "show", "4711"], /There is no ticket 4711\./],
    [["ticket", "pause", "1", "--reason", "coffee"], /--reason: Write one of "customer", "vendor", "change-window", "quote"\./],
    [["ticket", "escalate", "1", "--to-tier", "9"], /--to-tier/],
    [["ticket", "list", "--limit", "many"], /--limit many is not a whole number from 1 to 200/],
    [["ticket", "list", "--order", "colour"], /--order colour: write one of next-breach, newest, rank/],
    [["ticket", "open", "--customer", "bank", "--subject", "x", "--affected", "one"], /both --affected and --at-stake/],
    [["ticket", "open", "--customer", "bank", "--subject", "x", "--priority", "P9"], /--priority: Write one of "P1"/],
    [
      ["ticket", "open", "--customer", "nobody", "--subject", "x"],
      /There is no customer "nobody"; it knows|There is no customer "nobody" in the model; it knows bank, factory\./,
    ],
    [["ticket", "explain", "1", "--zone", "Moon"], /"Moon" is not a zone/],
    [["token", "create", "--name", "x", "--scope", "everything"], /"everything" is no scope: name one of tickets:read/],
    [["token", "create", "--name", "x", "--scope", "admin", "--expires", "tomorrow"], /"tomorrow" is not an instant/],
    [["token", "revoke", "nobody"], /There is no token "nobody"/],
    [["model", "apply", "/nowhere/model.yaml"], /cannot be read/],
    [["model", "export", "--version", "99"], /There is no version 99/],
    [["audit", "export"], /Say whose log: --customer KEY, or --installation/],
    [["audit", "export", "--customer", "nobody"], /There is no log of "nobody"/],
    [["audit", "verify"], /Name the file to verify, or give --database/],
    [["audit", "verify", "/nowhere/log.jsonl"], /cannot be read \(ENOENT\)/],
    [["audit", "verify", "x", "--anchor", "7"], /An anchor is written NUMBER:HASH/],
  ])("%o ends with 2 and a sentence", async (args, sentence) => {
    const { code, stdout, stderr } = await inside(...args);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("help is no failure", async () => {
    const { code, stdout } = await guardia("help");
    expect(code).toBe(0);
    for (const verb of ["ticket", "model", "calendar", "audit", "import", "replay", "demo", "token", "admin", "status"])
      expect(stdout).toContain(`  ${verb} `);
    expect((await guardia("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("end the process with 2 as well", async () => {
    expect(await guardia("ticket", "show", "one")).toEqual({
      code: 2,
      stdout: "",
      stderr: 'guardia: "one" is no ticket number: write it like 4711.\n',
    });
    expect(await guardia("ticket", "open")).toMatchObject({ code: 2, stdout: "" });
  });

  it("a database that does not answer ends with 1", async () => {
    const { code, stderr } = await program.run(["status"], { env: { DATABASE_URL: "postgres://nobody@127.0.0.1:9/none" } });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^guardia: .*\n$/);
  });
});

describe("tickets", () => {
  it("live from opening to closing", async () => {
    const { id } = await open();
    const number = String(id);
    expect(await told("ticket", "acknowledge", number, "--as", "alice")).toMatchObject({ assignee: "alice" });
    expect(await told("ticket", "reply", number, "We look into it.", "--as", "alice")).toMatchObject({ seq: 4 });
    expect(await told("ticket", "priority", number, "--priority", "P2", "--reason", "A way around it.")).toMatchObject({ priority: "P2" });
    expect(await told("ticket", "triage", number, "--affected", "everybody", "--at-stake", "money")).toMatchObject({ priority: "P1" });
    expect(await told("ticket", "pause", number, "--reason", "vendor", "--vendor", "torno")).toMatchObject({ pause: { vendor: "torno" } });
    expect(await told("ticket", "resume", number)).toMatchObject({ pause: null });
    expect(await told("ticket", "escalate", number)).toMatchObject({ tier: 2 });
    expect(await told("ticket", "hand-back", number, "--reason", "The network.")).toMatchObject({ tier: 1 });
    expect(await told("ticket", "hand-over", number, "--team", "development", "--reason", "A defect.")).toMatchObject({
      team: "development",
    });
    expect(await told("ticket", "assign", number, "dan")).toMatchObject({ assignee: "dan" });
    expect(await told("ticket", "assign", number, "nobody")).toMatchObject({ assignee: null });
    expect(await told("ticket", "classify", number, "--kind", "problem")).toMatchObject({ kind: "problem" });
    expect(await told("ticket", "rank", number, "1")).toMatchObject({ rank: 1 });
    expect(await told("ticket", "rank", number, "none")).toMatchObject({ rank: null });
    expect(await told("ticket", "quote", number, "--amount", "12000", "--currency", "EUR", "--text", "A patch.")).toMatchObject({
      pause: { reason: "quote" },
    });
    expect(await told("ticket", "decide-quote", number, "approved")).toMatchObject({ quote: { state: "approved" } });
    expect(await told("ticket", "coverage", number, "billable", "--reason", "Agreed.")).toMatchObject({
      coverage: { decision: "billable" },
    });
    expect(await told("ticket", "restore", number, "--workaround")).toMatchObject({ restoredAt: expect.any(String) });
    expect(await told("ticket", "failure", number)).toMatchObject({ restoredAt: null });
    expect(await told("ticket", "resolve", number, "Patched.")).toMatchObject({ status: "resolved" });
    expect(await told("ticket", "reopen", number, "--reason", "Again.")).toMatchObject({ status: "open" });
    const other = (await open()).id;
    expect(await told("ticket", "link", number, "--to", String(other))).toMatchObject({ links: [{ type: "relates-to", ticketId: other }] });
    expect(await told("ticket", "unlink", number, "--from", String(other))).toMatchObject({ links: [] });
    expect(await told("ticket", "time", number, "25", "--activity", "analysis", "--tier", "2")).toMatchObject({
      timeMinutes: 25,
      timeEntries: [{ activity: "analysis", tier: 2 }],
    });
    const { timeEntries } = await told("ticket", "show", number);
    expect(await told("ticket", "time", number, "20", "--correct", timeEntries[0].id, "--reason", "Lunch.")).toMatchObject({
      timeMinutes: 20,
    });
    const { tasks } = await told("ticket", "task", number, "Ask Torno", "--assignee", "bob");
    expect(await told("ticket", "task", number, tasks[0].id, "--done")).toMatchObject({ tasks: [{ doneAt: expect.any(String) }] });
    expect(await told("ticket", "task", number, tasks[0].id, "--remove")).toMatchObject({ tasks: [] });
    await told("ticket", "call", number, "They will send the log.", "--with", "Ana", "--minutes", "4", "--internal");
    expect(await told("ticket", "complain", number, "Nobody calls back.")).toMatchObject({ complainedAt: expect.any(String) });
    expect((await inside("ticket", "rate", number, "4")).stderr).toContain("rate it once it is resolved");
    expect(await told("ticket", "merge", String(other), "--into", number)).toMatchObject({ mergedInto: id });
    expect(await told("ticket", "close", number, "--reason", "withdrawn")).toMatchObject({ status: "closed" });
    expect(await told("ticket", "rate", number, "4", "--words", "In the end.")).toMatchObject({
      rating: { score: 4, words: "In the end." },
    });
    const shown = await told("ticket", "show", number);
    expect(shown.events[0]).toMatchObject({ type: "ticket.opened", channel: "phone" });
    expect(shown.events.filter(({ actor }: Json) => actor === "agent:alice").map(({ type }: Json) => type)).toEqual([
      "ticket.acknowledged",
      "ticket.assigned",
      "ticket.replied",
    ]);
  }, 120_000);

  it("are listed and shown for a person", async () => {
    const { id } = await open();
    const list = await guardia("ticket", "list", "--order", "newest", "--limit", "1");
    expect(list.stdout.split("\n")).toEqual([
      expect.stringMatching(/^#\s+priority\s+next due\s+customer\s+place\s+assignee\s+state\s+subject$/),
      expect.stringMatching(new RegExp(`^${id} +P1 +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC +bank +L1 desk +– +open +Nothing is booked$`)),
      "",
    ]);
    await inside("ticket", "reply", String(id), "A first line.\nA second one.");
    const shown = (await inside("ticket", "show", String(id))).stdout;
    expect(shown).toContain("covered, §2: Everything about payments is covered.");
    expect(shown).toMatch(/cli:\w+ {2}public reply\n {4}A first line\.\n {4}A second one\./);
    expect((await told("ticket", "list", "--customer", "factory")).items).toEqual([]);
  });

  it("explain their clocks, adding up", async () => {
    const { id } = await open();
    await inside("ticket", "pause", String(id), "--reason", "customer");
    await inside("ticket", "resume", String(id));
    const { stdout } = await guardia("ticket", "explain", String(id), "--zone", "Asia/Kolkata");
    expect(stdout).toContain("RESOLUTION - promised to the customer");
    expect(stdout).toContain("ESCALATION (stay at L1) - between our tiers");
    expect(stdout).toMatch(/Target 4h in calendar "always" \(version 1\), for P1 under agreement version 1; set when the clock started/);
    expect(stdout).toMatch(/ {2}paused +waiting for the customer +0:00:00 /);
    expect(stdout).toMatch(/Sum: .* = 4:00:00, which is the target \(4:00:00\)\./);
    expect(stdout).toMatch(/reader {4}\w{3} \d{4}-\d\d-\d\d .*\+05:30 {2}Asia\/Kolkata/);
    expect(stdout).toMatch(/customer {2}.* {2}Europe\/Madrid/);
    const { items } = await told("ticket", "explain", String(id));
    for (const { explanation } of items) {
      const sum = explanation.stretches.reduce((total: number, { counted }: Json) => total + counted, 0);
      expect(sum).toBe(explanation.limit);
    }
  });
});

describe("the model", () => {
  const tighter = changed((document) => {
    document.agreements.bank!.targets!.P1!.resolution = "1h";
  });

  it("shows which due times move before it is applied, asks, and is applied once", async () => {
    const { id } = await open();
    await file("tighter.yaml", JSON.stringify(tighter));
    const diff = await guardia("model", "diff", path("tighter.yaml"));
    expect(diff.stdout).toContain("~ agreement bank\n    targets.P1.resolution: 4h → 1h\n");
    expect(diff.stdout).toMatch(new RegExp(`^${id} +bank +sla resolution +.*Nothing is booked$`, "m"));
    const asked = await guardia("model", "apply", path("tighter.yaml"));
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining("add --yes")]);
    expect((await inside("model", "apply", path("tighter.yaml"), "--dry-run")).code).toBe(0);
    expect((await told("model", "versions")).items).toHaveLength(1);
    expect((await guardia("model", "apply", path("tighter.yaml"), "--yes", "--note", "March")).stdout).toContain(
      "Version 2 is applied; it holds now.",
    );
    expect((await inside("model", "apply", path("tighter.yaml"), "--yes")).stdout).toContain("Version 2 says this already");
    expect((await told("model", "versions")).items).toMatchObject([{ version: 2, note: "March" }, { version: 1 }]);
    const exported = await inside("model", "export", "--version", "1", "--out", path("exported.yaml"));
    expect(exported.code).toBe(0);
    expect(JSON.parse(await readFile(path("exported.yaml"), "utf8"))).toEqual(storyModel);
    const back = await told("model", "apply", path("exported.yaml"), "--effective", "2100-01-01T00:00:00Z");
    expect(back).toMatchObject({ version: 3, isUnchanged: false, effectiveAt: "2100-01-01T00:00:00.000Z" });
  });

  it("is refused with each mistake's place", async () => {
    await file(
      "wrong.yaml",
      "guardia: 1\nname: A\nzone: Europe/Nowhere\ncalendars: {}\nteams: {}\nservices: {}\ncustomers: {}\nagreements: {}\ncolour: red\n",
    );
    const { code, stderr } = await guardia("model", "apply", path("wrong.yaml"), "--yes");
    expect(code).toBe(2);
    expect(stderr).toContain(`${path("wrong.yaml")}:3:7 zone: `);
    expect(stderr).toContain(`${path("wrong.yaml")}:9:1 colour: `);
    expect(stderr).toMatch(/\d+ errors, nothing was applied/);
  });
});

describe("the log", () => {
  async function sealAll(): Promise<void> {
    const pool = openPool({ url: database.url });
    await sealEverything(pool);
    await pool.end();
  }

  it("is exported and verified offline; a changed, missing or moved line is found", async () => {
    await open();
    await sealAll();
    expect((await guardia("audit", "export", "--customer", "bank", "--out", path("log.jsonl.gz"))).code).toBe(0);
    const good = await program.run(["audit", "verify", path("log.jsonl.gz"), "--json"], {
      env: { DATABASE_URL: "postgres://nobody@127.0.0.1:9/none" },
    });
    const { ok, head } = JSON.parse(good.stdout);
    expect([good.code, ok]).toEqual([0, true]);
    const lines = gunzipSync(await readFile(path("log.jsonl.gz")))
      .toString()
      .trimEnd()
      .split("\n");
    const broken = {
      changed: lines.map((line, i) => (i === 2 ? line.replace('"actor":"', '"actor":"x') : line)),
      missing: lines.filter((_, i) => i !== 2),
      moved: [lines[0], lines[2], lines[1], ...lines.slice(3)],
      inserted: [...lines.slice(0, 2), lines[1], ...lines.slice(2)],
    };
    for (const [how, given] of Object.entries(broken)) {
      await file(`${how}.jsonl`, `${given.join("\n")}\n`);
      const found = await inside("audit", "verify", path(`${how}.jsonl`));
      expect([how, found.code, found.stdout]).toEqual([how, 1, expect.stringMatching(/: BROKEN at line [234]/)]);
    }
    expect((await inside("audit", "verify", path("log.jsonl.gz"), "--anchor", `${head.number}:${head.hash}`)).code).toBe(0);
    expect((await inside("audit", "verify", path("log.jsonl.gz"), "--anchor", `${head.number}:${"0".repeat(64)}`)).code).toBe(1);
    const piped = await program.run(["audit", "verify", "-"], { input: `${lines.join("\n")}\n` });
    expect([piped.code, piped.stdout]).toEqual([0, expect.stringContaining("intact")]);
  });

  it("that is cut off as gzip is refused", async () => {
    await guardia("audit", "export", "--installation", "--out", path("whole.gz"));
    await writeFile(path("cut.gz"), (await readFile(path("whole.gz"))).subarray(0, 60));
    expect(await guardia("audit", "verify", path("cut.gz"))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is not whole as a gzip file"),
    });
  });

  it("is verified in the database; a row changed behind its back is found", async () => {
    const { id } = await open();
    await sealAll();
    expect(await guardia("audit", "verify", "--database")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\(installation\): intact.*\nbank: intact/),
    });
    const owner = openPool({ url: database.ownerUrl });
    const touch = (actor: string) => owner.query("update events set actor = $1 where ticket_id = $2 and seq = 1", [actor, id]);
    const { rows } = await owner.query("select actor from events where ticket_id = $1 and seq = 1", [id]);
    await touch("agent:mallory");
    const found = await guardia("audit", "verify", "--database");
    expect([found.code, found.stdout]).toEqual([1, expect.stringMatching(/bank: BROKEN at line \d+, entry \d+ \(entry-changed\)/)]);
    await touch(rows[0].actor);
    await owner.end();
    expect((await guardia("audit", "verify", "--database")).code).toBe(0);
  });
});

describe("access", () => {
  it("makes, lists and revokes tokens; the secret alone goes to standard output", async () => {
    const made = await guardia("token", "create", "--name", "monitoring", "--scope", "tickets:read,tickets:write", "--customer", "bank");
    expect(made.stdout).toMatch(/^guardia_[\w-]{43}\n$/);
    expect(made.stderr).toContain("cannot be shown again");
    expect((await inside("token", "list")).stdout).toMatch(/^monitoring +tickets:read,tickets:write +bank .* valid$/m);
    expect((await inside("token", "revoke", "monitoring")).code).toBe(0);
    expect((await told("token", "list")).items[0]).toMatchObject({ name: "monitoring", revokedAt: expect.any(String) });
  });

  it("gives the administrator's link", async () => {
    const { stdout } = await program.run(["admin", "link"], {
      env: { DATABASE_URL: database.ownerUrl, GUARDIA_URL: "https://support.example.com" },
    });
    expect(stdout).toMatch(/^https:\/\/support\.example\.com\/welcome\?token=welcome_[\w-]{43}\n$/);
    expect(await told("admin", "link")).toMatchObject({ email: null });
  });

  it("tells how the installation stands", async () => {
    expect(await told("status")).toMatchObject({ hasAdministrator: false, isServed: false, tickets: { open: expect.any(Number) } });
    expect((await inside("status")).stdout).toMatch(/^Guardia .*no server is running\nmodel {5}version \d/);
  });
});
