/** Checks of who takes part: people, teams, services with components, customers with contacts. */
import { type Checking, checkName, checkZone, reportUnknown } from "#core/model/check-names.ts";
import { type Edge, findCycles } from "#core/model/cycle.ts";
import type { Component, Service, Tier } from "#core/model/document.ts";
import { entriesOf, entryOf, has, itemsOf, type Loose } from "#core/model/loose.ts";
import { apart, type Path } from "#core/model/problem.ts";
import { Refusal } from "#core/refusal.ts";
import { holidaySet } from "#core/time/holidays.ts";

export function checkPeopleAndTeams(checking: Checking): void {
  const { model, report } = checking;
  for (const [id, person] of entriesOf(model.people)) {
    checkZone(checking, ["people", id, "zone"], person.zone);
    checkHolidays(checking, ["people", id, "holidays"], person.holidays);
  }
  for (const [id, team] of entriesOf(model.teams)) {
    const path = ["teams", id];
    const members = new Set<string>();
    for (const [i, member] of itemsOf(team.members)) {
      if (members.has(member))
        report("error", [...path, "members", i], "listed-twice", `'${member}' is listed twice`, "keep one of the two");
      members.add(member);
      checkName(checking, [...path, "members", i], "person", member);
    }
    checkName(checking, [...path, "lead"], "person", team.lead);
    checkName(checking, [...path, "calendar"], "calendar", team.calendar);
  }
}

function checkHolidays({ report }: Checking, path: Path, code: string | undefined): void {
  if (code === undefined) return;
  try {
    holidaySet(code);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    report("error", path, error.code, ...apart(error.message));
  }
}

export function checkServices(checking: Checking): void {
  const { model, report } = checking;
  const graph = new Map<string, Edge[]>();
  for (const [id, service] of entriesOf(model.services)) {
    const path = ["services", id];
    checkName(checking, [...path, "escalationPolicy"], "escalation policy", service.escalationPolicy);
    if (service.components !== undefined && Object.keys(service.components).length === 0) {
      report(
        "error",
        [...path, "components"],
        "no-components",
        `service '${id}' has no components`,
        "add one; a service that is one thing has one component",
      );
    }
    for (const [key, component] of entriesOf(service.components)) {
      checkOwners(checking, [...path, "components", key], component);
      graph.set(`${id}/${key}`, checkDependencies(checking, [...path, "components", key], id, service, component));
    }
  }
  for (const { from, index, loop } of findCycles(graph)) {
    const [service, component] = from.split("/") as [string, string];
    const message = `these components depend on each other: ${loop.join(" → ")}`;
    report(
      "error",
      ["services", service, "components", component, "dependsOn", index],
      "circular",
      message,
      "remove one of these dependencies",
    );
  }
}

function checkDependencies(checking: Checking, path: Path, id: string, service: Loose<Service>, component: Loose<Component>): Edge[] {
  const { model, report } = checking;
  return itemsOf(component.dependsOn).map(([index, written]) => {
    const at = [...path, "dependsOn", index];
    const slash = written.indexOf("/");
    if (slash < 0) {
      if (!has(service.components, written)) {
        const near = (): string[] => [...Object.keys(service.components ?? {}), ...otherComponents(checking, id, written)];
        reportUnknown(report, at, "component", written, near, "to this service, or write it as service/component");
      }
      return { to: `${id}/${written}`, index };
    }
    const [other, name] = [written.slice(0, slash), written.slice(slash + 1)];
    const found = entryOf(model.services, other);
    if (checkName(checking, at, "service", other) && found?.components !== undefined && !has(found.components, name)) {
      const parts = found.components;
      const known = (): string[] => Object.keys(parts).map((each) => `${other}/${each}`);
      reportUnknown(report, at, "component", written, known, `to service '${other}'`);
    }
    return { to: written, index };
  });
}

/** Components of other services that bear exactly this name, written in full. */
const otherComponents = ({ model }: Checking, id: string, name: string): string[] =>
  entriesOf(model.services).flatMap(([other, service]) => (other !== id && has(service.components, name) ? [`${other}/${name}`] : []));

