/** What a page does by itself: its steps, an acknowledgement that expires, the last resort, each dated when it was due. */
import type { Page, PageEvent } from "#core/oncall/page.ts";
import { lastResortEveryMs, policyOf, readLastResort, readTargets } from "#core/oncall/policy.ts";
import { type PageScene, tellPage } from "#core/oncall/scene.ts";
import type { Instant } from "#core/time/instant.ts";

/** The first thing that was due by now, dated at its own instant; nothing when nothing is due, so late or double calls do no harm. */
export function wakePage(page: Page, scene: PageScene): PageEvent[] {
  const { nextAt } = page;
  if (nextAt === null || nextAt > scene.now) return [];
  if (page.state === "acknowledged") return [tellPage(page, scene, { type: "page.acknowledgement-expired" }, nextAt)];
  const document = scene.book.documentAt(nextAt);
  if (page.state === "exhausted") {
    const at = latestOf(nextAt, scene.now);
    return [tellPage(page, scene, { type: "page.exhausted", told: readLastResort(page.customerId, at, scene.book) }, at)];
  }
  const { steps, repeat = 0 } = policyOf(page, document);
  if (page.nextStep < steps.length) return [fire(page, page.nextStep, page.round, nextAt, scene)];
  // A round in which nobody was to be told is not gone through again: the same nobody would not answer.
  if (steps.length > 0 && page.toldAt !== null && page.round < repeat) return [fire(page, 0, page.round + 1, nextAt, scene)];
  return [tellPage(page, scene, { type: "page.exhausted", told: readLastResort(page.customerId, nextAt, scene.book) }, nextAt)];
}

function fire(page: Page, step: number, round: number, at: Instant, scene: PageScene): PageEvent {
  const targets = policyOf(page, scene.book.documentAt(at)).steps[step]!.notify;
  return tellPage(page, scene, { type: "page.step-fired", step, round, ...readTargets(targets, page.customerId, at, scene.book) }, at);
}

/** Of the hours that went by unseen, the last one speaks: whoever was away is not told ten times over. */
const latestOf = (dueAt: Instant, now: Instant): Instant =>
  (dueAt + Math.floor((now - dueAt) / lastResortEveryMs) * lastResortEveryMs) as Instant;
