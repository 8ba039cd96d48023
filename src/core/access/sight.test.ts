import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Actor } from "#core/access/access.ts";
import { boundsOf, builtInRole } from "#core/access/role.ts";
import { canSee, colleaguesIn, contactKeyOf, departmentOf, type Seen, type Sight, sightOf, type Visibility } from "#core/access/sight.ts";
import type { Document } from "#core/model/document.ts";

const contacts = {
  ana: { name: "Ana", email: "Ana@acme.test", department: "Finance", designated: true },
  ben: { name: "Ben", email: "ben@acme.test", department: "finance " },
  cleo: { name: "Cleo", department: "Works" },
};

const modelWith = (visibility: Record<string, Visibility | undefined>): Document =>
  ({
    customers: {
      acme: { name: "Acme", zone: "UTC", contacts },
      east: { name: "East", zone: "UTC", parent: "acme", contacts: { ana: { name: "Another Ana" } } },
      globex: { name: "Globex", zone: "UTC", contacts: { ana: { name: "Ana of Globex" } } },
    },
    agreements: Object.fromEntries(
      Object.entries(visibility).map(([id, each]) => [
        id,
        { customer: id.split("-")[0], ...(each === undefined ? {} : { visibility: each }) },
      ]),
    ),
  }) as unknown as Document;

const personOf = (roleId: string, customerId: string | null, contact: string, department: string | null = null): Actor => ({
  ...boundsOf(builtInRole(roleId)!, customerId, modelWith({})),
  contact: customerId === null ? null : contact,
  department,
});

const ticket = (customerId: string, requester: string | null, agreementId: string | null): Seen => ({ customerId, requester, agreementId });

describe("who sees a ticket", () => {
  const document = modelWith({
    "acme-own": "own",
    "acme-dept": "department",
    "acme-all": "customer",
    "acme-none": undefined,
    "globex-all": "customer",
  });
  const ben = sightOf(personOf("contact", "acme", "ben", "finance"), document, ["ana", "ben"]);

  it.each<[string, Sight, Seen, boolean]>([
    ["their own", ben, ticket("acme", "ben", "acme-own"), true],
    ["their own, under no agreement", ben, ticket("acme", "ben", null), true],
    ["their own, under an agreement that is gone", ben, ticket("acme", "ben", "acme-gone"), true],
    ["a colleague's, where each sees their own", ben, ticket("acme", "ana", "acme-own"), false],
    ["a colleague's, where nothing is said", ben, ticket("acme", "ana", "acme-none"), false],
    ["a colleague's, where departments see theirs", ben, ticket("acme", "ana", "acme-dept"), true],
    ["of another department", ben, ticket("acme", "cleo", "acme-dept"), false],
    ["anybody's, where the customer sees all", ben, ticket("acme", "cleo", "acme-all"), true],
    ["nobody's, where the customer sees all", ben, ticket("acme", null, "acme-all"), true],
    ["nobody's, where departments see theirs", ben, ticket("acme", null, "acme-dept"), false],
    ["another customer's, of somebody with the same key", ben, ticket("globex", "ben", "globex-all"), false],
    ["another customer's, under an agreement of ours", ben, ticket("globex", "ben", "acme-all"), false],
    ["a child organisation's, for a contact", ben, ticket("east", "ben", null), false],
    ["an agreement by the name of an object's own property", ben, ticket("acme", "ana", "constructor"), false],
    [
      "all of them, designated",
      sightOf(personOf("designated-contact", "acme", "ana"), document, []),
      ticket("acme", "cleo", "acme-own"),
      true,
    ],
    ["a child's, designated above", sightOf(personOf("designated-contact", "acme", "ana"), document, []), ticket("east", null, null), true],
    [
      "the parent's, designated below",
      sightOf(personOf("designated-contact", "east", "ana"), document, []),
      ticket("acme", "ana", null),
      false,
    ],
    ["staff", sightOf(personOf("auditor", null, ""), document, []), ticket("globex", null, null), true],
  ])("%s", (_, sight, seen, expected) => {
    expect(canSee(sight, seen)).toBe(expected);
  });

  it("goes on seeing what they reported before the model knew them", () => {
    const ana = sightOf(personOf("contact", "acme", "ana"), document, [], "u1");
    expect([canSee(ana, ticket("acme", "u1", null)), canSee(ana, ticket("acme", "ana", null))]).toEqual([true, true]);
    expect([canSee(ana, ticket("acme", "u2", null)), canSee(ana, ticket("globex", "u1", null))]).toEqual([false, false]);
  });

  it("a program of a customer without a contact sees no ticket as its own", () => {
    const nobody = { customerIds: ["acme"], isDesignated: false, contact: "", colleagues: [], visibility: {} };
    expect(canSee(nobody, ticket("acme", "", null))).toBe(false);
  });
});