function checkOwners(checking: Checking, path: Path, component: Loose<Component>): void {
  const { model, report } = checking;
  const owners = component.owners;
  if (owners !== undefined && Object.keys(owners).length === 0) {
    report(
      "error",
      [...path, "owners"],
      "no-owner",
      "no team owns this component",
      "name at least the team that answers first, like owners: { 1: desk }",
    );
  }
  for (const [tier, team] of Object.entries(owners ?? {})) {
    const at = [...path, "owners", tier];
    if (team === undefined || !checkName(checking, at, "team", team)) continue;
    const found = entryOf(model.teams, team)?.tier;
    if (found === undefined || String(found) === tier) continue;
    const near = entriesOf(model.teams)
      .filter(([, each]) => String(each.tier) === tier)
      .map(([name]) => name);
    const hint =
      near.length === 0
        ? `write it under ${found}:`
        : `write it under ${found}:, or name a team of tier ${tier}: ${near.slice(0, 5).join(", ")}`;
    report("error", at, "owner-tier", `team '${team}' is of tier ${found}, not ${tier}`, hint);
  }
  for (const key of ["startTier", "alertTier"] as const) checkTierOwned(checking, [...path, key], component[key], owners);
  checkName(checking, [...path, "vendor"], "vendor", component.vendor);
}

function checkTierOwned({ report }: Checking, path: Path, tier: Tier | undefined, owners: object | undefined): void {
  if (tier === undefined || owners === undefined || has(owners, String(tier)) || Object.keys(owners).length === 0) return;
  report(
    "error",
    path,
    "tier-without-owner",
    `nobody owns this component at tier ${tier}`,
    `write one of ${Object.keys(owners).join(", ")}, or add an owner for ${tier}`,
  );
}

export function checkCustomers(checking: Checking): void {
  const { model, report } = checking;
  const domains = new Map<string, string>();
  for (const [id, customer] of entriesOf(model.customers)) {
    const path = ["customers", id];
    checkZone(checking, [...path, "zone"], customer.zone);
    checkName(checking, [...path, "parent"], "customer", customer.parent);
    for (const [i, domain] of itemsOf(customer.domains)) {
      const first = domains.get(domain);
      if (first !== undefined) {
        const message = `domain '${domain}' already belongs to customer '${first}'`;
        report("error", [...path, "domains", i], "domain-taken", message, "mail from there could be of either: keep it in one place");
      }
      domains.set(domain, id);
    }
    for (const [key, contact] of entriesOf(customer.contacts)) checkZone(checking, [...path, "contacts", key, "zone"], contact.zone);
    checkDesignated(checking, [...path, "contacts"], customer.contacts);
  }
  const graph = new Map(entriesOf(model.customers).map(([id, { parent }]) => [id, parent === undefined ? [] : [{ to: parent, index: 0 }]]));
  for (const { from, loop } of findCycles(graph)) {
    report(
      "error",
      ["customers", from, "parent"],
      "circular",
      `these customers are parts of each other: ${loop.join(" → ")}`,
      "remove one of these parents",
    );
  }
}

function checkDesignated(
  { report }: Checking,
  path: Path,
  contacts: Readonly<Record<string, Loose<{ designated?: boolean }> | undefined>> | undefined,
): void {
  if (contacts === undefined) return;
  const all = Object.values(contacts);
  // A contact whose entry was mistaken may well be the designated one.
  if (all.some((contact) => contact === undefined || ("designated" in contact && contact.designated === undefined))) return;
  const designated = Object.keys(contacts).filter((key) => contacts[key]?.designated === true);
  if (designated.length === 0) {
    const first = Object.keys(contacts)[0];
    const hint =
      first === undefined
        ? "add a contact with `designated: true`"
        : `write \`designated: true\` at the one who ranks the requests, like '${first}'`;
    report("error", path, "no-designated-contact", "no contact of this customer is the designated one", hint);
  }
  for (const key of designated.slice(1)) {
    const message = `'${designated[0]}' is already the designated contact`;
    report("error", [...path, key, "designated"], "two-designated-contacts", message, "exactly one per customer: remove one of the two");
  }
}
