import { describe, expect, it } from "vitest";
import { type Actor, can, customerPermissions, type Permission, permissions } from "#core/access/access.ts";
import {
  boundsOf,
  builtInRole,
  builtInRoles,
  organisationsUnder,
  type Role,
  requireFit,
  requireGoodRole,
  requireWithin,
  roleOf,
} from "#core/access/role.ts";
import type { Document } from "#core/model/document.ts";

const parents: Record<string, string | undefined> = { acme: undefined, east: "acme", tokyo: "east", west: "acme", globex: undefined };
const document = {
  customers: Object.fromEntries(
    Object.entries(parents).map(([id, parent]) => [
      id,
      { name: id, zone: "UTC", contacts: {}, ...(parent === undefined ? {} : { parent }) },
    ]),
  ),
} as unknown as Document;

const actorOf = (roleId: string, customerId: string | null = null): Actor => ({
  ...boundsOf(builtInRole(roleId)!, customerId, document),
  contact: customerId === null ? null : "ana",
  department: null,
});

describe("the roles that come with Guardia", () => {
  const provider: [string, readonly Permission[]][] = [
    ["administrator", permissions],
    ["manager", permissions.filter((each) => each !== "admin" && each !== "import")],
    ["agent", ["tickets:read", "tickets:write", "people:read", "model:read", "knowledge:read", "knowledge:write", "shared:write"]],
    ["auditor", ["tickets:read", "people:read", "model:read", "knowledge:read", "board:read", "audit:read"]],
    ["designated-contact", []],
    ["contact", []],
  ];
  it.each(provider)("%s may in the whole installation", (id, expected) => {
    const actor = actorOf(id, builtInRole(id)!.isForCustomers ? "acme" : null);
    expect(permissions.filter((each) => can(actor, each, null))).toEqual(expected);
  });

  it.each<[string, string, readonly Permission[]]>([
    ["designated-contact", "acme", customerPermissions],
    ["designated-contact", "tokyo", customerPermissions],
    ["designated-contact", "globex", []],
    ["contact", "acme", ["tickets:read", "tickets:write", "knowledge:read"]],
    ["contact", "east", []],
  ])("%s of acme may at %s", (id, customerId, expected) => {
    expect(permissions.filter((each) => can(actorOf(id, "acme"), each, customerId))).toEqual(expected);
  });

  it("are for one side each, and an auditor changes nothing", () => {
    for (const id of builtInRoles) {
      const role = builtInRole(id)!;
      expect(() => requireFit(role, role.isForCustomers ? "acme" : null)).not.toThrow();
      expect(() => requireFit(role, role.isForCustomers ? null : "acme")).toThrow(role.name);
    }
    expect(builtInRole("auditor")!.permissions.filter((each) => !each.endsWith(":read"))).toEqual([]);
  });
});

describe("organisations", () => {
  it("come with those under them, all the way down, and never end in a circle", () => {
    expect(organisationsUnder(document, "acme")).toEqual(["acme", "east", "west", "tokyo"]);
    expect(organisationsUnder(document, "east")).toEqual(["east", "tokyo"]);
    expect(organisationsUnder(null, "gone")).toEqual(["gone"]);
    const circle = { customers: { a: { parent: "b" }, b: { parent: "a" } } } as unknown as Document;
    expect(organisationsUnder(circle, "a")).toEqual(["a", "b"]);
  });
});

describe("roles of an installation", () => {
  const role = (given: Permission[], isForCustomers = false): Role => ({ id: "night", name: "Night", isForCustomers, permissions: given });

  it("hold what their people can have, and never all", () => {
    expect(() => requireGoodRole(role(["tickets:read", "board:read"]))).not.toThrow();
    expect(() => requireGoodRole(role(["tickets:read", "people:read"], true))).not.toThrow();
    expect(() => requireGoodRole(role(["board:read"], true))).toThrow("board:read");
    expect(() => requireGoodRole(role(["admin"]))).toThrow("admin");
    expect(() => requireGoodRole({ ...role(["tickets:read"]), id: "agent" })).toThrow("comes with Guardia");
  });

  it("are found beside the built-in ones", () => {
    expect(roleOf("night", [role(["tickets:read"])])?.name).toBe("Night");
    expect(roleOf("agent", [])?.name).toBe("Agent");
    expect(roleOf("nobody", [])).toBeNull();
  });

  it("make a designated contact of whoever decides", () => {
    const buyer = boundsOf(role(["tickets:decide"], true), "acme", document);
    expect([buyer.isDesignated, buyer.customerIds]).toEqual([true, ["acme", "east", "west", "tokyo"]]);
    const reader = boundsOf(role(["tickets:read"], true), "acme", document);
    expect([reader.isDesignated, reader.customerIds]).toEqual([false, ["acme"]]);
  });
});

describe("nobody lifts anybody above themselves", () => {
  it.each<[string, string | null, string, boolean]>([
    ["administrator", null, "administrator", true],
    ["manager", null, "administrator", false],
    ["manager", null, "manager", true],
    ["manager", null, "designated-contact", true],
    ["agent", null, "manager", false],
    ["designated-contact", "acme", "designated-contact", true],
    ["designated-contact", "acme", "contact", true],
    ["designated-contact", "acme", "agent", false],
    ["contact", "acme", "designated-contact", false],
  ])("%s (%s) gives %s: %s", (id, customerId, given, expected) => {
    const give = () => requireWithin(actorOf(id, customerId), builtInRole(given)!);
    if (expected) expect(give).not.toThrow();
    else expect(give).toThrow("may do more than you");
  });
});