describe("no sight crosses customers", () => {
  const ids = ["acme", "east", "globex"];
  const keys = ["ana", "ben", "cleo", ""];
  const agreements = ids.flatMap((id) => [`${id}-1`, `${id}-2`]);
  const visibility = fc.constantFrom<Visibility | undefined>("own", "department", "customer", undefined);

  it("whoever looks, under whatever agreements", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("contact", "designated-contact"),
        fc.constantFrom(...ids),
        fc.constantFrom(...keys),
        fc.subarray(keys),
        fc.dictionary(fc.constantFrom(...agreements), visibility),
        fc.record({
          customerId: fc.constantFrom(...ids),
          requester: fc.constantFrom(...keys, null),
          agreementId: fc.constantFrom(...agreements, null),
        }),
        (role, customerId, contact, colleagues, rules, seen) => {
          const document = modelWith(rules);
          const actor = personOf(role, customerId, contact);
          const sight = sightOf(actor, document, colleagues);
          if (!canSee(sight, seen)) return;
          expect(actor.customerIds).toContain(seen.customerId);
          if (seen.customerId !== customerId)
            expect([role, document.customers[seen.customerId]?.parent]).toEqual(["designated-contact", customerId]);
          const shared = seen.agreementId === null ? undefined : rules[seen.agreementId];
          const isOwn = seen.requester !== null && seen.requester === contact;
          if (role === "contact" && !isOwn) {
            expect(["department", "customer"]).toContain(shared);
            if (shared === "department") expect(colleagues).toContain(seen.requester);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("people of a customer in the model", () => {
  const document = modelWith({});
  const user = (id: string, email: string, department: string | null = null) => ({ id, email, department });

  it("are found by e-mail address, in their own customer alone", () => {
    expect(contactKeyOf(document, "acme", user("u1", "ana@ACME.test"))).toBe("ana");
    expect(contactKeyOf(document, "globex", user("u1", "ana@acme.test"))).toBe("u1");
    expect(contactKeyOf(null, "acme", user("u1", "ana@acme.test"))).toBe("u1");
  });

  it("have the department that was written for them, else the model's", () => {
    expect(departmentOf(document, "acme", user("u1", "ana@acme.test"))).toBe("Finance");
    expect(departmentOf(document, "acme", user("u1", "ana@acme.test", "Works"))).toBe("Works");
    expect(departmentOf(document, "acme", user("u1", "new@acme.test"))).toBeNull();
  });

  it("share a department however it is written, and those who moved are no colleagues any more", () => {
    const users = [user("u1", "new@acme.test", "FINANCE"), user("u2", "ben@acme.test", "Works"), user("u3", "x@acme.test")];
    expect(colleaguesIn(document, "acme", "Finance", users).sort()).toEqual(["ana", "u1"]);
    expect(colleaguesIn(document, "acme", "works", users).sort()).toEqual(["ben", "cleo", "u2"]);
    expect(colleaguesIn(document, "acme", null, users)).toEqual([]);
  });
});
