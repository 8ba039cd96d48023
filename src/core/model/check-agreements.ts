/** Checks of what was promised: periods, targets, thresholds, notifications, bundles; coverage has a file of its own. */
import { checkCoverage } from "#core/model/check-coverage.ts";
import { type Checking, checkDuration, checkName, checkNotify, reportUnknown } from "#core/model/check-names.ts";
import { type Agreement, priorities, type Target } from "#core/model/document.ts";
import { entriesOf, entryOf, has, itemsOf, type Loose } from "#core/model/loose.ts";
import type { Path } from "#core/model/problem.ts";
import type { Span } from "#core/time/span.ts";

const told = ["person", "team", "lead", "contact", "schedule"];
const defaultThresholds = [50, 75, 90];

export function checkAgreements(checking: Checking): void {
  for (const [id, agreement] of entriesOf(checking.model.agreements)) {
    const path = ["agreements", id];
    checkName(checking, [...path, "customer"], "customer", agreement.customer);
    checkName(checking, [...path, "calendar"], "calendar", agreement.calendar);
    checkServicesOf(checking, path, agreement);
    checkPeriod(checking, path, agreement);
    checkTargets(checking, path, agreement);
    checkThresholds(checking, path, agreement);
    for (const key of ["reopenWindow", "closeAfter"] as const) checkDuration(checking, [...path, key], agreement[key]);
    checkCoverage(checking, path, agreement);
    checkNotifyRules(checking, path, agreement);
    checkBundles(checking, path, agreement);
    checkContactPoints(checking, path, agreement);
  }
  checkOverlaps(checking);
}

function checkServicesOf(checking: Checking, path: Path, agreement: Loose<Agreement>): void {
  const seen = new Set<string>();
  for (const [i, service] of itemsOf(agreement.services)) {
    checkName(checking, [...path, "services", i], "service", service);
    if (seen.has(service))
      checking.report("error", [...path, "services", i], "listed-twice", `'${service}' is listed twice`, "keep one of the two");
    seen.add(service);
  }
}

function checkPeriod({ report }: Checking, path: Path, { from, until, renewal }: Loose<Agreement>): void {
  if (from !== undefined && until !== undefined && until < from) {
    report(
      "error",
      [...path, "until"],
      "period-ends-before-it-begins",
      `the agreement ends on ${until}, before it begins on ${from}`,
      "exchange the two dates, or correct the year",
    );
  }
  if (renewal !== undefined && until === undefined) {
    report(
      "warning",
      [...path, "renewal"],
      "renewal-without-end",
      "an agreement without `until` never comes up for renewal",
      "add `until`, or remove `renewal`",
    );
  }
}

function checkTargets(checking: Checking, path: Path, agreement: Loose<Agreement>): void {
  const check = (at: Path, target: Loose<Target> | undefined): { span: Span; calendar: string | undefined } | null => {
    if (target === undefined) return null;
    if (typeof target === "string") return withCalendar(checkDuration(checking, at, target), agreement.calendar);
    checkName(checking, [...at, "calendar"], "calendar", target.calendar);
    return withCalendar(checkDuration(checking, [...at, "for"], target.for), target.calendar ?? agreement.calendar);
  };
  for (const priority of priorities) {
    const at = [...path, "targets", priority];
    const row = agreement.targets?.[priority];
    const [response, restoration, resolution] = (["response", "restoration", "resolution"] as const).map((each) =>
      check([...at, each], row?.[each]),
    );
    for (const each of ["next-response", "update"] as const) check([...at, each], row?.[each]);
    warnLonger(checking, at, "response", response, "resolution", resolution);
    warnLonger(checking, at, "response", response, "restoration", restoration);
    warnLonger(checking, at, "restoration", restoration, "resolution", resolution);
    const stays = agreement.escalation?.[priority] ?? {};
    for (const [tier, target] of Object.entries(stays)) check([...path, "escalation", priority, tier], target);
    check([...path, "vendorTargets", priority], agreement.vendorTargets?.[priority]);
  }
  const isEmpty = agreement.targets === undefined || Object.keys(agreement.targets).length === 0;
  if (
    isEmpty &&
    !("targets" in agreement && agreement.targets === undefined) &&
    agreement.kind !== undefined &&
    agreement.kind !== "on-demand"
  ) {
    checking.report(
      "warning",
      path,
      "no-targets",
      "this agreement promises no times",
      "add `targets: { P1: { response: 15m, resolution: 8h } }`, or make it kind: on-demand",
    );
  }
}

const withCalendar = (span: Span | null, calendar: string | undefined) => (span === null ? null : { span, calendar });

type Measured = { span: Span; calendar: string | undefined } | null | undefined;

