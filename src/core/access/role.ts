/** Roles: named sets of permissions, those that come with Guardia and those that an installation adds. */
import { type Actor, customerPermissions, may, type Permission, permissions } from "#core/access/access.ts";
import type { Document } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";

export type Role = {
  readonly id: string;
  readonly name: string;
  /** Given to customers' people; the others to the provider's. */
  readonly isForCustomers: boolean;
  readonly permissions: readonly Permission[];
};

export const builtInRoles = ["administrator", "manager", "agent", "auditor", "designated-contact", "contact"] as const;
export type BuiltInRole = (typeof builtInRoles)[number];

const customers = { isForCustomers: true };
const provider = { isForCustomers: false };

const terms: Readonly<Record<BuiltInRole, Omit<Role, "id">>> = {
  administrator: { ...provider, name: "Administrator", permissions: ["admin"] },
  manager: {
    ...provider,
    name: "Manager",
    permissions: permissions.filter((each) => each !== "admin" && each !== "import"),
  },
  agent: {
    ...provider,
    name: "Agent",
    permissions: ["tickets:read", "tickets:write", "people:read", "model:read", "knowledge:read", "knowledge:write", "shared:write"],
  },
  auditor: { ...provider, name: "Auditor", permissions: permissions.filter((each) => each.endsWith(":read")) },
  "designated-contact": { ...customers, name: "Designated contact", permissions: customerPermissions },
  contact: { ...customers, name: "Contact", permissions: ["tickets:read", "tickets:write", "knowledge:read"] },
};

const isBuiltIn = (id: string): id is BuiltInRole => (builtInRoles as readonly string[]).includes(id);

/** A role that comes with Guardia, or null for any other id. */
export const builtInRole = (id: string): Role | null => (isBuiltIn(id) ? { id, ...terms[id] } : null);

/** The role of this id among the built-in ones and those given; null when there is none. */
export const roleOf = (id: string, custom: readonly Role[]): Role | null =>
  builtInRole(id) ?? custom.find((each) => each.id === id) ?? null;

/** What a role of this installation may hold. Refuses `bad-role` for more than its people can have, and for `admin`, which is the administrator's. */
export function requireGoodRole({ id, isForCustomers, permissions: given }: Role): void {
  if (isBuiltIn(id)) throw new Refusal("role-exists", `"${id}" comes with Guardia and stays as it is: choose another id.`, { role: id });
  const possible = permissions.filter((each) => each !== "admin" && (!isForCustomers || customerPermissions.includes(each)));
  const tooMuch = given.filter((each) => !possible.includes(each));
  if (tooMuch.length === 0) return;
  throw new Refusal("bad-role", `This role cannot have ${tooMuch.join(", ")}: choose among ${possible.join(", ")}.`, {
    permissions: tooMuch,
    possible,
  });
}

/** The customer itself, then its child organisations, all the way down, each once. */
export function organisationsUnder(document: Document | null, customerId: string): string[] {
  const children = new Map<string, string[]>();
  for (const [id, { parent }] of Object.entries(document?.customers ?? {})) {
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  const found = [customerId];
  for (const each of found) found.push(...(children.get(each) ?? []).filter((child) => !found.includes(child)));
  return found;
}

/** Where somebody of a role works: everywhere, in their own organisation, or (who decides for it) in those under it too. */
export function boundsOf(
  role: Pick<Role, "permissions">,
  customerId: string | null,
  document: Document | null,
): Pick<Actor, "permissions" | "customerId" | "customerIds" | "isDesignated"> {
  const isDesignated = customerId !== null && role.permissions.includes("tickets:decide");
  const customerIds = customerId === null ? null : isDesignated ? organisationsUnder(document, customerId) : [customerId];
  return { permissions: role.permissions, customerId, customerIds, isDesignated };
}

/** Refuses `forbidden` for giving, changing or taking a role that holds more than the actor has: nobody lifts anybody above themselves. */
export function requireWithin(actor: Actor, role: Role): void {
  const beyond = role.permissions.filter((each) => !may(actor, each));
  if (beyond.length === 0) return;
  throw new Refusal("forbidden", `The role "${role.name}" may do more than you (${beyond.join(", ")}): ask somebody who has it.`, {
    role: role.id,
    name: role.name,
    permissions: beyond,
  });
}

/** Refuses `role-does-not-fit`: roles of the provider's people are never given to a customer's, nor the other way round. */
export function requireFit(role: Role, customerId: string | null): void {
  if (role.isForCustomers === (customerId !== null)) return;
  throw new Refusal(
    "role-does-not-fit",
    role.isForCustomers
      ? `"${role.name}" is a role of customers' people: name the customer, or choose a role of the provider's.`
      : `"${role.name}" is a role of the provider's people: choose one for customers.`,
    { role: role.id, name: role.name, customerId },
  );
}
