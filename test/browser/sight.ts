/** What cannot be seen by everybody: axe-core run inside the page (WCAG 2.2 AA and its own good practice). */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Found = { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] };

/** Violations as lines: rule, place, and what would mend it. An empty list is what is wanted. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const found = (await page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations)`)) as Found[];
  return found.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 5).map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
}

/** Nothing sticks out: the page itself never scrolls sideways. */
export const sidewaysPixels = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
