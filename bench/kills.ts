/**
 * Promise: a thousand kills −9 of nodes that page, at random between a step that is due and a receipt that is stored, over many seeds: no
 * page lost, doubles only where the provider cannot know, and those marked. `npm run bench -- kills`.
 */

import { killDeliveries, wrongsOf } from "../test/faults/killed-deliveries.ts";
import { printTable } from "../test/measure.ts";

const kills = Number(process.argv[2] ?? 1_000);
const killsASeed = 100;

const sum = { kills: 0, pages: 0, unknown: 0, recognised: 0, doubles: 0, marked: 0 };
const wrongs: string[] = [];
for (let seed = 1; sum.kills < kills; seed++) {
  const report = await killDeliveries({
    kills: Math.min(killsASeed, kills - sum.kills),
    seed,
    say: (line) => console.error(`seed ${seed}: ${line}`),
  });
  wrongs.push(...wrongsOf(report).map((wrong) => `seed ${seed}: ${wrong}`));
  sum.kills += report.kills;
  sum.pages += report.pages.length;
  sum.recognised += report.recognised;
  const plain = report.taken.filter(({ key }) => key === null);
  sum.doubles += plain.length - new Set(plain.map(({ page }) => page)).size;
  sum.unknown += report.attempts.filter(({ outcome }) => outcome === "unknown").length;
  sum.marked += report.attempts.filter(({ may_be_double }) => may_be_double).length;
}
for (const wrong of wrongs) console.error(wrong);
printTable([
  {
    promise: `${sum.kills} kills: no page lost, doubles marked`,
    measured: `${wrongs.length} wrong; ${sum.pages} pages, ${sum.unknown} attempts cut off, ${sum.recognised} repetitions recognised, ${sum.doubles} doubles among ${sum.marked} marked`,
  },
]);
if (wrongs.length > 0) process.exitCode = 1;
