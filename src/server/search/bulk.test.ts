import { expect, test } from "vitest";
import { minutes } from "#core/time/instant.ts";
import { codeOf, type House, openHouse } from "#server/http/app.fixture.ts";

async function houseWithTickets() {
  const house = await openHouse();
  const staff = await house.token(["tickets:read", "tickets:write"]);
  const ids: number[] = [];
  for (const customerId of ["bank", "bank", "factory"]) {
    const place = customerId === "bank" ? { service: "payments", component: "ledger" } : { service: "gate", component: "software" };
    const { body } = await house.ask("POST", "/api/v1/tickets", staff, {
      customerId,
      ...place,
      subject: "Slow",
      description: "",
      priority: "P3",
    });
    ids.push(body.id);
  }
  return { house, staff, ids };
}

const bulk = (house: House, as: string, order: Record<string, unknown>) => house.ask("POST", "/api/v1/tickets/bulk", as, order);
const ticket = async (house: House, as: string, id: number) => (await house.ask("GET", `/api/v1/tickets/${id}`, as)).body;

test("a preview tells what the rules would do and does nothing", async () => {
  const { house, staff, ids } = await houseWithTickets();
  await house.ask("POST", `/api/v1/tickets/${ids[1]}/closing`, staff, { reason: "withdrawn" });
  const before = await ticket(house, staff, ids[0]!);
  const order = { ids, verb: "assignment", body: { assignee: "alice" }, isPreview: true };
  const { status, body } = await bulk(house, staff, order);
  expect(status).toBe(200);
  expect(body.counts).toEqual({ tickets: 3, changed: 2, unchanged: 0, refused: 1 });
  expect(body.items[0]).toEqual({
    ...{ ticketId: ids[0], subject: "Slow", refusal: null },
    changes: [{ field: "assignee", before: null, after: "alice" }],
  });
  expect(body.items[1].refusal.code).toMatch(/closed|not-open/);
  expect((await ticket(house, staff, ids[0]!)).seq).toBe(before.seq);
});

test("what is done by a query is taken back once, but not where somebody has gone on", async () => {
  const { house, staff, ids } = await houseWithTickets();
  const done = await bulk(house, staff, {
    query: "customer:bank,factory",
    verb: "priority",
    body: { priority: "P1", reason: "all is down" },
    isPreview: false,
  });
  expect(done.body.done.sort((a: number, b: number) => a - b)).toEqual([...ids].sort((a, b) => a - b));
  for (const id of ids) expect((await ticket(house, staff, id)).priority).toBe("P1");
  await house.ask("POST", `/api/v1/tickets/${ids[2]}/replies`, staff, { visibility: "public", text: "We are on it." });
  const undone = await house.ask("POST", `/api/v1/undos/${done.body.undo.id}`, staff, {});
  expect(undone.body.done.sort((a: number, b: number) => a - b)).toEqual([ids[0], ids[1]]);
  expect(undone.body.refused).toMatchObject([{ ticketId: ids[2], code: "ticket-changed" }]);
  expect((await ticket(house, staff, ids[0]!)).priority).toBe("P3");
  expect((await ticket(house, staff, ids[2]!)).priority).toBe("P1");
  expect(codeOf(await house.ask("POST", `/api/v1/undos/${done.body.undo.id}`, staff, {}))).toBe("unknown-undo");
});

test("an undo expires, is nobody else's, and there is none for what was said", async () => {
  const { house, staff, ids } = await houseWithTickets();
  const other = await house.token(["tickets:read", "tickets:write"]);
  const { body } = await bulk(house, staff, { ids, verb: "assignment", body: { assignee: "alice" }, isPreview: false });
  expect(codeOf(await house.ask("POST", `/api/v1/undos/${body.undo.id}`, other, {}))).toBe("unknown-undo");
  house.advance(minutes(11));
  expect(codeOf(await house.ask("POST", `/api/v1/undos/${body.undo.id}`, staff, {}))).toBe("unknown-undo");
  const said = await bulk(house, staff, {
    ids,
    verb: "replies",
    body: { visibility: "public", text: "It works again." },
    isPreview: false,
  });
  expect(said.body.undo).toBeNull();
});

test("tickets of others are none, and a verb, a body or a number of tickets that cannot be is refused", async () => {
  const { house, staff, ids } = await houseWithTickets();
  const bank = await house.token(["tickets:read", "tickets:write"], "bank");
  const reply = { verb: "replies", body: { visibility: "public", text: "And now?" } };
  const { body } = await bulk(house, bank, { ids, ...reply, isPreview: false });
  expect(body.done).toEqual([ids[0], ids[1]]);
  expect(codeOf(await bulk(house, bank, { ids, verb: "assignment", body: { assignee: "alice" }, isPreview: false }))).toBe("forbidden");
  expect((await bulk(house, staff, { ids, verb: "ratings", body: {}, isPreview: true })).status).toBe(422);
  expect(codeOf(await bulk(house, staff, { ids, verb: "assignment", body: { assigne: "x" }, isPreview: true }))).toBe("invalid-request");
  expect(codeOf(await bulk(house, staff, { verb: "assignment", body: { assignee: "alice" }, isPreview: true }))).toBe("invalid-request");
  expect(codeOf(await bulk(house, staff, { query: "prio:p1", verb: "assignment", body: { assignee: null }, isPreview: true }))).toBe(
    "bad-query",
  );
});
