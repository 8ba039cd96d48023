import { beforeEach, describe, expect, it } from "vitest";
import type { Document } from "#core/model/document.ts";
import { type Seat, seat } from "#server/access/person.fixture.ts";
import type { AccessTables } from "#server/access/tables.ts";
import { type Answer, codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { changed } from "../../../test/journeys/model.ts";

/** The bank has a branch under it; Ana is in its model with an address, Ben without. */
const document: Document = changed((model) => {
  model.customers.bank!.contacts.ana!.email = "ana@bank.test";
  model.customers.bank!.contacts.ana!.department = "Treasury";
  model.customers.branch = {
    name: "Banco Sur, Lisboa",
    zone: "Europe/Lisbon",
    parent: "bank",
    contacts: { rui: { name: "Rui", designated: true } },
  };
  model.people!.alice!.email = "alice@atalaya.test";
});

let house: House;
let admin: Seat;
beforeEach(async () => {
  house = await openHouse({ document });
  admin = await seat(house, { role: "administrator", name: "Ada" });
});

const ask = (who: Seat, method: string, path: string, body?: unknown): Promise<Answer> =>
  house.ask(method, `/api/v1${path}`, who.headers, body);
const invite = (who: Seat, fields: Record<string, unknown>): Promise<Answer> =>
  ask(who, "POST", "/people", { name: "Grace", email: `${Math.trunc(performance.now() * 1_000)}@new.test`, ...fields });
const names = ({ body }: Answer): string[] => body.items.map(({ name }: Json) => name);
const userLog = (): Promise<Json[]> =>
  house.door.read("*", (db) =>
    db.selectFrom("events").select(["type", "actor", "facts", "personal"]).where("type", "like", "user.%").orderBy("position").execute(),
  );

describe("who I am", () => {
  it("says of a customer's person where they belong, and what they may do there", async () => {
    const ana = await seat(house, { role: "designated-contact", customerId: "bank", email: "ana@bank.test", name: "Ana" });
    expect((await ask(ana, "GET", "/me")).body).toEqual({
      ...{ kind: "user", id: ana.id, name: "Ana", email: "ana@bank.test", phone: null, role: "designated-contact" },
      permissions: ["tickets:read", "tickets:write", "tickets:decide", "people:read", "people:write", "knowledge:read"],
      ...{ customerId: "bank", customerName: "Banco Sur", customerIds: ["bank", "branch"], contact: "ana", assignee: "ana" },
      ...{ department: "Treasury", isDesignated: true, language: null, zone: null, hourCycle: null },
    });
    const clerk = await seat(house, { role: "contact", customerId: "branch" });
    expect((await ask(clerk, "GET", "/me")).body).toMatchObject({ customerIds: ["branch"], contact: clerk.id, isDesignated: false });
  });

  it("lets everybody change what is their own, and answers in their language from then on", async () => {
    const clerk = await seat(house, { role: "contact", customerId: "bank" });
    const change = { name: "Benita", phone: "+34 600 000 000", language: "es", zone: "Europe/Madrid", hourCycle: "h23" };
    expect((await ask(clerk, "PATCH", "/me", change)).body).toMatchObject(change);
    expect((await ask(clerk, "GET", "/me")).body).toMatchObject(change);
    const [last] = (await userLog()).slice(-1);
    expect(last).toMatchObject({ type: "user.changed", actor: `contact:${clerk.id}`, facts: { language: "es", zone: "Europe/Madrid" } });
    expect(JSON.stringify(last.facts)).not.toContain("Benita");
    for (const wrong of [{ zone: "Mars/Base" }, { language: "de" }, { role: "administrator" }, { phone: "call me" }])
      expect((await ask(clerk, "PATCH", "/me", wrong)).status).toBe(422);
    const token = await house.token(["tickets:read"]);
    expect(codeOf(await house.ask("PATCH", "/api/v1/me", token, { name: "x" }))).toBe("forbidden");
  });
});

describe("a designated contact", () => {
  let ana: Seat;
  beforeEach(async () => {
    ana = await seat(house, { role: "designated-contact", customerId: "bank", email: "ana@bank.test" });
  });

  it("invites people of their organisations, who then see them in the list", async () => {
    const { status, body } = await invite(ana, { name: "Zoe", email: "Zoe@bank.test", role: "contact", department: "Treasury" });
    expect([status, body.person.customerId, body.person.state, body.person.email]).toEqual([201, "bank", "invited", "zoe@bank.test"]);
    expect((await invite(ana, { name: "Yago", role: "contact", customerId: "branch" })).status).toBe(201);
    expect(names(await ask(ana, "GET", "/people"))).toEqual(["Ben", expect.stringContaining("designated"), "Rui", "Yago", "Zoe"]);
    expect(names(await ask(ana, "GET", "/people?customer=branch"))).toEqual(["Rui", "Yago"]);
    const [last] = (await userLog()).slice(-1);
    expect(last).toMatchObject({ type: "user.invited", actor: "contact:ana", facts: { role: "contact", customer: "branch" } });
  });

  it("invites an address once, also when two ask at the same moment", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => invite(ana, { role: "contact", email: "zoe@bank.test" })));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409, 409]);
    expect(answers.filter(({ status }) => status === 409).map(codeOf)).toEqual(["email-taken", "email-taken"]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["an agent of the provider", { role: "agent", customerId: null }, "forbidden"],
    ["an agent into their own organisation", { role: "agent" }, "role-does-not-fit"],
    ["an administrator", { role: "administrator", customerId: null }, "forbidden"],
    ["somebody into another customer", { role: "contact", customerId: "factory" }, "unknown-customer"],
    ["somebody into a customer that does not exist", { role: "contact", customerId: "nobody" }, "unknown-customer"],
    ["somebody with a role that does not exist", { role: "king" }, "unknown-role"],
  ])("does not invite %s", async (_, fields, code) => {
    expect(codeOf(await invite(ana, fields))).toBe(code);
  });

  it("removes people of their organisations at once, and of no other", async () => {
    const clerk = await seat(house, { role: "contact", customerId: "bank" });
    const stranger = await seat(house, { role: "contact", customerId: "factory" });
    expect((await ask(clerk, "GET", "/tickets")).status).toBe(200);
    expect((await ask(ana, "DELETE", `/people/${clerk.id}`)).status).toBe(204);
    expect(codeOf(await ask(clerk, "GET", "/tickets"))).toBe("unauthenticated");
    for (const [method, path, body] of [
      ["DELETE", "", undefined],
      ["PATCH", "", { name: "x" }],
      ["POST", "/link", undefined],
    ] as const) {
      for (const { id } of [stranger, admin, { id: "nobody" }])
        expect(codeOf(await ask(ana, method, `/people/${id}${path}`, body)), `${method} ${path}`).toBe("unknown-user");
    }
    expect((await ask(stranger, "GET", "/tickets")).status).toBe(200);
  });

  it("sees no staff and no other customer, however asked", async () => {
    await seat(house, { role: "contact", customerId: "factory", name: "Eva of the factory" });
    for (const query of ["?of=staff", "?of=all", "?of=customers", "?q=a", "?q=factory", "?deactivated=yes"]) {
      const { body } = await ask(ana, "GET", `/people${query}`);
      expect(
        body.items.filter(({ customerId }: Json) => !["bank", "branch"].includes(customerId)),
        query,
      ).toEqual([]);
    }
    expect(codeOf(await ask(ana, "GET", "/people?customer=factory"))).toBe("unknown-customer");
    const roles = (await ask(ana, "GET", "/roles")).body.items;
    expect(roles.map(({ id }: Json) => id)).toEqual(["designated-contact", "contact"]);
  });

  it("alone does so: a contact may not", async () => {
    const clerk = await seat(house, { role: "contact", customerId: "bank" });
    for (const answer of [
      await ask(clerk, "GET", "/people"),
      await ask(clerk, "GET", "/roles"),
      await invite(clerk, { role: "contact" }),
      await ask(clerk, "PATCH", `/people/${clerk.id}`, { role: "designated-contact" }),
      await ask(clerk, "DELETE", `/people/${ana.id}`),
    ])
      expect(codeOf(answer)).toBe("forbidden");
  });
});

