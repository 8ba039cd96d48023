import { expect, test } from "vitest";
import { codeOf, openHouse } from "#server/http/app.fixture.ts";

test("filters are one's own until they are shared, and sharing takes a permission and is logged", async () => {
  const house = await openHouse();
  const [agent, lead] = [await house.token(["tickets:read"]), await house.token(["tickets:read", "shared:write"])];
  const names = async (as: string) => (await house.ask("GET", "/api/v1/filters", as)).body.items.map(({ name }: { name: string }) => name);
  const draft = { name: "Breaching", query: "breach<2h team:mine" };
  const own = await house.ask("POST", "/api/v1/filters", agent, draft);
  expect(own.status).toBe(201);
  expect(own.body).toMatchObject({ ...draft, order: "next-breach", isShared: false, isOwn: true, team: null, position: 0 });
  expect(await names(lead)).toEqual([]);
  expect(codeOf(await house.ask("POST", "/api/v1/filters", agent, { ...draft, isShared: true }))).toBe("forbidden");
  const shared = await house.ask("POST", "/api/v1/filters", lead, {
    name: "All P1",
    query: "priority:p1",
    order: "priority",
    isShared: true,
  });
  expect(await names(agent)).toEqual(["All P1", "Breaching"]);
  const path = `/api/v1/filters/${shared.body.id}`;
  expect(codeOf(await house.ask("PATCH", path, agent, { name: "Mine now" }))).toBe("forbidden");
  expect((await house.ask("PATCH", path, lead, { name: "P1", position: 3 })).body).toMatchObject({
    name: "P1",
    position: 3,
    query: "priority:p1",
  });
  expect((await house.ask("DELETE", path, lead)).status).toBe(204);
  expect(codeOf(await house.ask("DELETE", path, lead))).toBe("unknown-filter");
  const told = await house.door.read("*", (db) =>
    db.selectFrom("events").select("type").where("type", "like", "filter.%").orderBy("position").execute(),
  );
  expect(told.map(({ type }) => type)).toEqual(["filter.shared", "filter.changed", "filter.removed"]);
});

test("a query that cannot be read is not saved, and a customer's people have filters apart from the desk's", async () => {
  const house = await openHouse();
  const staff = await house.token(["tickets:read", "shared:write"]);
  const bank = await house.token(["tickets:read"], "bank");
  const wrong = await house.ask("POST", "/api/v1/filters", staff, { name: "?", query: 'team:"desk' });
  expect(codeOf(wrong)).toBe("bad-query");
  await house.ask("POST", "/api/v1/filters", staff, { name: "Desk", query: "", isShared: true });
  expect((await house.ask("GET", "/api/v1/filters", bank)).body.items).toEqual([]);
  const own = await house.ask("POST", "/api/v1/filters", bank, { name: "Ours", query: "status:open" });
  expect(own.status).toBe(201);
  const factory = await house.token(["tickets:read"], "factory");
  expect(codeOf(await house.ask("DELETE", `/api/v1/filters/${own.body.id}`, factory))).toBe("unknown-filter");
});
