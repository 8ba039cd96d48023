// `npm test`: installs what is missing, checks the tree, runs every test. Its last line is `N passed, N failed`, alone.
// With arguments (`npm test -- calendar`) they go to vitest and the checks of the whole tree are left out.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checks, runCheck } from "./check.mjs";
import { findChromium } from "./chromium.mjs";
import { findDovecot } from "./dovecot.mjs";
import { requireInstalled, requireNode, root } from "./house.mjs";

/** A run that takes longer hangs; it is ended and counts as failed. */
const limitMs = 26 * 60_000;

const filters = process.argv.slice(2);
let passed = 0;
let failed = 0;
const problems = [];

function fail(problem, count = 1) {
  failed += count;
  problems.push(problem);
}

async function runChecks() {
  for (const check of checks) {
    if (await runCheck(check)) passed++;
    else fail(check.name);
  }
}

const hasBrowserTests = () =>
  existsSync(join(root, "test/browser")) && readdirSync(join(root, "test/browser")).some((name) => name.endsWith(".test.ts"));

async function environment() {
  const env = { ...process.env };
  const dovecot = filters.length === 0 ? findDovecot() : undefined;
  if (dovecot !== undefined) env.GUARDIA_DOVECOT = dovecot;
  else if (filters.length === 0) console.error("No Dovecot could be found or installed: the tests of mailboxes will fail.");
  if (!hasBrowserTests()) return env;
  const chromium = await findChromium();
  if (chromium === undefined) console.error("No Chromium could be found or installed: the browser tests will fail. Set GUARDIA_CHROMIUM.");
  else {
    console.log(`Chromium: ${chromium}`);
    env.GUARDIA_CHROMIUM = chromium;
  }
  return env;
}

/** Runs vitest with its progress on our output; gives its exit code, or null when it hung. */
function runVitest(report, env) {
  const args = [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  // A terminal erases and redraws; a log wants each line once.
  const child = spawn(process.execPath, [...args, "--no-color", ...filters], { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve) => {
    const limit = setTimeout(() => {
      console.error(`The tests have run for ${limitMs / 60_000} minutes: ending them.`);
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), 10_000).unref();
    }, limitMs);
    child.on("error", (error) => console.error(error.message));
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve(code);
    });
  });
}

function countReport(report, code) {
  const before = failed;
  if (existsSync(report)) {
    for (const file of JSON.parse(readFileSync(report, "utf8")).testResults) {
      const of = (status) => file.assertionResults.filter((test) => test.status === status);
      passed += of("passed").length;
      for (const test of of("failed")) fail(`${file.name}: ${test.fullName}`);
      // A file that could not be loaded, or whose hooks failed, reports no failed test of its own.
      if (file.status === "failed" && of("failed").length === 0) fail(`${file.name}: ${file.message.split("\n")[0]}`);
      // A test that did not run proved nothing.
      for (const test of file.assertionResults)
        if (!["passed", "failed"].includes(test.status)) fail(`${file.name}: ${test.fullName} (${test.status})`);
    }
  }
  if (code !== 0 && failed === before) fail("vitest ended with an error outside the tests: see above");
}

requireNode();
requireInstalled();
const env = await environment();
if (filters.length === 0) await runChecks();
const folder = mkdtempSync(join(tmpdir(), "guardia-test-"));
const report = join(folder, "report.json");
countReport(report, await runVitest(report, env));
rmSync(folder, { recursive: true, force: true });

for (const problem of problems) console.log(`✗ ${problem.replace(`${root}/`, "")}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
