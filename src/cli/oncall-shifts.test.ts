/** Shifts of a file from a terminal: no database is needed for that. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { runGuardia } from "#cli/program.ts";
import { soundModel } from "#core/model/model.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "guardia-shifts-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

async function shifts(text: string, ...flags: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = join(folder, "rota");
  writeFileSync(file, text);
  const said = { stdout: "", stderr: "" };
  vi.spyOn(process.stderr, "write").mockImplementation((piece) => {
    said.stderr += String(piece);
    return true;
  });
  const told = (name: keyof typeof said) => ({ write: (piece: string) => (said[name] += piece) });
  const code = await runGuardia(["oncall", "shifts", file, ...flags], { out: told("stdout"), err: told("stderr") });
  return { code, stdout: said.stdout, stderr: said.stderr.replaceAll(file, "FILE") };
}

const office = {
  zone: "Europe/Madrid",
  layers: [
    {
      ...{ name: "office", participants: ["ana", "luis"], rotation: { every: 1, unit: "weeks", handover: "09:00", on: "mon" } },
      ...{ start: "2026-01-05", restrict: { "mon-fri": ["08:00-18:00"] } },
    },
  ],
  overrides: [{ from: "2026-01-12T10:00", to: "2026-01-12T12:00", person: "eva" }],
  leave: [{ person: "luis", from: "2026-01-13", to: "2026-01-14" }],
};

it("prints shifts as JSON, in order, overrides by that name, gaps left out", async () => {
  const { code, stdout } = await shifts(JSON.stringify(office), "--from", "2026-01-12", "--to", "2026-01-14T00:00:00+01:00", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([
    { from: "2026-01-12T07:00:00.000Z", to: "2026-01-12T08:00:00.000Z", person: "ana", layer: "office" },
    { from: "2026-01-12T08:00:00.000Z", to: "2026-01-12T09:00:00.000Z", person: "luis", layer: "office" },
    { from: "2026-01-12T09:00:00.000Z", to: "2026-01-12T11:00:00.000Z", person: "eva", layer: "override" },
    { from: "2026-01-12T11:00:00.000Z", to: "2026-01-12T17:00:00.000Z", person: "luis", layer: "office" },
    { from: "2026-01-13T07:00:00.000Z", to: "2026-01-13T17:00:00.000Z", person: "ana", layer: "office" },
  ]);
});

it("prints a table on the schedule's wall", async () => {
  const { stdout } = await shifts(JSON.stringify(office), "--from", "2026-07-06", "--to", "2026-07-07");
  expect(stdout).toBe(
    [
      "from (Europe/Madrid)  to                person  layer",
      "2026-07-06 08:00      2026-07-06 09:00  luis    office",
      "2026-07-06 09:00      2026-07-06 18:00  ana     office",
      "",
    ].join("\n"),
  );
});

it("takes a schedule of a whole model, and says which there are", async () => {
  const window = ["--from", "2026-01-05", "--to", "2026-01-06", "--json"];
  const known = await shifts(soundModel, ...window, "--schedule", "rota");
  expect(JSON.parse(known.stdout)).not.toEqual([]);
  const unknown = await shifts(soundModel, ...window, "--schedule", "days");
  expect(unknown).toMatchObject({ code: 2, stdout: "" });
  expect(unknown.stderr).toContain('There is no schedule "days": write one of ');
});

it("warns of a rotation of nobody and has nobody", async () => {
  const nobody = { ...office, layers: [{ ...office.layers[0]!, participants: [] }], overrides: [] };
  const { code, stdout, stderr } = await shifts(JSON.stringify(nobody), "--from", "2026-01-05", "--json");
  expect([code, JSON.parse(stdout)]).toEqual([0, []]);
  expect(stderr).toMatch(/^FILE:1:\d+ warning layers\[0\]\.participants: a layer without participants/);
});

it.each([
  ["no JSON", '{"zone": "UTC", "layers": [}', [], /^FILE:1:\d+ error/],
  ["no moment", JSON.stringify(office), ["--from", "monday"], /--from monday is no moment: write 2026-03-01T00:00:00Z/],
  ["a window that runs backwards", JSON.stringify(office), ["--from", "2026-01-05", "--to", "2026-01-01"], /exchange the two/],
  ["a window of a century", JSON.stringify(office), ["--from", "2026-01-05", "--to", "2126-01-01"], /more than 50 years/],
  ["a schedule's name for one schedule", JSON.stringify(office), ["--schedule", "x"], /leave --schedule out/],
])("exits with 2 and says what to write: %s", async (_, text, flags, said) => {
  const { code, stdout, stderr } = await shifts(text, ...flags, "--json");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(said);
});
