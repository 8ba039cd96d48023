import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Actor,
  can,
  customerPermissions,
  isForCustomer,
  may,
  type Permission,
  permissions,
  requirePermission,
  requireVerb,
  whyNotForCustomer,
} from "#core/access/access.ts";

const staff = (...given: Permission[]): Actor => ({
  ...{ permissions: given, customerId: null, customerIds: null, contact: null, department: null, isDesignated: false },
});
const acme = (...given: Permission[]): Actor => ({
  ...{ permissions: given, customerId: "acme", customerIds: ["acme"], contact: "ana", department: null, isDesignated: false },
});
const parent = (...given: Permission[]): Actor => ({ ...acme(...given), customerIds: ["acme", "acme-east"], isDesignated: true });

describe("can", () => {
  it.each<[string, Actor, Permission, string | null, boolean]>([
    ["staff reads any customer's tickets", staff("tickets:read"), "tickets:read", "acme", true],
    ["reading is not writing", staff("tickets:read"), "tickets:write", "acme", false],
    ["writing is not reading", staff("tickets:write"), "tickets:read", "acme", false],
    ["admin includes all", staff("admin"), "model:write", null, true],
    ["nobody without permissions", staff(), "tickets:read", "acme", false],
    ["a customer's own tickets", acme("tickets:read"), "tickets:read", "acme", true],
    ["another customer's tickets", acme("tickets:read"), "tickets:read", "globex", false],
    ["a child organisation's, from above", parent("tickets:read"), "tickets:read", "acme-east", true],
    ["a child organisation's, from beside", acme("tickets:read"), "tickets:read", "acme-east", false],
    ["tickets of all customers", acme("tickets:read"), "tickets:read", null, false],
    ["the log of its tickets, which says more than a customer sees", acme("audit:read"), "audit:read", "acme", false],
    ["the model belongs to all", acme("model:read"), "model:read", null, false],
    ["the model, even named as its own", acme("model:read"), "model:read", "acme", false],
    ["its own people", acme("people:write"), "people:write", "acme", true],
    ["the provider's people", acme("people:write"), "people:write", null, false],
    ["admin bound to a customer is not admin", acme("admin"), "admin", null, false],
    ["nor of its own", acme("admin"), "admin", "acme", false],
    ["admin bound to a customer reads its own tickets", acme("admin"), "tickets:read", "acme", true],
  ])("%s", (_, actor, permission, customerId, expected) => {
    expect(can(actor, permission, customerId)).toBe(expected);
  });

  it("says which permission is missing", () => {
    expect(() => requirePermission(staff("tickets:read"), "import", null)).toThrow('needs the permission "import"');
    expect(() => requirePermission(acme("model:read"), "model:read", null)).toThrow('bound to customer "acme"');
    expect(() => requirePermission(staff("import"), "import", null)).not.toThrow();
  });

  it("never lets anybody out of their organisations, whatever they were given", () => {
    const actor = fc.record({
      permissions: fc.subarray([...permissions]),
      customerIds: fc.subarray(["a", "b", "c"], { minLength: 1 }),
    });
    fc.assert(
      fc.property(actor, fc.constantFrom(...permissions), fc.constantFrom("a", "b", "c", "d", null), (bound, permission, customerId) => {
        if (!can(bound, permission, customerId)) return;
        expect(bound.customerIds).toContain(customerId);
        expect(customerPermissions).toContain(permission);
        expect(may(bound, permission)).toBe(true);
      }),
    );
  });
});