describe("the provider's people", () => {
  it("are listed with their keys and teams, those in the model who do not sign in too, and once", async () => {
    const alice = await seat(house, { role: "agent", name: "Alice Martín", email: "alice@atalaya.test" });
    const { body } = await ask(alice, "GET", "/people");
    expect(body.items.map(({ key, name, state }: Json) => [key, name, state])).toEqual([
      [admin.id, "Ada", "active"],
      ["alice", "Alice Martín", "active"],
      ["bob", "Bob", "listed"],
      ["carol", "Carol", "listed"],
      ["dan", "Dan", "listed"],
    ]);
    expect(body.items[1]).toMatchObject({ id: alice.id, teams: ["desk"], customerId: null, role: "agent" });
    expect(names(await ask(alice, "GET", "/people?customer=bank"))).toEqual(["Ana", "Ben"]);
  });

  it("come by pages of any size in the same order", async () => {
    for (const name of ["Émile", "emma", "Zoë", "Alice Two", "bob"]) await seat(house, { role: "agent", name });
    const whole = names(await ask(admin, "GET", "/people?of=all"));
    expect(whole).toHaveLength(5 + 1 + 4 + 4);
    for (const limit of [1, 2, 3, 5]) {
      const all: string[] = [];
      let cursor = "";
      do {
        const { body } = await ask(admin, "GET", `/people?of=all&limit=${limit}${cursor === "" ? "" : `&cursor=${cursor}`}`);
        all.push(...body.items.map(({ name }: Json) => name));
        cursor = body.next ?? "";
      } while (cursor !== "");
      expect(all).toEqual(whole);
    }
    expect(codeOf(await ask(admin, "GET", "/people?cursor=nonsense"))).toBe("bad-cursor");
    expect(names(await ask(admin, "GET", "/people?q=alice"))).toEqual(["Alice", "Alice Two"]);
    expect(names(await ask(admin, "GET", "/people?q=%25"))).toEqual([]);
  });

  it("do not lift anybody above themselves", async () => {
    const manager = await seat(house, { role: "manager" });
    expect((await invite(manager, { role: "agent" })).status).toBe(201);
    expect((await invite(manager, { role: "contact", customerId: "factory" })).status).toBe(201);
    expect(codeOf(await invite(manager, { role: "administrator" }))).toBe("forbidden");
    expect(codeOf(await invite(manager, { role: "contact" }))).toBe("role-does-not-fit");
    expect(codeOf(await ask(manager, "PATCH", `/people/${manager.id}`, { role: "administrator" }))).toBe("forbidden");
    expect(codeOf(await ask(manager, "POST", `/people/${admin.id}/link`))).toBe("forbidden");
    expect(codeOf(await ask(manager, "DELETE", `/people/${admin.id}`))).toBe("forbidden");
    const auditor = await seat(house, { role: "auditor" });
    expect((await ask(auditor, "GET", "/people")).status).toBe(200);
    for (const body of [{ role: "agent" }, { role: "contact", customerId: "bank" }])
      expect(codeOf(await invite(auditor, body))).toBe("forbidden");
  });
});

