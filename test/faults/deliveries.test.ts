/** Kill −9 between a step that is due and a receipt that is stored: no page is lost, and what may be double is marked. */
import { expect, test } from "vitest";
import { killDeliveries, wrongsOf } from "./killed-deliveries.ts";

test("sixteen kills of nodes that page; a thousand are `npm run bench -- kills`", { timeout: 290_000 }, async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  const report = await killDeliveries({ kills: 16, seed });
  expect(wrongsOf(report), `seed ${seed}`).toEqual([]);
  expect(report.pages.length, "too few pages to say anything").toBeGreaterThan(16);
  expect(report.attempts.filter(({ outcome }) => outcome === "unknown").length, "no kill hit an attempt").toBeGreaterThan(0);
  console.log(`seed ${seed}: ${report.kills} kills, ${report.pages.length} pages, ${report.recognised} repetitions recognised`);
});