describe("a customer's verbs", () => {
  it.each<[string, Parameters<typeof whyNotForCustomer>[0], boolean]>([
    ["opens by facts", { type: "open-ticket", facts: {} }, true],
    ["does not choose the priority", { type: "open-ticket", priority: "P1" }, false],
    ["nor the impact", { type: "open-ticket", impact: 1 }, false],
    ["answers publicly", { type: "reply-to-ticket", visibility: "public", by: "contact" }, true],
    ["never as an agent", { type: "reply-to-ticket", visibility: "public", by: "agent" }, false],
    ["never internally", { type: "reply-to-ticket", visibility: "internal", by: "contact" }, false],
    ["moves the urgency", { type: "change-priority", urgency: 1, reason: "x" }, true],
    ["not the priority", { type: "change-priority", priority: "P1", reason: "x" }, false],
    ["confirms", { type: "close-ticket" }, true],
    ["withdraws", { type: "close-ticket", reason: "withdrawn" }, true],
    ["does not exclude itself", { type: "close-ticket", reason: "excluded" }, false],
    ["decides a quote", { type: "decide-quote", state: "approved" }, true],
    ["does not quote", { type: "quote-ticket" }, false],
    ["does not resolve", { type: "resolve-ticket", solution: "x" }, false],
    ["does not override coverage", { type: "override-coverage", decision: "covered" }, false],
    ["contests it", { type: "contest-coverage", reason: "x" }, true],
    ["rates", { type: "rate-ticket", score: 1, words: "slow" }, true],
    ["complains", { type: "complain", words: "slow" }, true],
    ["answers with files", { type: "reply-to-ticket", visibility: "public", by: "contact", attachments: [{}], mentions: [] }, true],
    ["does not mention the provider's people", { type: "reply-to-ticket", visibility: "public", by: "contact", mentions: ["bob"] }, false],
    ["logs no time", { type: "log-time", minutes: 5 }, false],
    ["makes no task", { type: "add-task", text: "x" }, false],
    ["ticks no runbook", { type: "tick-step", step: "1" }, false],
  ])("%s", (_, command, expected) => {
    expect(whyNotForCustomer(command) === null).toBe(expected);
    if (expected) expect(() => requireVerb(acme("tickets:write", "tickets:decide"), command)).not.toThrow();
    else expect(() => requireVerb(acme("tickets:write", "tickets:decide"), command)).toThrow("A customer may not do this");
    expect(() => requireVerb(staff("tickets:write", "tickets:override"), command)).not.toThrow();
  });

  it.each(["rank-ticket", "decide-quote", "change-priority"])("%s binds the customer: its designated contact gives it", (type) => {
    const command = { type, urgency: 1, reason: "x", state: "approved", rank: 1 };
    expect(() => requireVerb(acme("tickets:write"), command)).toThrow("designated contact");
    expect(() => requireVerb(acme("tickets:write", "tickets:decide"), command)).not.toThrow();
    expect(() => requireVerb(staff("tickets:write"), command)).not.toThrow();
  });

  it("keeps overriding coverage for those who may", () => {
    const command = { type: "override-coverage", decision: "covered", reason: "x" };
    expect(() => requireVerb(staff("tickets:write"), command)).toThrow('"tickets:override"');
    expect(() => requireVerb(staff("tickets:write", "tickets:override"), command)).not.toThrow();
  });
});

describe("what a customer sees of the log", () => {
  it.each<[Parameters<typeof isForCustomer>[0], boolean]>([
    [{ type: "ticket.replied", visibility: "public" }, true],
    [{ type: "ticket.replied", visibility: "internal" }, false],
    [{ type: "clock.breached", party: "sla" }, true],
    [{ type: "clock.breached", party: "ola" }, false],
    [{ type: "clock.warned", party: "uc" }, false],
    [{ type: "notification.requested" }, false],
    [{ type: "ticket.handed-over" }, true],
    [{ type: "ticket.rated" }, true],
    [{ type: "ticket.complained" }, true],
    [{ type: "ticket.time-logged" }, false],
    [{ type: "ticket.task-added" }, false],
    [{ type: "ticket.runbook-started" }, false],
    [{ type: "ticket.something-yet-to-be-thought-of" }, false],
  ])("%o → %s", (event, expected) => {
    expect(isForCustomer(event)).toBe(expected);
  });
});