/** Open time and business days, or different calendars, are not comparable without a date. */
function warnLonger({ report }: Checking, path: Path, first: string, a: Measured, then: string, b: Measured): void {
  if (a == null || b == null || a.calendar !== b.calendar) return;
  const isLonger =
    a.span.kind === "open"
      ? b.span.kind === "open" && a.span.ms > b.span.ms
      : b.span.kind === "business-days" && a.span.at === b.span.at && a.span.days > b.span.days;
  if (!isLonger) return;
  report(
    "warning",
    [...path, first],
    "target-order",
    `${first} is promised later than ${then}`,
    "exchange the two targets if they were mixed up",
  );
}

function checkThresholds({ report }: Checking, path: Path, { thresholds }: Loose<Agreement>): void {
  let before = 0;
  for (const [i, percent] of itemsOf(thresholds)) {
    if (percent <= before) {
      const ascending = [...new Set((thresholds ?? []).filter((each) => each !== undefined))].sort((a, b) => a - b);
      return report(
        "error",
        [...path, "thresholds", i],
        "thresholds-order",
        "thresholds ascend, each once",
        `write [${ascending.join(", ")}]`,
      );
    }
    before = percent;
  }
}

function checkNotifyRules(checking: Checking, path: Path, agreement: Loose<Agreement>): void {
  const { report } = checking;
  const fired = [...(agreement.thresholds ?? defaultThresholds), 100];
  for (const [i, rule] of itemsOf(agreement.notify)) {
    const at = [...path, "notify", i];
    if ("at" in rule === "silence" in rule) {
      const message = "at" in rule ? "a rule fires either at a percentage or after a silence" : "this rule never fires";
      report("error", at, "notify-when", message, "give it `at: 75` (percent of a clock) or `silence: 4h`, one of the two");
    }
    if (rule.at !== undefined && !fired.includes(rule.at)) {
      const hint = `write one of ${fired.join(", ")}, or add ${rule.at} to the agreement's thresholds`;
      report("error", [...at, "at"], "threshold-unknown", `no clock of this agreement stops at ${rule.at} %`, hint);
    }
    checkDuration(checking, [...at, "silence"], rule.silence);
    for (const [k, target] of itemsOf(rule.notify))
      checkNotify(checking, [...at, "notify", k], target, { kinds: told, customer: agreement.customer });
  }
}

function checkBundles({ report }: Checking, path: Path, { bundles, funding }: Loose<Agreement>): void {
  if (funding === "hours-bundle" && (bundles === undefined || bundles.length === 0)) {
    report(
      "warning",
      [...path, "funding"],
      "no-bundles",
      "the agreement is paid from bundles of hours, but lists none",
      "add `bundles:` with id, hours and from",
    );
  }
  const ids = new Set<string>();
  for (const [i, { id, from, until }] of itemsOf(bundles)) {
    const at = [...path, "bundles", i];
    if (id !== undefined && ids.has(id))
      report("error", [...at, "id"], "id-taken", `another bundle of this agreement is already called '${id}'`, "give each its own id");
    if (id !== undefined) ids.add(id);
    if (from !== undefined && until !== undefined && until < from) {
      report(
        "error",
        [...at, "until"],
        "period-ends-before-it-begins",
        `the bundle expires on ${until}, before it begins on ${from}`,
        "exchange the two dates, or correct the year",
      );
    }
  }
}

function checkContactPoints(checking: Checking, path: Path, { contactPoints, customer }: Loose<Agreement>): void {
  checkName(checking, [...path, "contactPoints", "provider"], "person", contactPoints?.provider);
  const point = contactPoints?.customer;
  const contacts = entryOf(checking.model.customers, customer)?.contacts;
  if (point === undefined || contacts === undefined || has(contacts, point)) return;
  reportUnknown(
    checking.report,
    [...path, "contactPoints", "customer"],
    "contact",
    point,
    () => Object.keys(contacts),
    "under the customer's contacts",
  );
}

type Period = { id: string; index: number; from: string; until: string };

/** A ticket must find one agreement: two of one customer may not hold for one service on one day. */
function checkOverlaps({ model, report }: Checking): void {
  const periods = new Map<string, Period[]>();
  for (const [id, { customer, services, from, until }] of entriesOf(model.agreements)) {
    if (customer === undefined || from === undefined) continue;
    for (const [index, service] of itemsOf(services)) {
      const key = `${customer}/${service}`;
      const group = periods.get(key) ?? [];
      group.push({ id, index, from, until: until ?? "9999-12-31" });
      periods.set(key, group);
    }
  }
  for (const [key, group] of periods) {
    const ordered = group.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
    let longest = ordered[0];
    for (const period of ordered.slice(1)) {
      if (longest !== undefined && period.id !== longest.id && period.from <= longest.until) {
        const [customer, service] = key.split("/");
        const message = `agreements '${longest.id}' and '${period.id}' both hold for service '${service}' of '${customer}' from ${period.from} on`;
        const hint = `end '${longest.id}' with \`until\` before ${period.from}, or leave the service out of one of them`;
        report("error", ["agreements", period.id, "services", period.index], "agreements-overlap", message, hint);
      }
      if (longest === undefined || period.until > longest.until) longest = period;
    }
  }
}