describe("roles of the installation", () => {
  const night = { id: "night", name: "Night desk", isForCustomers: false, permissions: ["tickets:read"] };

  it("are made, given, changed at once for all who have them, and removed when nobody has them", async () => {
    expect((await ask(admin, "POST", "/roles", night)).body).toEqual({ ...night, isBuiltIn: false });
    const owl = await seat(house, { role: "night" });
    expect((await ask(owl, "GET", "/tickets")).status).toBe(200);
    expect(codeOf(await ask(owl, "GET", "/model"))).toBe("forbidden");
    const changedRole = await ask(admin, "PATCH", "/roles/night", { permissions: ["model:read", "tickets:read"] });
    expect(changedRole.body.permissions).toEqual(["tickets:read", "model:read"]);
    expect((await ask(owl, "GET", "/model")).status).toBe(200);
    expect(codeOf(await ask(admin, "DELETE", "/roles/night"))).toBe("role-in-use");
    await ask(admin, "PATCH", `/people/${owl.id}`, { role: "agent" });
    expect((await ask(admin, "DELETE", "/roles/night")).status).toBe(204);
    const types = await house.door.read("*", (db) =>
      db.selectFrom("events").select("type").where("type", "like", "role.%").orderBy("position").execute(),
    );
    expect(types.map(({ type }) => type)).toEqual(["role.created", "role.changed", "role.removed"]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["in the place of a built-in one", { id: "agent" }, "role-exists"],
    ["with all permissions", { permissions: ["admin"] }, "bad-role"],
    ["for customers with what is the provider's", { isForCustomers: true, permissions: ["model:read"] }, "bad-role"],
    ["without a permission", { permissions: [] }, "invalid-request"],
  ])("are not made %s", async (_, fields, code) => {
    expect(codeOf(await ask(admin, "POST", "/roles", { ...night, ...fields }))).toBe(code);
  });

  it("are an administrator's to make, and built-in ones stay", async () => {
    const manager = await seat(house, { role: "manager" });
    expect(codeOf(await ask(manager, "POST", "/roles", night))).toBe("forbidden");
    expect(codeOf(await ask(admin, "DELETE", "/roles/agent"))).toBe("role-exists");
    expect(codeOf(await ask(admin, "PATCH", "/roles/nobody", { name: "x" }))).toBe("unknown-role");
    await ask(admin, "POST", "/roles", night);
    expect(codeOf(await ask(admin, "POST", "/roles", night))).toBe("role-exists");
  });

  it("that is gone allows nothing", async () => {
    const orphan = await seat(house, { role: "gone" });
    expect(codeOf(await ask(orphan, "GET", "/tickets"))).toBe("forbidden");
    const stored = await house.door.read("*", (db) =>
      db.withTables<AccessTables>().selectFrom("users").select("role").where("id", "=", orphan.id).execute(),
    );
    expect(stored).toEqual([{ role: "gone" }]);
  });
});
