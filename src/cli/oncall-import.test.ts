/** Imports from a terminal: files in, a model out, and what runs beside them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTerminal, type } from "#cli/terminal.fixture.ts";
import { readModel } from "#core/model/read.ts";
import { changed } from "../../test/journeys/model.ts";

const folder = mkdtempSync(join(tmpdir(), "guardia-import-"));
const exported = "test/exports/pagerduty.json";
let terminal: Awaited<ReturnType<typeof openTerminal>>;

beforeAll(async () => {
  const rotation = { every: 1, unit: "weeks" as const };
  const document = changed((model) => {
    const layers = [{ name: "all", participants: ["dan"], rotation, start: "2026-01-05" }];
    model.schedules = { "platform-primary": { zone: "Europe/Paris", layers } };
  });
  terminal = await openTerminal(document);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await terminal.end();
});

const guardia = (...args: string[]) => type(terminal.database, ["oncall", "import", ...args]);

it("says what an export becomes, and writes it into a model that can be applied", async () => {
  const written = join(folder, "model.yaml");
  const { code, stdout } = await guardia(exported, "--from", "pagerduty", "--into", "examples/office-hours.yaml", "--write", written);
  expect(code).toBe(0);
  expect(stdout).toContain("platform-primary  Platform Primary  Europe/Paris  3");
  expect(stdout).toContain("escalation_rules[1].targets[1]: a team cannot be paged by a step: this target is left out");
  const { document, problems } = readModel(readFileSync(written, "utf8"));
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(document!.schedules!["platform-primary"]!.layers.map(({ name }) => name)).toEqual(["Everybody", "Nights", "Office hours"]);
  expect(document!.escalationPolicies!.platform!.steps).toHaveLength(2);
});

it("tells how it differs from what runs under the same keys", async () => {
  const { code, stdout } = await guardia(exported, "--from", "pagerduty", "--compare", "--days", "7", "--json");
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as {
    comparisons: { against: string; schedules: string[]; sameMs: number; first: { theirs: string[] }[] }[];
  };
  const running = found.comparisons.find(({ against }) => against === "running")!;
  expect([running.schedules, running.sameMs, running.first[0]!.theirs]).toEqual([["platform-primary"], 0, ["dan"]]);
});

it("refuses what it cannot read with its place, and exit code 2", async () => {
  const broken = join(folder, "broken.json");
  writeFileSync(broken, '{\n  "schedules": [\n    {"id": "S", "name": "S", "time_zone": "Mars/Olympus"}\n  ]\n}\n');
  const [place, product, days, none] = await Promise.all([
    guardia(broken, "--from", "pagerduty"),
    guardia(broken, "--from", "victorops"),
    guardia(broken, "--from", "pagerduty", "--days", "0"),
    guardia(join(folder, "none.json"), "--from", "pagerduty"),
  ]);
  expect([place.code, product.code, days.code, none.code]).toEqual([2, 2, 2, 2]);
  expect(place.stderr).toContain('broken.json:3:43 schedules[0].time_zone: expected an IANA zone, like Europe/Paris, found "Mars/Olympus"');
});
