/** Checks of coverage rules: that each can be reached, that what it names exists, that the last one decides the rest. */
import { type Checking, checkName, reportUnknown } from "#core/model/check-names.ts";
import type { Agreement, CoverageRule } from "#core/model/document.ts";
import { entryOf, has, itemsOf, type Loose } from "#core/model/loose.ts";
import type { Path } from "#core/model/problem.ts";

type Rule = Loose<CoverageRule>;
type Condition = Loose<NonNullable<CoverageRule["when"]>>;

/** A rule whose condition was mistaken has one all the same. */
const isUnconditional = (rule: Rule): boolean => !("when" in rule) || (rule.when !== undefined && Object.keys(rule.when).length === 0);

export function checkCoverage(checking: Checking, path: Path, agreement: Loose<Agreement>): void {
  const { report } = checking;
  const rules = agreement.coverage;
  if (rules === undefined || rules.length === 0) return;
  const ids = new Set<string>();
  for (const [i, rule] of itemsOf(rules)) {
    const at = [...path, "coverage", i];
    if (rule.id !== undefined && ids.has(rule.id)) {
      report(
        "error",
        [...at, "id"],
        "id-taken",
        `another rule of this agreement is already called '${rule.id}'`,
        "tickets remember rules by id: give each its own",
      );
    }
    if (rule.id !== undefined) ids.add(rule.id);
    if (rule.when !== undefined) checkCondition(checking, [...at, "when"], rule.when, agreement);
    if (rule.decision === "excluded" && !("redirect" in rule)) {
      const hint = "add `redirect: { to: … }`: the requester is told where to turn instead";
      report("warning", at, "no-redirect", `rule '${rule.id ?? i}' excludes without saying where to turn`, hint);
    }
  }
  checkOrder(checking, path, rules);
}

function checkOrder({ report }: Checking, path: Path, rules: readonly (Rule | undefined)[]): void {
  const last = rules.at(-1);
  if (last !== undefined && !isUnconditional(last)) {
    const hint = "add a last rule without `when` that decides everything else, like decision: billable";
    report(
      "error",
      [...path, "coverage", rules.length - 1],
      "no-default-rule",
      "the last coverage rule has a condition, so some tickets match no rule",
      hint,
    );
  }
  for (const [i, rule] of itemsOf(rules)) {
    if (i < rules.length - 1 && isUnconditional(rule)) {
      const hint = "give it a `when`, or move it to the end";
      report(
        "error",
        [...path, "coverage", i],
        "unreachable-rules",
        `rule '${rule.id ?? i}' matches every ticket, so the rules after it are never tried`,
        hint,
      );
    } else {
      checkShadow(report, path, rules, i, rule);
    }
  }
}

/** A rule is never reached when an earlier one already matches all that it matches. */
function checkShadow(report: Checking["report"], path: Path, rules: readonly (Rule | undefined)[], i: number, rule: Rule): void {
  const when = rule.when;
  if (when === undefined) return;
  const earlier = rules.slice(0, i).find((each) => each?.when !== undefined && !isUnconditional(each) && includes(each.when, when));
  if (earlier === undefined) return;
  const message = `rule '${rule.id ?? i}' is never reached: rule '${earlier.id}' before it matches the same tickets`;
  report("warning", [...path, "coverage", i], "unreachable-rules", message, `move it before '${earlier.id}', or remove it`);
}

function includes(wide: Condition, narrow: Condition): boolean {
  return Object.entries(wide).every(([key, value]) => {
    const inner = narrow[key as keyof Condition];
    if (Array.isArray(value)) return Array.isArray(inner) && inner.every((each) => value.includes(each));
    return value !== undefined && JSON.stringify(value) === JSON.stringify(inner);
  });
}

function checkCondition(checking: Checking, path: Path, when: Condition, agreement: Loose<Agreement>): void {
  const { model, report } = checking;
  const covered = (agreement.services ?? []).filter((each) => each !== undefined);
  for (const [i, service] of itemsOf(when.service)) {
    if (!checkName(checking, [...path, "service", i], "service", service) || covered.includes(service)) continue;
    report(
      "warning",
      [...path, "service", i],
      "service-not-in-agreement",
      `service '${service}' is not in this agreement`,
      `add it to \`services\`, or write one of ${covered.join(", ")}`,
    );
  }
  const known = covered.flatMap((service) =>
    Object.keys(entryOf(model.services, service)?.components ?? {}).map((name) => [service, name] as const),
  );
  for (const [i, component] of itemsOf(when.component)) {
    if (known.some(([service, name]) => component === name || component === `${service}/${name}`)) continue;
    // Components of a service that was mistaken cannot be compared with.
    if (covered.some((service) => !has(model.services, service) || entryOf(model.services, service)?.components === undefined)) continue;
    const names = component.includes("/") ? known.map(([service, name]) => `${service}/${name}`) : known.map(([, name]) => name);
    reportUnknown(report, [...path, "component", i], "component", component, () => names, "to a service of this agreement");
  }
  if (typeof when.hours !== "object") return;
  if ("inside" in when.hours) checkName(checking, [...path, "hours", "inside"], "calendar", when.hours.inside);
  if ("outside" in when.hours) checkName(checking, [...path, "hours", "outside"], "calendar", when.hours.outside);
}
